"""Digits from UNIPEN files, and from UCI's pen digits, which have the same format.

A UNIPEN file is text. A word with a dot at the beginning of a line is a keyword, and all up to the next one belongs
to it. `.PEN_DOWN` and `.PEN_UP` hold points, `.SEGMENT` says which of these components together are, for example, a
digit, and `.INCLUDE` names a file to be read at this place. Source: I. Guyon, "UNIPEN 1.0 Format Definition", 1994.

Only text and numbers are read, only within the file's folder (or the folder that was asked for), and only so much.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from model.archive import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

_LARGEST = 64 << 20
"""Bytes of one file."""
_LONGEST = 1 << 20
"""Characters of one stroke; a minute of writing has a hundredth of it."""
_POINTS, _COMPONENTS, _FILES = 8_000_000, 500_000, 20_000
_STROKES = 50
"""No digit has more."""
_FAR = 1e9

_KEYWORD = re.compile(r"^\.([A-Z_]+)\b", re.MULTILINE)
_KNOWN = re.compile(rb"^\.(?:VERSION|INCLUDE|HIERARCHY|LEXICON|COORD|SEGMENT|PEN_DOWN|COMMENT)\b", re.MULTILINE)
_SEGMENT = re.compile(r'\s*(\S+)\s+(\S+)\s+(\S+)\s+"([0-9])"')
_DIGIT = re.compile(r'^\.SEGMENT\s+(?:DIGIT|CHARACTER)\s.*"[0-9]"', re.MULTILINE)
_PART = re.compile(r"(\d{1,9})(?::(\d{1,9}))?(?:-(\d{1,9})(?::(\d{1,9}))?)?")
_UCI_COMMENT = re.compile(r"\s*(\d)\s+(\d+)\s+\d+\s*")
_LEVELS = ("DIGIT", "CHARACTER")
_PACKED = {b"\x1f\x9d": "compress", b"\x1f\x8b": "gzip"}


@dataclass(frozen=True, slots=True, eq=False)
class _Component:
    """What lies between two changes of the pen's state: points float64 [n, 2], n >= 1, y upwards."""

    down: bool
    points: NDArray[np.float64]
    writer: str


@dataclass(slots=True, eq=False)
class _Segment:
    """A digit and where its components are: a list such as "3-5,7", or all from the `first` one to the next digit."""

    label: int
    where: str
    first: int
    last: int | None = None
    writer: str = ""


@dataclass(slots=True, eq=False)
class _Set:
    """One file with what it includes, or a part of it that counts its components anew."""

    components: list[_Component] = field(default_factory=list)
    segments: list[_Segment] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _Found:
    """Digits so far: their strokes [n, 2], labels and writers."""

    strokes: list[list[NDArray[np.float64]]] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    writers: list[str] = field(default_factory=list)
    points: int = 0
    components: int = 0


def recognized(path: Path) -> bool:
    """Tell by its beginning whether a file is a UNIPEN file; a folder is taken for a folder of such files.

    Raises
    ------
    ArchiveError
        If it cannot be read, or is packed as UCI's files are at first.
    """
    try:
        if path.is_dir():
            return True
        if not path.is_file():
            return False
    except OSError as error:  # a name that is too long, say
        raise ArchiveError(f"It cannot be read ({error.strerror or error}).") from error
    start = _bytes(path, 1 << 16)
    packer = _PACKED.get(start[:2])
    if packer:
        raise ArchiveError(f"It is packed with {packer}. Unpack it first, for example with gzip -d.")
    return not start.startswith(b"PK") and _KNOWN.search(start) is not None


