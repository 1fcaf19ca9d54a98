"""Kernel surgery: weights of the living network painted over, filters switched off, and what is lost by it."""
