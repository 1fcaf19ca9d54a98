"""What can be typed to look for pictures, and what is found."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.batch import Answers
from model.catalogue import UNANSWERED, Query, QueryError, Survey, due, find, parse

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
        ("7→? ->?", Query(confusions=frozenset({(7, None), (None, None)}))),
        ("Misread", Query(misread=True)),
        ("refused 4", Query(labels=frozenset({4}), refused=True)),
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


pictures = st.lists(st.tuples(digit, st.integers(-1, 9), st.floats(0, 1), st.booleans()), max_size=30)
queries = st.builds(
    Query,
    numbers=st.frozensets(st.integers(0, 40), max_size=3),
    labels=st.frozensets(digit, max_size=3),
    confusions=st.frozensets(st.tuples(st.none() | digit, st.none() | digit), max_size=3),
    misread=st.booleans(),
    below=st.none() | st.floats(0, 1),
    refused=st.booleans(),
)


def meant(query, place, label, answer, probability, refused):
    """The query's meaning, for one picture."""
    if query.needs_answers and answer == UNANSWERED:
        return False
    taken_for = None if refused else answer
    return (
        (not query.numbers or place in query.numbers)
        and (not query.labels or label in query.labels)
        and (not query.confusions or bool({(label, taken_for), (None, taken_for)} & query.confusions))
        and (not query.misread or label != taken_for)
        and (not query.refused or refused)
        and (query.below is None or probability < query.below)
    )


@given(queries, pictures, st.randoms())
def test_exactly_what_is_meant_is_found(query, pictures, random):
    columns = zip(*pictures, strict=True) if pictures else ((), (), (), ())
    kinds = (np.int64, np.int8, np.float64, np.bool_)
    arrays = [np.array(column, kind) for column, kind in zip(columns, kinds, strict=True)]
    wanted = [place for place, picture in enumerate(pictures) if meant(query, place, *picture)]
    assert find(query, *arrays).tolist() == wanted
    order = list(range(len(pictures)))
    random.shuffle(order)
    found = find(query, *arrays, np.array(order, np.int64))
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
    assert due(answers, wanted, most, everything=False).tolist() == urgent
    rounds = 0
    while len(places := due(answers, wanted, most)):
        answers[places] = 0
        rounds += 1
    assert rounds == -(-len(open_ones) // most)


class Brightest:
    """A network that tells a picture by its brightest pixel."""

    def __init__(self):
        self.asked = []
        self.weights = SimpleNamespace(boundary=None)

    def answers(self, images):
        assert images.dtype == np.float32
        assert images.max() <= 1
        self.asked.append(len(images))
        values = images.reshape(len(images), -1)[:, :10]
        return Answers(values, values, values)


def marked(count):
    """Pictures, and the place of the brightest pixel of each."""
    images = np.zeros((count, 28, 28), np.uint8)
    places = np.arange(count) * 7 % 10
    images[np.arange(count), 0, places] = 100 + np.arange(count) % 100
    return images, places


def test_a_survey_answers_everything_a_few_at_a_time():
    images, places = marked(200)
    network, answers = Brightest(), np.full(200, UNANSWERED)
    for found in Survey(images, answers).work(network):
        assert (answers[found.places] == UNANSWERED).all()
        answers[found.places] = found.answers
        brightest = images[found.places].reshape(-1, 784).max(axis=1) / np.float32(255)
        assert np.array_equal(found.probabilities, brightest)
        assert found.refused.all()  # one bright pixel is too little ink
    assert np.array_equal(answers, places)
    assert network.asked == [32] * 6 + [8]


def test_a_survey_sees_to_what_is_looked_at_first():
    images, _ = marked(200)
    survey = Survey(images, np.full(200, UNANSWERED))
    work = survey.work(Brightest())
    survey.wanted = (150, 151)
    assert next(work).places[:3].tolist() == [150, 151, 0]
    survey.wanted = (199,)
    assert next(work).places[0] == 199


def test_a_survey_can_keep_to_what_is_looked_at():
    images, _ = marked(200)
    answers = np.full(200, UNANSWERED)
    answers[5] = 3
    survey = Survey(images, answers, everything=False)
    survey.wanted = (5, 6, 7)
    assert [found.places.tolist() for found in survey.work(Brightest())] == [[6, 7]]
    assert answers[6] == UNANSWERED


def test_a_network_with_other_outputs_can_be_asked():
    labels, answers = np.array([1, 2]), np.array([25, 2])
    found = find(parse("->2"), labels, answers, np.ones(2))
    assert found.tolist() == [1]
    assert find(parse("misread"), labels, answers, np.ones(2)).tolist() == [0]
