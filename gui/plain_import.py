"""Python's own import, in place of the one that PySide puts there. Importing this module does it.

PySide's reads the source of every module that anybody imports, and keeps it, to see whether it speaks of PySide: that
is for `__feature__`, which this program does without. It makes up a fifth of the start, and of TensorFlow alone
it is a million lines: half a second and 90 MB.
"""

import builtins

import PySide6.QtCore  # noqa: F401 - it brings its own import

builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
