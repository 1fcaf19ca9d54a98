"""Looking for pictures in a collection: what can be typed, which pictures that means, and which to answer next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.data import CLASSES
from model.evaluation import rightly
from model.refusal import judge

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterable

    from numpy.typing import NDArray

    from model.batch import Batch

    Places = NDArray[np.int64]

AT_ONCE = 32
"""Pictures in one step of a survey: some milliseconds, after which a stroke can be answered."""
UNANSWERED = -1
"""Stands for the answer to a picture that the network has not seen yet."""

_WORD = re.compile(
    r"""\#\s*(?P<number>\d{1,9})(?!\d)
    | (?P<shown>[0-9])?\s*(?:->|=>|→|>)\s*(?P<answer>[0-9?])(?!\d)
    | <\s*(?P<below>\d{1,3}(?:[.,]\d+)?)(?!\d)\s*%?
    | (?P<label>[0-9])(?!\d)
    | (?P<long>\d{2,9})(?!\d)
    | (?P<other>[^\s,;]+)""",
    re.VERBOSE | re.ASCII,
)


class QueryError(ValueError):
    """A word that means nothing here.

    Attributes
    ----------
    word : str
        The word as it was typed.
    """

    def __init__(self, word: str) -> None:
        super().__init__(f"Expected a number like #12, a digit, 7->1, <90%, misread or refused. Received {word!r}.")
        self.word = word


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. An empty field asks for nothing; all that are filled must hold.

    Attributes
    ----------
    numbers : frozenset of int
        Places in the collection, counted from 0.
    labels : frozenset of int
        What the picture shows.
    confusions : frozenset of (int or None, int or None)
        What the picture shows, None for anything, and what it is taken for, None for no digit.
    misread : bool
        Only what is not read as what it is, refused or taken for another digit.
    refused : bool
        Only what is taken for no digit.
    below : float or None
        Only what is answered with a smaller probability than this, 0 to 1.
    """

    numbers: frozenset[int] = frozenset()
    labels: frozenset[int] = frozenset()
    confusions: frozenset[tuple[int | None, int | None]] = frozenset()
    misread: bool = False
    below: float | None = None
    refused: bool = False

    @property
    def needs_answers(self) -> bool:
        """Whether a picture can only be judged once the network has answered it."""
        return bool(self.confusions) or self.misread or self.refused or self.below is not None


def parse(text: str, misread: Collection[str] = ("misread",), refused: Collection[str] = ("refused",)) -> Query:
    """Read what a person typed.

    ==========  ====================================================
    ``#123``    the picture with that number; so does ``123``
    ``7``       pictures of a 7; ``7 9``, of a 7 or a 9
    ``7->1``    pictures of a 7 that are taken for a 1
    ``->1``     everything that is taken for a 1
    ``7->?``    pictures of a 7 that are taken for no digit
    ``<90%``    everything that is answered with less than 90 %
    misread     everything that is not read as what it is
    refused     everything that is taken for no digit
    ==========  ====================================================

    Words of one kind are alternatives, words of different kinds must all hold; of several bounds the lowest counts.

    Parameters
    ----------
    text : str
        Words with spaces or commas between them.
    misread, refused : collection of str
        The words that ask for what is not read rightly, and for what is taken for no digit; in small letters.

    Raises
    ------
    QueryError
        For a word that is none of these.
    """
    numbers: set[int] = set()
    labels: set[int] = set()
    confusions: set[tuple[int | None, int | None]] = set()
    bounds: list[float] = []
    wrong = unlike = False
    for found in _WORD.finditer(text):
        if number := found["number"] or found["long"]:
            numbers.add(int(number))
        elif answer := found["answer"]:
            shown = int(found["shown"]) if found["shown"] else None
            confusions.add((shown, None if answer == "?" else int(answer)))
        elif below := found["below"]:
            bounds.append(float(below.replace(",", ".")) / 100)
        elif label := found["label"]:
            labels.add(int(label))
        elif found["other"].lower() in misread:
            wrong = True
        elif found["other"].lower() in refused:
            unlike = True
        else:
            raise QueryError(found["other"])
    below_all = min(bounds) if bounds else None
    return Query(frozenset(numbers), frozenset(labels), frozenset(confusions), wrong, below_all, unlike)