def read(path: Path) -> dict[str, NDArray[Any]]:
    """Read all isolated digits of a file, or of a folder and all its folders.

    Parameters
    ----------
    path : a text file, or a folder of files whose names end in .dat. In a folder with `data/1a` and `include`, as
        on UNIPEN's own disc, files are taken from the first, and what they include from the second.

    Returns
    -------
    The arrays of an .npz file of strokes, as `model.samples` takes them: `points` float32 [P, 2] with x right and
    y down, `stroke_len` int64 [S], `strokes_per_sample` int64 [N], `y` int64 [N] and, if every writer is known,
    `writer` str [N]. Segments of bad quality are left out, and those whose pen never moved on the paper.

    Raises
    ------
    ArchiveError
        With one plain sentence.
    """
    root = path if path.is_dir() else path.parent
    found = _Found()
    for file in _files(path):
        text = _text(file)
        # A disc has thousands of files of words and letters, and what they include is a hundred times larger.
        if _DIGIT.search(text):
            _Reader(file, root, found).run(text)
    if not found.labels:
        raise ArchiveError("It holds no digits.")
    strokes = [stroke for sample in found.strokes for stroke in sample]
    columns: dict[str, NDArray[Any]] = {
        "points": (np.concatenate(strokes) * (1, -1) + 0.0).astype(np.float32),
        "stroke_len": np.array([len(stroke) for stroke in strokes], np.int64),
        "strokes_per_sample": np.array([len(sample) for sample in found.strokes], np.int64),
        "y": np.array(found.labels, np.int64),
    }
    if all(found.writers):
        columns["writer"] = np.array(found.writers)
    return columns


