"""Every fact that a network can state has its sentence."""

import math
import re

import numpy as np
import pytest

from gui import texts
from model.kinds import kinds
from model.layers import Fact, LayerSpec, describe
from model.standard import STANDARD


def layer(kind: str, name: str = "", **config):
    return {"class_name": kind, "config": {"name": name or kind.lower(), **config}}


def image(rows: int = 28, columns: int = 28, channels: int = 1):
    return layer("InputLayer", "input", batch_shape=[None, rows, columns, channels])


CONVOLUTIONS = [
    {"kernel_size": size, "strides": strides, "padding": padding, "dilation_rate": dilation, "use_bias": bias}
    for size in (1, 3, [3, 5])
    for strides, dilation in ((1, 1), (2, 1), ([2, 3], 1), (1, 2))
    for padding in ("valid", "same")
    for bias in (True, False)
]
POOLINGS = [
    {"pool_size": size, "strides": strides, "padding": padding}
    for size in (2, 3, [2, 3])
    for strides in (None, 1, [3, 2])
    for padding in ("valid", "same")
]
NETWORKS = [
    STANDARD,
    (layer("InputLayer", "input", batch_shape=[None, 12]), layer("Flatten"), layer("Dense", units=3)),
    *[(image(28, 27, channels), layer("Conv2D", filters=4, **c)) for c in CONVOLUTIONS for channels in (1, 3)],
    *[
        (image(rows, columns, 4), layer(kind, **pooling))
        for kind in ("MaxPooling2D", "AveragePooling2D")
        for pooling in POOLINGS
        for rows, columns in ((12, 12), (13, 12), (12, 13), (13, 13), (14, 14))
    ],
    *[
        (image(4, 4, 2), layer("Flatten"), layer("Dense", units=5, activation=activation, use_bias=bias))
        for activation in ("linear", "relu", "softmax", "sigmoid", "tanh")
        for bias in (True, False)
    ],
    *[(image(), layer("Activation", activation=f)) for f in ("linear", "relu", "softmax", "sigmoid", "tanh")],
    (image(), layer("ReLU"), layer("Softmax"), layer("Dropout", rate=0.25)),
    (image(channels=3), layer("BatchNormalization"), layer("GlobalAveragePooling2D")),
    (image(channels=3), layer("GlobalMaxPooling2D"), layer("BatchNormalization", center=False)),
]
DESCRIBED = [describe(network) for network in NETWORKS]
ALL = [(spec, specs) for specs in DESCRIBED for spec in specs]


@pytest.fixture(scope="module")
def standard() -> tuple[LayerSpec, ...]:
    return describe(STANDARD)


def test_the_networks_here_use_every_kind_there_is():
    assert {spec.kind for specs in DESCRIBED for spec in specs} == set(kinds())


def test_every_fact_has_a_text():
    for spec, specs in ALL:
        told = [
            texts.shape_text(spec.shape_fact),
            texts.parameter_text(spec.parameter_fact),
            texts.reason_text(spec.reason),
            texts.reason_text(spec.reason, pixels=784),
            texts.reason_long(spec.reason, pixels=784),
            texts.layer_title(spec, specs),
            texts.layer_fact(spec),
            *texts.kind_help(spec),
        ]
        assert all(told), (spec.kind, spec.reason)
        assert not [text for text in told if re.search(r"[{}]|None", text)]


def test_reasons_are_one_short_sentence():
    for spec, _ in ALL:
        for reason in (texts.reason_text(spec.reason), texts.reason_text(spec.reason, 784)):
            assert len(reason) <= 76, reason
            assert reason.endswith(".")
            assert ". " not in reason
        brief = texts.reason_brief(spec.reason, 784)
        assert len(brief) <= 62
        assert brief.endswith(".")
        assert not re.search(r"[{}]|None", brief)


def test_an_unknown_key_has_no_text():
    stranger = Fact("something.else", {})
    assert texts.shape_text(stranger) == texts.parameter_text(stranger) == ""
    assert texts.reason_text(stranger) == texts.reason_long(stranger) == ""


