"""What the node panel says about a vertex at a moment, as plain facts."""

from __future__ import annotations

from dataclasses import dataclass

from inspector.model.graphs.vertex import Folded, Kind, Vertex
from inspector.model.looks.group_look import totals
from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import with_words
from inspector.model.moments.states import NodePhase, TensorState
from inspector.model.moments.wording import at_line
from inspector.model.recordings.arrays import size
from inspector.model.recordings.events import BackwardBegin, Freed
from inspector.model.recordings.facts import NextFunction, Saved, Value
from inspector.model.recordings.format import shape_text, true_minus, value_text

WRITTEN_OUT = 4
"""Elements of a vector up to which it is written in a line."""

Facts = tuple[tuple[str, str], ...]
_PHASES = {
    NodePhase.WAITING: "waits for its gradient",
    NodePhase.ARRIVING: "gradients are arriving",
    NodePhase.RUNNING: "has just run",
    NodePhase.DONE: "has run",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved tensor as a fact: its name, what it holds, and the tensor it is."""

    name: str
    text: str
    tensor: int | None


def title(moment: Moment, vertex: Vertex) -> str:
    """The name of what a vertex stands for: a variable's, else the operation's."""
    name = moment.name(vertex.tensor)
    return name or _operation(moment, vertex) or vertex.label


def kind(vertex: Vertex, state: TensorState | None) -> str:
    """What a vertex is, in PyTorch's words."""
    if vertex.kind is Kind.OPERATION:
        return "operation" if state is None or state.requires_grad else "operation, not recorded"
    if state is None:
        return str(vertex.kind.value)
    if not state.requires_grad:
        return "constant: requires_grad is False"
    return "leaf that requires grad" if state.is_leaf else "tensor with a grad_fn"


def group_kind(group: Folded) -> str:
    """What a folded group is and holds; below stands what it has made, or the last of it."""
    if group.call.kind == "leaves":
        return f"{totals(group)}, {group.call.note}. The last of them:"
    what = {
        "function": "a function",
        "turn": "a loop's turn",
        "loop": "a loop",
        "module": "a module",
        "statement": "a statement",
    }
    parts = (what[group.call.kind], group.call.note, totals(group))
    return f"{', '.join(filter(None, parts))}. Its result:"


def essentials(state: TensorState) -> Facts:
    """What autograd is about, by PyTorch's names, in the order in which one asks for it."""
    return (
        ("value", value_heading(state.value)),
        (".grad", "None" if state.grad is None else value_heading(state.grad)),
        ("grad_fn", f"<{state.grad_fn}>" if state.grad_fn else "None"),
        ("requires_grad", str(state.requires_grad)),
        ("is_leaf", str(state.is_leaf)),
    )


def tensor_facts(moment: Moment, vertex: Vertex, state: TensorState) -> Facts:
    """What else a tensor says of itself, by PyTorch's names."""
    value = state.value
    facts = [
        ("op", _operation(moment, vertex)),
        ("shape", f"({', '.join(map(str, value.shape))}{',' * (len(value.shape) == 1)})"),
        ("dtype", f"torch.{value.dtype}"),
        ("retains_grad", str(state.retains_grad)),
        ("_version", str(state.version)),
        ("view of", _view(moment, state)),
    ]
    return tuple((name, text) for name, text in facts if text)


def node_facts(moment: Moment, node: int) -> Facts:
    """How far a backward node is in the running pass."""
    state = moment.node(node)
    if state.phase is NodePhase.IDLE:
        return ()
    facts = [("backward", _PHASES[state.phase])]
    if state.expected:
        facts.append(("arrived", f"{state.arrived} of {state.expected}"))
    if state.pending and state.phase in (NodePhase.ARRIVING, NodePhase.WAITING):
        facts.append(("so far", " + ".join(value_text(value, 3) for value in state.pending)))
    return tuple(facts)


def saved(moment: Moment, node: int) -> tuple[Kept, ...]:
    """The saved tensors of a node, or, once they are freed, what freed them."""
    state = moment.node(node)
    freed = freed_by(moment, node) if state.freed else ""
    return tuple(
        Kept(one.name, freed if freed and _is_tensor(one) else _held(moment, one), one.tensor)
        for one in state.saved
    )


def freed_by(moment: Moment, node: int) -> str:
    """Which backward pass freed a node's saved tensors."""
    recording = moment.recording
    freed = recording.at(Freed, recording.nodes.freed[node])
    running = recording.nodes.passes.get(freed.backward)
    line = recording.at(BackwardBegin, running.begin).line if running is not None else 0
    if not line:
        return "freed by the backward pass"
    return with_words(recording, f"freed by the backward{at_line(line)}")


def next_text(moment: Moment, function: NextFunction) -> str:
    """One of the ``next_functions`` as a label: its name, and a leaf's variable."""
    if function.node is None:
        return "None"
    name = None if function.tensor is None else moment.name(function.tensor)
    number = f", {function.input_nr}" if function.input_nr else ""
    return f"{function.name}{f' of {name}' if name else ''}{number}"


def value_heading(value: Value) -> str:
    """A value in a line: its elements where they are few, else its size."""
    return value_text(value) if written_out(value) else shape_text(value)


def written_out(value: Value) -> bool:
    """Whether a line holds a value, so that a table would add nothing."""
    return value.whole and len(value.shape) < 2 and size(value) <= WRITTEN_OUT


def _is_tensor(one: Saved) -> bool:
    return one.value is not None or one.tensor is not None


def _held(moment: Moment, one: Saved) -> str:
    """The number, or the tensor by name and value, that a node keeps."""
    state = None if one.tensor is None else moment.tensor(one.tensor)
    value = one.value or (state.value if state is not None else None)
    if value is None:
        return true_minus(one.text)
    name = state.name if state is not None else None
    return f"{f'{name} = ' if name else ''}{value_text(value)}"


def _operation(moment: Moment, vertex: Vertex) -> str:
    if vertex.op is None:
        return ""
    op = moment.recording.op(vertex.op)
    return f"{op.name}{'_' if op.in_place and not op.name.endswith('_') else ''}"


def _view(moment: Moment, state: TensorState) -> str:
    if state.view_of is None:
        return ""
    return moment.name(state.view_of) or "a tensor without a name"
