"""The window's dialogs: saving its picture, the guide, keys and gestures, about; and the stops of the tour."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QStandardPaths, Qt
from PySide6.QtGui import QKeySequence, QPixmap
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QMessageBox, QTextBrowser, QVBoxLayout

import gui
from gui.icons import application_icon
from gui.tour import Stop
from model.atomic import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from gui.window import MainWindow


def _tr(text: str) -> str:
    return QCoreApplication.translate("dialogs", text)


# --- picture of the window ---------------------------------------------------------------------------------


def write_picture(pixmap: QPixmap, path: Path) -> None:
    """Write a picture as PNG by way of a temporary file beside the target.

    Raises
    ------
    OSError
        If the disk does not take it; an old file stays whole.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not pixmap.save(buffer, "PNG"):
        raise OSError("the picture could not be encoded")
    write_atomically(path, bytes(buffer.data().data()))


def save_picture(window: MainWindow, say: Callable[[str], None]) -> None:
    """Ask where, and write the window's picture there; a failure is one sentence."""
    pixmap = window.grab()
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    name, _ = QFileDialog.getSaveFileName(
        window, _tr("Save picture of the window"), str(Path(folder) / "digitscope.png"), _tr("PNG picture (*.png)")
    )
    if not name:
        return
    path = Path(name) if Path(name).suffix else Path(name + ".png")
    try:
        write_picture(pixmap, path)
    except OSError as error:
        reason = error.strerror or str(error)
        QMessageBox.warning(
            window,
            _tr("Not saved"),
            _tr("The picture could not be written to {path}: {reason}. Choose another folder.").format(
                path=path, reason=reason
            ),
        )
    else:
        say(_tr("Saved {path}").format(path=path))


# --- pages of text -----------------------------------------------------------------------------------------


def _show_page(parent: QWidget, title: str, html: str) -> QDialog:
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    dialog.setObjectName("page")
    page = QTextBrowser(dialog)
    page.setFrameShape(QTextBrowser.Shape.NoFrame)
    page.document().setDocumentMargin(12)
    page.setHtml(html)
    page.setAccessibleName(title)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, dialog)
    buttons.rejected.connect(dialog.close)
    column = QVBoxLayout(dialog)
    column.addWidget(page)
    column.addWidget(buttons)
    dialog.resize(min(680, parent.width() - 40), min(620, parent.height() - 40))
    dialog.open()
    return dialog


def show_guide(window: MainWindow) -> QDialog:
    """Show what every panel says of itself behind its question mark."""
    parts = [f"<p>{escape(_tr('Draw on the canvas; every panel follows while the stroke is still moving.'))}</p>"]
    seen: set[str] = set()
    for panel in window.panels:
        paragraph, attempt = panel.help()
        title = panel.title()
        parts.append(f"<h3>{escape(title)}</h3>")
        if paragraph not in seen:
            parts.append(f"<p>{escape(paragraph)}</p><p><b>{escape(_tr('Try:'))}</b> {escape(attempt)}</p>")
        seen.add(paragraph)
    return _show_page(window, _tr("What the panels show"), "".join(parts))


_GESTURES: tuple[tuple[str, str], ...] = (
    ("Left button", "Draw with the pen, or erase with the eraser"),
    ("Right button, or Shift + left", "Erase"),
    ("Wheel over the canvas, [ and ]", "Change the pen's width"),
    ("Arrow keys on the canvas", "Move the ink by one network pixel (Shift: four)"),
    ("Delete on the canvas", "Clear"),
    ("A picture file dropped on the window", "Its digit is put on the canvas"),
    ("A .keras file dropped on the window", "Its network answers"),
    ("Esc during a stroke", "Take the stroke back"),
    ("K on the canvas", "Draw with the keyboard: arrows move, Space sets the pen down and lifts it"),
    ("Point at a value, anywhere", "See what it reads (solid lines) and what it feeds (dashed), from ink to answer"),
    ("Click on a value", "Keep it selected; Esc lets go"),
    ("Arrow keys on maps, vectors, 28×28", "Move the selected unit"),
    ("PageUp, PageDown, Shift + arrows on a map", "Go to the same place in another map"),
    ("Tab from the canvas, arrows, Enter", "Go along several digits and choose one; Esc goes back to all ink"),
    ("Ctrl+F in the data", "Go to the search; Down or Enter goes to the pictures"),
    ("Double click or Enter on a map", "One map large; Esc goes back"),
    ("Wheel over the maps, + and -", "Zoom; drag to move; Home shows all"),
    ("Double click or Enter on a pair of kernels", "Show all slices of its filter; Ctrl+C copies a slice"),
    ("Double click or Enter on a bar of the answer", "Follow that digit back to the ink"),
    ("Arrow keys on the route", "Left and right along the path, up and down to another number; Esc lets go"),
    ("Drag, wheel, digits, +, -, 0, N, Enter on weights", "Change a number of a kernel; Ctrl+C copies them all"),
    ("Ctrl+R in a lab", "Reset it; Undo and Redo go to the lab while the keyboard is in it"),
    ("X, Shift+X in the kernel surgery", "Switch a filter or unit off and on, or all others off; also Ctrl + click"),
    ("O in the kernel surgery", "Let the original answer, while it is held or until the next O"),
    ("Arrow keys in the shift lab", "Move the digit by one network pixel (Shift: four); Home moves it back"),
    ("Arrow keys, Enter in the microscope", "Go through its numbers, explain one; Backspace goes back"),
    ("Up and down in the summary", "Choose a layer everywhere"),
    ("Ctrl+C in the summary", "Copy the table"),
    ("Click on a number of parameters, or Enter", "Draw them as blocks"),
    ("Space, Left, Right, Home, End", "Play and pause, step, go to the first and the last, where something plays"),
    ("< and >, Shift + arrows in the sliding window", "Slower and faster; loop over a part, Delete ends the loop"),
)


