"""How a graph looks at a step: every text and state of its cards and arrows."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

import numpy as np

from inspector.model.graphs.vertex import Edge, Graph, Kind, Vertex, View
from inspector.model.looks.colouring import UNMEASURED, Key, Shading
from inspector.model.looks.columns import Columns
from inspector.model.looks.failed_look import failed_look
from inspector.model.looks.group_look import group_look
from inspector.model.looks.look import (
    Activity,
    Cells,
    Colouring,
    EdgeLook,
    Flow,
    Move,
    Phase,
    VertexLook,
)
from inspector.model.looks.showing import (
    Scales,
    alarm,
    card_text,
    heat_map,
    held,
    shown_value,
    sum_text,
)
from inspector.model.looks.travelling import gradient_text, operand_text
from inspector.model.moments.moment import Moment
from inspector.model.moments.states import NodePhase, TensorState
from inspector.model.moments.wording import coming_name
from inspector.model.recordings.chronicle import Chronicle
from inspector.model.recordings.events import (
    Accumulate,
    BackwardBegin,
    Created,
    GradSet,
    NodeBackward,
    Op,
    Update,
)
from inspector.model.recordings.format import name_text, shape_text
from inspector.model.recordings.history import NEVER, latest_of
from inspector.model.recordings.recording import Recording

__all__ = [
    "Activity", "Appearance", "Cells", "EdgeLook", "Flow", "Move", "Phase", "VertexLook",
]  # fmt: skip

T = TypeVar("T")
REMEMBERED = 6000
"""Up to so many looks are taken over from step to step."""


NAMELESS = "constant"
"""The title of what a number was made into, as in ``h[0] = 0``."""


class Appearance:
    """The looks of one graph at one step, each found when it is asked for and then kept."""

    def __init__(
        self,
        graph: Graph,
        recording: Recording,
        step: int,
        scales: Scales | None = None,
        shading: Shading | None = None,
    ) -> None:
        self.graph = graph
        self.step = step
        self.moment = Moment(recording, step)
        self._recording = recording
        self._scales = scales or Scales(recording)
        plain = shading or Shading(Columns(graph, Chronicle(recording)), Colouring.KIND)
        self._shading = plain
        self._vertices: dict[str, VertexLook] = {}
        self._edges: dict[str, EdgeLook] = {}

    def at(self, step: int) -> Appearance:
        """The same graph at another step."""
        return Appearance(self.graph, self._recording, step, self._scales, self._shading)

    def inherit(
        self, other: Appearance, vertices: AbstractSet[str], edges: AbstractSet[str]
    ) -> None:
        """Take over the looks found at another step, but for those that may differ by now."""
        if len(other._vertices) <= REMEMBERED and other.graph is self.graph:
            self._vertices = _without(other._vertices, vertices) | self._vertices
            self._edges = _without(other._edges, edges) | self._edges

    @property
    def columns(self) -> Columns:
        """What can be seen from afar, of all vertices and edges at every step."""
        return self.shading.columns

    @property
    def shading(self) -> Shading:
        """What the fills of vertices tell, for all of them."""
        self._shading.columns.follow()
        return self._shading

    @property
    def key(self) -> Key | None:
        """What the fills mean; None where they show kinds."""
        coloured = self._shading.colouring is not Colouring.KIND
        return self.shading.key if coloured else None

    def vertex(self, key: str) -> VertexLook:
        """How a vertex looks; KeyError where the graph has none such."""
        if key not in self._vertices:
            self._vertices[key] = self._vertex_look(self.graph.by_key[key])
        return self._vertices[key]

    def edge(self, key: str) -> EdgeLook:
        """How an edge looks; KeyError where the graph has none such."""
        if key not in self._edges:
            self._edges[key] = self._edge_look(self.graph.edge_by_key[key])
        return self._edges[key]

    def moves(self, step: int) -> tuple[Move, ...]:
        """The tokens that travel while going from ``step - 1`` to ``step``.

        Forward the operands' values, into the operation; backward the gradients that a node
        sends on. An accumulation moves nothing: there the tray fills. What comes from many leaves
        that stand as one is one move.
        """
        if not 0 < step <= len(self._recording):
            return ()
        event = self._recording.events[step - 1]
        if isinstance(event, Op):
            edges = self.graph.edges_born.get(step, ())
            return tuple(
                Move(edge.key, False, operand_text(edge, self._recording)) for edge in edges
            )
        if isinstance(event, NodeBackward):
            edges = self.graph.edges_from_node.get(event.node, ())
            found = ((edge, gradient_text(edge, event)) for edge in edges)
            return tuple(Move(edge.key, True, text) for edge, text in found if text is not None)
        return ()

    def _vertex_look(self, vertex: Vertex) -> VertexLook:
        group = self.graph.groups.get(vertex.key)
        if group is not None:
            beyond = vertex.key in self.graph.beyond
            look = group_look(vertex, group, self.moment, beyond, self._wrong[vertex.key])
            tint = self._tint(vertex)
            return replace(look, tint=tint, telling=self._tells(tint))
        if vertex.kind is Kind.FAILED:
            return failed_look(vertex, self.moment)
        state = self.moment.tensor(vertex.tensor)
        value = shown_value(self.moment, vertex)
        name = self.moment.name(vertex.tensor) if state is None else state.name
        holds = state is not None and self._holds(vertex)
        grad = state.grad if state and holds else None
        rows = heat_map(value) if value else None
        arrived, expected = self._badge(vertex)
        tint = self._tint(vertex)
        return VertexLook(
            phase=self._phase(vertex),
            kind=vertex.kind,
            title=name_text(self._title(vertex, name)),
            symbol=vertex.label if self._is_operation(vertex) else "",
            grad_fn=name_text(vertex.grad_fn),
            shape_text=shape_text(value) if value else "",
            value_text=card_text(value) if value and not rows else "",
            cells=rows,
            scale=self._scales.of(vertex) if rows else 0.0,
            grad_text=self._grad_text(state) if state and holds else "",
            arrived=arrived,
            expected=expected,
            activity=self._activity(vertex),
            alarm=self._error(vertex) or alarm(value, grad),
            is_root=vertex.is_root,
            tracked=self._tracked(vertex, state),
            wall=self.graph.beyond.get(vertex.key, ""),
            tray=holds and _keeps_grad(state),
            is_view=state is not None and state.view_of is not None,
            named=name is not None,
            tint=tint,
            telling=self._tells(tint),
        )

    @cached_property
    def _wrong(self) -> dict[str, int]:
        """What is to be told of all groups: to ask for one takes as long as for all of them."""
        groups = [key for key in self.graph.groups if key in self.graph.place]
        places = np.array([self.graph.place[key] for key in groups], dtype=np.intp)
        return dict(zip(groups, self.columns.alarms(places, self.step).tolist(), strict=True))

    def _tint(self, vertex: Vertex) -> str:
        if self._shading.colouring is Colouring.KIND:
            return ""
        return self.shading.tint(self.graph.place[vertex.key], self.step)

    def _tells(self, tint: str) -> bool:
        """Whether a fill says itself what is not finite."""
        return self._shading.colouring is Colouring.DEFECT and tint != UNMEASURED

    def _is_operation(self, vertex: Vertex) -> bool:
        return self.graph.view is View.OPERATIONS and vertex.op is not None

    def _holds(self, vertex: Vertex) -> bool:
        """Whether the tensor's own state, such as ``.grad``, is shown on this card."""
        return self.graph.by_tensor.get(vertex.tensor) is vertex

    def _tracked(self, vertex: Vertex, state: TensorState | None) -> bool:
        """Whether gradients come by here; what a later in-place operation joins does not count."""
        if vertex.node is not None:
            return True
        result = vertex.op is not None and vertex.kind is not Kind.LEAF
        return not result and state is not None and state.requires_grad and self._holds(vertex)

    def _phase(self, vertex: Vertex) -> Phase:
        if self.step < vertex.born:
            return Phase.UNBORN
        if vertex.op is not None and self._freed(vertex.node):
            return Phase.FREED
        return Phase.FAINT if vertex.key in self.graph.beyond else Phase.SHOWN

    def _freed(self, node: int | None) -> bool:
        return node is not None and self._recording.nodes.freed.get(node, self.step) < self.step

    def _title(self, vertex: Vertex, name: str | None) -> str:
        if name or vertex.born > self.step:
            return name or ("" if vertex.op is not None else vertex.label)
        if vertex.op is None and vertex.label:
            return vertex.label
        event = self._recording.events[vertex.born - 1]
        if isinstance(event, Created):
            coming = coming_name(self._recording, vertex.tensor)
            nameless = "" if event.requires_grad else NAMELESS
            return coming or event.how.removeprefix("torch.") or nameless
        if isinstance(event, Op) and vertex.op is None:  # it stands in for what was not drawn
            made = latest_of(self._recording.tensors.produced, vertex.tensor, self.step)
            event = self._recording.events[made] if made != NEVER else event
            return event.name if isinstance(event, Op) else ""
        return event.name if isinstance(event, Op) and self._is_operation(vertex) else ""

    def _grad_text(self, state: TensorState) -> str:
        event = self.moment.event
        if isinstance(event, Accumulate) and event.tensor == state.id:
            return sum_text(event)
        return card_text(state.grad) if state.grad is not None else ""

    def _badge(self, vertex: Vertex) -> tuple[int, int]:
        """Arrived and expected contributions of a node that waits for more than one."""
        if vertex.node is None or not self.moment.backward or not self._holds(vertex):
            return 0, 0
        node = self.moment.node(vertex.node)
        waits = node.phase in {NodePhase.WAITING, NodePhase.ARRIVING} and node.expected > 1
        return (node.arrived, node.expected) if waits else (0, 0)

    def _activity(self, vertex: Vertex) -> Activity:
        event = self.moment.event
        if vertex.born == self.step:
            return Activity.FORWARD
        if isinstance(event, NodeBackward):
            return Activity.GRADIENT if event.node == vertex.node else Activity.NONE
        if not self._holds(vertex):
            return Activity.NONE
        if isinstance(event, Update | Op) and held(event, vertex.tensor) is not None:
            return Activity.FORWARD if vertex.op is None else Activity.NONE
        if isinstance(event, Accumulate | GradSet) and event.tensor == vertex.tensor:
            return Activity.GRADIENT
        begins = isinstance(event, BackwardBegin) and vertex.tensor in event.roots
        return Activity.GRADIENT if begins else Activity.NONE

    def _error(self, vertex: Vertex) -> str:
        return "error" if vertex.node is not None and vertex.node == self._failed_node else ""

    @cached_property
    def _failed_node(self) -> int | None:
        error = self.moment.error
        return None if error is None else error.node

    def _edge_look(self, edge: Edge) -> EdgeLook:
        flow, text = self._flow(edge)
        return EdgeLook(
            phase=self._edge_phase(edge),
            flow=flow,
            text=text,
            slot=edge.slot if self._repeats(edge) else None,
            label=edge.label,
            wall=edge.wall,
        )

    def _edge_phase(self, edge: Edge) -> Phase:
        if self.step < edge.born:
            return Phase.UNBORN
        if self._freed(edge.target_node):
            return Phase.FREED
        return Phase.FAINT if edge.source in self.graph.beyond else Phase.SHOWN

    def _flow(self, edge: Edge) -> tuple[Flow, str]:
        if self.step == edge.born:
            return Flow.FORWARD, operand_text(edge, self._recording)
        fired = self._fired(edge)
        event = self._recording.events[fired] if fired != NEVER else None
        text = gradient_text(edge, event) if isinstance(event, NodeBackward) else None
        if text is None:
            return Flow.NONE, ""
        return (Flow.GRADIENT if fired == self.step - 1 else Flow.DONE), text

    def _fired(self, edge: Edge) -> int:
        """The event in which the newest backward pass sent its gradient along the edge."""
        if edge.target_node is None or self._pass is None:
            return NEVER
        fired = self._recording.nodes.fired(self._pass, edge.target_node)
        return fired if fired is not None and fired < self.step else NEVER

    @cached_property
    def _pass(self) -> int | None:
        begun = self._recording.last(BackwardBegin, self.step)
        return None if begun is None else begun.backward

    def _repeats(self, edge: Edge) -> bool:
        """Whether the target, an operation of its own, uses the edge's source more than once."""
        if edge.target in self.graph.groups:
            return False
        around = self.graph.edges_of[edge.target]
        return sum(e.source == edge.source and e.target == edge.target for e in around) > 1


def _without(looks: dict[str, T], keys: AbstractSet[str]) -> dict[str, T]:
    if len(keys) > len(looks):
        return {key: look for key, look in looks.items() if key not in keys}
    kept = looks.copy()
    for key in keys:
        kept.pop(key, None)
    return kept


def _keeps_grad(state: TensorState | None) -> bool:
    if state is None:
        return False
    return state.retains_grad or (state.is_leaf and state.requires_grad)
