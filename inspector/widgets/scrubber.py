"""The timeline: bands of what happened, and a playhead to drag or move by keys."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QWidget

from inspector.model.moments.bands import Band
from inspector.model.moments.navigation import Thinned
from inspector.theme.tokens import LIGHT, Theme
from inspector.widgets.stacked_shares import ROLES, StackedShares, too_many

SIGNS: Mapping[str, str] = MappingProxyType(
    {"forward": "→", "backward": "←", "zero": "0", "grad": "∇", "update": "Δ"}
)
_NARROWEST = 2.0
_NARROWEST_HATCHED = 6.0
_TICK_GAPS = (1, 2, 5)


class Scrubber(QAbstractSlider):
    """A slider over the steps of a run; ``valueChanged`` says where the person goes.

    To screen readers it is a slider: its value is the step.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._scale = 1.0
        self._bands: tuple[Band, ...] = ()
        self._stacked = StackedShares()
        self._hits: tuple[int, ...] = ()
        self._thinned: tuple[Thinned, ...] = ()
        self._bookmarks: tuple[int, ...] = ()
        self._picture: QPixmap | None = None
        self.setObjectName("scrubber")
        self.setAccessibleName("Timeline")
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setTracking(True)
        self.setSingleStep(1)

    def set_theme(self, theme: Theme, scale: float = 1.0) -> None:
        """Wear ``theme``, its type ``scale`` times as large."""
        self._theme, self._scale = theme, scale
        self._changed()
        self.updateGeometry()

    def show_run(self, bands: Sequence[Band], steps: int, step: int) -> None:
        """Show a run of ``steps`` steps at ``step``, without emitting ``valueChanged``."""
        if tuple(bands) != self._bands or steps != self.maximum():
            self._bands = tuple(bands)
            self._changed()
        blocked = self.blockSignals(True)
        self.setRange(0, steps)
        self.setPageStep(max(1, steps // 10))
        self.setValue(step)
        self.blockSignals(blocked)
        self.setAccessibleDescription(self._told(step, steps))
        self.update()

    def show_hits(self, hits: tuple[int, ...]) -> None:
        """Mark the events at which breakpoints hold, by their indices."""
        if hits is not self._hits:
            self._hits = hits
            self._changed()

    def show_thinned(self, thinned: tuple[Thinned, ...]) -> None:
        """Mark from where on the recording is not whole; the tool tip says what is missing."""
        if thinned != self._thinned:
            self._thinned = thinned
            first = thinned[0].start if thinned else 0
            told = "; ".join(dict.fromkeys(each.what for each in thinned[:3]))
            self.setToolTip(f"Not whole from step {first:,} on. Left out: {told}." if told else "")
            self._changed()

    def show_bookmarks(self, steps: tuple[int, ...]) -> None:
        """Mark the steps that a person wants to come back to."""
        if steps != self._bookmarks:
            self._bookmarks = steps
            self._changed()

    def _told(self, step: int, steps: int) -> str:
        band = self.band_at(step)
        where = f", {_named(band, ', ')}" if band else ""
        partly = ", not all is recorded here" if self._is_thinned(step) else ""
        kept = ", bookmarked" if step in self._bookmarks else ""
        return f"Step {step} of {steps}{where}{kept}{partly}"

    def _is_thinned(self, step: int) -> bool:
        return bool(self._thinned) and step >= self._thinned[0].start

    def step_at(self, x: float) -> int:
        """The step whose place is nearest to ``x``."""
        track = self._track()
        share = (x - track.left()) / max(1.0, track.width())
        return round(min(1.0, max(0.0, share)) * self.maximum())

    def x_of(self, step: float) -> float:
        """Where a step is."""
        track = self._track()
        return track.left() + track.width() * step / max(1, self.maximum())

    def band_at(self, step: int) -> Band | None:
        """The band that the event of ``step`` lies in."""
        place = bisect_left(self._bands, step, key=lambda band: band.start) - 1
        return self._bands[place] if place >= 0 and step <= self._bands[place].stop else None

    def _track(self) -> QRectF:
        knob = self._knob()
        return QRectF(self.rect()).adjusted(knob, 0.9 * knob, -knob, -0.9 * knob)

    def _knob(self) -> float:
        return 0.6 * self._text_size()

    def _text_size(self) -> float:
        return self._theme.small * self._scale

    def _changed(self) -> None:
        self._picture = None
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, round(3.2 * self._text_size()))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._changed()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self.setValue(self.step_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setValue(self.step_at(event.position().x()))

    def mouseReleaseEvent(self, _: QMouseEvent) -> None:
        self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turn = event.angleDelta().y() or event.angleDelta().x()
        if turn:
            self.setValue(self.value() + (-1 if turn > 0 else 1))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_PageUp: -self.pageStep(),
            Qt.Key.Key_PageDown: self.pageStep(),
            Qt.Key.Key_Home: -self.maximum(),
            Qt.Key.Key_End: self.maximum(),
        }
        if event.modifiers() or event.key() not in steps:
            event.ignore()  # Up, Down and Space belong to the window's commands
            return
        self.setValue(self.value() + steps[Qt.Key(event.key())])

    def paintEvent(self, _: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = self._painted(ratio)
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_rest(painter)
            self._paint_playhead(painter)

    def _painted(self, ratio: float) -> QPixmap:
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            track = self._track()
            painter.setPen(QPen(QColor(self._theme.border), 1))
            painter.setBrush(QColor(self._theme.sunken))
            painter.drawRect(track)
            font = self.font()
            font.setPixelSize(max(1, round(self._text_size())))
            painter.setFont(font)
            self._paint_bands(painter, track)
            self._paint_ticks(painter, track)
            self._paint_thinned(painter, track)
            self._paint_hits(painter, track)
            self._paint_bookmarks(painter, track)
        return picture

    def _paint_bands(self, painter: QPainter, track: QRectF) -> None:
        if too_many(self._bands, track.width()):
            self._stacked.follow(self._bands)
            self._stacked.paint(painter, self.maximum(), track, self._theme)
            return
        reached, scale = track.left(), track.width() / max(1, self.maximum())
        for band in self._bands:
            left = track.left() + scale * band.start
            right = max(track.left() + scale * band.stop, left + _NARROWEST)
            if right - reached < _NARROWEST:
                continue  # what has no pixel of its own is not painted
            reached = right
            self._paint_band(
                painter, QRectF(left, track.top(), right - left, track.height()), band
            )

    def _paint_band(self, painter: QPainter, box: QRectF, band: Band) -> None:
        box = box.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.fillRect(box, QColor(self._theme.colour(ROLES[band.kind])))
        if box.width() < _NARROWEST_HATCHED:
            return
        if band.kind == "backward":
            hatch = QColor(self._theme.gradient)
            hatch.setAlpha(60)
            painter.fillRect(box, QBrush(hatch, Qt.BrushStyle.BDiagPattern))
        painter.setPen(QColor(self._theme.on_band))
        text = self._label(painter, band, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _label(self, painter: QPainter, band: Band, width: float) -> str:
        """The longest of the band's names that fits."""
        metrics = painter.fontMetrics()
        texts = (_named(band, " · "), band.kind, SIGNS[band.kind])
        return next((t for t in texts if metrics.horizontalAdvance(t) <= width - 4), "")

    def _paint_ticks(self, painter: QPainter, track: QRectF) -> None:
        steps = self.maximum()
        gap = _tick_gap(steps, track.width() / 8)
        painter.setPen(QPen(QColor(self._theme.muted), 1))
        for step in range(0, steps + 1, gap):
            x = track.left() + track.width() * step / max(1, steps)
            length = 5 if step % (5 * gap) == 0 else 3
            painter.drawLine(
                QPointF(x, track.bottom() + 1), QPointF(x, track.bottom() + 1 + length)
            )

    def _paint_thinned(self, painter: QPainter, track: QRectF) -> None:
        """A dashed line below the track, from where on not everything was recorded."""
        if not self._thinned:
            return
        pen = QPen(QColor(self._theme.warning), 2 * self._theme.line, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        left, y = self.x_of(self._thinned[0].start), track.bottom() + 1
        painter.drawLine(QPointF(left, y), QPointF(track.right(), y))

    def _paint_hits(self, painter: QPainter, track: QRectF) -> None:
        """A dot over the track for each pixel that a breakpoint holds at."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.error))
        radius = 0.25 * self._knob()
        for x in sorted({round(self.x_of(index + 1)) for index in self._hits}):
            painter.drawEllipse(QPointF(x, track.top() - 1.5 * radius), radius, radius)

    def _paint_bookmarks(self, painter: QPainter, track: QRectF) -> None:
        """A ribbon below the track at each step that is bookmarked."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.accent))
        half, high = 0.4 * self._knob(), 1.2 * self._knob()
        for step in self._bookmarks:
            x, top = self.x_of(step), track.bottom() - 0.5 * self._knob()
            ends = [(-half, top + high), (0.0, top + high - half), (half, top + high)]
            points = [QPointF(x - half, top), *(QPointF(x + dx, y) for dx, y in ends)]
            painter.drawPolygon(QPolygonF([*points, QPointF(x + half, top)]))

    def _paint_rest(self, painter: QPainter) -> None:
        """Dim what lies ahead of the playhead."""
        track = self._track()
        veil = QColor(self._theme.panel)
        veil.setAlphaF(0.5)
        track.setLeft(self.x_of(self.value()))
        painter.fillRect(track, veil)

    def _paint_playhead(self, painter: QPainter) -> None:
        track, knob, x = self._track(), self._knob(), self.x_of(self.value())
        painter.setPen(QPen(QColor(self._theme.playhead), 2 * self._theme.line))
        painter.drawLine(QPointF(x, track.top() - 2), QPointF(x, track.bottom() + 2))
        painter.setBrush(QColor(self._theme.playhead))
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.focus), 2 * self._theme.line))
        top = track.top() - 0.8 * knob
        tip = QPointF(x, track.top() + 0.2 * knob)
        left, right = QPointF(x - 0.6 * knob, top), QPointF(x + 0.6 * knob, top)
        painter.drawPolygon(QPolygonF([left, right, tip]))


def _named(band: Band, between: str) -> str:
    """The kind of a band and its line; of a forward pass, which goes through many, the first."""
    first = "from " if band.kind == "forward" else ""
    return f"{band.kind}{between}{first}line {band.line}" if band.line else band.kind


def _tick_gap(steps: int, most: float) -> int:
    """The smallest of 1, 2, 5, 10 … steps that needs no more than ``most`` ticks."""
    size = 1
    while True:
        for gap in _TICK_GAPS:
            if steps / (gap * size) <= max(1.0, most):
                return gap * size
        size *= 10