def test_the_arithmetic_is_true():
    signs = {"−": "-", "×": "*", "·": "*", "⌊": "math.floor(", "⌋": ")", "⌈": "math.ceil(", "⌉": ")", ",": ""}
    for fact in [fact for spec, _ in ALL for fact in (spec.shape_fact, spec.parameter_fact)]:
        text = texts.parameter_text(fact) if fact.key.startswith("parameters") else texts.shape_text(fact)
        for equation in text.split(", ") if " = " in text else []:
            for sign, python in signs.items():
                equation = equation.replace(sign, python)
            left, right = equation.split(" = ")
            assert eval(left, {"math": math}) == int(right), text


def test_sums_end_in_what_the_layer_has():
    for specs in DESCRIBED:
        for spec in specs:
            counted = texts.parameter_text(spec.parameter_fact).split(" = ")[-1]
            assert int(counted.replace(",", "")) == spec.parameters
            if spec.shape_fact.key.startswith(("shape.window", "shape.blocks")):
                ends = re.findall(r"= (\d+)", texts.shape_text(spec.shape_fact))
                assert set(map(int, ends)) == set(spec.output_shape[:2])


def test_the_given_network_reads_as_in_the_course(standard):
    assert [texts.layer_title(spec, standard) for spec in standard] == [
        "Input", "Conv 1", "Pool 1", "Conv 2", "Pool 2", "Flatten", "Dense 1", "Dense 2",
    ]  # fmt: skip
    assert [texts.shape_text(spec.shape_fact) for spec in standard] == [
        "given", "28 − 3 + 1 = 26", "26 / 2 = 13", "13 − 3 + 1 = 11", "⌊11 / 2⌋ = 5", "5 × 5 × 64 = 1,600",
        "128 units", "10 units",
    ]  # fmt: skip
    assert [texts.parameter_text(spec.parameter_fact) for spec in standard if spec.parameters] == [
        "3·3·1·64 + 64 = 640", "3·3·64·64 + 64 = 36,928", "1600·128 + 128 = 204,928", "128·10 + 10 = 1,290",
    ]  # fmt: skip
    assert texts.layer_fact(standard[1]) == "26×26×64 · 64 filters 3×3, ReLU"
    assert "8 neighbours" in texts.reason_text(standard[1].reason)
    assert "last row and column" in texts.reason_text(standard[4].reason)
    assert "1,600" in texts.reason_text(standard[5].reason, 784)
    assert "784" in texts.reason_text(standard[5].reason, 784)
    assert max(len(texts.reason_brief(spec.reason, 784)) for spec in standard) <= 36
    assert texts.share_text(standard[3], standard) == "88 % of the multiplications"
    assert texts.share_text(standard[6], standard) == "84 % of the parameters"
    assert texts.share_text(standard[2], standard) == ""


def test_units_are_named_by_what_they_are(standard):
    assert texts.unit_text(standard[1], (7, 3, 18)) == "filter 18, row 7, column 3"
    assert texts.unit_text(standard[2], (7, 3, 18)) == "map 18, row 7, column 3"
    assert texts.unit_text(standard[6], (5,)) == "unit 5"
    assert texts.unit_text(standard[5], (812,)) == "value 812"
    assert texts.origin_text(standard[5], standard, 812) == "row 2, column 2, channel 44 of Pool 2"
    assert texts.origin_text(standard[6], standard, 5) == ""


def test_numbers_keep_their_digits():
    value = np.float32(0.1) + np.float32(1e-8)
    assert np.float32(texts.exact(float(value)).replace("−", "-")) == value
    assert texts.rounded(-1.5) == "−1.5000"
    assert texts.rounded(0.0) == "0.0000"
    assert texts.rounded(0.00001234) == "1.23e−05"
    assert texts.rounded(1234567.0) == "1.23e+06"
