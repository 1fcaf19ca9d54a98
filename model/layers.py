"""What a network is made of, as plain values: one frozen `LayerSpec` per row of the summary table.

Nothing here needs Keras. A network is described by a chain of layer configurations, in the form in which
Keras' own ``get_config()`` gives them, and every number is worked out from them by `model.kinds`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Config = Mapping[str, Any]
Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that can be said in a sentence: which sentence, and the numbers in it.

    The words are the window's business (`gui.texts`), so that they can be translated.
    """

    key: str
    numbers: Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Window:
    """How one output value looks at its input along rows and columns, in input cells.

    Output index ``i`` reads the input cells ``i * step - before + dilation * (0 .. size-1)``.
    """

    size: tuple[int, int] = (1, 1)
    step: tuple[int, int] = (1, 1)
    dilation: tuple[int, int] = (1, 1)
    before: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """One layer of a network, with everything the summary table says of it.

    Shapes leave out the batch axis. `field` and `step` are the receptive field of one value and the distance
    of two neighbours' fields, in pixels of the network's input, as (rows, columns). `mixes` tells whether a value
    reads all channels of the places it looks at, or its own alone. `lineage` holds the names of its kind and of that
    kind's parents, nearest first: whoever does not know the kind may know a parent.
    """

    index: int
    name: str
    kind: str
    config: Config
    input_shape: Shape
    output_shape: Shape
    activation: str
    variables: tuple[tuple[str, Shape], ...]
    parameters: int
    multiplications: int
    window: Window | None
    field: tuple[int, int]
    step: tuple[int, int]
    shape_fact: Fact
    parameter_fact: Fact
    reason: Fact
    mixes: bool = True
    lineage: tuple[str, ...] = ()

    @property
    def is_map(self) -> bool:
        """Whether its values form pictures: (rows, columns, channels)."""
        return len(self.output_shape) == 3

    @property
    def size(self) -> int:
        """How many values the layer puts out."""
        product = 1
        for side in self.output_shape:
            product *= side
        return product


class UnsupportedLayerError(ValueError):
    """A layer of a kind, or with a setting, that this program cannot recompute."""


def describe(configs: Iterable[Mapping[str, Any]]) -> tuple[LayerSpec, ...]:
    """Describe a chain of layers.

    Parameters
    ----------
    configs
        One mapping ``{"class_name": ..., "config": {...}}`` per layer, the first an ``InputLayer`` with
        ``batch_shape`` (None, rows, columns, channels) or (None, values).

    Raises
    ------
    UnsupportedLayerError
        For a layer kind or a setting that cannot be recomputed here, and for shapes that do not fit.
    """
    from model.kinds import kind_of

    specs: list[LayerSpec] = []
    shape: Shape = ()
    field = step = (1, 1)
    for index, entry in enumerate(configs):
        kind = kind_of(entry["class_name"])
        config = kind.normalize(dict(entry["config"]))
        if (index == 0) != (entry["class_name"] == "InputLayer"):
            raise UnsupportedLayerError(f"Expected one InputLayer, first. Received {entry['class_name']} at {index}.")
        output = kind.output_shape(config, shape)
        if min(output) < 1:
            raise UnsupportedLayerError(f"Layer {config['name']!r} would put out the empty shape {output}.")
        window = kind.window(config, shape)
        field, step = _grow(field, step, window, specs)
        variables = tuple(kind.variables(config, shape))
        specs.append(
            LayerSpec(
                index=index,
                name=str(config["name"]),
                kind=entry["class_name"],
                config=config,
                input_shape=shape,
                output_shape=output,
                activation=str(config.get("activation") or "linear"),
                variables=variables,
                parameters=sum(_product(shape_) for _, shape_ in variables),
                multiplications=kind.multiplications(config, shape, output),
                window=window,
                field=field,
                step=step,
                shape_fact=kind.shape_fact(config, shape, output),
                parameter_fact=kind.parameter_fact(config, shape, output),
                reason=kind.reason(config, shape, output),
                mixes=kind.mixes(config),
                lineage=kind.lineage(),
            )
        )
        shape = output
    return tuple(specs)


def _grow(
    field: tuple[int, int], step: tuple[int, int], window: Window | None, before: Sequence[LayerSpec]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Receptive field and step after one more layer.

    The recurrence is that of Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural
    Networks" (Distill, 2019): field += (size - 1) * dilation * step; step *= stride. A layer without a window
    (Dense) reads the whole of its input, so its field is the span of all fields below; its values have no
    place of their own any more, which the step (0, 0) says.
    """
    if window is not None:
        rows, columns = (
            (f + (size - 1) * dilation * s, s * stride)
            for f, s, size, dilation, stride in zip(field, step, window.size, window.dilation, window.step, strict=True)
        )
        return (rows[0], columns[0]), (rows[1], columns[1])
    maps = [spec for spec in before if spec.is_map]
    if step == (0, 0) or not maps:
        return field, step
    last, whole = maps[-1], maps[0].output_shape
    return (
        min(whole[0], last.field[0] + (last.output_shape[0] - 1) * last.step[0]),
        min(whole[1], last.field[1] + (last.output_shape[1] - 1) * last.step[1]),
    ), (0, 0)


def _product(shape: Shape) -> int:
    product = 1
    for side in shape:
        product *= side
    return product
