"""The Keras network. The only file that sees Keras' types.

Importing this module imports no TensorFlow; the first call of `KerasNetwork` does, which takes seconds.
"""

from __future__ import annotations

import importlib
import os
import tempfile
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from model.weights import Weights

    Array = NDArray[np.float32]
    Values = tuple[Array, Array]


def prepare_environment() -> None:
    """Quieten TensorFlow's start-up messages; has an effect only before its first import."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")


def one_thread_per_operation() -> None:
    """Keep an operation in one thread; has an effect only before TensorFlow computes for the first time.

    One picture is too little work to share: the second thread costs more than it brings, and where another
    program keeps a processor busy, waiting for that thread makes a picture take three times as long.
    """
    import tensorflow as tf

    with suppress(RuntimeError):  # it has computed already; then it keeps what it has
        tf.config.threading.set_intra_op_parallelism_threads(1)


def build(configs: Iterable[Mapping[str, Any]]) -> Any:
    """Build the Keras network from layer configurations.

    Each layer gets a name of its own, and the chain starts from a fresh Input, so that gradients flow along
    the very outputs that are shown.

    Returns
    -------
    A `keras.Model`, initialised at random.
    """
    prepare_environment()
    # Each imports the other. Threads that begin at different ends are handed half-made modules, and nothing in this
    # process could use Keras any more; so everybody begins with TensorFlow, and waits there.
    import tensorflow  # noqa: F401
    import keras  # isort: skip

    keras.config.disable_traceback_filtering()  # what fails in there is told with Keras' own steps: the log is for that
    first, *rest = configs
    x = entry = keras.Input(batch_shape=tuple(first["config"]["batch_shape"]), name=first["config"]["name"])
    for config in rest:
        x = getattr(keras.layers, config["class_name"])(**config["config"])(x)
    return keras.Model(entry, x, name="digitscope")


def arrays_of(network: Any) -> dict[str, Array]:
    """Copy a Keras network's variables, named '<layer>/<variable>'."""
    return {
        f"{layer.name}/{variable.name}": np.array(variable.numpy(), np.float32)
        for layer in network.layers
        for variable in layer.weights
    }


def assign(network: Any, weights: Weights) -> None:
    """Put `weights` into the Keras network of the same layers."""
    for layer in network.layers:
        for variable in layer.weights:
            variable.assign(weights.arrays[f"{layer.name}/{variable.name}"])


def to_keras_file(weights: Weights) -> bytes:
    """Let Keras write a network with these weights, and return what is in the `.keras` file."""
    prepare_environment()
    one_thread_per_operation()  # for a window whose Keras is still being loaded, and will answer in this process
    network = build(weights.configs)
    assign(network, weights)
    with tempfile.TemporaryDirectory(prefix="digitscope-") as folder:
        path = Path(folder) / "network.keras"
        network.save(path)
        return path.read_bytes()


class KerasNetwork:
    """The network as one compiled function that gives z and a of every layer.

    It is built by the thread that loads Keras and from then on belongs to the compute thread alone.

    Raises
    ------
    ImportError
        If TensorFlow or Keras cannot be imported.
    """

    def __init__(self, weights: Weights) -> None:
        self.network = build(weights.configs)
        self.weights = weights
        assign(self.network, weights)
        self._variables = {
            f"{layer.name}/{variable.name}": variable for layer in self.network.layers for variable in layer.weights
        }
        self._shape = tuple(self.network.input_shape[1:])
        self._has_z: list[bool] = []
        self._call = self._compile()
        self.run(np.zeros(self._shape, np.float32))

    def _compile(self) -> Callable[[Array], Sequence[Any]]:
        """Trace and compile all layers into one function (XLA: half the time of a plain graph)."""
        import tensorflow as tf

        layers = [layer for layer in self.network.layers if layer.__class__.__name__ != "InputLayer"]

        def every_layer(x: Any) -> Any:
            outputs = []
            self._has_z.clear()
            for layer in layers:
                z, x = _before_and_after(layer, x)
                outputs += [x] if z is None else [z, x]
                self._has_z.append(z is not None)
            return outputs

        signature = tf.TensorSpec((1, *self._shape), tf.float32)
        compiled = tf.function(every_layer, input_signature=[signature], jit_compile=True, autograph=False)
        self._function = compiled.get_concrete_function()  # what it is executed by, its name, dies with it
        return _quick_call(self._function)

    def adopt(self, weights: Weights) -> None:
        """Compute with other weights of the same layers from now on; only variables that changed are assigned."""
        for name, array in weights.arrays.items():
            if array is not self.weights.arrays[name]:
                self._variables[name].assign(array)
        self.weights = weights

    def run(self, image: Array) -> tuple[Values, ...]:
        """All layers' (z, a) for one picture, the input first; see `model.reference.Reference.run`."""
        x = np.ascontiguousarray(image, np.float32).reshape(1, *self._shape)
        values: list[Values] = [(x[0], x[0])]
        outputs = iter(self._call(x))
        for has_z in self._has_z:
            z = np.asarray(next(outputs))[0]  # TensorFlow's own memory; `numpy()` would copy it
            values.append((z, np.asarray(next(outputs))[0] if has_z else z))
        for z, a in values:
            z.setflags(write=False)
            a.setflags(write=False)
        return tuple(values)


