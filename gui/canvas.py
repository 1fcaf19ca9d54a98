"""Where one draws: shows the session's ink, and turns mouse, pen, finger and keyboard into strokes."""

from __future__ import annotations

from functools import partial
from math import ceil, floor
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QEventPoint,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui import canvas_marks as marks
from gui.imaging import Pixels
from gui.pointer import Place, Pointer
from gui.texts import refusal_text
from gui.theme import theme
from gui.widgets.focus import by_keyboard
from gui.widgets.spoken import Spoken
from model.grid import GRID, SIDE
from model.raster import WHOLE, Box

if TYPE_CHECKING:
    from PySide6.QtGui import QEnterEvent, QFocusEvent, QHideEvent, QShowEvent

    from gui.session import Pen, Session
    from model.trace import Trace

WIDTH_STEP: Final = 0.005
_FAST: Final = 4
_SMALLEST: Final = 120
_ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_OTHER_KEYS: Final = frozenset({Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_K})
_MODIFIERS: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class Canvas(QWidget):
    """A square sheet, as large as the widget allows and centred in it.

    Left button, pen or one finger draw; the right button, Shift or the other end of the pen erase. A stroke
    may run outside. Esc, or losing the keyboard or the mouse to somebody else, takes a stroke under way back.
    With the keyboard: arrows shift the ink by one network pixel (with Shift by four), ``[`` and ``]`` set the
    pen's width, Delete clears, K brings a keyboard pen that the arrows move and Space sets down and lifts.
    """

    paperChanged = Signal()
    pointed = Signal(object)
    """Where a pen that does not draw is, (x, y) as fractions of the paper's side; None: elsewhere, or it draws."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._pixels = Pixels(SIDE, SIDE)
        self._stale = True
        self._blank = session.ink.is_blank
        self._pointer = Pointer(session, self)
        self._paper = QRect()
        self._square = (0, 0, 1)  # the same as numbers: left, top, side
        self._hover: QPointF | None = None
        self._hover_erases = False
        self._cross: tuple[float, float] | None = None
        self._button = Qt.MouseButton.NoButton
        self._finger: int | None = None
        self._focus_shown = False
        self._wheel = 0
        self.in_parts = False  # whether small parts far from each other change at once: lines over the ink
        self._ring = marks.Ring()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Canvas"))
        self._spoken = Spoken(self)
        self._describe(session.trace)
        session.inkChanged.connect(self._on_ink_changed)
        session.historyChanged.connect(self._on_history_changed)
        session.penChanged.connect(self._on_pen_changed)
        session.traceChanged.connect(self._on_trace_changed)
        session.several.changed.connect(self._describe_again)
        session.rested.connect(self._describe_again)
        theme().changed.connect(self._on_theme_changed)

    # --- what others ask and say

    @property
    def paper(self) -> QRect:
        """The square that holds the ink, in the widget's own coordinates."""
        return QRect(self._paper)

    @property
    def keyboard_pen(self) -> tuple[float, float] | None:
        """Where the keyboard's pen is, in fractions of the paper's side; None when it is put away."""
        return self._cross

    def set_keyboard_pen(self, on: bool) -> None:
        """Take the keyboard's pen, in the middle of the paper, or put it away."""
        if on == (self._cross is not None):
            return
        if not on:
            self._pointer.lift("keys")
        self._cross = (0.5, 0.5) if on else None
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size at which one cell of ink is about one pixel."""
        return QSize(340, 340)

    def minimumSizeHint(self) -> QSize:
        """Return the least size on which a digit can still be drawn."""
        return QSize(_SMALLEST, _SMALLEST)

    # --- ink

    @Slot(object)
    def _on_ink_changed(self, box: Box) -> None:
        if not self.isVisible():
            self._stale = True
            return
        self._convert(box)
        x, y, side = self._square
        scale = side / SIDE
        left, top = floor(box.left * scale) - 2, floor(box.top * scale) - 2
        right, bottom = ceil(box.right * scale) + 2, ceil(box.bottom * scale) + 2
        self.update(x + left, y + top, right - left, bottom - top)

    def _convert(self, box: Box) -> None:
        """Bring the colours of a box of cells up to date."""
        self._pixels.array[box.slices] = theme().lut("ink").take(self._session.ink.raster.cells[box.slices])

    @Slot()
    def _on_history_changed(self) -> None:
        blank = self._session.ink.is_blank
        if blank != self._blank:
            self._blank = blank
            self.update()

    @Slot(object)
    def _on_trace_changed(self, trace: Trace | None) -> None:
        if self.isVisible():
            self._describe(trace)

    @Slot()
    def _describe_again(self) -> None:
        if self.isVisible():
            self._describe(self._session.trace)

    def _describe(self, trace: Trace | None) -> None:
        self._spoken.tell(partial(self._described, trace))

    def _described(self, trace: Trace | None) -> str:
        if trace is None:
            return self.tr("Blank. Draw a digit here.")
        several = self._session.several
        if several.digits and several.chosen is None:
            return (
                self.tr("The network reads %1 digits: %2.")
                .replace("%1", str(len(several.digits)))
                .replace("%2", " ".join(several.number))
            )
        if trace.refusal is not None:
            if self._session.is_drawing:
                return self.tr("Not yet a digit.")
            return self.tr("Not a digit: %1.").replace("%1", refusal_text(trace.refusal))
        percent = self.locale().toString(100 * float(trace.probabilities.max()), "f", 0)
        words = self.tr("The network reads a %1, with %2 percent.")
        return words.replace("%1", str(trace.answer)).replace("%2", percent)

    @Slot(object)
    def _on_pen_changed(self, pen: Pen) -> None:
        self.update()

    @Slot()
    def _on_theme_changed(self) -> None:
        self._stale = True
        self.update()

    # --- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ink of the exposed part, and what lies over it."""
        if self._stale:
            self._stale = False
            self._convert(WHOLE)
        paper, exposed = self._paper, event.rect()
        with QPainter(self) as painter:
            if not paper.contains(exposed):
                painter.fillRect(exposed, theme().palette.dock)
            if self.in_parts:
                for part in event.region():  # type: ignore[attr-defined]
                    self._paint_ink(painter, part)
            else:
                self._paint_ink(painter, exposed)
            if self._blank:
                marks.paint_invitation(painter, paper, self.tr("Draw a digit"))
            if self._cross is not None:
                hint = self.tr("Space draws, arrows move, K ends")
                down = self._pointer.device == "keys"
                marks.paint_cross(painter, paper, self._cross, self._pen_side(), down, hint)
            if self._hover is not None:
                self._ring.paint(painter, paper, self._hover, self._pen_side(), self._hover_erases)
            marks.paint_border(painter, paper, exposed, self._focus_shown)

    def _paint_ink(self, painter: QPainter, exposed: QRect) -> None:
        """Draw the cells that are seen, and one more around them for the smooth edges between cells."""
        x, y, side = self._square
        ex, ey, width, height = cast("tuple[int, ...]", exposed.getRect())
        scale = side / SIDE
        left, top = max(0, floor((ex - x) / scale) - 2), max(0, floor((ey - y) / scale) - 2)
        right = min(SIDE, ceil((ex + width - x) / scale) + 2)
        bottom = min(SIDE, ceil((ey + height - y) / scale) + 2)
        columns, rows = right - left, bottom - top
        if columns <= 0 or rows <= 0:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = QRectF(x + left * scale, y + top * scale, columns * scale, rows * scale)
        painter.drawImage(place, self._pixels.image, QRectF(left, top, columns, rows))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the paper in."""
        side = max(1, min(self.width(), self.height()))
        self._square = (self.width() - side) // 2, (self.height() - side) // 2, side
        self._paper = QRect(*self._square, side)
        super().resizeEvent(event)
        self.paperChanged.emit()

    def _pen_side(self) -> float:
        """Width of the pen on the screen."""
        return self._session.pen.width * self._square[2]

    # --- the cursor that shows the pen's width

    def _show_ring(self, at: QPointF | None, erases: bool = False) -> None:
        if at is not None and not self._paper.contains(at.toPoint()):
            at = None
        if at == self._hover and erases == self._hover_erases:
            return
        if (at is None) != (self._hover is None):
            self.setCursor(Qt.CursorShape.ArrowCursor if at is None else Qt.CursorShape.BlankCursor)
        reach = ceil(self._pen_side() / 2) + 4
        for place in (self._hover, at):
            if place is not None:
                corner = place.toPoint()
                self.update(corner.x() - reach, corner.y() - reach, 2 * reach + 1, 2 * reach + 1)
        self._hover, self._hover_erases = at, erases

    def leaveEvent(self, event: QEvent) -> None:
        """Take the ring away."""
        self._show_ring(None)
        self.pointed.emit(None)
        super().leaveEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Bring the ring."""
        self._show_ring(event.position(), self._erases(event.modifiers()))
        super().enterEvent(event)

    def _tell_place(self, at: QPointF) -> None:
        free = self._pointer.device is None and self._paper.contains(at.toPoint())
        self.pointed.emit(self._place(at)[:2] if free else None)

    def _erases(self, modifiers: Qt.KeyboardModifier) -> bool:
        return self._session.pen.eraser or bool(modifiers & Qt.KeyboardModifier.ShiftModifier)

    # --- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Set the pen, or with the right button or Shift the eraser, down."""
        at, button = event.position(), event.button()
        right = button == Qt.MouseButton.RightButton
        if (button != Qt.MouseButton.LeftButton and not right) or not self._paper.contains(at.toPoint()):
            event.ignore()
            return
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        erase = True if right or shift else None
        if button == self._button:
            self._pointer.lift("mouse")  # released where we could not see it
        if self._pointer.press("mouse", self._place(at), erase):
            self._button = button
            self.pointed.emit(None)
            self._show_ring(at, self._erases(event.modifiers()) or right)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw, or just show where the pen is."""
        at = event.position()
        if self._pointer.device != "mouse":
            self._show_ring(at, self._erases(event.modifiers()))
            self._tell_place(at)
        elif not event.buttons() & self._button:
            self._pointer.lift("mouse")  # released where we could not see it
        else:
            self._pointer.move("mouse", self._place(at))
            self._show_ring(at, self._hover_erases)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lift the pen."""
        if event.button() == self._button:
            self._pointer.lift("mouse", self._place(event.position()))
            self._button = Qt.MouseButton.NoButton
            self._show_ring(event.position(), self._erases(event.modifiers()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Treat the second press of a double click like any other: dots follow each other quickly."""
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change the pen's width, a step for every notch."""
        self._wheel += event.angleDelta().y()
        notches = int(self._wheel / 120)
        self._wheel -= notches * 120
        self._widen(notches)
        event.accept()

    def _widen(self, steps: int) -> None:
        self._session.set_pen(width=self._session.pen.width + steps * WIDTH_STEP)

    def _place(self, at: QPointF, pressure: float = 1.0) -> Place:
        x, y, side = self._square
        return (at.x() - x) / side, (at.y() - y) / side, pressure

    # --- pen and touch

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Draw with a pen that tells its pressure; its other end and its side button erase."""
        at, kind = event.position(), event.type()
        place = self._place(at, event.pressure())
        other_end = event.pointerType() == QPointingDevice.PointerType.Eraser
        if kind == QEvent.Type.TabletPress:
            side_button = event.button() == Qt.MouseButton.RightButton
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            erase = True if other_end or side_button or shift else None
            if self._paper.contains(at.toPoint()):
                self.setFocus(Qt.FocusReason.MouseFocusReason)
                self._pointer.press("pen", place, erase)
                self.pointed.emit(None)
                self._hover_erases = bool(erase) or self._session.pen.eraser
        elif kind == QEvent.Type.TabletRelease:
            # A pen that leaves the paper has no pressure any more: the stroke must not grow thin there
            self._pointer.lift("pen")
        elif self._pointer.device == "pen":
            self._pointer.move("pen", place)
        if self._pointer.device is None:
            self._hover_erases = other_end or self._session.pen.eraser
            if kind == QEvent.Type.TabletMove:
                self._tell_place(at)
        self._show_ring(at, self._hover_erases)
        event.accept()  # or Qt makes a mouse of it as well

    def event(self, event: QEvent) -> bool:
        """Sort out touches, lost grabs and the keys that shortcuts would take away."""
        if isinstance(event, (QMouseEvent, QPaintEvent)):  # nearly always; to ask for a type is slow
            return super().event(event)
        kind = event.type()
        if isinstance(event, QTouchEvent):
            return self._touch(event)
        if kind in (QEvent.Type.UngrabMouse, QEvent.Type.WindowDeactivate, QEvent.Type.EnabledChange):
            self._pointer.cancel()
        elif kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._wants(event):
            event.accept()
            return True
        return super().event(event)

    def _touch(self, event: QTouchEvent) -> bool:
        """Draw with the first finger; a second one does nothing. A touchpad is left to be a mouse."""
        if event.device().type() == QInputDevice.DeviceType.TouchPad:
            event.ignore()
            return False
        if event.type() == QEvent.Type.TouchCancel:
            self._finger = None
            self._pointer.cancel()
        for point in event.points():
            self._follow(point, event)
        event.accept()
        return True

    def _follow(self, point: QEventPoint, event: QTouchEvent) -> None:
        at, state = point.position(), point.state()
        if state == QEventPoint.State.Pressed and self._finger is None and self._paper.contains(at.toPoint()):
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if self._pointer.press("finger", self._place(at), True if shift else None):
                self._finger = point.id()
                self._show_ring(None)
        elif point.id() != self._finger:
            return
        elif state == QEventPoint.State.Released:
            self._finger = None
            self._pointer.lift("finger", self._place(at))
        elif state == QEventPoint.State.Updated:
            self._pointer.move("finger", self._place(at))

    # --- keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Shift the ink, move the keyboard's pen, set the width, clear or cancel."""
        if not self._wants(event):
            super().keyPressEvent(event)
            return
        key = Qt.Key(event.key())
        if key in _ARROWS:
            steps = _FAST if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            columns, rows = _ARROWS[key]
            self._go(columns * steps, rows * steps)
        elif event.text() in ("[", "]"):
            self._widen(1 if event.text() == "]" else -1)
        elif event.isAutoRepeat():
            return
        elif key == Qt.Key.Key_Escape:
            if not self._pointer.cancel():
                self.set_keyboard_pen(False)
        elif key == Qt.Key.Key_Space:
            self._set_down_or_lift()
        elif key == Qt.Key.Key_K:
            self.set_keyboard_pen(self._cross is None)
        else:
            self._session.clear()
        self.update()

    def _wants(self, event: QKeyEvent) -> bool:
        """Whether a key is ours; all others go on to the window."""
        key = event.key()
        if event.text() in ("[", "]"):  # on many keyboards behind a modifier
            return True
        if event.modifiers() & _MODIFIERS:
            return False
        if key == Qt.Key.Key_Escape:
            return self._pointer.device is not None or self._cross is not None
        if key == Qt.Key.Key_Space:
            return self._cross is not None
        return key in _ARROWS or key in _OTHER_KEYS

    def _go(self, columns: int, rows: int) -> None:
        if self._cross is None:
            self._session.shift(columns, rows)
            return
        x, y = self._cross
        x, y = min(max(x + columns / GRID, 0.0), 1.0), min(max(y + rows / GRID, 0.0), 1.0)
        self._cross = (x, y)
        self._pointer.move("keys", (x, y, 1.0))

    def _set_down_or_lift(self) -> None:
        assert self._cross is not None
        if self._pointer.device == "keys":
            self._pointer.lift("keys")
        else:
            self._pointer.press("keys", (*self._cross, 1.0))

    # --- coming and going

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus if the keyboard brought it."""
        self._focus_shown = by_keyboard(event)
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take an unfinished stroke back."""
        self._focus_shown = False
        self._pointer.cancel()
        self.update()
        super().focusOutEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while hidden."""
        super().showEvent(event)
        self._stale = True
        self._describe(self._session.trace)

    def hideEvent(self, event: QHideEvent) -> None:
        """Take an unfinished stroke back."""
        self._pointer.cancel()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Say things in the language in force."""
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(self.tr("Canvas"))
            self._describe(self._session.trace)
        super().changeEvent(event)
