"""The sizes that canvas, pen and the network's picture share. No imports: the window opens with them alone."""

GRID = 28
"""Pixels a side of the picture that enters the network."""
CELL = 16
"""Cells of ink a side for one such pixel."""
SIDE = GRID * CELL
"""Cells a side of the whole canvas."""
DIGIT = 20
"""Pixels that the longer side of a digit takes in that picture after scaling, as in MNIST."""
DEFAULT_WIDTH = 0.085
"""Pen width as a fraction of the canvas side.

A digit that takes 0.6 of the canvas, drawn with it and read through all steps, has 96 pixels' worth of ink; MNIST's
training pictures have 101 (median), which 0.09 would give. Networks trained on MNIST and more read widths from
0.06 to 0.095 equally well (within 0.3 points on two sets of pen strokes), and people often draw larger.
"""
NARROWEST, WIDEST = 0.02, 0.16
"""Pens that are useful, as fractions of the canvas side."""
