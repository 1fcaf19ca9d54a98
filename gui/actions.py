"""The table of actions: what the menus and the toolbar are made of."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

Key = QKeySequence.StandardKey


@dataclass(frozen=True, slots=True)
class Action:
    """One command of the window.

    Attributes
    ----------
    key
        Names it; also the method of the window that it calls, `_do_<key>`.
    text, tip
        Words, translated by the window in the context "actions".
    shortcut
        A standard key of the platform, or a sequence as text; empty for none.
    also
        Further sequences, with "; " between them: what hands know from other platforms.
    """

    key: str
    text: str
    tip: str = ""
    icon: str = ""
    shortcut: Key | str = ""
    checkable: bool = False
    group: str = ""
    also: str = ""


def _T(context: str, text: str) -> str:
    """Mark `text` for translation in `context`; the window translates it."""
    return text


ACTIONS: tuple[Action, ...] = (
    Action("open_picture", _T("actions", "&Open picture…"),
           _T("actions", "Put a photo, scan or screenshot of a digit on the canvas"), "open", Key.Open),
    Action("save_picture", _T("actions", "&Save picture of the window…"),
           _T("actions", "Write the window as a PNG file"), "export", Key.Save),
    Action("open_network", _T("actions", "Open &network…"),
           _T("actions", "Let a network that was saved here answer"), "", "Ctrl+Shift+O"),
    Action("save_network", _T("actions", "Save network &as…"),
           _T("actions", "Write the network, with all that was changed in it, as a .keras file"), "", "Ctrl+Shift+S"),
    Action("quit", _T("actions", "&Quit"), _T("actions", "Close Digitscope"), "", Key.Quit),
    Action("undo", _T("actions", "&Undo"), _T("actions", "Take back the last change of the ink"), "undo", Key.Undo),
    Action("redo", _T("actions", "&Redo"), _T("actions", "Do again what was taken back"), "redo", Key.Redo,
           also="Ctrl+Shift+Z; Ctrl+Y"),
    Action("paste_picture", _T("actions", "&Paste picture"),
           _T("actions", "Put the picture that was copied on the canvas"), "picture", Key.Paste),
    Action("clear", _T("actions", "&Clear"), _T("actions", "Empty the canvas"), "clear", "Ctrl+Backspace"),
    Action("browse", _T("actions", "&MNIST's pictures…"),
           _T("actions", "Look through 70,000 handwritten digits and put one on the canvas"), "grid", "Ctrl+B"),
    Action("pen", _T("actions", "&Pen"), _T("actions", "Draw ink"), "pen", "P", True, "tool"),
    Action("eraser", _T("actions", "&Eraser"), _T("actions", "Cut strokes where the eraser passes"),
           "eraser", "E", True, "tool"),
    Action("thinner", _T("actions", "T&hinner pen"), _T("actions", "Make the pen thinner"), "", "Ctrl+["),
    Action("thicker", _T("actions", "Thic&ker pen"), _T("actions", "Make the pen thicker"), "", "Ctrl+]"),
    Action("theme_system", _T("actions", "As the &system"), "", "system", "", True, "theme"),
    Action("theme_light", _T("actions", "&Light"), "", "sun", "", True, "theme"),
    Action("theme_dark", _T("actions", "&Dark"), "", "moon", "", True, "theme"),
    Action("blind", _T("actions", "&Blind spots"),
           _T("actions", "Show over the ink how far each pixel counts, and which do not"), "blind", "B", True),
    Action("reset_layout", _T("actions", "&Reset layout"), _T("actions", "Put every panel back where it was at first"),
           "layout", "Ctrl+Shift+R"),
    Action("full_screen", _T("actions", "&Full screen"), _T("actions", "Use the whole screen"), "", "F11", True),
    Action("keras_code", _T("actions", "Show &Keras code…"), _T("actions", "The whole network as Keras code, to copy"),
           "code", "Ctrl+K"),
    Action("evaluate", _T("actions", "&Evaluate…"),
           _T("actions", "Read thousands of digits and look at what is misread"), "check", "Ctrl+E"),
    Action("tour", _T("actions", "&Tour"), _T("actions", "Five short steps through the window"), "info"),
    Action("guide", _T("actions", "&What the panels show"), _T("actions", "A paragraph on every panel"), "help", "F1"),
    Action("shortcuts", _T("actions", "&Keys and gestures"), _T("actions", "Everything the keyboard and mouse can do"),
           "", "Ctrl+/"),
    Action("about", _T("actions", "&About Digitscope"), "", "digitscope"),
)  # fmt: skip

# A dash is a line; "*panels", "*labs", "*theme", "*maps", "*motion" and "*examples" are filled in by the window;
# "*panels" and "*labs" end with a line.
MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (_T("actions", "&File"), ("open_picture", "save_picture", "-", "open_network", "save_network", "-", "quit")),
    (_T("actions", "&Edit"),
     ("undo", "redo", "-", "paste_picture", "clear", "*examples", "browse", "-", "pen", "eraser", "thinner",
      "thicker")),
    (_T("actions", "&View"),
     ("*panels", "*labs", "blind", "-", "reset_layout", "full_screen", "-", "*theme", "*maps", "*motion")),
    (_T("actions", "&Network"), ("evaluate", "keras_code")),
    (_T("actions", "&Help"), ("tour", "guide", "shortcuts", "-", "about")),
)
