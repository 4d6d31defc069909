"""The minimap: the whole graph small, as a heat map of its gradients, and what of it is seen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from inspector.canvas.batches import at_least, draw_lines, splat
from inspector.canvas.camera import Rect, Viewpoint, contains, grown
from inspector.canvas.eye import Eye
from inspector.canvas.overview import Overview, overview_of
from inspector.canvas.picture import Picture
from inspector.canvas.spatial import Indices
from inspector.drawing.shapes import OPACITY
from inspector.model.looks.appearance import Appearance
from inspector.model.looks.colouring import NONE, PLACES, Shading
from inspector.model.looks.columns import PHASES
from inspector.model.looks.look import Colouring, Phase
from inspector.model.recordings.measuring import Codes
from inspector.theme.colour import mix
from inspector.theme.roles import Theme

WIDE, HIGH = 15.0, 9.5
"""The largest size, in units of the theme's small type."""
LEAST = 3.0
"""The least height of it."""
EDGE = 10
"""Pixels between the map and the canvas's border."""
INSIDE = 6.0
LEAST_FRAME = 8.0
"""Pixels; the frame around what is seen is not smaller, however much the map shows."""
SMALLEST = 1.6
"""Pixels of a side of a vertex on the map."""
HAIRS = 3000
"""Of more edges none is drawn: they would be a grey area."""
SHARE = 3
"""It is left out where it would take more than a third of the canvas's height or width."""
BETWEEN = (0.75, 0.5, 0.25)
"""How far down it may lie at a side, where it would hide cards in every corner."""
LATER = 60
"""Milliseconds after a step until the map shows it too."""


