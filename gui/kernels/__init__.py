"""What is said of kernels and offered for them, here and in the labs."""
