"""The convolution lab: a chain of kernels of one's own on the ink, with every number on the way."""
