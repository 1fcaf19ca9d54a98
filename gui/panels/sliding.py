"""A dock in which a window slides over the drawing, and a convolution or pooling makes its map place by place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gui.panels.late import LatePanel
from gui.sliding.tools import SlidingTools

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from gui.session import Session
    from gui.sliding.stage import SlidingStage

_SPEEDS = ("0.25", "0.5", "1.0", "2.0", "4.0", "8.0", "16.0")  # the player's, which is not imported before it is shown


class SlidingWindow(LatePanel["SlidingStage"]):
    """Header, help and choices; what moves is `gui.sliding.stage`, built when the panel is shown for the first time."""

    key = "sliding"
    place = "bottom"
    module = "gui.sliding.stage"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._speed = "1.0"
        self._header = SlidingTools(self)
        for chooser in (self._header.layers, self._header.slices, self._header.channels):
            chooser.setVisible(False)

    def title(self) -> str:
        """Name in the header."""
        return self.tr("Sliding window")

    def help(self) -> tuple[str, str]:
        """Tell how a map comes about."""
        return (
            self.tr(
                "A convolution lays its filter on a place of the map below, multiplies what lies under it number by "
                "number, adds the products and a bias up, and writes the result, after the activation function, to one "
                "cell of its own map; then it moves on. Here it happens on your ink: left the map that is read, in the "
                "middle the window's numbers times the filter, right the map as far as it is written. A filter of a "
                "deeper layer reads all maps below at once and adds everything up; one of them is shown, and the line "
                "below tells the whole sum. A pooling keeps one number of each block. Point at the right map to look "
                "at any place; drag there to loop over a part."
            ),
            self.tr(
                "Play, and draw meanwhile: the window keeps its place while the numbers change. Then loop over the "
                "edge of a stroke and watch the sum rise and fall."
            ),
        )

    def fact(self) -> str:
        """Say which layer and filter."""
        return "" if self._content is None else self._content.fact()

    def tools(self) -> list[QWidget]:
        """Layer, slice and filter, loop, and whether all panels are pointed to."""
        return self._header.all()

    def state(self) -> dict[str, Any]:
        """Return the speed, and whether all panels are pointed to."""
        if self._content is not None:
            self._speed = str(self._content.player.speed)
        return {"speed": self._speed, "everywhere": "yes" if self._header.everywhere.isChecked() else "no"}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take over choices from the settings; what is not valid is left as it is."""
        speed, everywhere = state.get("speed"), state.get("everywhere")
        if speed in _SPEEDS:
            self._speed = speed
            if self._content is not None:
                self._content.player.set_speed(float(speed))
        if everywhere in ("yes", "no"):
            self._header.everywhere.setChecked(everywhere == "yes")

    # --- the content -----------------------------------------------------------------------------------------

    def build(self, module: Any) -> SlidingStage:
        """Make the stage, at the speed that was chosen."""
        content: SlidingStage = module.SlidingStage(self.session, self._header)
        content.player.set_speed(float(self._speed))
        content.factChanged.connect(self.factChanged)
        return content

    def missing(self) -> str:
        """Say that there is no sliding window."""
        return self.tr("The sliding window cannot be shown.")
