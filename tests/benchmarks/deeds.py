"""What a hand does to a canvas before a frame is painted, for the benchmarks of frames."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from inspector.canvas.view import GraphCanvas
from inspector.model.graphs.relatives import ancestors, between
from inspector.model.graphs.search import Haystack
from inspector.model.graphs.several import Several
from inspector.model.session import Session

Deed = Callable[[GraphCanvas, int], None]
TYPED = ("t", "ta", "tan", "tanh", "add", "ad", "a", "line 2", "mul", "scalar")


def redraw(canvas: GraphCanvas, _: int) -> None:
    canvas.picture.forget()
    canvas.update()


def pan(canvas: GraphCanvas, number: int) -> None:
    canvas.pan(24 if number // 30 % 2 else -24, 5)


def zoom(canvas: GraphCanvas, number: int) -> None:
    canvas.zoom(1.03 if number // 15 % 2 else 1 / 1.03)


def step(canvas: GraphCanvas, number: int) -> None:
    canvas.session.go(len(canvas.session.recording) // 2 + number)


def recall(canvas: GraphCanvas, number: int) -> None:
    """Go to a bookmark far away: another step, and another place."""
    session, (scale, x, y) = canvas.session, canvas.place
    session.go((1 + number * 379) % len(session.recording))
    canvas.return_to((scale, x - 700 if number % 2 else x + 700, y))


def select(canvas: GraphCanvas, number: int) -> None:
    vertices = canvas.session.graph.vertices
    canvas.session.select(vertices[number * 37 % len(vertices)].key)


def walk(canvas: GraphCanvas, number: int) -> None:
    """Follow the arrows by keyboard, and let the camera follow."""
    if canvas.session.selection is None or number % 20 == 0:
        canvas.session.select(canvas.session.graph.vertices[number].key)
    canvas.walk("right")


def hover(canvas: GraphCanvas, number: int) -> None:
    canvas.point(100 + 20 * number, 100 + 11 * number)


def light(canvas: GraphCanvas, number: int) -> None:
    graph = canvas.session.graph
    canvas.session.marks.light(ancestors(graph, [graph.vertices[-1 - number].key]))


def paths(canvas: GraphCanvas, number: int) -> None:
    """Light every path from a leaf to a root."""
    graph = canvas.session.graph
    leaf, root = graph.vertices[number % 12].key, graph.vertices[-1 - number].key
    canvas.session.marks.light(between(graph, leaf, root))


def choose(canvas: GraphCanvas, number: int) -> None:
    """Choose all but a few, as a rubber band does."""
    vertices = canvas.session.graph.vertices
    canvas.session.marks.choose(Several(vertices, np.arange(number % 2, len(vertices))))


def search(canvas: GraphCanvas, number: int) -> None:
    """Type a letter, and ring what is found."""
    marks = canvas.session.marks
    marks.find(haystack(canvas.session).find(TYPED[number % len(TYPED)]))


@lru_cache(maxsize=1)
def haystack(session: Session) -> Haystack:
    """What is searched, as the window keeps it while one types."""
    return Haystack(session.graph, session.recording)


DEEDS: tuple[Deed, ...] = (
    redraw, pan, zoom, step, recall, select, walk, hover, light, paths, choose, search,
)  # fmt: skip
