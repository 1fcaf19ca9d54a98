"""UNIPEN files and UCI's pen digits: the same drawings as from an .npz file, and a sentence for all that is broken."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model import unipen
from model.archive import ArchiveError
from model.samples import Drawings, load_samples
from model.unipen import recognized

UCI = """.INCLUDE        dene.doc

.LEXICON "0" "1" "2" "3" "4" "5" "6" "7" "8" "9"
.HIERARCHY      DIGIT

.SEGMENT DIGIT    0 ? "7"
.COMMENT 7 12  224
.PEN_DOWN
 100  300
 200  300
 150  100
.PEN_UP
.DT 100

.SEGMENT DIGIT    1-2 ? "4"
.COMMENT 4 26   54
.PEN_DOWN
 100  300
 100  200
 200  200
.PEN_UP
.DT 100
.PEN_DOWN
 180  250
 180  100
.PEN_UP
.DT 100
"""
UCI_COLUMNS = {
    "points": [
        *[(100, -300), (200, -300), (150, -100)],
        *[(100, -300), (100, -200), (200, -200)],
        *[(180, -250), (180, -100)],
    ],
    "stroke_len": [3, 3, 2],
    "strokes_per_sample": [1, 2],
    "y": [7, 4],
    "writer": ["12", "26"],
}

DOCUMENT = """.VERSION 1.0
.COMMENT of no use to a machine
 .SEGMENT DIGIT 0 ? "3" is not at the beginning of its line
.DATA_ID lab7
.COORD T X Y
.HIERARCHY WORD CHARACTER
"""
PEN = """.WRITER_ID jo
.PEN_DOWN
0 10 50
1 10 10
.PEN_UP
2 15 20
.PEN_DOWN
3 20 50
4 30 40 5 40 30
.PEN_UP
.WRITER_ID al
.PEN_DOWN
6 7 8
7 9 8
8 11 8
9 13 8
.PEN_UP
"""


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "latin-1")
    return path


def disc(root, segments, pen=PEN):
    """A folder as on UNIPEN's disc: the segments in `data` include their strokes out of `include`."""
    write(root / "include" / "lab" / "lab.doc", DOCUMENT)
    write(root / "include" / "lab" / "pen.dat", pen)
    head = ".VERSION 1.0\n.INCLUDE lab/lab.doc\n.INCLUDE lab/pen.dat\n"
    write(root / "data" / "1a" / "lab" / "pen.dat", head + segments)
    return root


def strokes(columns):
    parts = np.split(columns["points"], np.cumsum(columns["stroke_len"])[:-1])
    return [part.tolist() for part in parts]


def test_ucis_pen_digits(tmp_path):
    columns = unipen.read(write(tmp_path / "pendigits-orig.tra", UCI))
    assert {name: column.tolist() for name, column in columns.items()} == {
        **UCI_COLUMNS,
        "points": [list(point) for point in UCI_COLUMNS["points"]],
    }


def test_they_are_drawn_as_from_an_npz_file(tmp_path):
    np.savez(tmp_path / "same.npz", **{name: np.array(column) for name, column in UCI_COLUMNS.items()})
    kept, read = load_samples(tmp_path / "same.npz"), load_samples(write(tmp_path / "no name tells", UCI))
    assert isinstance(read, Drawings)
    assert read.labels.tolist() == kept.labels.tolist() == [7, 4]
    assert read.writers.tolist() == kept.writers.tolist()
    for index in range(2):
        assert np.array_equal(read.image(index), kept.image(index))
    top, bottom = read.image(0)[:14], read.image(0)[14:]
    assert top.sum() > bottom.sum()  # a seven's bar is above
    assert load_samples(tmp_path / "no name tells", limit=1).labels.tolist() == [7]


def test_windows_line_ends_make_no_difference(tmp_path):
    path = tmp_path / "w.tra"
    path.write_bytes(UCI.replace("\n", "\r\n").encode())
    columns = unipen.read(path)
    assert columns["writer"].tolist() == ["12", "26"]
    assert columns["stroke_len"].tolist() == [3, 3, 2]


def test_a_disc_includes_its_strokes(tmp_path):
    columns = unipen.read(disc(tmp_path, '.SEGMENT CHARACTER 0-2 OK "4"\n.SEGMENT CHARACTER 3 ? "1"\n'))
    assert columns["y"].tolist() == [4, 1]
    # The second component was drawn in the air: it is counted, but no stroke.
    assert strokes(columns) == [
        [[10, -50], [10, -10]],
        [[20, -50], [30, -40], [40, -30]],
        [[7, -8], [9, -8], [11, -8], [13, -8]],
    ]
    assert columns["writer"].tolist() == ["lab7|jo", "lab7|al"]


def test_components_can_be_cut_and_in_any_order(tmp_path):
    columns = unipen.read(disc(tmp_path, '.SEGMENT CHARACTER 3:1-3:2,2:1,0:0-0:0 OK "5"\n'))
    assert strokes(columns) == [[[9, -8], [11, -8]], [[30, -40], [40, -30]], [[10, -50]]]
    assert columns["writer"].tolist() == ["lab7|al"]


