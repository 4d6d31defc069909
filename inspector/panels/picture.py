"""The tensor of the selected node as a picture: heat map or image, and histogram."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QVBoxLayout

from inspector.model.looks.pictures import Extents, flaws, grid, histogram, image, noted
from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import called
from inspector.model.recordings.format import number_text, shape_text
from inspector.model.session import Session
from inspector.panels.focus import focused
from inspector.panels.panel import Panel
from inspector.panels.sections import Details
from inspector.widgets.chooser import chooser
from inspector.widgets.labels import plain

if TYPE_CHECKING:
    from inspector.widgets.raster import Raster

_EMPTY = "Run a program (F5), then select a node: its tensor is drawn here."
_NO_NODE = "Select a node of the graph: its tensor is drawn here."


class PicturePanel(Panel):
    """The value or the ``.grad`` at this step, on a scale that is the same at every step."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "picturePanel")
        self.name = plain("", "title-small")
        self.what = chooser("What is drawn")
        self.what.addItems(["value", ".grad"])
        self.coloured = QCheckBox("As an image (red, green, blue)")
        self.scale_said = plain("", "muted")
        self.note = plain("", "note")
        self.raster: Raster | None = None
        self._extents = Extents(session.recording)
        self.details = Details("Picture")
        for widget in (self.name, self.what, self.coloured, self.scale_said, self.note):
            self.details.add(widget)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.details)
        self.what.activated.connect(self.refresh_later)
        self.coloured.toggled.connect(self.refresh_later)
        self.setFocusProxy(self.what)
        self.watch_node()
        self.dress()

    def wear(self) -> None:
        if self.raster is not None:
            self.raster.wear(self.theme, self.scale)

    def refresh(self) -> None:
        session = self.session
        if session.recording is not self._extents.recording:
            self._extents = Extents(session.recording)
        vertex = focused(session)
        state = None if vertex is None else session.moment.tensor(vertex.tensor)
        hint = _NO_NODE if len(session.recording) else _EMPTY
        self.details.show_hint("" if state is not None else hint)
        if state is not None:
            self._show(state)

    def _show(self, state: TensorState) -> None:
        """Draw what is chosen of a tensor."""
        gradient = self.what.currentIndex() == 1
        value = state.grad if gradient else state.value
        title = f"{called(self.session.moment, state.id)}{'.grad' if gradient else ''}"
        made = self._made()
        made.setVisible(value is not None)
        if value is None:
            self.name.setText(f"{title} is None at this step.")
            for widget in (self.coloured, self.scale_said, self.note):
                widget.hide()
            return
        bound = self._extents.of(state.id, gradient, self.session.horizon)
        as_image = image(value, bound)
        self.name.setText(f"{title}, {shape_text(value)}")
        self.coloured.setVisible(as_image is not None)
        if as_image is not None and self.coloured.isChecked():
            made.show_image(as_image)
        else:
            made.show_grid(grid(value), bound, flaws(value))
        made.show_bars(*histogram(value, bound))
        reach = number_text(bound)
        self.scale_said.setText(
            f"From −{reach} to {reach} at every step: the farthest it ever is from 0."
        )
        self.scale_said.show()
        self.note.setText(noted(value))
        self.note.setVisible(bool(self.note.text()))

    def _made(self) -> Raster:
        """The picture, made when it is first looked at: pyqtgraph takes long to load."""
        if self.raster is None:
            self.raster = import_module("inspector.widgets.raster").Raster("Heat map, histogram")
            self.raster.wear(self.theme, self.scale)
            self.details.insert(3, self.raster)
        return self.raster
