"""Benchmarks: the speed goals, measured. Commands, never tests: a busy machine must not make a test fail."""
