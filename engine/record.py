"""The one place where the graph grows: an operation's node is made and its inputs are saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from engine.compiled import compile_backward
from engine.dtypes import F32, F64
from engine.node import Node, extras_of, next_sequence_number
from engine.saved import directory, saved_properties
from engine.tensor import Tensor, shared_counter
from engine.variants import variant

if TYPE_CHECKING:
    from engine.op import Op


# Nodes that PyTorch has not generated from its table of derivatives bear their namespace.
_NAMESPACE, _OF_AUTOGRAD = "torch::autograd::", frozenset({"NotImplemented", "CopyBackwards"})


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
        "is_plain": outputs == 1,
        "namespace": _NAMESPACE if op.node_name in _OF_AUTOGRAD else "",
        "__module__": "builtins",
        "__dir__": directory,
        **saved_properties(op),
        **{
            name: _compiled_when_used(op, count, name)
            for name in ("backward", "backward_tensors")
        },
    }
    return type(op.node_name, (Node,), body)


def _compiled_when_used(op: Op, count: int, name: str) -> Callable[[Node, Any], Any]:
    """A method that compiles the derivatives at its first call: most programs use few."""

    def first(node: Node, grad: Any) -> Any:
        own = node_class(op, count)
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
    """Note the version counters of what a node saved, if any of it was ever modified."""
    for each in node.saved:
        if isinstance(each, Tensor) and each._counter is not None and each._counter[0]:
            extras_of(node).versions = tuple(
                [s._version if isinstance(s, Tensor) else 0 for s in node.saved]
            )
            return


def attach(
    op: Op,
    make: type[Node],
    inputs: Sequence[Any],
    options: dict[str, Any],
    outputs: Sequence[Tensor],
    kept: dict[str, Any],
) -> Node:
    """Make the node of an operation that ran, and hang its differentiable outputs on it."""
    kind = outputs[0]._data.dtype
    if kind is not F32 and kind is not F64:
        make = variant(op, make, kind)
    node = Node.__new__(make)
    node.sequence_nr = next_sequence_number()
    tensors = [t if isinstance(t, Tensor) else None for t in inputs]
    led = tensors if op.variadic else [tensors[place] for place in op.differentiable]
    node.next = tuple([None if t is None else t._edge for t in led])
    numbers = tuple([0 if t is None else t._number for t in led])
    node.extras = None
    if any(numbers):
        extras_of(node).numbers = numbers
    node.expects = tuple([None if t is None else (t._data.shape, t._data.dtype) for t in led])
    node.params = options | shapes_of(op, tensors)
    _hang(node, outputs)
    save(op, node, inputs, outputs, kept)
    return node


def shapes_of(op: Op, tensors: Sequence[Tensor | None]) -> dict[str, Any]:
    """The shapes of the inputs, by the names that formulas read them under."""
    shapes = [None if t is None else t._data.shape for t in tensors]
    if op.variadic:
        return {f"{op.inputs[0]}_shape": tuple(shapes)}
    return {f"{name}_shape": shape for name, shape in zip(op.inputs, shapes, strict=True)}


def _hang(node: Node, outputs: Sequence[Tensor]) -> None:
    for number, output in enumerate(outputs):
        if output._data.dtype.kind in "fc":
            output._edge = node
            output._number = number


def save(
    op: Op, node: Node, inputs: Sequence[Any], outputs: Sequence[Tensor], kept: dict[str, Any]
) -> None:
    """Keep what the wanted derivatives read, and nothing else."""
    wanted = {
        name
        for index, place in enumerate(op.differentiable)
        if node.next[index] is not None
        for name in op.reads[op.inputs[place]]
    }
    saved: list[Any] = []
    counters: list[Any] = []
    for name in op.saves:
        if name not in wanted:
            saved.append(None)
            counters += [None, 0] if name in op.outputs else []
        elif name in op.inputs:
            saved.append(inputs[op.inputs.index(name)])
        elif name in op.outputs:
            data, *counted = saved_result(outputs[op.outputs.index(name)])
            saved.append(data)
            counters += counted
        else:
            saved.append(kept[name])
    node.saved = (*saved, *counters)
    remember_versions(node)
