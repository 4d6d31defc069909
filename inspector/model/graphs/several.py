"""A set of a graph's vertices by their places, whose keys are looked up when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np
import numpy.typing as npt

from inspector.model.graphs.vertex import Vertex

Places = npt.NDArray[np.intp]


class Several(Sequence[str]):
    """The keys of some vertices, each once, in the order of ``places`` among ``vertices``.

    A set of 100,000 names takes longer to fill than a frame may last; places are found, counted
    and painted without one.
    """

    __slots__ = ("places", "vertices")

    def __init__(self, vertices: tuple[Vertex, ...], places: Places) -> None:
        self.vertices = vertices
        self.places = places

    def __len__(self) -> int:
        return len(self.places)

    def __iter__(self) -> Iterator[str]:
        return (self.vertices[place].key for place in self.places.tolist())

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Several: ...
    def __getitem__(self, index: int | slice) -> str | Several:
        if isinstance(index, slice):
            return Several(self.vertices, self.places[index])
        return str(self.vertices[self.places[index]].key)
