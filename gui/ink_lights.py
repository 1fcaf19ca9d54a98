"""What is lit of the network's picture, on the ink and on the 28x28 alike, and which pixel a hand over them means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, QTimer, Signal, Slot

from gui import lighting
from gui.widgets.pixel_light import PixelLight
from model.grid import GRID

if TYPE_CHECKING:
    from gui.canvas import Canvas
    from gui.session import Selection, Session
    from gui.step_tile import StepTile
    from gui.steps_strip import StepsStrip
    from model.trace import Trace


class InkLights(QObject):
    """Lies over canvas and 28x28. While nothing is lit it hears of no trace.

    Attributes
    ----------
    canvas_light, tile_light
        What is drawn over each of the two.
    """

    blindChanged = Signal(bool)

    def __init__(self, session: Session, canvas: Canvas, strip: StepsStrip) -> None:
        super().__init__(canvas)
        self._session, self._canvas, self._strip = session, canvas, strip
        self._follows = False
        self._blind = False
        self._over: tuple[float, float] | None = None  # the place on the ink under the pointer
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(0)
        self._again.timeout.connect(self._on_again)
        self._tile = strip.image_tile
        self.canvas_light = PixelLight(canvas)
        self.tile_light = PixelLight(self._tile)
        canvas.pointed.connect(self._on_place_pointed)
        canvas.paperChanged.connect(self._place)
        strip.pixelHovered.connect(self._on_pixel_hovered)
        strip.pixelClicked.connect(self._on_pixel_clicked)
        strip.stepRequested.connect(self._on_step_requested)
        strip.imageMoved.connect(self._place)
        session.litChanged.connect(self._show)
        session.selectionChanged.connect(self._show)

    @property
    def blind(self) -> bool:
        """Whether it is shown how far each pixel counts."""
        return self._blind

    @Slot(bool)
    def set_blind(self, on: bool) -> None:
        """Show in how many ways each pixel reaches the answer, and which ones do not, or stop to."""
        if on == self._blind:
            return
        self._blind = on
        self._show_paths()
        self.blindChanged.emit(on)

    # --- what is shown

    def _show_paths(self) -> None:
        paths = None
        if self._blind:
            from model.receptive import path_counts

            paths = path_counts(self._session.specs)
        if paths is not None and paths.ndim == 1:  # a picture that enters as one vector
            paths = paths.reshape(GRID, -1)
        for light in (self.canvas_light, self.tile_light):
            light.set_paths(paths)
        self._strip.show_paths(paths)
        self._follow()

    @Slot(object)
    def _show(self, _: object = None) -> None:
        session = self._session
        lit = session.lit
        region, pinned = lighting.regions(session.specs, lit).get(session.specs[0].name), lit == session.selection
        for light in (self.canvas_light, self.tile_light):
            light.show_region(region, pinned)
        self._strip.show_pixel(self._pixel_of(lit))
        self._follow()

    def _follow(self) -> None:
        """Hear of traces only as long as something is lit: where the picture lies changes with the ink."""
        wanted = self.canvas_light.is_wanted
        if wanted != self._follows:
            self._follows = self._canvas.in_parts = wanted
            if wanted:
                self._session.traceChanged.connect(self._on_trace_changed)
                self._place()  # from now on whatever moves the pixels tells so
            else:
                self._session.traceChanged.disconnect(self._on_trace_changed)

    @Slot(object)
    def _on_trace_changed(self, trace: Trace | None) -> None:
        self._place()
        if self._over is not None:
            self._again.start()

    @Slot()
    def _place(self) -> None:
        """Put the pixels where the ink of each is: the same map by which the steps made the picture."""
        if not self._follows:
            return
        if self._tile is not self._strip.image_tile:
            self._take(self._strip.image_tile)
        area = self._tile.area()
        self.tile_light.set_grid(area.topLeft(), area.width() / GRID, QRectF(self._tile.square))
        trace, paper = self._session.trace, QRectF(self._canvas.paper)
        if trace is None:  # without ink nobody knows where a pixel will be
            self.canvas_light.set_grid(QPointF(), 1.0, QRectF())
            return
        top, left, _, right = trace.digitized.placement.on_canvas(0, 0, GRID, GRID)
        corner = paper.topLeft() + QPointF(left, top) * paper.width()
        self.canvas_light.set_grid(corner, (right - left) * paper.width() / GRID, paper)

    def _take(self, tile: StepTile) -> None:
        """Go to the tile that took the place of the one before."""
        self._tile, before = tile, self.tile_light
        self.tile_light = PixelLight(tile)
        self.tile_light.set_paths(before.paths)
        self._show()

    # --- what is pointed at

    @Slot(object)
    def _on_place_pointed(self, place: tuple[float, float] | None) -> None:
        self._over = place
        self._point_over()

    @Slot()
    def _on_again(self) -> None:
        """Tell which pixel is under the pointer that rests: where the picture lies changes with ink and steps."""
        if self._over is not None and self._session.pointed.layer in (None, self._session.specs[0].name):
            self._point_over()

    def _point_over(self) -> None:
        place, trace = self._over, self._session.trace
        self._point(None if place is None or trace is None else trace.digitized.placement.pixel_at(*place))

    @Slot(object)
    def _on_pixel_hovered(self, pixel: tuple[int, int] | None) -> None:
        self._point(pixel)

    @Slot(int, int)
    def _on_pixel_clicked(self, row: int, column: int) -> None:
        self._session.select(self._session.specs[0].name, self._unit_of(row, column))

    @Slot(int, int)
    def _on_step_requested(self, down: int, right: int) -> None:
        """Go on from the selected pixel as far as the edges, or begin in the middle."""
        here = self._pixel_of(self._session.selection)
        row, column = (GRID // 2, GRID // 2) if here is None else (here[0] + down, here[1] + right)
        self._on_pixel_clicked(min(max(row, 0), GRID - 1), min(max(column, 0), GRID - 1))

    def _point(self, pixel: tuple[int, int] | None) -> None:
        if pixel is None:
            self._session.point(None)
        else:
            self._session.point(self._session.specs[0].name, self._unit_of(*pixel))

    def _unit_of(self, row: int, column: int) -> tuple[int, ...]:
        return (row, column, 0) if self._session.specs[0].is_map else (row * GRID + column,)

    def _pixel_of(self, selection: Selection) -> tuple[int, int] | None:
        if selection.layer != self._session.specs[0].name or selection.unit is None:
            return None
        unit = selection.unit
        row, column = unit[:2] if len(unit) == 3 else divmod(unit[0], GRID)
        return row, column
