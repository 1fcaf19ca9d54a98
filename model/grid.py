"""The sizes that the canvas and the network's picture share. No imports: the window opens with them alone."""

GRID = 28
"""Pixels a side of the picture that enters the network."""
CELL = 16
"""Cells of ink a side for one such pixel."""
SIDE = GRID * CELL
"""Cells a side of the whole canvas."""
DIGIT = 20
"""Pixels that the longer side of a digit takes in that picture after scaling, as in MNIST."""
