"""The sentences that `gui.texts` fills with numbers, by the keys that `model/` gives."""

from __future__ import annotations

from typing import Final


def QT_TRANSLATE_NOOP(context: str, sentence: str) -> str:
    """Mark a sentence for the translators' tools, which look for this name; Qt's own has no type."""
    return sentence


SHORT_NAMES: Final[dict[str, str]] = {
    "InputLayer": QT_TRANSLATE_NOOP("texts", "Input"),
    "Conv2D": QT_TRANSLATE_NOOP("texts", "Conv"),
    "MaxPooling2D": QT_TRANSLATE_NOOP("texts", "Pool"),
    "AveragePooling2D": QT_TRANSLATE_NOOP("texts", "Pool"),
    "Flatten": QT_TRANSLATE_NOOP("texts", "Flatten"),
    "Dense": QT_TRANSLATE_NOOP("texts", "Dense"),
    "Activation": QT_TRANSLATE_NOOP("texts", "Activation"),
    "ReLU": QT_TRANSLATE_NOOP("texts", "ReLU"),
    "Softmax": QT_TRANSLATE_NOOP("texts", "Softmax"),
    "Dropout": QT_TRANSLATE_NOOP("texts", "Dropout"),
    "BatchNormalization": QT_TRANSLATE_NOOP("texts", "Norm"),
    "GlobalAveragePooling2D": QT_TRANSLATE_NOOP("texts", "Global pool"),
    "GlobalMaxPooling2D": QT_TRANSLATE_NOOP("texts", "Global pool"),
}

ACTIVATIONS: Final[dict[str, str]] = {
    "linear": QT_TRANSLATE_NOOP("texts", "no activation"),
    "relu": QT_TRANSLATE_NOOP("texts", "ReLU"),
    "softmax": QT_TRANSLATE_NOOP("texts", "softmax"),
    "sigmoid": QT_TRANSLATE_NOOP("texts", "sigmoid"),
    "tanh": QT_TRANSLATE_NOOP("texts", "tanh"),
}

