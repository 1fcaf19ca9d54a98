"""Reusable widgets: they get arrays and colours, and know nothing of the program around them."""
