"""What can be typed to look for pictures, and what is found."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.catalogue import UNANSWERED, Query, QueryError, due, find, parse

digit = st.integers(0, 9)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", Query()),
        (" , ;", Query()),
        ("#1234", Query(numbers=frozenset({1234}))),
        ("# 0", Query(numbers=frozenset({0}))),
        ("1234 #5", Query(numbers=frozenset({1234, 5}))),
        ("7", Query(labels=frozenset({7}))),
        ("7, 9", Query(labels=frozenset({7, 9}))),
        ("7->1", Query(confusions=frozenset({(7, 1)}))),
        ("7 → 1", Query(confusions=frozenset({(7, 1)}))),
        ("7>1 4=>9", Query(confusions=frozenset({(7, 1), (4, 9)}))),
        ("->1", Query(confusions=frozenset({(None, 1)}))),
        ("Misread", Query(misread=True)),
        ("7 misread <90%", Query(labels=frozenset({7}), misread=True, below=0.9)),
        ("<90,5 % <50", Query(below=0.5)),
        ("7<90%", Query(labels=frozenset({7}), below=0.9)),
    ],
)
def test_what_can_be_typed(text, query):
    assert parse(text) == query


@pytest.mark.parametrize("word", ["seven", "-1", "->", "7->", "<", "7->12", "#x", "%", "\u0667", "1234567890"])
def test_what_means_nothing_is_named(word):
    with pytest.raises(QueryError) as caught:
        parse(f"3 {word}")
    assert caught.value.word != ""
    assert caught.value.word in word
    assert repr(caught.value.word) in str(caught.value)


@given(st.text(max_size=30))
def test_any_text_is_a_query_or_a_plain_refusal(text):
    refused = None
    try:
        parse(text)
    except QueryError as error:
        refused = error.word
    assert refused is None or (refused != "" and refused in text)


def test_other_words_for_misread():
    assert parse("falsch", misread=("misread", "falsch")).misread
    with pytest.raises(QueryError):
        parse("falsch")


pictures = st.lists(st.tuples(digit, st.integers(-1, 9), st.floats(0, 1)), max_size=30)
queries = st.builds(
    Query,
    numbers=st.frozensets(st.integers(0, 40), max_size=3),
    labels=st.frozensets(digit, max_size=3),
    confusions=st.frozensets(st.tuples(st.none() | digit, digit), max_size=3),
    misread=st.booleans(),
    below=st.none() | st.floats(0, 1),
)


def meant(query, place, label, answer, probability):
    """The query's meaning, for one picture."""
    if query.needs_answers and answer == UNANSWERED:
        return False
    return (
        (not query.numbers or place in query.numbers)
        and (not query.labels or label in query.labels)
        and (not query.confusions or bool({(label, answer), (None, answer)} & query.confusions))
        and (not query.misread or label != answer)
        and (query.below is None or probability < query.below)
    )


@given(queries, pictures, st.randoms())
def test_exactly_what_is_meant_is_found(query, pictures, random):
    labels = np.array([label for label, _, _ in pictures], np.int64)
    answers = np.array([answer for _, answer, _ in pictures], np.int8)
    probabilities = np.array([probability for _, _, probability in pictures], np.float64)
    wanted = [place for place, picture in enumerate(pictures) if meant(query, place, *picture)]
    assert find(query, labels, answers, probabilities).tolist() == wanted
    order = list(range(len(pictures)))
    random.shuffle(order)
    found = find(query, labels, answers, probabilities, np.array(order, np.int64))
    assert found.tolist() == [place for place in order if place in wanted]


@given(
    st.lists(st.integers(-1, 3), min_size=1, max_size=40),
    st.lists(st.integers(0, 39), max_size=10),
    st.integers(1, 12),
)
def test_what_is_looked_at_is_answered_first_and_in_the_end_everything(answers, wanted, most):
    answers = np.array(answers, np.int8)
    wanted = [place for place in wanted if place < len(answers)]
    open_ones = set(np.flatnonzero(answers == UNANSWERED).tolist())
    places = due(answers, wanted, most).tolist()
    assert len(places) == len(set(places)) == min(most, len(open_ones))
    assert set(places) <= open_ones
    urgent = [place for place in dict.fromkeys(wanted) if place in open_ones][:most]
    assert places[: len(urgent)] == urgent
    rounds = 0
    while len(places := due(answers, wanted, most)):
        answers[places] = 0
        rounds += 1
    assert rounds == -(-len(open_ones) // most)