REASONS: Final[dict[str, str]] = {
    "reason.input": QT_TRANSLATE_NOOP("texts", "The {rows}×{columns} image in {channels} channels."),
    "reason.input.grey": QT_TRANSLATE_NOOP(
        "texts",
        "The {rows}×{columns} image; the 1 is its one channel, grey.",
    ),
    "reason.input.vector": QT_TRANSLATE_NOOP("texts", "{values} numbers enter in one row."),
    "reason.conv.first": QT_TRANSLATE_NOOP(
        "texts",
        "A {size} filter needs all {neighbours} neighbours: {lost} rows, {lost} columns are lost.",
    ),
    "reason.conv.first.oblong": QT_TRANSLATE_NOOP(
        "texts",
        "A {size} filter needs all {neighbours} neighbours: the border is lost.",
    ),
    "reason.conv.deep": QT_TRANSLATE_NOOP(
        "texts",
        "Every {size} filter reads all {channels} maps; {lost} rows, {lost} columns are lost.",
    ),
    "reason.conv.deep.oblong": QT_TRANSLATE_NOOP(
        "texts",
        "Every {size} filter reads all {channels} maps; the border is lost.",
    ),
    "reason.conv.point": QT_TRANSLATE_NOOP(
        "texts",
        "Looks at one place through {channels} maps; no border is lost.",
    ),
    "reason.conv.strided": QT_TRANSLATE_NOOP(
        "texts",
        "{size} filters move in larger steps, so fewer places remain.",
    ),
    "reason.conv.same": QT_TRANSLATE_NOOP(
        "texts",
        "A rim of zeros gives every border place its neighbours.",
    ),
    "reason.conv.same.strided": QT_TRANSLATE_NOOP(
        "texts",
        "A rim of zeros saves the border; larger steps leave fewer places.",
    ),
    "reason.MaxPooling2D": QT_TRANSLATE_NOOP(
        "texts",
        "Keeps the largest of each {size} block: {values_in} values to {values_out}.",
    ),
    "reason.MaxPooling2D.dropped": QT_TRANSLATE_NOOP(
        "texts",
        "Keeps the largest of each {size} block, leaving out {dropped}.",
    ),
    "reason.AveragePooling2D": QT_TRANSLATE_NOOP(
        "texts",
        "Takes the mean of each {size} block: {values_in} values to {values_out}.",
    ),
    "reason.AveragePooling2D.dropped": QT_TRANSLATE_NOOP(
        "texts",
        "Takes the mean of each {size} block, leaving out {dropped}.",
    ),
    "reason.Flatten": QT_TRANSLATE_NOOP(
        "texts",
        "{maps} maps of {per_map} values, in one row: {values} numbers.",
    ),
    "reason.Flatten.more": QT_TRANSLATE_NOOP(
        "texts",
        "{maps} maps of {per_map} values: {values} numbers, more than the {pixels} pixels.",
    ),
    "reason.Flatten.vector": QT_TRANSLATE_NOOP(
        "texts",
        "Already one row of {values} values: nothing to do.",
    ),
    "reason.Dense": QT_TRANSLATE_NOOP(
        "texts",
        "Each of {units} units weighs all {values} values and adds them up.",
    ),
    "reason.Dense.softmax": QT_TRANSLATE_NOOP(
        "texts",
        "{units} sums become {units} probabilities that add up to 1.",
    ),
    "reason.Activation": QT_TRANSLATE_NOOP("texts", "The function {function}, applied to every value."),
    "reason.Activation.linear": QT_TRANSLATE_NOOP("texts", "Every value passes as it is."),
    "reason.Activation.relu": QT_TRANSLATE_NOOP(
        "texts",
        "Negative values become 0; the others pass as they are.",
    ),
    "reason.Activation.softmax": QT_TRANSLATE_NOOP(
        "texts",
        "Turns scores into probabilities that add up to 1.",
    ),
    "reason.Activation.sigmoid": QT_TRANSLATE_NOOP("texts", "Brings every value between 0 and 1."),
    "reason.Activation.tanh": QT_TRANSLATE_NOOP("texts", "Brings every value between −1 and 1."),
    "reason.Dropout": QT_TRANSLATE_NOOP(
        "texts",
        "Leaves out {percent} % of the values in training; none here.",
    ),
    "reason.BatchNormalization": QT_TRANSLATE_NOOP(
        "texts",
        "Brings each of the {channels} maps to one scale.",
    ),
    "reason.BatchNormalization.vector": QT_TRANSLATE_NOOP(
        "texts",
        "Brings each of the {channels} values to one scale.",
    ),
    "reason.GlobalAveragePooling2D": QT_TRANSLATE_NOOP(
        "texts",
        "Takes the mean of each whole map: {channels} numbers.",
    ),
    "reason.GlobalMaxPooling2D": QT_TRANSLATE_NOOP(
        "texts",
        "Keeps the largest value of each whole map: {channels} numbers.",
    ),
}

BRIEF_REASONS: Final[dict[str, str]] = {
    "reason.input": QT_TRANSLATE_NOOP("texts", "The image in {channels} channels."),
    "reason.input.grey": QT_TRANSLATE_NOOP("texts", "The image; 1 is its grey channel."),
    "reason.conv.first": QT_TRANSLATE_NOOP("texts", "Needs {neighbours} neighbours: {lost} rows lost."),
    "reason.conv.first.oblong": QT_TRANSLATE_NOOP("texts", "Needs all {neighbours} neighbours."),
    "reason.conv.deep": QT_TRANSLATE_NOOP("texts", "Reads all {channels} maps; {lost} rows lost."),
    "reason.conv.deep.oblong": QT_TRANSLATE_NOOP("texts", "Reads all {channels} maps."),
    "reason.conv.point": QT_TRANSLATE_NOOP("texts", "One place of {channels} maps."),
    "reason.conv.strided": QT_TRANSLATE_NOOP("texts", "Larger steps: fewer places."),
    "reason.conv.same": QT_TRANSLATE_NOOP("texts", "A rim of zeros: nothing lost."),
    "reason.conv.same.strided": QT_TRANSLATE_NOOP("texts", "A rim of zeros, larger steps."),
    "reason.MaxPooling2D": QT_TRANSLATE_NOOP("texts", "Largest of each {size} block."),
    "reason.MaxPooling2D.dropped": QT_TRANSLATE_NOOP("texts", "Leaves out {dropped}."),
    "reason.AveragePooling2D": QT_TRANSLATE_NOOP("texts", "Mean of each {size} block."),
    "reason.AveragePooling2D.dropped": QT_TRANSLATE_NOOP("texts", "Leaves out {dropped}."),
    "reason.Flatten": QT_TRANSLATE_NOOP("texts", "{maps} maps of {per_map} in one row."),
    "reason.Dense": QT_TRANSLATE_NOOP("texts", "{units} sums of {values} values."),
    "reason.Dense.softmax": QT_TRANSLATE_NOOP("texts", "{units} probabilities, in all 1."),
}
"""Where the table has little room; a reason that is not here is short enough as it is."""