def show_shortcuts(window: MainWindow) -> QDialog:
    """List the keys of every action, and what mouse and keys do in the panels."""
    rows = []
    for action in window.actions_by_key.values():
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        if keys:
            rows.append((keys, action.statusTip() or action.text().replace("&", "")))
    rows.append(("Ctrl+0 … Ctrl+9", _tr("Put an example of that digit on the canvas")))
    rows += [(_tr(keys), _tr(what)) for keys, what in _GESTURES]
    table = "".join(
        f"<tr><td style='padding:3px 18px 3px 0'><b>{escape(keys)}</b></td>"
        f"<td style='padding:3px 0'>{escape(what)}</td></tr>"
        for keys, what in rows
    )
    return _show_page(window, _tr("Keys and gestures"), f"<table>{table}</table>")


def show_about(window: MainWindow) -> QMessageBox:
    """Show version, licence and sources."""
    box = QMessageBox(window)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(_tr("About Digitscope"))
    box.setIconPixmap(application_icon().pixmap(64, 64))
    box.setText(f"<h3>Digitscope {escape(gui.__version__)}</h3>")
    box.setInformativeText(
        _tr(
            "Draw a digit and see, during the stroke, what every layer of a convolutional network does with it.\n\n"
            "Released under the MIT licence. The network was trained on MNIST by Y. LeCun and C. Cortes "
            "(CC BY-SA 3.0), which is included, and on pen strokes by E. Alpaydin and F. Alimoglu and of "
            "the UNIPEN project (both CC BY 4.0)."
        )
    )
    box.open()
    return box


# --- the tour ----------------------------------------------------------------------------------------------


def tour_stops(window: MainWindow) -> list[Stop]:
    """Five stops, on the person's own ink."""
    maps = [dock for dock in window.docks if dock.objectName().startswith("maps.")]

    def first(keyword: str) -> QWidget:
        return next((dock for dock in maps if keyword in dock.objectName()), window.ink_area)

    return [
        Stop(
            lambda: window.canvas,
            _tr("Draw a digit"),
            _tr("Draw any digit here with the mouse, a pen or a finger. Everything follows while you draw."),
        ),
        Stop(
            lambda: first("conv2d"),
            _tr("Convolution finds edges and lines"),
            _tr(
                "64 small filters slide over your ink. Each picture shows where one filter found what it looks for. "
                "Point at a value to read it; double click a picture to see it large."
            ),
        ),
        Stop(
            lambda: first("pooling"),
            _tr("Pooling keeps the strongest"),
            _tr(
                "Of every 2×2 block only the largest value stays: a quarter of the numbers, and what matters is "
                "still there. Compare a picture here with the same place on its left."
            ),
        ),
        Stop(
            lambda: window.dock("summary"),
            _tr("Why these shapes?"),
            _tr("Every row says why its shape and its number of parameters are what they are. Choose a row: "
                "its layer is marked everywhere."),
        ),
        Stop(
            lambda: window.dock("answer"),
            _tr("The answer"),
            _tr("Ten probabilities that add up to one, and how they changed while you drew. Now switch off a step "
                "under the canvas and watch the answer."),
        ),
    ]  # fmt: skip
