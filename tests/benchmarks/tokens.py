"""Tokens that travel as long as one wants, for measuring what a moving frame costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import PropertyMock, patch

from inspector.canvas.animation import Frame, Hop
from inspector.canvas.choreography import Choreography
from inspector.canvas.view import GraphCanvas
from inspector.model.looks.look import Move


@contextmanager
def carried(canvas: GraphCanvas, moves: tuple[Move, ...]) -> Iterator[Callable[[float], None]]:
    """Yield a function that puts the tokens at a share of their ways and repaints them."""
    hop = PropertyMock(return_value=Hop(1, moves, 0.18, 0.14))
    frame = PropertyMock(return_value=Frame(0, 0.0, 0.0))
    with patch.object(Choreography, "hop", hop), patch.object(Choreography, "frame", frame):

        def move(share: float) -> None:
            frame.return_value = Frame(0, share, 0.0)
            canvas.update()

        yield move