LONG_REASONS: Final[dict[str, str]] = {
    "reason.input": QT_TRANSLATE_NOOP(
        "texts",
        "The picture that enters: {rows} rows, {columns} columns and {channels} channels. Nothing is computed yet.",
    ),
    "reason.input.grey": QT_TRANSLATE_NOOP(
        "texts",
        "The picture that enters: {rows} rows and {columns} columns of grey values from 0 (paper) to 1 "
        "(ink). The 1 at the end of the shape is its one channel; a colour photo would have 3.",
    ),
    "reason.input.vector": QT_TRANSLATE_NOOP(
        "texts",
        "{values} numbers enter in one row. Nothing is computed yet.",
    ),
    "reason.conv.first": QT_TRANSLATE_NOOP(
        "texts",
        "A filter is a small table of {size} weights. It is laid on every place of the picture, "
        "multiplied with what lies under it and summed up; where the picture looks like the filter, "
        "such as at an edge, a line or a texture, the sum is large. A pixel at the border lacks some of"
        " its {neighbours} neighbours, so no sum can be made there: {lost} rows and {lost} columns are "
        "lost. Filters of another size, 5×5 instead of 3×3, find other, larger features.",
    ),
    "reason.conv.deep": QT_TRANSLATE_NOOP(
        "texts",
        "Each of the {filters} filters has a {size} table of weights for each of the {channels} maps "
        "below, and adds all their products up to one number: that is how {channels} maps become "
        "{filters} others. So it finds combinations of simpler features. Places at the border lack "
        "neighbours again: {lost} rows and {lost} columns are lost.",
    ),
    "reason.conv.first.oblong": QT_TRANSLATE_NOOP(
        "texts",
        "A filter is a small table of {size} weights that is laid on every place, multiplied with what "
        "lies under it and summed up. Places at the border lack some of their {neighbours} neighbours, "
        "so they are lost: fewer rows for a taller filter, fewer columns for a wider one.",
    ),
    "reason.conv.deep.oblong": QT_TRANSLATE_NOOP(
        "texts",
        "Each of the {filters} filters has a {size} table of weights for each of the {channels} maps "
        "below and adds all their products up. Places at the border lack some of their neighbours, so "
        "they are lost.",
    ),
    "reason.conv.point": QT_TRANSLATE_NOOP(
        "texts",
        "A {size} filter has no neighbours to look at: it mixes the {channels} maps below, place by "
        "place, into {filters} new ones. Since every place has all it needs, nothing is lost at the "
        "border.",
    ),
    "reason.conv.strided": QT_TRANSLATE_NOOP(
        "texts",
        "Each of the {filters} filters is a {size} table of weights over {channels} maps. It does not "
        "stop at every place but moves on in larger steps, which makes the maps smaller, much like "
        "pooling does.",
    ),
    "reason.conv.same": QT_TRANSLATE_NOOP(
        "texts",
        "Each of the {filters} filters is a {size} table of weights over {channels} maps. A rim of "
        "zeros is laid around the maps first, so that the places at the border have all their "
        "neighbours and none is lost.",
    ),
    "reason.conv.same.strided": QT_TRANSLATE_NOOP(
        "texts",
        "Each of the {filters} filters is a {size} table of weights over {channels} maps. A rim of "
        "zeros gives the places at the border their neighbours; the filter then moves on in larger "
        "steps, which makes the maps smaller.",
    ),
    "reason.MaxPooling2D": QT_TRANSLATE_NOOP(
        "texts",
        "Pooling makes the maps smaller: of every {size} block only the largest value goes on, so "
        "{values_in} values become {values_out}. The layers above have less work, and what was found "
        "stays, wherever in its block it was. There is nothing to learn here.",
    ),
    "reason.MaxPooling2D.dropped": QT_TRANSLATE_NOOP(
        "texts",
        "Of every {size} block only the largest value goes on, so {values_in} values become "
        "{values_out}. {rows_in}×{columns_in} cannot be divided into whole blocks, which leaves out "
        "{dropped}: what was found only there can never change the answer, whatever the weights are.",
    ),
    "reason.AveragePooling2D": QT_TRANSLATE_NOOP(
        "texts",
        "Pooling makes the maps smaller: every {size} block is replaced by its mean, so {values_in} "
        "values become {values_out}. The layers above have less work; small shifts hardly matter any "
        "more. There is nothing to learn here.",
    ),
    "reason.AveragePooling2D.dropped": QT_TRANSLATE_NOOP(
        "texts",
        "Every {size} block is replaced by its mean, so {values_in} values become {values_out}. "
        "{rows_in}×{columns_in} cannot be divided into whole blocks, which leaves out {dropped}: what "
        "was found only there can never change the answer.",
    ),
    "reason.Flatten": QT_TRANSLATE_NOOP(
        "texts",
        "{maps} maps of {rows}×{columns} = {per_map} values each are laid in one row of {values} "
        "numbers: place by place, and at each place all {maps} maps. Nothing is computed; the next "
        "layer just wants one row.",
    ),
    "reason.Flatten.more": QT_TRANSLATE_NOOP(
        "texts",
        "{maps} maps of {rows}×{columns} = {per_map} values each are laid in one row of {values} "
        "numbers: place by place, and at each place all {maps} maps. That is more than the {pixels} "
        "pixels that went in: no longer how dark each place is, but how much of each feature was found "
        "where.",
    ),
    "reason.Flatten.vector": QT_TRANSLATE_NOOP(
        "texts",
        "The {values} values are already in one row and pass as they are.",
    ),
    "reason.Dense": QT_TRANSLATE_NOOP(
        "texts",
        "Each of the {units} units has one weight for each of the {values} values below, adds up the "
        "products and its own bias. It weighs evidence from everywhere at once; that takes many "
        "weights.",
    ),
    "reason.Dense.softmax": QT_TRANSLATE_NOOP(
        "texts",
        "Each of the {units} units adds up the {values} values below with weights of its own: {units} "
        "scores. Softmax takes e to the power of each and divides by their sum, so that all lie between"
        " 0 and 1 and add up to 1.",
    ),
    "reason.Activation": QT_TRANSLATE_NOOP(
        "texts",
        "The function {function} is applied to every value; the shape stays.",
    ),
    "reason.Activation.linear": QT_TRANSLATE_NOOP(
        "texts",
        "Every value passes as it is, and the shape stays.",
    ),
    "reason.Activation.relu": QT_TRANSLATE_NOOP(
        "texts",
        "ReLU sets negative values to 0 and lets the others pass. Without such a bend, several layers "
        "in a row could do no more than one.",
    ),
    "reason.Activation.softmax": QT_TRANSLATE_NOOP(
        "texts",
        "Softmax takes e to the power of each value and divides by their sum: all lie between 0 and 1 and add up to 1.",
    ),
    "reason.Activation.sigmoid": QT_TRANSLATE_NOOP(
        "texts",
        "The sigmoid 1 / (1 + e⁻ᶻ) brings every value between 0 and 1; large ones are pressed together.",
    ),
    "reason.Activation.tanh": QT_TRANSLATE_NOOP(
        "texts",
        "tanh brings every value between −1 and 1; large ones are pressed together.",
    ),
    "reason.Dropout": QT_TRANSLATE_NOOP(
        "texts",
        "In training {percent} % of the values, others each time, are left out, so that no unit can "
        "rely on a single one. When the network answers, all of them pass.",
    ),
    "reason.BatchNormalization": QT_TRANSLATE_NOOP(
        "texts",
        "From every value its map's mean is taken off, and the rest is divided by how widely that map's values "
        "spread; mean and spread were measured in training. Two learned numbers for each of the {channels} maps then "
        "stretch and shift it again. So the layers above always get values of a like size.",
    ),
    "reason.BatchNormalization.vector": QT_TRANSLATE_NOOP(
        "texts",
        "From each of the {channels} values its mean is taken off, and the rest is divided by how widely it spreads; "
        "mean and spread were measured in training. Two learned numbers then stretch and shift it again. So the layers "
        "above always get values of a like size.",
    ),
    "reason.GlobalAveragePooling2D": QT_TRANSLATE_NOOP(
        "texts",
        "Each of the {channels} maps of {rows}×{columns} = {per_map} values is replaced by its mean: how much of a "
        "feature there is, no longer where. There is nothing to learn here.",
    ),
    "reason.GlobalMaxPooling2D": QT_TRANSLATE_NOOP(
        "texts",
        "Of each of the {channels} maps of {rows}×{columns} = {per_map} values only the largest goes on: whether a "
        "feature is there at all, no longer where. There is nothing to learn here.",
    ),
}