class _Reader:
    """Reads one file and what it includes."""

    def __init__(self, file: Path, root: Path, found: _Found) -> None:
        self._file = file
        self._root = root
        self._found = found
        self._set = _Set()
        self._columns: tuple[int, int, int] | None = None  # how many numbers a point has, and which are x and y
        self._collection = ""
        self._writer = ""
        self._missing = ""

    def run(self, text: str) -> None:
        for keyword, body in self._statements(text):
            if keyword in ("PEN_DOWN", "PEN_UP"):
                self._component(keyword == "PEN_DOWN", body)
            elif keyword == "SEGMENT":
                self._segment(body)
            elif keyword == "COMMENT":
                self._comment(body)
            elif keyword == "COORD":
                self._coordinates(body)
            elif keyword == "DATA_ID":
                self._collection = _word(body)
            elif keyword == "WRITER_ID":
                self._writer = _word(body)
            elif keyword == "START_SET":
                self._finish()
        self._finish()

    def _statements(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield every keyword with what belongs to it; in place of an .INCLUDE what that file has."""
        for keyword, body in _statements(text):
            if keyword != "INCLUDE":
                yield keyword, body
                continue
            included = self._included(_word(body))
            if included is None:
                self._missing = _word(body)
                continue
            for inner, content in _statements(_text(included)):
                if inner != "INCLUDE":  # the format forbids includes within includes
                    yield inner, content

    def _included(self, name: str) -> Path | None:
        root = self._root.resolve()
        for folder in (self._file.parent, self._root, self._root / "include"):
            try:
                file = (folder / name).resolve()
                if name and file.is_relative_to(root) and file.is_file():
                    return file
            except (OSError, ValueError):  # a name that no file can have
                return None
        return None

    def _coordinates(self, body: str) -> None:
        names = body.split()
        if "X" not in names or "Y" not in names:
            raise ArchiveError(f"{self._file.name}: expected .COORD to name X and Y. Received {body.strip()[:60]!r}.")
        self._columns = len(names), names.index("X"), names.index("Y")

    def _component(self, down: bool, body: str) -> None:
        if not body or body.isspace():
            return  # not counted
        if len(body) > _LONGEST:
            raise ArchiveError(f"{self._file.name}: a stroke is longer than any hand could draw.")
        # Without .COORD, a line is a point.
        count, x, y = self._columns or (len(body.strip().splitlines()[0].split()), 0, 1)
        try:
            numbers = np.array(body.split(), np.float64)
        except ValueError as error:
            raise ArchiveError(f"{self._file.name}: expected numbers in a stroke. Received other words.") from error
        if count < 2 or len(numbers) % count:
            raise ArchiveError(f"{self._file.name}: a stroke has {len(numbers)} numbers, not {count} a point.")
        points = numbers.reshape(-1, count)[:, (x, y)]
        if not np.abs(points).max() <= _FAR:
            raise ArchiveError(f"{self._file.name}: a point is infinite, absurdly large or not a number.")
        self._found.points += len(points)
        self._found.components += 1
        if self._found.points > _POINTS or self._found.components > _COMPONENTS:
            raise ArchiveError(f"It holds more than {_COMPONENTS:,} strokes or {_POINTS:,} points.")
        self._set.components.append(_Component(down, points, self._writer))

    def _segment(self, body: str) -> None:
        segments, here = self._set.segments, len(self._set.components)
        if segments and segments[-1].last is None:
            segments[-1].last = here
        match = _SEGMENT.match(body)
        if match and match[1] in _LEVELS and match[3] != "BAD":
            segments.append(_Segment(int(match[4]), match[2], here))

    def _comment(self, body: str) -> None:
        """UCI's files tell the writer in a comment on each segment: the digit, the writer, a number."""
        match = _UCI_COMMENT.fullmatch(body)
        segments = self._set.segments
        if match and segments and segments[-1].label == int(match[1]) and segments[-1].last is None:
            segments[-1].writer = match[2]

    def _finish(self) -> None:
        """Collect the digits of a set: segments may come before their components or after them."""
        done, self._set = self._set, _Set()
        if done.segments and not done.components and self._missing:
            raise ArchiveError(
                f"{self._file.name} includes {self._missing[:80]}, which is not there. Name the folder that holds both."
            )
        for segment in done.segments:
            strokes, writer = _collect(segment, done.components, self._file.name)
            if not strokes or not np.ptp(np.concatenate(strokes), axis=0).any():
                continue  # forms that nobody filled in are full of dots
            name = segment.writer or writer
            self._found.strokes.append(strokes)
            self._found.labels.append(segment.label)
            self._found.writers.append(f"{self._collection}|{name}" if name and self._collection else name)


def _collect(segment: _Segment, components: list[_Component], file: str) -> tuple[list[NDArray[np.float64]], str]:
    """Return the strokes of a segment and who wrote the first of them."""
    last = len(components) if segment.last is None else segment.last
    pieces = [(n, 0, None) for n in range(segment.first, last)] if segment.where == "?" else _pieces(segment, file)
    if len(pieces) > _STROKES:
        raise ArchiveError(f"{file}: a digit of more than {_STROKES} strokes. Received {len(pieces)}.")
    if any(n >= len(components) for n, _, _ in pieces):
        raise ArchiveError(f"{file}: a digit is said to be in {segment.where[:40]} of {len(components)} strokes.")
    parts = [(components[n], components[n].points[start:end]) for n, start, end in pieces]
    drawn = [(component, points) for component, points in parts if component.down and len(points)]
    return [points for _, points in drawn], drawn[0][0].writer if drawn else ""


def _pieces(segment: _Segment, file: str) -> list[tuple[int, int, int | None]]:
    """Return components with the first point and the one after the last, of a list like "1:40-3,5,6:0-6:12"."""
    pieces: list[tuple[int, int, int | None]] = []
    for part in segment.where.split(","):
        match = _PART.fullmatch(part)
        if not match:
            raise ArchiveError(f"{file}: expected a list of strokes, such as 3-5,7. Received {segment.where[:40]!r}.")
        first, start = int(match[1]), int(match[2] or 0)
        last, end = int(match[3] or first), int(match[4]) + 1 if match[4] else None
        if not first <= last < first + _STROKES:
            raise ArchiveError(f"{file}: a digit of the strokes {part}, which are none or too many.")
        pieces += [(n, start if n == first else 0, end if n == last else None) for n in range(first, last + 1)]
    return pieces


def _statements(text: str) -> Iterator[tuple[str, str]]:
    before = None
    for match in _KEYWORD.finditer(text):
        if before:
            yield before[1], text[before.end() : match.start()]
        before = match
    if before:
        yield before[1], text[before.end() :]


def _word(body: str) -> str:
    return body.split(maxsplit=1)[0] if body.strip() else ""


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    disc = path / "data" / "1a"  # isolated digits; other categories have some of them again
    folder = disc if disc.is_dir() and (path / "include").is_dir() else path
    try:
        files = sorted(file for file in folder.rglob("*.dat") if file.is_file())
    except OSError as error:
        raise ArchiveError(f"It cannot be read ({error.strerror or error}).") from error
    if not files:
        raise ArchiveError("It is a folder without any UNIPEN file (.dat).")
    if len(files) > _FILES:
        raise ArchiveError(f"It is a folder of {len(files):,} files; at most {_FILES:,} are read.")
    return files


def _text(file: Path) -> str:
    data = _bytes(file, _LARGEST + 1)
    if len(data) > _LARGEST:
        raise ArchiveError(f"{file.name} is larger than {_LARGEST >> 20} MB.")
    # Every byte is a letter in this encoding; names in comments are from all over the world.
    return data.decode("latin-1").replace("\r\n", "\n")


def _bytes(file: Path, most: int) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(most)
    except OSError as error:
        raise ArchiveError(f"{file.name} cannot be read ({error.strerror or error}).") from error
