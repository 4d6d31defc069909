"""What moves when the session changes: a step, a layout or a size, animated or at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from inspector.canvas.animation import Frame, Hop, plan
from inspector.canvas.camera import Rect, fitted, grown
from inspector.canvas.eye import Eye, Mode
from inspector.canvas.first_view import Limits, Surroundings
from inspector.canvas.motion import StageGlide, Stepping
from inspector.canvas.overlay import Ghost, arrivals
from inspector.canvas.picture import Picture
from inspector.canvas.stage import NOTHING, Stage, grows, origins, shifts
from inspector.drawing.legibility import brief_scale, glance_scale, readable_scale
from inspector.layout.geometry import Direction
from inspector.model.graphs.step_vertex import is_over, is_shown, latest_vertex, outcome, vertex_of
from inspector.model.graphs.vertex import Graph
from inspector.model.looks.appearance import Appearance
from inspector.model.session import Session

WALKED = 12
"""Up to so many events forward are a walk, in which only what is passed last is of interest."""
REACH = 40.0
"""Scene units around a moving thing that its rings and numbers may touch."""


class Choreography:
    """Brings a picture from one state of the session to the next.

    ``dirty`` is told which rectangles of the scene look different now, or None for all of it.
    """

    def __init__(
        self,
        session: Session,
        picture: Picture,
        eye: Eye,
        dirty: Callable[[list[Rect] | None], None],
    ) -> None:
        self._session, self._picture, self._eye, self._dirty = session, picture, eye, dirty
        self._graph: Graph | None = None
        self._stepping: Stepping | None = None
        self._sliding: StageGlide | None = None
        self._ghost: Ghost | None = None
        self._looks: Appearance | None = None
        self._growing = False

    @property
    def ghost(self) -> Ghost | None:
        """What was there before, while what has arrived takes its place."""
        return self._ghost if self.frame and self.frame.travel >= 1 else None

    @property
    def busy(self) -> bool:
        """Whether anything moves by itself."""
        return bool(self._stepping or self._sliding or self._eye.gliding)

    @property
    def final(self) -> Appearance | None:
        """How the graph looks at the end of its scope."""
        return None if self._graph is None else self._appearance(self._session.scope[1])

    @property
    def hop(self) -> Hop | None:
        """What travels or shows its effect now."""
        return self._stepping.hop if self._stepping else None

    @property
    def frame(self) -> Frame | None:
        """How far that is."""
        return self._stepping.frame if self._stepping else None

    def clear(self) -> None:
        """Show nothing."""
        self._graph = self._stepping = self._sliding = self._ghost = self._looks = None
        self._eye.forget()
        self._picture.set_stage(NOTHING, None)
        self._dirty(None)

    def place(self, graph: Graph, new: Stage, anchor: str | None) -> None:
        """Show a graph where a layout has put it, its stage; what moves glides there.

        The vertex ``anchor``, or else the first that was there before, keeps its place on the
        screen; where nothing was there before, the eye looks at the scene anew. So it does, if
        nobody has told it where to look, once a run is over and the whole has been laid out.
        """
        self.finish()
        over = self._growing and not self._session.running
        self._growing = self._session.running
        old = self._picture.stage
        self._graph = graph
        origin = origins(old, new)
        shift = shifts(old, new, origin)
        looks = self._appearance(self._session.step)
        joins = grows(old, new, shift)
        (self._picture.grow if joins else self._picture.set_stage)(new, looks)
        if over and not joins and self._eye.mode is Mode.BEGIN:
            self.refit(glides=not self._calm)
        else:
            self._hold(old, new, origin, anchor)
        if shift.any() and not self._calm:
            self._sliding = StageGlide(new, shift)
            self._picture.set_stage(self._sliding.now, self._picture.appearance)
        self._dirty(None)

    def recolour(self) -> None:
        """Show the same in other colours."""
        self._looks = None
        if self._graph is not None:
            self.finish()
            looks = self._appearance(self._session.step)
            self._picture.set_stage(self._picture.stage, looks)
            self._dirty(None)

    def refit(self, *, glides: bool = False) -> None:
        """Look at the scene anew, as the eye does by itself in a view of another size."""
        at, eye = self._coming, self._eye
        if self._picture.scene.resize(eye.size[1]):
            self._dirty(None)
        if eye.mode is Mode.WHOLE:
            eye.fit(at.bounds)
        elif eye.mode is Mode.BEGIN and at.vertices:
            eye.begin(self._outlook(at), self._limits, glides=glides)

    def crowded(self, size: tuple[float, float]) -> bool:
        """Whether the whole scene cannot be read at once in a view of this size."""
        floor = self._larger * readable_scale(self._picture.scene.theme, size[1])
        return fitted(self._coming.bounds, size).scale < floor

    @property
    def _coming(self) -> Stage:
        """Where everything is once what glides has arrived."""
        return self._sliding.last if self._sliding else self._picture.stage

    def _hold(
        self,
        old: Stage,
        new: Stage,
        origin: Mapping[int, int],
        anchor: str | None,
    ) -> None:
        """Keep what is looked at where it is on the screen, or else look at the scene anew."""
        turned = new.direction is not old.direction and self._eye.mode is not Mode.FREE
        seen = self._eye.sees(old.boxes)
        held = _held(_common(old, new, origin, anchor), seen)
        if held is None or turned:
            self._begin()
            return
        if _was_folded(old, new, anchor):
            # Whoever opens a group is looking at it, and not at everything any more.
            self._eye.mode = Mode.FREE
        part = self._eye.mode is Mode.BEGIN and not self._eye.shows_all(old.bounds)
        if not (part or self._eye.mode is Mode.FREE):
            self.refit()
            return
        there, here = (_middle(at.box_at(n)) for at, n in zip((old, new), held, strict=True))
        scale = self._eye.now.scale
        goal = self._eye.now.panned(scale * (there[0] - here[0]), scale * (there[1] - here[1]))
        if seen.any() and not self._eye.sees(new.boxes, goal).any():
            self._begin()
            return
        (self._eye.look if self._calm else self._eye.glide)(goal)
        if part:
            self._follow(self._session.step, jumped=True)

    def _begin(self) -> None:
        """Look at the scene anew."""
        self._eye.mode = Mode.BEGIN
        self.refit()

    def _outlook(self, at: Stage) -> Surroundings:
        """The scene around what the step is about, or else around where execution begins."""
        flow = 0 if at.direction is Direction.RIGHT else 1
        session, focus = self._session, None
        if not is_over(session.recording, session.step):
            focus = self._box_of(session.step, jumped=True)
        if focus is None and at.paged:
            focus = (*at.bounds[:2], 0.0, 0.0)
        elif focus is None:
            focus = at.box_at(int(at.boxes[:, flow].argmin()))
        return Surroundings(at.bounds, at.boxes, focus, flow, at.paged)

    @property
    def _limits(self) -> Limits:
        theme, height, larger = self._picture.scene.theme, self._eye.size[1], self._larger
        found = (scale(theme, height) for scale in (readable_scale, brief_scale, glance_scale))
        return Limits(*(larger * scale for scale in found))

    @property
    def _larger(self) -> float:
        """How many times as large letters have to be, for who has them enlarged everywhere."""
        return max(1.0, float(self._session.settings["font_scale"]))

    def step(self, old: int, new: int) -> None:
        """Go to another step: hop by hop where it is a small one forward, else at once."""
        self.finish()
        if self._graph is None:
            return
        hops = () if self._calm else self._plan(old, new)
        if hops:
            self._stepping = Stepping(hops, new, self._show)
        else:
            self._show(new, fades=False)
        self._follow(new, jumped=not old < new <= old + WALKED)

    def carry(self, hops: Sequence[Hop], arrived: Callable[[int], None]) -> None:
        """Let tokens travel aside from the steps; ``arrived`` is told how many hops are over."""
        self.finish()
        self._stepping = Stepping(() if self._calm else hops, len(hops), arrived)
        if not self._stepping.frame:
            self._stepping = None

    def advance(self, seconds: float) -> None:
        """Let time pass for everything that moves."""
        self._eye.advance(seconds)
        if self._sliding:
            self._slide(self._sliding, seconds)
        if self._stepping:
            self._dirty(self.moving_area())
            moving = self._stepping.advance(seconds)
            self._dirty(self.moving_area())
            if not moving:
                self._stepping = self._ghost = None

    def finish(self) -> None:
        """Bring everything to where it is going."""
        self._eye.arrive()
        if self._sliding:
            self._picture.set_stage(self._sliding.last, self._picture.appearance)
            self._sliding = None
            self._dirty(None)
        if self._stepping:
            self._dirty(self.moving_area())
            self._stepping.finish()
            self._stepping = self._ghost = None

    def moving_area(self) -> list[Rect]:
        """The scene rectangles in which something moves on top of the picture."""
        if self.hop is None:
            return []
        at = self._picture.stage
        ways = [
            at.edge_number[move.edge] for move in self.hop.moves if move.edge in at.edge_number
        ]
        ends = [box for key in arrivals(at, self.hop.moves) if (box := at.box(key))]
        around = [grown(rect, REACH) for rect in (*map(at.edge_box, ways), *ends)]
        return around + ([self._ghost.area] if self._ghost else [])

    def _slide(self, sliding: StageGlide, seconds: float) -> None:
        moving = sliding.advance(seconds)
        now = sliding.now if moving else sliding.last
        self._picture.set_stage(now, self._picture.appearance)
        if not moving:
            self._sliding = None
        self._dirty(None)

    def _show(self, step: int, *, fades: bool = True) -> None:
        rects, self._ghost = self._picture.change(self._appearance(step), fades)
        self._dirty(rects)

    def _appearance(self, step: int) -> Appearance:
        session = self._session
        assert self._graph is not None
        if self._looks is None or self._looks.graph is not self._graph:
            self._looks = session.looks_of(self._graph)
        # While a run grows, to ask for the session's graph is to have it built.
        if not session.running and session.graph is self._graph and session.step == step:
            return session.appearance
        return self._looks.at(step)

    def _plan(self, old: int, new: int) -> tuple[Hop, ...]:
        events = self._session.recording.events
        return plan(
            old,
            new,
            self._appearance(new).moves,
            lambda step: is_shown(events[step - 1]),
            float(self._session.settings["speed"]),
        )

    def _follow(self, step: int, jumped: bool) -> None:
        """Bring what a step is about in sight; after a jump, what the last step with any was."""
        box = self._box_of(step, jumped)
        if box:
            self._eye.follow(box, self._coming.bounds)

    def _box_of(self, step: int, jumped: bool) -> Rect | None:
        """Where what a step is about stands; after a jump, what the last step with any was."""
        if self._graph is None:
            return None
        recording = self._session.recording
        if jumped and step == len(recording) and not self._session.running:
            vertex = outcome(self._graph, recording)
        elif jumped:
            vertex = latest_vertex(self._graph, recording, step)
        else:
            vertex = vertex_of(self._graph, recording.events[step - 1] if step else None)
        return self._coming.box(vertex.key) if vertex else None

    @property
    def _calm(self) -> bool:
        return bool(self._session.settings["reduced_motion"])


def _held(common: Iterable[tuple[int, int]], seen: NDArray[np.bool_]) -> tuple[int, int] | None:
    """The first that both stages have of what is ``seen``, or else of everything."""
    first = None
    for before, now in common:
        if seen[before]:
            return before, now
        first = first or (before, now)
    return first


def _common(
    old: Stage, new: Stage, origin: Mapping[int, int], anchor: str | None
) -> Iterator[tuple[int, int]]:
    """The numbers, before and now, of what two stages have in common, the anchor first."""
    if anchor in new.number and new.number[anchor] in origin:
        yield origin[new.number[anchor]], new.number[anchor]
    before = old.number.get(anchor or "")
    if before is not None:
        own = {anchor, *(part.key for part in old.folded.get(before, ()))}
        for number, parts in new.folded.items():
            if any(part.key in own for part in parts):
                yield before, number
        for number, place in origin.items():
            if place == before:
                yield before, number
    for vertex in new.vertices:
        if vertex.key in old.number:
            yield old.number[vertex.key], new.number[vertex.key]


def _was_folded(old: Stage, new: Stage, anchor: str | None) -> bool:
    """Whether the anchor is a group that has been opened or closed, or a part of one."""
    if anchor is None or (anchor in old.number and anchor in new.number):
        return False
    return any(
        anchor == at.vertices[number].key or any(part.key == anchor for part in parts)
        for at in (old, new)
        for number, parts in at.folded.items()
    )


def _middle(rect: Rect) -> tuple[float, float]:
    return rect[0] + rect[2] / 2, rect[1] + rect[3] / 2
