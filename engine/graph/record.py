"""The one place where the graph grows: an operation's node is made and its inputs are saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from engine.calls.later import later
from engine.calls.variants import variant
from engine.dtypes import F32, F64
from engine.node import Node, extras_of, next_sequence_number, ways_on
from engine.op import NOT_IMPLEMENTED
from engine.switches.inference import CANNOT_SAVE
from engine.tensor import OfInference, Tensor, shared_counter

if TYPE_CHECKING:
    from engine.op import Op


compile_backward = later("engine.calls.compiled", "compile_backward")
directory = later("engine.graph.saved", "directory")
saved_properties = later("engine.graph.saved", "saved_properties")
# Nodes that PyTorch has not generated from its table of derivatives bear their namespace.
_NAMESPACE = "torch::autograd::"
_OF_AUTOGRAD = frozenset({NOT_IMPLEMENTED, "CopyBackwards", "Identity"})


# Where a plan finds what a node keeps.
INPUT, RESULT, KEPT, NOTHING, NO_RESULT = range(5)


@cache
def node_class(op: Op, count: int = 0) -> type[Node]:
    """The operation's own subclass of Node, with its derivative compiled in.

    ``count`` : how many outputs it has, where that is not for the operation to say.
    """
    outputs = count or len(op.outputs)
    body: dict[str, Any] = {
        "__slots__": (),
        "__doc__": f"The backward step of ``{op.name}``.",
        "op": op,
        "outputs": outputs,
        "is_plain": outputs == 1 and not op.holds,
        **({"release": _let_go} if op.holds else {}),
        "namespace": _NAMESPACE if op.node_name in _OF_AUTOGRAD else "",
        "__module__": "builtins",
        "__dir__": directory,
        **saved_properties(op),
        **(
            {"next_functions": property(_only_wanted)}
            if op.node_name == NOT_IMPLEMENTED and not op.all_edges
            else {}
        ),
        **{name: _compiled_when_used(op, name) for name in ("backward", "backward_tensors")},
    }
    return type(op.node_name, (Node,), body)


def _let_go(node: Node) -> bool:
    """Free a node that keeps tensors among its options only; was there anything to let go?"""
    params, op = node.params or {}, node.op
    if op is None or all(isinstance(params.get(name), int) for name in op.holds):
        return False
    before, node.saved = node.saved, None
    return before is not None


def _only_wanted(node: Node) -> Sequence[tuple[Node | None, int]]:
    """Where gradients would go on to: not implemented, PyTorch only knows what wants one."""
    pairs = zip(node.next, ways_on(node), strict=True)
    return tuple(pair for target, pair in pairs if target is not None)


def _compiled_when_used(op: Op, name: str) -> Callable[[Node, Any], Any]:
    """A method that compiles the derivatives at its first call: most programs use few."""

    def first(node: Node, grad: Any) -> Any:
        own = next(each for each in type(node).__mro__ if "op" in vars(each))
        for each, method in compile_backward(op).items():
            setattr(own, each, method)
        return getattr(own, name)(node, grad)

    return first


def saved_result(output: Tensor) -> tuple[Any, list[int], int]:
    """A result's array, its version counter and its version.

    Not the tensor itself: a node that held its own output would keep itself alive.
    """
    counter = shared_counter(output)
    return output._data, counter, counter[0]


def remember_versions(node: Node) -> None:
    """Note the version counters of what a node saved, if any of it was ever modified.

    Raises:
        RuntimeError: some of it is an inference tensor.
    """
    versions = tuple([
        counter[0] if isinstance(each, Tensor) and (counter := each._counter) is not None else 0
        for each in node.saved
    ])  # fmt: skip
    if any(versions):
        if OfInference in map(type, versions):
            raise RuntimeError(CANNOT_SAVE)
        extras_of(node).versions = versions


def attach(
    op: Op,
    make: type[Node],
    inputs: Sequence[Any],
    options: dict[str, Any],
    outputs: Sequence[Tensor],
    kept: dict[str, Any],
) -> Node:
    """Make the node of an operation that ran, and attach its differentiable outputs to it."""
    kind = outputs[0]._data.dtype
    if kind is not F32 and kind is not F64:
        plain: Any = make  # mypy takes no class of ours for hashable
        make = variant(op, plain, kind)
    node = make()
    node.sequence_nr = next_sequence_number()
    node.extras = None
    only = None if op.single is None else inputs[op.single]
    if not isinstance(only, Tensor):
        wanted = _lead_on(node, op, inputs)
    else:  # the everyday case, spelt out
        data, wanted = only._data, 1
        node.next, node.expects = (only._edge,), ((data.shape, data.dtype),)
        if only._number:
            extras_of(node).numbers = (only._number,)
    node.params = options | facts_of(op, inputs) if op.shapes else options
    for number, output in enumerate(outputs):
        if output._data.dtype.kind in "fc":
            output._edge = node
            output._number = number
    if op.saves:
        save(node, plan(op, wanted), inputs, outputs, kept)
    else:
        node.saved = ()
    return node


def _lead_on(node: Node, op: Op, inputs: Sequence[Any]) -> int:
    """Let gradients go on from ``node`` to several inputs; a bit for each that wants one."""
    led = inputs if op.variadic else [inputs[place] for place in op.differentiable]
    edges: list[Node | None] = []
    expects: list[Any] = []
    wanted, numbered = 0, False
    for place, each in enumerate(led):
        edge = each._edge if isinstance(each, Tensor) else None
        edges.append(edge)
        if edge is None:
            expects.append(None)
            continue
        data = each._data
        expects.append((data.shape, data.dtype))
        wanted |= 1 << place
        numbered = numbered or each._number > 0
    node.next, node.expects = tuple(edges), tuple(expects)
    if numbered:
        extras_of(node).numbers = tuple([t._number if isinstance(t, Tensor) else 0 for t in led])
    return 1 if op.variadic else wanted


def facts_of(op: Op, inputs: Sequence[Any]) -> dict[str, Any]:
    """Shapes and strides of the inputs, by the names that the operation's formulas read."""
    if op.variadic:
        return {op.shapes[0][0]: tuple([t._data.shape for t in inputs])}
    facts = {
        name: inputs[place]._data.shape if isinstance(inputs[place], Tensor) else None
        for name, place in op.shapes
    }
    for name, place in op.strides:
        facts[name] = strides_of(inputs[place])
    return facts


