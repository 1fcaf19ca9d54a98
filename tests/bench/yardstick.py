"""The standard network in onnxruntime, one thread, giving z and a of every layer: what the passes are held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

if TYPE_CHECKING:
    from collections.abc import Callable

    from model.weights import Weights

_OPSET, _IR = 17, 8


def every_layer(weights: Weights) -> onnx.ModelProto:
    """The network with all its values as outputs, maps as (1, channels, rows, columns), as ONNX likes them."""
    arrays = weights.arrays
    nodes, constants, outputs = [], [], []

    def constant(name: str, array: np.ndarray) -> str:
        constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def step(operator: str, inputs: list[str], output: str, *shape: int, **settings: object) -> str:
        nodes.append(helper.make_node(operator, inputs, [output], **settings))
        outputs.append(helper.make_tensor_value_info(output, TensorProto.FLOAT, (1, *shape)))
        return output

    x = "image"
    for name, pool, side in (("conv2d", "max_pooling2d", 26), ("conv2d_1", "max_pooling2d_1", 11)):
        kernel = constant(f"{name}/kernel", arrays[f"{name}/kernel"].transpose(3, 2, 0, 1))
        bias = constant(f"{name}/bias", arrays[f"{name}/bias"])
        x = step("Conv", [x, kernel, bias], f"{name}.z", 64, side, side)
        x = step("Relu", [x], f"{name}.a", 64, side, side)
        x = step("MaxPool", [x], pool, 64, side // 2, side // 2, kernel_shape=[2, 2], strides=[2, 2])
    x = step("Flatten", [x], "flatten", 1600)
    # Flattened here map by map and not place by place: the rows of the kernel change their order with it.
    by_map = arrays["dense/kernel"].reshape(5, 5, 64, 128).transpose(2, 0, 1, 3).reshape(1600, 128)
    for name, kernel, units, bend in (
        ("dense", by_map, 128, "Relu"),
        ("dense_1", arrays["dense_1/kernel"], 10, "Softmax"),
    ):
        terms = [x, constant(f"{name}/kernel", kernel), constant(f"{name}/bias", arrays[f"{name}/bias"])]
        x = step(bend, [step("Gemm", terms, f"{name}.z", units)], f"{name}.a", units)
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, (1, 1, 28, 28))
    graph = helper.make_graph(nodes, "digitscope", [image], outputs, constants)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR)
    onnx.checker.check_model(made)
    return made


def batch_runner(weights: Weights) -> Callable[[np.ndarray], np.ndarray]:
    """A function from pictures [N, 28, 28] to probabilities [N, 10], in one thread, the layers between not returned."""
    made = every_layer(weights)
    last = made.graph.output[-1]
    del made.graph.output[:]
    made.graph.output.append(last)
    for value in (*made.graph.input, *made.graph.output):  # what was appended is a copy
        value.type.tensor_type.shape.dim[0].dim_param = "n"
    session = _session(made)
    return lambda images: session.run(None, {"image": images[:, np.newaxis]})[0]


def runner(weights: Weights) -> Callable[[np.ndarray], list[np.ndarray]]:
    """A function from a picture [28, 28] to every value, in one thread."""
    session = _session(every_layer(weights))
    return lambda image: session.run(None, {"image": image[np.newaxis, np.newaxis]})


def _session(made: onnx.ModelProto) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(made.SerializeToString(), options, providers=["CPUExecutionProvider"])