def find(
    query: Query,
    labels: NDArray[np.integer],
    answers: NDArray[np.integer],
    probabilities: NDArray[np.floating],
    refused: NDArray[np.bool_] | None = None,
    order: Places | None = None,
) -> Places:
    """Return the places of the pictures that a query means.

    Parameters
    ----------
    query : Query
        What is looked for.
    labels : integer [N]
        What the pictures show, 0 to 9.
    answers : integer [N]
        What the network answered, `UNANSWERED` where it has not been asked; such a picture is never found by its
        answer.
    probabilities : float [N]
        The probability of each answer, 0 to 1.
    refused : bool [N], optional
        Which pictures are taken for no digit; without it none is.
    order : int64 [M], optional
        The order to return them in; places that are not in it are left out.

    Returns
    -------
    int64 [found]
        In the given order, or from the first to the last.
    """
    chosen = np.ones(len(labels), bool)
    refused = np.zeros(len(labels), bool) if refused is None else refused
    if query.numbers:
        chosen[:] = False
        chosen[[number for number in query.numbers if number < len(labels)]] = True
    if query.labels:
        chosen &= _any_of(labels, query.labels)
    if query.needs_answers:
        chosen &= answers != UNANSWERED
    if query.confusions:
        table = np.zeros((CLASSES, max(CLASSES, 1 + int(answers.max(initial=0))) + 1), bool)  # the last: refused
        for shown, answer in query.confusions:
            table[slice(None) if shown is None else shown, -1 if answer is None else answer] = True
        chosen &= table[labels, np.where(refused, -1, answers)]
    if query.misread:
        chosen &= ~rightly(labels, answers, refused)
    if query.refused:
        chosen &= refused
    if query.below is not None:
        chosen &= probabilities < query.below
    return np.flatnonzero(chosen) if order is None else order[chosen[order]]


def due(answers: NDArray[np.integer], wanted: Iterable[int], most: int, everything: bool = True) -> Places:
    """Return which pictures to answer next: of the wanted ones first, then the others from the first on.

    Parameters
    ----------
    answers : integer [N]
        What has been answered; `UNANSWERED` elsewhere.
    wanted : iterable of int
        Places that somebody is looking at, the most urgent first.
    most : int
        How many at most.
    everything : bool
        Whether the others are to be answered at all.

    Returns
    -------
    int64 [at most ``most``]
        Places without an answer, each once; empty when all are answered.
    """
    first = [place for place in dict.fromkeys(wanted) if answers[place] == UNANSWERED][:most]
    if not everything:
        return np.array(first, np.int64)
    rest = np.flatnonzero(answers == UNANSWERED)[:most]  # enough, even if all of the first are among them
    rest = rest[~np.isin(rest, first)][: most - len(first)]
    return np.concatenate([np.array(first, np.int64), rest])


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What the network answered to some pictures.

    Attributes
    ----------
    places : int64 [n]
        Which pictures.
    answers : int64 [n]
        The most probable digit of each.
    probabilities : float32 [n]
        Its probability.
    refused : bool [n]
        Which are taken for no digit.
    """

    places: Places
    answers: Places
    probabilities: NDArray[np.float32]
    refused: NDArray[np.bool_]


class Survey:
    """Answers the pictures of a collection a few at a time, those that somebody looks at first.

    `work` may run in one thread while another sets `wanted` and `everything`: each is replaced as a whole.

    Attributes
    ----------
    wanted : tuple of int
        Places to answer before all others, the most urgent first.
    everything : bool
        Whether the others are to be answered as well.
    """

    def __init__(self, images: NDArray[np.uint8], answers: NDArray[np.integer], everything: bool = True) -> None:
        self._images = images
        self._answers = answers.copy()
        self.wanted: tuple[int, ...] = ()
        self.everything = everything

    def work(self, network: Batch) -> Generator[Found, None, None]:
        """Answer at most 32 pictures of [N, 28, 28], 0 to 255, in each step, until there is nothing left to do."""
        refuse = judge(network.weights.boundary, drawn=False)
        while len(places := due(self._answers, self.wanted, AT_ONCE, self.everything)):
            pictures = np.divide(self._images[places], np.float32(255), dtype=np.float32)
            found = network.answers(pictures)
            probabilities = found.probabilities.reshape(len(places), -1)
            answers = probabilities.argmax(axis=1)
            refused = refuse(pictures, found)
            self._answers[places] = answers
            yield Found(places, answers, probabilities.max(axis=1), refused)


def _any_of(values: NDArray[np.integer], wanted: Iterable[int]) -> NDArray[np.bool_]:
    table = np.zeros(CLASSES, bool)
    table[list(wanted)] = True
    found: NDArray[np.bool_] = table[values]
    return found