def test_a_segment_may_reach_up_to_the_next(tmp_path):
    text = """.COORD X Y
.SEGMENT CHARACTER ? ? "7"
.PEN_DOWN
0 0
3 0
.SEGMENT CHARACTER ? OK "8"
.PEN_DOWN
1 1
2 2
.PEN_DOWN
1 2
2 1
"""
    columns = unipen.read(write(tmp_path / "a.dat", text))
    assert columns["y"].tolist() == [7, 8]
    assert columns["strokes_per_sample"].tolist() == [1, 2]
    assert "writer" not in columns
    assert load_samples(tmp_path / "a.dat").writers is None


def test_a_set_counts_anew(tmp_path):
    block = '.START_SET {0}\n.SEGMENT DIGIT 0 ? "{0}"\n.PEN_DOWN\n0 {0}\n5 {0}\n'
    columns = unipen.read(write(tmp_path / "a.dat", block.format(1) + block.format(2)))
    assert columns["y"].tolist() == [1, 2]
    assert strokes(columns) == [[[0, -1], [5, -1]], [[0, -2], [5, -2]]]


def test_only_digits_that_can_be_read_are_taken(tmp_path):
    segments = "".join(
        f".SEGMENT {segment}\n"
        for segment in (
            'CHARACTER 0 BAD "1"',
            'CHARACTER 0 OK "l"',
            'CHARACTER 0 OK "12"',
            'WORD 0-3 OK "1"',
            'CHARACTER 1 OK "6"',  # in the air alone
            "CHARACTER 0",
            'CHARACTER 2 GOOD "9"',
        )
    )
    assert unipen.read(disc(tmp_path, segments))["y"].tolist() == [9]


def test_a_pen_that_never_moved_wrote_nothing(tmp_path):
    dots = '.SEGMENT DIGIT 0 ? "1"\n.PEN_DOWN\n0 0\n0 0\n'
    with pytest.raises(ArchiveError, match="no digits"):
        unipen.read(write(tmp_path / "a.dat", dots))


def test_a_folder_is_read_in_the_order_of_its_names(tmp_path):
    for name, digit in (("b", 2), ("a/z", 1), ("c", 3)):
        write(tmp_path / f"{name}.dat", f'.SEGMENT DIGIT 0 ? "{digit}"\n.PEN_DOWN\n0 0\n{digit} 9\n')
    write(tmp_path / "notes.dat", "Nothing of that kind.\n")
    write(tmp_path / "read.me", "\0")
    assert load_samples(tmp_path).labels.tolist() == [1, 2, 3]


def test_of_a_disc_the_isolated_digits_are_taken_once(tmp_path):
    disc(tmp_path, '.SEGMENT CHARACTER 0 OK "7"\n')
    again = (tmp_path / "data" / "1a" / "lab" / "pen.dat").read_text()
    write(tmp_path / "data" / "2" / "lab" / "pen.dat", again)
    assert unipen.read(tmp_path)["y"].tolist() == [7]
    with pytest.raises(ArchiveError, match="Name the folder that holds both"):
        unipen.read(tmp_path / "data")


@pytest.mark.parametrize("where", ["../secret.dat", "{root}/secret.dat", "link.dat", "folder/../../secret.dat"])
def test_nothing_outside_the_folder_is_included(tmp_path, where):
    secret = write(tmp_path / "secret.dat", ".PEN_DOWN\n0 0\n5 5\n")
    inside = tmp_path / "inside"
    text = f'.INCLUDE {where.format(root=tmp_path)}\n.SEGMENT DIGIT 0 ? "1"\n'
    path = write(inside / "a.dat", text)
    (inside / "folder").mkdir()
    (inside / "link.dat").symlink_to(secret)
    with pytest.raises(ArchiveError, match="not there"):
        unipen.read(path)
    (inside / "link.dat").unlink()
    write(inside / "near.dat", secret.read_text())
    write(path, text.replace(where.format(root=tmp_path), "near.dat"))
    assert unipen.read(path)["y"].tolist() == [1]


def test_a_file_cannot_include_itself_again_and_again(tmp_path):
    path = write(tmp_path / "a.dat", '.INCLUDE a.dat\n.SEGMENT DIGIT 0 ? "1"\n.PEN_DOWN\n0 0\n5 5\n')
    assert set(unipen.read(path)["y"].tolist()) == {1}


