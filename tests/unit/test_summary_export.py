"""Sums of a network, and the summary table as text, Markdown and CSV."""

import csv
import io

import pytest

from model.layers import describe
from model.standard import STANDARD
from model.summary import Table, as_csv, as_markdown, as_text, shape_text, totals

TABLE = Table(
    header=("Layer", "Shape", "Params"),
    rows=(("conv2d", "(None, 26, 26, 64)", 640), ("a|b*", 'say "hi"', 204928)),
    footer=("Total", "", 243786),
)


def test_sums_of_the_given_network():
    sums = totals(describe(STANDARD))
    assert sums.parameters == 243_786
    assert sums.multiplications == 5_056_000
    assert sums.values == 784 + 43_264 + 10_816 + 7_744 + 1_600 + 1_600 + 128 + 10
    assert sums.value_bytes == 4 * sums.values
    assert sums.parameter_bytes == 975_144
    name, share = sums.heaviest
    assert (name, round(100 * share)) == ("dense", 84)
    name, share = sums.busiest
    assert (name, round(100 * share)) == ("conv2d_1", 88)


def test_a_network_that_learns_nothing_has_no_heaviest_layer():
    sums = totals(describe([STANDARD[0], {"class_name": "Flatten", "config": {"name": "f"}}]))
    assert sums.heaviest is None
    assert sums.busiest is None
    assert sums.parameters == 0


@pytest.mark.parametrize(
    ("shape", "text"), [((26, 26, 64), "(None, 26, 26, 64)"), ((10,), "(None, 10)"), ((), "(None)")]
)
def test_shapes_are_written_as_keras_does(shape, text):
    assert shape_text(shape) == text


def test_text_stands_in_columns():
    lines = as_text(TABLE).splitlines()
    assert lines[0].split() == ["Layer", "Shape", "Params"]
    assert set(lines[1]) == set(lines[-2]) == {"─"}
    ends = {len(lines[number]) for number in (0, 2, 3, 5)}
    assert len(ends) == 1  # numbers end in one line, their header too
    assert lines[3].endswith("204,928")
    starts = {line.index(word) for line, word in zip(lines[2:4], ("(None", "say"), strict=True)}
    assert len(starts) == 1


def test_text_knows_wide_letters():
    table = Table(("x", "n"), (("数字", 1), ("ab", 22)), ("", 23))
    first, second = as_text(table).splitlines()[2:4]
    assert len(first) == len(second) - 2  # two letters that are two columns wide each
    assert as_text(table, lambda n: f"<{n}>").count("<") == 3


def test_markdown_keeps_its_columns():
    lines = as_markdown(TABLE).splitlines()
    assert lines[1] == "| --- | --- | ---: |"
    assert r"a\|b\*" in lines[3]
    assert all(line.replace(r"\|", "").count("|") == 4 for line in lines)


def test_csv_comes_back_with_plain_numbers():
    rows = list(csv.reader(io.StringIO(as_csv(TABLE))))
    assert rows[0] == list(TABLE.header)
    assert rows[2] == ["a|b*", 'say "hi"', "204928"]
    assert rows[-1] == ["Total", "", "243786"]
