"""A scribe for tests: writes the events of a program that is dictated call by call."""

from __future__ import annotations

from dataclasses import dataclass, field

from inspector.model.recordings.events import (
    Accumulate,
    AnyEvent,
    BackwardBegin,
    BackwardEnd,
    Created,
    GradMode,
    Names,
    NodeBackward,
    Op,
)
from inspector.model.recordings.facts import Binding, NextFunction, Operand, Output, Ready
from inspector.model.recordings.recording import Recording
from tests.support.recordings import value

SYMBOLS = {"mul": "×", "add": "+", "pow": "^", "sum": "Σ", "sub": "−"}
PLACES = ("self", "other", "third")


@dataclass
class Script:
    """Dictate ``leaf``, ``op``, ``backward`` …; ``recording`` holds what a run would leave."""

    recording: Recording = field(default_factory=Recording)
    gradient: dict[int, NextFunction] = field(default_factory=dict)
    accumulators: dict[int, int] = field(default_factory=dict)
    leaves: set[int] = field(default_factory=set)
    enabled: bool = True
    tensors: int = 0
    nodes: int = 0
    ops: int = 0
    backwards: int = 0
    line: int = 0

    def say(self, *events: AnyEvent) -> None:
        self.recording.extend(events)

    def name(self, tensor: int, name: str) -> int:
        self.say(Names((Binding(name, tensor),)))
        return tensor

    def leaf(self, data: object, name: str = "", requires_grad: bool = True) -> int:
        self.tensors += 1
        self.line += 1
        self.say(Created(self.tensors, value(data), requires_grad, line=self.line, how="tensor"))
        if requires_grad:
            self.leaves.add(self.tensors)
        return self.name(self.tensors, name) if name else self.tensors

    def op(
        self,
        op: str,
        *inputs: int | str,
        data: object = 1.0,
        name: str = "",
        in_place: bool = False,
    ) -> int:
        """Run ``op`` on tensors (ints) and Python numbers (text); the result's tensor id."""
        given = [one for one in inputs if isinstance(one, int)]
        tracked = self.enabled and op != "detach" and any(map(self._tracked, given))
        following = tuple(
            self._next(one) if isinstance(one, int) and tracked else NextFunction(None)
            for one in inputs
        )
        self.ops += 1
        self.line += 1
        target = given[0] if in_place else self._tensor()
        node = self._node() if tracked else None
        stays_leaf = in_place and target in self.leaves
        self.say(
            Op(
                self.ops,
                op,
                SYMBOLS.get(op, op),
                tuple(map(_operand, PLACES, inputs)),
                (Output(target, value(data), tracked or stays_leaf, not tracked, int(in_place)),),
                node,
                f"{op.title()}Backward0" if tracked else "",
                following if tracked else (),
                in_place=in_place,
                grad_enabled=self.enabled,
                line=self.line,
                columns=(0, 5),
            )
        )
        if node is not None:
            self.gradient[target] = NextFunction(node, f"{op.title()}Backward0")
        return self.name(target, name) if name else target

    def mode(self, enabled: bool, cause: str = "no_grad") -> None:
        self.line += 1
        self.enabled = enabled
        self.say(GradMode(enabled, cause, self.line))

    def backward(self, root: int, *, retain: bool = False, through: tuple[int, ...] = ()) -> None:
        """A pass over the nodes of ``through`` (tensors), each sending 1 on, and every leaf."""
        self.backwards += 1
        self.line += 1
        made = [self.gradient[tensor].node or 0 for tensor in (root, *through)]
        nodes = [Ready(node, "", 1) for node in made]
        nodes += [Ready(node, "AccumulateGrad", 1, t) for t, node in self.accumulators.items()]
        one = value(1.0)
        self.say(
            BackwardBegin(self.backwards, (root,), (one,), tuple(nodes), retain, line=self.line)
        )
        for node in made:
            count = len(self.recording.nodes.next[node])
            self.say(NodeBackward(self.backwards, node, "", (one,), (one,) * count))
        for tensor, node in self.accumulators.items():
            self.say(Accumulate(self.backwards, tensor, one, one, None, node))
        self.say(BackwardEnd(self.backwards))

    def _tracked(self, tensor: int) -> bool:
        return tensor in self.gradient or tensor in self.leaves

    def _next(self, tensor: int) -> NextFunction:
        if tensor in self.gradient:
            return self.gradient[tensor]
        if tensor not in self.leaves:
            return NextFunction(None)
        node = self.accumulators.setdefault(tensor, self.nodes + 1)
        self.nodes = max(self.nodes, node)
        return NextFunction(node, "AccumulateGrad", 0, tensor)

    def _tensor(self) -> int:
        self.tensors += 1
        return self.tensors

    def _node(self) -> int:
        self.nodes += 1
        return self.nodes


def _operand(place: str, given: int | str) -> Operand:
    if isinstance(given, int):
        return Operand(place, given)
    return Operand(place, text=given)