def _quick_call(function: Any) -> Callable[[Array], Sequence[Any]]:
    """Return the quickest way to call a traced function with one array, for its list of tensors.

    Between two strokes the processor forgets TensorFlow's code. What a concrete function does around its inner one, for
    arguments of any structure, then costs more than the network itself; so the compiled function is executed by its
    name, if this TensorFlow lets us. `tensorflow` itself is a module that looks every name up slowly: its names are
    kept.
    """
    import tensorflow as tf

    enter = _entrance(tuple(function.inputs[0].shape))
    try:
        here = importlib.import_module("tensorflow.python.eager.context").context()
        run = importlib.import_module("tensorflow.python.eager.execute").execute
        inner, captured = function.inference_fn, function.captured_inputs
        name, count = inner.name.decode(), len(inner.function_type.flat_outputs)
        options = tuple(chain.from_iterable(here.function_call_options.as_attrs().items()))
        run(name, count, [tf.zeros(function.inputs[0].shape), *captured], options, here)
    except (ImportError, AttributeError, TypeError, tf.errors.OpError):
        return lambda x: function(enter(x))
    return lambda x: run(name, count, [enter(x), *captured], options, here)


_ALIGNED: Final = 64
"""Bytes to which TensorFlow wants memory aligned, to use it as it is."""


def _entrance(shape: tuple[int, ...]) -> Callable[[Array], Any]:
    """Return a function that makes a tensor of an array of this shape.

    To make one anew for every picture takes a third of what the network takes. By DLPack a tensor can be laid over an
    array's own memory; then there is one of both, and every picture is written into the array. Nobody else sees the
    tensor, and the call that reads it has ended before the next picture is written.
    """
    import tensorflow as tf

    to_tensor: Callable[[Array], Any] = tf.constant
    size = int(np.prod(shape))
    room = np.zeros(4 * size + _ALIGNED, np.uint8)
    begin = -room.ctypes.data % _ALIGNED
    memory = room[begin : begin + 4 * size].view(np.float32).reshape(shape)
    try:
        tensor = tf.experimental.dlpack.from_dlpack(memory.__dlpack__())
    except (AttributeError, TypeError, ValueError, RuntimeError, tf.errors.OpError):
        return to_tensor
    memory[...] = 1
    if not np.array_equal(tensor.numpy(), memory):  # it has memory of its own
        return to_tensor

    def enter(x: Array) -> Any:
        memory[...] = x
        return tensor

    return enter


def _before_and_after(layer: Any, x: Any) -> tuple[Any, Any]:
    """Return a layer's z and a while its function is traced; z is None where there is no activation.

    Keras fuses the activation into the layer. For the length of this call it is taken out, which touches
    nothing but the graph that is being traced.
    """
    import keras

    if layer.__class__.__name__ in ("Activation", "ReLU", "Softmax"):
        return x, layer(x)
    activation = getattr(layer, "activation", None)
    if activation is None or activation is keras.activations.linear:
        return None, layer(x)
    layer.activation = keras.activations.linear
    try:
        z = layer(x)
    finally:
        layer.activation = activation
    return z, activation(z)


def difference(one: Iterable[Values], other: Iterable[Values]) -> tuple[float, bool]:
    """Compare two passes of the same picture, layer by layer.

    Returns
    -------
    The largest |difference| of any value, and whether every layer agrees within
    1e-5 * max(1, largest |value| of the layer): float32 rounding, no more.
    """
    largest, agree = 0.0, True
    for (z, a), (other_z, other_a) in zip(one, other, strict=True):
        for mine, theirs in ((z, other_z), (a, other_a)):
            d = float(np.abs(mine - theirs).max(initial=0.0))
            largest = max(largest, d)
            agree &= d <= 1e-5 * max(1.0, float(np.abs(mine).max(initial=0.0)))
    return largest, agree
