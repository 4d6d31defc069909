"""Shape, dtype and device of the gradients that a node receives, for each of its outputs.

Nodes do not note it, since almost nobody asks: it is told from what they do keep.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.device import CPU
from engine.dtypes import BY_NUMPY
from engine.foundation.absent import LackingError
from engine.node import Node
from engine.storage.size import Size
from engine.tensor import Tensor

Facts = tuple[tuple[int, ...], np.dtype[Any]]


class InputMetadata:
    """One output's shape, dtype and device."""

    __module__ = "torch._C._autograd"
    __slots__ = ("device", "dtype", "is_cpp_nested_tensor", "is_nested_tensor", "shape")

    def __init__(self, facts: Facts) -> None:
        self.shape = list(Size(facts[0]))
        self.dtype, self.device = BY_NUMPY[facts[1]], CPU
        self.is_nested_tensor = self.is_cpp_nested_tensor = False

    def __repr__(self) -> str:
        return f"<torch._C._autograd._InputMetadata object at {hex(id(self))}>"


InputMetadata.__name__ = InputMetadata.__qualname__ = "_InputMetadata"


def output_facts(node: Node, number: int) -> Facts:
    """Shape and dtype of one output of a node.

    Raises:
        NotImplementedError: nothing that the node keeps tells them.
    """
    while True:
        found = _known(node, number)
        if found is not None:
            return found
        place = next((n for n, each in enumerate(node.next) if each is not None), None)
        if place is None or node.params is not None:
            break
        following = node.next_functions[place]
        node, number = following[0], following[1]  # type: ignore[assignment]
    raise LackingError(
        f"the metadata of {node.name()} exist in PyTorch but not here: it keeps no tensor that "
        "tells the shape of its output"
    )


def _known(node: Any, number: int) -> Facts | None:
    if node.is_accumulator:
        return node.variable._data.shape, node.variable._data.dtype
    if hasattr(node, "shapes"):
        shape, dtype = node.shapes[number]
        return shape, dtype
    if node.op is None or node.saved is None:
        return None
    kept = dict(zip(node.op.saves, node.saved, strict=False))
    if number < len(node.op.outputs) and node.op.outputs[number] in kept:
        value = kept[node.op.outputs[number]]
        if value is not None:
            data = value._data if isinstance(value, Tensor) else value
            return data.shape, data.dtype
    return _of_inputs(node, kept) if node.op.elementwise else _computed(node, kept, number)


def _of_inputs(node: Node, kept: dict[str, Any]) -> Facts | None:
    """Of an elementwise operation: its inputs' common shape."""
    known = [(t._data.shape, t._data.dtype) for t in kept.values() if isinstance(t, Tensor)]
    known += [each for each in node.expects or () if each is not None]
    if not known:
        return None
    shapes, dtypes = zip(*known, strict=True)
    return np.broadcast_shapes(*shapes), np.result_type(*dtypes)


def _computed(node: Any, kept: dict[str, Any], number: int) -> Facts | None:
    """Of any other: of what comes out where zeros go in."""
    op = node.op
    expected = list(node.expects or ())
    if op.variadic:
        return None
    blanks = dict(zip((op.inputs[n] for n in op.differentiable), expected, strict=False))
    arrays = []
    for name in op.inputs:
        value = kept.get(name)
        if isinstance(value, Tensor):
            arrays.append(value._data)
        elif blanks.get(name) is not None:
            arrays.append(np.zeros(*blanks[name]))
        else:
            arrays.append(value)
    options = {name: node.params[name] for name in op.options if name in (node.params or {})}
    try:
        found = op.forward(*arrays, **options)
    except (AttributeError, IndexError, TypeError, ValueError, RuntimeError):
        return None
    result = found[number] if op.many or len(op.outputs) > 1 or op.keeps else found
    return result.shape, result.dtype


def input_metadata(node: Node) -> tuple[InputMetadata, ...]:
    """What the gradients that the node receives are like."""
    numbers = range(node.gradient_outputs)
    return tuple(InputMetadata(output_facts(node, number)) for number in numbers)


Node._input_metadata = property(input_metadata)  # type: ignore[attr-defined]
