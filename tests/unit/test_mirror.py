"""The lines of NumPy and of Keras run as they are and print the number of the unit."""

import contextlib
import io
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model import moment, weights
from model.activations import ACTIVATIONS
from model.explain import explain
from model.mirror import ACTIVATIONS as WRITTEN
from model.mirror import keras_lines, numpy_lines
from model.standard import STANDARD
from tests.networks import entry, networks, traced

MIXED = (
    entry("InputLayer", "input", batch_shape=[None, 9, 8, 2]),
    entry("Conv2D", "conv", filters=3, kernel_size=[3, 2], strides=[2, 1], padding="same", activation="tanh"),
    entry("BatchNormalization", "norm", epsilon=0.1),
    entry("AveragePooling2D", "mean", pool_size=[2, 3], strides=1, padding="same"),
    entry("Conv2D", "wide", filters=2, kernel_size=2, dilation_rate=2, use_bias=False),
    entry("GlobalMaxPooling2D", "most"),
    entry("Dense", "dense", units=4, activation="sigmoid"),
    entry("Softmax", "shares"),
)
WEIGHED = (
    entry("InputLayer", "input", batch_shape=[None, 7, 7, 2]),
    entry("Conv2D", "shares", filters=3, kernel_size=3, activation="softmax"),
)


def printed(lines):
    """What a program prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec("\n".join(lines), {})
    return float(out.getvalue())


def some_units(trace, random):
    for layer in trace.layers:
        for _ in range(3):
            yield layer.spec.name, tuple(int(random.integers(n)) for n in layer.a.shape)


def check(trace, unit, lines):
    assert 3 <= len(lines) <= 8, lines
    explanation = explain(trace, *unit)
    assert abs(printed(lines) - explanation.shown_a) <= explanation.bound, lines


@given(chain=networks(), seed=st.integers(0, 2**32 - 1))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
def test_lines_of_numpy_give_every_number_of_random_networks(chain, seed, tmp_path):
    trace = traced(chain, seed)
    file = moment.save(trace, tmp_path)
    for unit in some_units(trace, np.random.default_rng(seed)):
        check(trace, unit, numpy_lines(trace, *unit, file))


@pytest.mark.parametrize("chain", [STANDARD, MIXED], ids=["standard", "mixed"])
def test_lines_of_keras_give_the_number_from_the_picture(chain, tmp_path):
    trace = traced(chain, 4)
    file = moment.save(trace, tmp_path)
    for layer in (trace.layers[0], *trace.layers[-2:], trace.layers[3]):
        place = np.unravel_index(int(np.abs(layer.a).argmax()), layer.a.shape)
        unit = layer.spec.name, tuple(map(int, place))
        check(trace, unit, keras_lines(trace, *unit, file))


@pytest.mark.parametrize(("chain", "layer"), [(STANDARD, "conv2d_1"), (MIXED, "conv"), (WEIGHED, "shares")])
def test_lines_of_a_turned_kernel_give_its_own_number(chain, layer, tmp_path):
    trace = traced(chain, 4)
    file, unit = moment.save(trace, tmp_path), (layer, (3, 4, 1))
    turned = explain(trace, *unit).flip()
    assert abs(turned.a - turned.shown_a) > turned.bound, "another number than the network's"
    for lines in (numpy_lines, keras_lines):
        program = lines(trace, *unit, file, turned=True)
        assert abs(printed(program) - turned.a) <= turned.bound, program
        assert f"# {turned.a:.7g}" in program[-1]


def test_they_run_as_copied(tmp_path):
    trace = traced(STANDARD, 2)
    folder = tmp_path / 'a "strange" folder, ñ'
    file = moment.save(trace, folder)
    lines = numpy_lines(trace, "conv2d_1", (7, 3, 18), file)
    command = [sys.executable, "-"]
    done = subprocess.run(
        command,
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    explanation = explain(trace, "conv2d_1", (7, 3, 18))
    assert abs(float(done.stdout) - explanation.shown_a) <= explanation.bound


def test_every_function_of_one_number_can_be_written():
    assert set(WRITTEN) == set(ACTIVATIONS) - {"softmax"}


def test_a_file_is_of_one_moment_only(tmp_path):
    """Lines copied once never read the numbers of another moment."""
    one, same, other = traced(STANDARD, 1), traced(STANDARD, 1), traced(STANDARD, 2)
    assert moment.file_name(one) == moment.file_name(same) != moment.file_name(other)
    path = moment.save(one, tmp_path / "new")
    again = weights.load(path)  # it is a weights file too
    assert all(np.array_equal(again.arrays[name], array) for name, array in one.weights.arrays.items())
    assert np.array_equal(np.load(path)["a:conv2d_1"], one.layer("conv2d_1").a)


def test_old_files_are_removed(tmp_path):
    for number in range(moment.KEPT + 3):
        file = tmp_path / f"moment-{number:012}.npz"
        file.write_bytes(b"")
        os.utime(file, (number, number))
    (tmp_path / "mine.npz").write_bytes(b"")
    path = moment.save(traced(MIXED, 1), tmp_path)
    left = {file.name for file in tmp_path.glob("moment-*.npz")}
    assert len(left) == moment.KEPT
    assert path.name in left
    assert f"moment-{3:012}.npz" not in left
    assert f"moment-{moment.KEPT + 2:012}.npz" in left
    assert (tmp_path / "mine.npz").exists()


def test_an_unknown_unit_has_no_lines(tmp_path):
    trace = traced(MIXED, 1)
    for layer, unit in (("nobody", (0,)), ("dense", (4,)), ("conv", (0,))):
        for write in (numpy_lines, keras_lines):
            with pytest.raises(LookupError):
                write(trace, layer, unit, tmp_path / "x.npz")
