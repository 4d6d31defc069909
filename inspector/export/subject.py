"""What is exported: a graph in its place, as it looks at a step."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.drawing.scene import Looks, Picture, picture
from inspector.layout.geometry import Geometry
from inspector.model.vertex import Graph
from inspector.theme.roles import Theme


@dataclass(frozen=True, slots=True)
class Subject:
    """A graph in its place, its looks at a step, a theme, and the words below and about it."""

    graph: Graph
    geometry: Geometry
    looks: Looks
    theme: Theme
    caption: str = ""
    title: str = "Autograd graph"

    def picture(self) -> Picture:
        """The whole picture, with caption and legend."""
        return picture(self.graph, self.geometry, self.looks, self.theme, self.caption)