REFUSALS: Final[dict[str, str]] = {
    "too_little_ink": QT_TRANSLATE_NOOP("texts", "too little ink"),
    "too_much_ink": QT_TRANSLATE_NOOP("texts", "too much ink"),
    "unlike_any_digit": QT_TRANSLATE_NOOP("texts", "unlike any digit the network knows"),
    "between_digits": QT_TRANSLATE_NOOP("texts", "half a {first}, half a {second}"),
}

HELP: Final[dict[str, tuple[str, str]]] = {
    "Conv2D": (
        QT_TRANSLATE_NOOP(
            "texts",
            "One picture for each of the {channels} filters. It is bright where the layer's input looks "
            "like the filter: at an edge, a line, a texture. With z you see the sums themselves, with a "
            "what is left after the activation function.",
        ),
        QT_TRANSLATE_NOOP(
            "texts",
            "Draw one horizontal line and sort by energy: the filters for horizontal edges come first. Then"
            " turn the line upright.",
        ),
    ),
    "MaxPooling2D": (
        QT_TRANSLATE_NOOP(
            "texts",
            "The maps of the layer before, made smaller: every value is the largest of one {size} block. "
            "What was found is kept, where exactly it was is forgotten.",
        ),
        QT_TRANSLATE_NOOP(
            "texts",
            "Move the ink by one pixel with an arrow key: these maps change less than those before them.",
        ),
    ),
    "AveragePooling2D": (
        QT_TRANSLATE_NOOP(
            "texts",
            "The maps of the layer before, made smaller: every value is the mean of one {size} block. "
            "Single peaks are levelled out.",
        ),
        QT_TRANSLATE_NOOP(
            "texts",
            "Move the ink by one pixel with an arrow key: these maps change less than those before them.",
        ),
    ),
    "Flatten": (
        QT_TRANSLATE_NOOP(
            "texts",
            "All values of the maps before, in one row: place by place, all maps at each place.",
        ),
        QT_TRANSLATE_NOOP("texts", "Point at a value: it says which row, column and map it comes from."),
    ),
    "Dense": (
        QT_TRANSLATE_NOOP(
            "texts",
            "Every value is a weighted sum of all values before it. The last such layer holds one per digit.",
        ),
        QT_TRANSLATE_NOOP(
            "texts",
            "Add one short stroke that turns a 1 into a 7 and watch which values wake up.",
        ),
    ),
    "BatchNormalization": (
        QT_TRANSLATE_NOOP(
            "texts",
            "The maps of the layer before, each brought to one scale: its usual mean taken off, divided by its usual "
            "spread, then stretched and shifted by two learned numbers.",
        ),
        QT_TRANSLATE_NOOP(
            "texts",
            "Compare a map here with the same map before: the picture is the same, only its scale differs.",
        ),
    ),
    "GlobalAveragePooling2D": (
        QT_TRANSLATE_NOOP(
            "texts",
            "One value for each map of the layer before: its mean. How much there is counts, not where it is.",
        ),
        QT_TRANSLATE_NOOP("texts", "Move the ink with the arrow keys: these values hardly change."),
    ),
    "GlobalMaxPooling2D": (
        QT_TRANSLATE_NOOP(
            "texts",
            "One value for each map of the layer before: its largest. Whether it is there counts, not where it is.",
        ),
        QT_TRANSLATE_NOOP("texts", "Move the ink with the arrow keys: these values hardly change."),
    ),
    "InputLayer": (
        QT_TRANSLATE_NOOP(
            "texts",
            "The picture that enters the network: your ink, made as small as the network reads.",
        ),
        QT_TRANSLATE_NOOP(
            "texts",
            "Draw with a thick and with a thin pen and compare what is left of it here.",
        ),
    ),
    "": (
        QT_TRANSLATE_NOOP(
            "texts",
            "What this layer makes of the values before it, one picture for each channel.",
        ),
        QT_TRANSLATE_NOOP(
            "texts",
            "Point at a value to read its exact number, and click to choose it everywhere.",
        ),
    ),
}
