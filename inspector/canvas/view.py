"""The canvas: one widget that shows the graph at the session's step, and moves as it moves."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QCursor,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from inspector.canvas import pointing
from inspector.canvas.animation import Clock
from inspector.canvas.camera import Rect, grown
from inspector.canvas.caption import Caption, caption_of
from inspector.canvas.carrier import Carrier
from inspector.canvas.choreography import Choreography
from inspector.canvas.emptiness import emptiness
from inspector.canvas.eye import Eye
from inspector.canvas.hand import Hand
from inspector.canvas.leaf_editor import LeafEditor
from inspector.canvas.lecture import Lecture
from inspector.canvas.legend import Legend
from inspector.canvas.legend_entries import LegendEntries
from inspector.canvas.mark_cache import MarkCache
from inspector.canvas.marking import Marking
from inspector.canvas.minimap import Minimap
from inspector.canvas.navigable import NavigableWidget
from inspector.canvas.notice import paint_notice
from inspector.canvas.overlay import Overlay, OverlayPainter
from inspector.canvas.picture import Picture
from inspector.canvas.screen import Screen
from inspector.canvas.shortcuts import trigger_shortcut
from inspector.canvas.stage import Stage, stage, worked_out
from inspector.canvas.tokens import Tokens
from inspector.drawing.levels import Level
from inspector.layout.geometry import Geometry
from inspector.model.graphs.several import Several
from inspector.model.graphs.vertex import Graph
from inspector.model.looks.aloud import summary
from inspector.model.session import Session
from inspector.theme.roles import Theme

RING = 16.0
"""Pixels around a vertex or an edge that its highlight may touch."""


class GraphCanvas(NavigableWidget):
    """Shows a session's graph where a layout has put it.

    ``settled`` is emitted whenever nothing moves any more; ``busy`` says so at any time.
    ``reshaped`` is emitted when it has room for pages of another shape.
    """

    settled = Signal()
    reshaped = Signal()

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._theme = theme
        self.eye = Eye(self._looked)
        self.picture = Picture(theme)
        self._screen = Screen(self, self.picture, self.eye, self._is_calm)
        self._show = Choreography(session, self.picture, self.eye, self._screen.dirty)
        self._carrier = Carrier(session, self._show, self.glide)
        self.lecture = Lecture(session, self.picture, self.eye)
        self.hand = Hand(self)
        self.leaf_editor = LeafEditor(self, session, self.picture, self.eye)
        self._hover: str | None = None
        self._kin: frozenset[str] = frozenset()
        self.clock = Clock(self)
        self.clock.ticked.connect(self._tick)
        self._screen.faded.connect(self.clock.start)
        self._legend = Legend(session, theme, self)
        self._caption = Caption(theme, self)
        self._map = Minimap(self.picture, self.eye, theme, self._map_wanted, self)
        self._tokens = Tokens()
        self._marked = MarkCache()
        self._band: Rect | None = None
        self._page = self.page
        self._explaining = LegendEntries(session, self.picture, self._show, self._legend)
        self._prepare()
        self._watch(session)

    def _prepare(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(240, 160)
        self.setAccessibleName("Graph")
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.installEventFilter(self)

    def _watch(self, session: Session) -> None:
        links = (
            *self._carrier.links,
            session.recording_changed.connect(self._recording_changed),
            session.running_changed.connect(self._run_changed),
            session.document_changed.connect(self.update),
            session.step_changed.connect(self._step_changed),
            session.selection_changed.connect(self._selection_changed),
            session.settings_changed.connect(self._setting_changed),
            session.marks.changed.connect(self.update),
            session.prediction.changed.connect(self._say),
            session.remarked.connect(self._say),
            session.trials.typing.connect(self.leaf_editor.open),
        )
        # The session may live on; nobody must then call a widget that Qt has deleted.
        self.destroyed.connect(lambda: [disconnect() for disconnect in links])

    @property
    def busy(self) -> bool:
        """Whether anything moves by itself."""
        return self._show.busy or self._screen.fading or self._explaining.busy

    @property
    def is_finished(self) -> bool:
        """Whether nothing moves, and all of it is painted as well as it can be."""
        return not self.busy and self._screen.is_finished and self._map.is_finished

    prepared = staticmethod(worked_out)

    def set_geometry(
        self, graph: Graph, geometry: Geometry, prepared: Stage | None = None
    ) -> None:
        """Show a graph where a layout has put it; vertices that were elsewhere glide there."""
        at = stage(graph, geometry) if prepared is None else prepared
        self._show.place(graph, at, self._hover or self.session.selection)
        self._point_at(None)
        self._explaining.begin()
        self._say()
        self._arrange()

    def set_theme(self, theme: Theme) -> None:
        """Take over other colours and sizes."""
        self._theme = theme
        self.picture.set_theme(theme)
        self._legend.set_theme(theme)
        self._caption.set_theme(theme)
        self._map.set_theme(theme)
        self._arrange()
        self.update()

    @property
    def legend_open(self) -> bool:
        """Whether the legend is unfolded."""
        return self._legend.open

    def toggle_legend(self) -> None:
        """Fold or unfold the legend, from now on."""
        self._legend.toggle()

    def set_captioned(self, captioned: bool) -> None:
        """Say the step's sentence on the canvas itself, or leave it to others."""
        self._caption.wanted = captioned
        self._arrange()

    # What hands do.

    def hit(self, x: float, y: float) -> str | None:
        """The vertex under a pixel, or the one an edge under it comes from."""
        at, view = self.picture.stage, self.eye.now
        vertex = pointing.vertex_at(at, view, x, y)
        if vertex is not None:
            return vertex
        if self.picture.scene.level(view.scale) is Level.TILE:
            return None
        edge = pointing.edge_at(at, view, x, y)
        return at.edges[at.edge_number[edge]].source if edge else None

    def point(self, x: float, y: float) -> None:
        """Highlight what is under a pixel, with all edges that carry the same tensor."""
        self._point_at(self.hit(x, y))

    def pick(self, key: str | None) -> None:
        """Select a vertex or nothing, and choose no others.

        What is out of sight was picked by a tag that names it: the camera goes there.
        """
        self.session.marks.choose(())
        self.session.select(key)
        box = self.picture.stage.box(key) if key else None
        if box:
            self.eye.reveal(box)
            self.glide()

    def unfold(self, key: str) -> None:
        """Open a vertex, where it is a group; let another value be typed, where it is a leaf."""
        if key in self.session.graph.groups:
            self.session.fold(key)
        else:
            self.leaf_editor.open(key)

    def choose(self, key: str) -> None:
        """Choose one more vertex, or no longer; the selected one is among them."""
        marks, selection = self.session.marks, self.session.selection
        if selection is not None and not marks.chosen:
            marks.choose((selection,))
        marks.toggle(key)
        self.session.select(marks.chosen[-1] if marks.chosen else None)

    def band(self, rect: Rect | None) -> None:
        """Draw a rubber band around some pixels; without one, choose what the last one held."""
        if rect is None and self._band is not None:
            area = self.eye.now.rect_to_scene(self._band)
            at = self.picture.stage
            held = Several(at.vertices, at.area.within(area))
            self.session.marks.choose(held)
            self.session.select(held[-1] if held else None)
        self._band = rect
        self.update()

    def walk(self, arrow: str) -> None:
        """Select the neighbour in the direction of an arrow key, and bring it in sight."""
        at = self.picture.stage
        way = pointing.way_of(arrow, at.direction)
        key = pointing.walk(at, self.session.selection, way)
        self.session.select(key)
        if key:
            self.eye.follow(at.box_at(at.number[key]), at.bounds)
            self.glide()

    def grip(self, held: bool) -> None:
        """Show that the scene is, or is no longer, held to be moved."""
        shape = Qt.CursorShape.ClosedHandCursor if held else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() is not shape:
            self.setCursor(QCursor(shape))

    def tap_space(self) -> None:
        """Space was tapped: it keeps its meaning in the window."""
        trigger_shortcut(self, QKeySequence(Qt.Key.Key_Space))

    # The session's news.

    def _recording_changed(self) -> None:
        self._show.clear()
        self._explaining.forget()
        self._map.place(0)
        self._point_at(None)
        self._say()
        self._settle()

    def _run_changed(self) -> None:
        # All else comes when the whole has been laid out, for which the window need not wait.
        self.update()

    def _step_changed(self, old: int, new: int) -> None:
        self._show.step(old, new)
        if self.lecture.follow():
            self.update()
        self._say()
        self._map.changed()
        self.glide()

    def _selection_changed(self) -> None:
        self._say()
        self.update()

    def _setting_changed(self, key: str) -> None:
        if key == "colour":
            self._show.recolour()
            self._explaining.recolour()
            self._say()
        if key == "font_scale":
            self._legend.set_theme(self._theme)
            self._show.refit()
        if key in {"legend", "colour", "minimap", "font_scale"}:
            self._arrange()

    # Time.

    def glide(self) -> None:
        """Let time pass where anything moves by itself."""
        if self.busy:
            self.clock.start()
        else:
            self._settle()

    def _tick(self, seconds: float) -> None:
        self._show.advance(seconds)
        self._screen.advance(seconds)
        if self._explaining.advance():
            self._arrange()
        if not self.busy:
            self._settle()

    def _settle(self) -> None:
        self.clock.stop()
        self._map.settled()
        self._legend.make_way(self._map.covers)
        self.settled.emit()

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy the picture to the screen and paint what moves on top of it."""
        with QPainter(self) as painter:
            self._screen.paint(painter, event.region())
            looks = self.picture.appearance
            if looks is not None:
                marking = Marking(painter, self.picture, self.eye.now, self._theme, self._marked)
                marking.paint(self.session.marks, event.region())
                self.lecture.paint(painter, QRectF(self.rect()), self._theme)
                at, eye = self.picture.stage, self.eye.now
                top = OverlayPainter(painter, at, looks, eye, self._theme, self._tokens)
                top.paint(self._overlay())
                top.band(self._band)
            headline, advice = emptiness(self.session, bool(self.picture.stage.vertices))
            if headline:
                paint_notice(painter, self.rect(), headline, advice, self._theme)

    def _looked(self) -> None:
        self._screen.looked()
        self._map.looked()
        self.leaf_editor.follow()

    def _map_wanted(self) -> bool:
        return bool(self.session.settings["minimap"])

    def _is_calm(self) -> bool:
        return bool(self.session.settings["reduced_motion"])

    def _overlay(self) -> Overlay:
        show = self._show
        return Overlay(
            self.session.selection, self._hover, self._kin, show.hop, show.frame, show.ghost
        )

    def _point_at(self, key: str | None) -> None:
        if key == self._hover:
            return
        self._screen.dirty(self._lit())
        self._hover = key
        self._kin = pointing.kin(self.picture.stage, key) if key else frozenset()
        self._screen.dirty(self._lit())

    def _lit(self) -> list[Rect]:
        at, around = self.picture.stage, RING / self.eye.now.scale
        edges = [at.edge_number[key] for key in self._kin if key in at.edge_number]
        box = at.box(self._hover or "")
        return [
            grown(rect, around) for rect in (*map(at.edge_box, edges), *([box] if box else []))
        ]

    def _say(self) -> None:
        session, looks = self.session, self.picture.appearance
        key = session.selection or ""
        look = looks.vertex(key) if looks and key in looks.graph.by_key else None
        self.setAccessibleDescription(summary(look) if look else "")
        QAccessible.updateAccessibility(
            QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        )
        self._caption.say(caption_of(session))
        self._explaining.at_step()

    def _arrange(self) -> None:
        taken = self._caption.place(self.width(), self.height())
        crowded = self._show.crowded((self.width(), self.height() - taken))
        taken += self._legend.place(self.width(), self.height() - taken, crowded)
        self._map.place(self.height() - taken)
        self.eye.resize((self.width(), self.height() - taken), self.devicePixelRatioF())
        self._show.refit()
        self._map.looked()
        self.glide()  # the map lies in its first corner, whatever it hides there, until all rests

    # Events.

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep showing everything, or the same place."""
        before, self._page = self._page, self.page
        self._arrange()
        if self._page is not before:
            self.reshaped.emit()
        super().resizeEvent(event)

    def leave(self) -> None:
        """The pointer is elsewhere."""
        self._point_at(None)

    def escape(self) -> bool:
        """Let go of what is lit or chosen, else of the selection; whether there was anything."""
        marks, selection = self.session.marks, self.session.selection
        if not marks.any and selection is None:
            return False
        if marks.any:
            marks.clear()
        else:
            self.pick(None)
        return True