class Minimap(QWidget):
    """Lies in a corner of a canvas; pressing or dragging moves the eye there."""

    def __init__(
        self, picture: Picture, eye: Eye, theme: Theme, wanted: Callable[[], bool], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._canvas = parent
        self._picture, self._eye, self._theme, self._wanted = picture, eye, theme, wanted
        self._image = QImage()
        self._shown = picture.stage
        self._overview = Overview()
        self._bottom = 0
        self._place = 0
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._redraw)
        self.setAccessibleName("Minimap")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take over other colours and sizes."""
        self._theme = theme
        self._renew()

    def place(self, bottom: int) -> None:
        """Lie in the lower right corner of what is above ``bottom``, until things have settled."""
        self._bottom, self._place = bottom, 0
        self._renew()

    @property
    def is_finished(self) -> bool:
        """Whether it shows what there is to show."""
        return not self._later.isActive()

    def changed(self) -> None:
        """The graph looks different now: so will the map, soon."""
        if self.isVisible() and not self._later.isActive():
            self._later.start(LATER)

    def settled(self) -> None:
        """Everything has come to rest, where the map may not show it yet or lie on a card."""
        if not self.isVisible():
            return
        if self._shown is not self._picture.stage:
            self._redraw()
        self._make_way()

    def _make_way(self) -> None:
        """Lie where no root is hidden, and the fewest cards; where none is better, stay."""
        places = self._places(self.size())
        if self._hides(places[self._place]):
            cards = self._picture.stage.area.within(self._seen)
            hidden = [self._hidden(cards, place) for place in places]
            every = [self._place, *range(len(places))]
            self._place = min(every, key=hidden.__getitem__)
            self.move(places[self._place].topLeft())

    def _hidden(self, cards: Indices, place: QRect) -> tuple[bool, int]:
        """Whether a root among some cards is under some pixels, and how many cards are."""
        stage = self._picture.stage
        under = stage.area.among(cards, self._in_scene(place)).tolist()
        return any(stage.vertices[card].is_root for card in under), len(under)

    def _places(self, size: QSize) -> tuple[QRect, ...]:
        """Where it may lie: low on the right, high on the left, and where the search appears.

        Else it may at the sides between them.
        """
        right = self._canvas.width() - EDGE - size.width()
        low = self._bottom - EDGE - size.height()
        between = [round(EDGE + share * (low - EDGE)) for share in BETWEEN]
        corners = (right, low), (EDGE, EDGE), (right, EDGE)
        sides = [(x, y) for x in (right, EDGE) for y in between]
        return tuple(QRect(QPoint(*place), size) for place in (*corners, *sides))

    def _hides(self, place: QRect) -> bool:
        """Whether any card is under some pixels of the canvas."""
        return len(self._picture.stage.area.within(self._in_scene(place))) > 0

    def _in_scene(self, place: QRect) -> Rect:
        """Some pixels of the canvas, in scene units."""
        pixels = (place.x(), place.y(), place.width(), place.height())
        return self._eye.now.rect_to_scene(pixels)

    def covers(self, place: QRect) -> bool:
        """Whether some pixels of the canvas are taken by a card, by a tag or by the map."""
        tags = self._picture.stage.tags.within(self._in_scene(place))
        taken = self._hides(place) or len(tags) > 0
        return taken or (self.isVisible() and self.geometry().intersects(place))

    def looked(self) -> None:
        """The eye has moved."""
        hidden = not self.isVisible()
        self._appear()
        if hidden and self.isVisible():
            self._renew()
            if self._shown is not self._picture.stage:
                self._redraw()  # it would show another graph until then
        # Nothing is updated here: the canvas is, and the map with what lies below it.

    @property
    def _seen(self) -> Rect:
        """What the canvas shows, in scene units."""
        width, height = self._eye.size
        return self._eye.now.rect_to_scene((0.0, 0.0, width, height))

    def _appear(self) -> None:
        """Be there where the graph is larger than the view, and there is room."""
        bounds = self._picture.stage.bounds
        room = (
            SHARE * self.width() <= self._canvas.width() and SHARE * self.height() <= self._bottom
        )
        larger = not contains(grown(self._seen, 1.0), bounds)
        self.setVisible(self._wanted() and room and larger and bool(self._picture.stage.vertices))

    def _renew(self) -> None:
        """Take the size for this graph and this canvas; the map itself is drawn next."""
        self._take_size()
        if self.isVisible():
            self._later.start(0)

    def _take_size(self) -> None:
        stage, unit = self._picture.stage, self._theme.small
        most = WIDE * unit - 2 * INSIDE, HIGH * unit - 2 * INSIDE
        sides = stage.area.sides(np.arange(len(stage.vertices)))
        least = LEAST * unit - 2 * INSIDE
        self._overview, pixels = overview_of(stage.bounds, sides, most, least, INSIDE)
        size = QSize(*pixels)
        self.setGeometry(self._places(size)[self._place])
        self._appear()
        self.update()

    def _redraw(self) -> None:
        self._take_size()
        if self.isVisible() and self._picture.appearance is not None:
            self._image = self._drawn(self._picture.appearance, self.size())
            self._shown = self._picture.stage

    def _drawn(self, looks: Appearance, size: QSize) -> QImage:
        ratio = self.devicePixelRatioF()
        image = QImage(size * ratio, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(QColor(self._theme.legend))
        self._hairs(image)
        stage = self._picture.stage
        every = stage.area.sides(np.arange(len(stage.vertices)))
        boxes = at_least(self._overview.sides(every), SMALLEST)
        codes, inks = self._codes(looks)
        order = np.argsort(codes, kind="stable")  # what is strongest lies on top
        splat(image, Viewpoint(), [side[order] for side in boxes], inks[codes[order]])
        return image

    def _codes(self, looks: Appearance) -> tuple[Codes, npt.NDArray[np.uint32]]:
        """For every vertex the place of its colour, and the colours."""
        shading, step = looks.shading, looks.step
        if shading.colouring is Colouring.KIND:
            shading = Shading(looks.columns, Colouring.GRADIENT)
        rows, theme = self._picture.stage.rows, self._theme
        roles = (theme.constant_stroke, *(theme.colour(shading.role(n)) for n in range(PLACES)))
        unborn = shading.columns.phases(rows, step) == PHASES.index(Phase.UNBORN)
        codes = np.where(unborn, 0, shading.codes(rows, step) - NONE + 1)
        wrong = ~unborn & shading.alarms(rows, step)
        codes[wrong] = len(roles) + 1
        faint = mix(theme.legend, theme.constant_stroke, 2 * OPACITY[Phase.UNBORN])
        quiet = mix(theme.legend, theme.constant_stroke, 0.6)
        colours = (faint, quiet, *roles[1:], theme.alarm)
        return codes, np.array([QColor(one).rgba() for one in colours], dtype=np.uint32)

    def _hairs(self, image: QImage) -> None:
        routes = self._picture.stage.routes
        if len(routes.keys) > HAIRS:
            return
        with QPainter(image) as painter:
            painter.setPen(QPen(QColor(mix(self._theme.legend, self._theme.edge, 0.4)), 0))
            pieces = routes.chords(np.arange(len(routes.keys)))
            draw_lines(painter, np.column_stack(self._overview.sides([*pieces.T])))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the map, and a frame around what the canvas shows."""
        with QPainter(self) as painter:
            painter.drawImage(0, 0, self._image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            inside = QRectF(*self._overview.rect(self._seen))
            inside &= self.rect().toRectF().adjusted(1.5, 1.5, -1.5, -1.5)
            thin = [max(LEAST_FRAME - each, 0.0) / 2 for each in (inside.width(), inside.height())]
            inside.adjust(-thin[0], -thin[1], thin[0], thin[1])
            soft = QColor(self._theme.accent)
            soft.setAlphaF(0.12)
            painter.setBrush(soft)
            painter.setPen(QPen(QColor(self._theme.accent), 1.5 * self._theme.line))
            painter.drawRoundedRect(inside, 2, 2)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self._theme.legend_border), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look there."""
        self._look(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Look where the pointer is dragged."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._look(event)

    def _look(self, event: QMouseEvent) -> None:
        x, y = self._overview.to_scene(event.position().x(), event.position().y())
        here = self._eye.now.to_screen(x, y)
        middle = self._eye.middle
        self._eye.pan(middle[0] - here[0], middle[1] - here[1])
