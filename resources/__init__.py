"""Data files of the program: weights, MNIST, sample strokes, icons."""