STROKE = ".PEN_DOWN\n0 0\n5 5\n"
ONE = '.SEGMENT DIGIT 0 ? "1"\n'
BROKEN = {
    "no digit": (STROKE, "no digits"),
    "words for numbers": (ONE + ".PEN_DOWN\n0 zero\n", "expected numbers"),
    "an odd number": (ONE + ".PEN_DOWN\n0 0\n5\n", "3 numbers, not 2"),
    "one number a point": (ONE + ".PEN_DOWN\n0\n5\n", "not 1 a point"),
    "coordinates without y": (".COORD X T\n" + ONE + STROKE, "name X and Y"),
    "other coordinates than declared": (".COORD X Y T\n" + ONE + STROKE, "4 numbers, not 3"),
    "infinite": (ONE + ".PEN_DOWN\n0 inf\n5 5\n", "infinite"),
    "not a number": (ONE + ".PEN_DOWN\nnan 0\n5 5\n", "not a number"),
    "huge": (ONE + ".PEN_DOWN\n1e200 0\n5 5\n", "absurdly large"),
    "no such stroke": ('.SEGMENT DIGIT 7 ? "1"\n' + STROKE, "in 7 of 1 strokes"),
    "backwards": ('.SEGMENT DIGIT 3-1 ? "1"\n' + STROKE, "none or too many"),
    "endless": ('.SEGMENT DIGIT 0-99999999 ? "1"\n' + STROKE, "none or too many"),
    "endless in parts": (f'.SEGMENT DIGIT {",".join("0" * 60)} ? "1"\n' + STROKE, "more than 50"),
    "no list": ('.SEGMENT DIGIT one ? "1"\n' + STROKE, "list of strokes"),
    "strokes elsewhere": ('.INCLUDE x/y.dat\n.SEGMENT DIGIT 0 ? "1"\n', "includes x/y.dat"),
    "a name no file can have": (".INCLUDE " + "x" * 5000 + "\n" + ONE, "not there"),
}


@pytest.mark.parametrize(("text", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_refused_in_a_sentence(tmp_path, text, words):
    with pytest.raises(ArchiveError, match=words) as caught:
        load_samples(write(tmp_path / "bad.dat", ".VERSION 1.0\n" + text))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


def test_limits(tmp_path, monkeypatch):
    path = write(tmp_path / "a.dat", ONE + STROKE)
    assert unipen.read(path)["y"].tolist() == [1]
    for name, limit, words in (
        ("_LARGEST", 20, "larger than"),
        ("_LONGEST", 5, "longer than any hand"),
        ("_POINTS", 1, "more than"),
        ("_COMPONENTS", 0, "more than"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(unipen, name, limit)
            with pytest.raises(ArchiveError, match=words):
                unipen.read(path)
    monkeypatch.setattr(unipen, "_FILES", 0)
    with pytest.raises(ArchiveError, match="folder of 1 files"):
        unipen.read(tmp_path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x1f\x9d\x90anything", "packed with compress"),
        (b"\x1f\x8b\x08anything", "packed with gzip"),
        (b"", "empty"),
        (b"\x00\x01\x02", r"not an \.npz"),
        (b"8,2,1\n", r"not an \.npz"),
    ],
)
def test_other_files_are_told_from_unipen_files(tmp_path, content, words):
    path = tmp_path / "x.tra"
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=words):
        load_samples(path)


def test_a_missing_file_and_an_empty_folder(tmp_path):
    with pytest.raises(ArchiveError, match="no such file"):
        load_samples(tmp_path / "missing.dat")
    with pytest.raises(ArchiveError, match="without any UNIPEN file"):
        load_samples(tmp_path)


numbers = st.integers(-9999, 9999)
drawings = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.lists(st.lists(st.tuples(numbers, numbers), min_size=2, max_size=6, unique=True), min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(drawn=drawings, before=st.booleans(), air=st.booleans())
def test_what_was_written_is_read(tmp_path, drawn, before, air):
    """Segments before or after all strokes, with or without the pen's ways through the air."""
    head, body, count = [], [], 0
    for digit, lines in drawn:
        parts = []
        for line in lines:
            body.append(".PEN_DOWN\n" + "\n".join(f"{x} {y}" for x, y in line) + "\n.PEN_UP\n")
            parts.append(str(count))
            count += 1
            if air:
                body.append("5 5\n")
                count += 1
        head.append(f'.SEGMENT DIGIT {",".join(parts)} ? "{digit}"\n')
    text = "".join([".COORD X Y\n", *(head + body if before else body + head)])
    columns = unipen.read(write(tmp_path / "a.dat", text))
    assert columns["y"].tolist() == [digit for digit, _ in drawn]
    assert columns["strokes_per_sample"].tolist() == [len(lines) for _, lines in drawn]
    assert strokes(columns) == [[[x, -y] for x, y in line] for _, lines in drawn for line in lines]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=100)
@given(st.data())
def test_damage_ends_in_a_sentence_or_in_fewer_digits(tmp_path, data):
    text = UCI.replace("dene.doc", "a.dat")
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        text = text[:start] + data.draw(st.text('0129.-:,? \n"_DEPNUWX\0é', max_size=8)) + text[end:]
    path = write(tmp_path / "a.dat", text)
    message = "none"
    try:
        loaded = load_samples(path)
    except ArchiveError as error:
        message = str(error)
    else:
        assert all(0 <= label <= 9 for label in loaded.labels)
        for index in range(len(loaded)):
            loaded.image(index)
    assert message
    assert "\n" not in message


def test_a_name_that_is_too_long_is_told(tmp_path):
    with pytest.raises(ArchiveError, match="cannot be read"):
        recognized(tmp_path / ("a" * 300))
