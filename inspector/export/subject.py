"""What is exported: a graph in its place, as it looks at a step."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace

from inspector.drawing.curves import Point
from inspector.drawing.scene import Looks, Picture, Stage, origin, picture, stage
from inspector.layout.geometry import Geometry
from inspector.model.graphs.vertex import Graph, structure
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

    def picture(self, on: Stage | None = None) -> Picture:
        """The whole picture, with caption and legend; where ``on`` is given, on that stage."""
        return picture(self.graph, self.geometry, self.looks, self.theme, self.caption, on)

    def spot(self, key: str, on: Stage) -> Point | None:
        """The middle of a vertex in the picture on a stage; None where it stands nowhere."""
        if key not in self.geometry.index:
            return None
        across, down = origin(on, self.geometry, self.theme)
        left, top, wide, high = self.geometry.box(key)
        return across + left + wide / 2, down + top + high / 2

    def stage(self) -> Stage:
        """As much room as the picture needs."""
        return stage(self.graph, self.geometry, self.looks, self.theme, self.caption)

    def only(self, keys: Container[str]) -> Subject:
        """Some of the vertices, where they stand, and the edges between them."""
        graph, geometry = self.graph, self.geometry
        vertices = tuple(vertex for vertex in graph.vertices if vertex.key in keys)
        edges = tuple(e for e in graph.edges if e.source in keys and e.target in keys)
        groups = {key: group for key, group in graph.groups.items() if key in keys}
        kept = [vertex.key for vertex in vertices if vertex.key in geometry.index]
        ways = {e.key: geometry.routes[e.key] for e in edges if e.key in geometry.routes}
        return replace(
            self,
            graph=Graph(graph.view, vertices, edges, structure(vertices, edges), groups),
            geometry=replace(
                geometry,
                index={key: row for row, key in enumerate(kept)},
                boxes=geometry.boxes[[geometry.index[key] for key in kept]],
                routes=ways,
                stubs={key: box for key, box in geometry.stubs.items() if key in ways},
                rows=None,
            ),
        )