def strides_of(tensor: Tensor) -> tuple[int, ...]:
    """How many elements apart neighbours lie, as PyTorch notes it: where a gradient is wanted."""
    if tensor._edge is None:
        return ()
    data = tensor._data
    size, steps = data.itemsize, data.strides
    if len(steps) == 2:
        return steps[0] // size, steps[1] // size
    return tuple([step // size for step in steps])


@cache
def plan(op: Op, wanted: int) -> tuple[tuple[int, Any], ...]:
    """Where each value that the wanted derivatives read is to be found, in the order of ``saves``.

    ``wanted`` : a bit for each differentiable input whose gradient is wanted.
    """
    places = enumerate(op.differentiable)
    rules = [op.inputs[place] for bit, place in places if op.saves_all or wanted >> bit & 1]
    read = {name for rule in rules for name in op.reads[rule]}
    found: list[tuple[int, Any]] = []
    for name in op.saves:
        if name in op.outputs:
            found.append((RESULT, op.outputs.index(name)) if name in read else (NO_RESULT, 0))
        elif name not in read:
            found.append((NOTHING, 0))
        else:
            found.append((INPUT, op.inputs.index(name)) if name in op.inputs else (KEPT, name))
    return tuple(found)


def save(
    node: Node,
    places: Sequence[tuple[int, Any]],
    inputs: Sequence[Any],
    outputs: Sequence[Tensor],
    kept: dict[str, Any],
) -> None:
    """Keep what the wanted derivatives read, and nothing else."""
    saved: list[Any] = []
    counters: list[Any] = []
    changed = False
    for kind, place in places:
        if kind == INPUT:
            value = inputs[place]
            saved.append(value)
            changed = changed or (isinstance(value, Tensor) and value._counter is not None)
        elif kind == RESULT:
            data, *counted = saved_result(outputs[place])
            saved.append(data)
            counters += counted
        elif kind == KEPT:
            saved.append(kept[place])
        else:
            saved.append(None)
            counters += (None, 0) if kind == NO_RESULT else ()
    node.saved = (*saved, *counters)
    if changed:
        remember_versions(node)
