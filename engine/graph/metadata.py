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
UNKNOWN = object()
"""An input of which its node keeps nothing."""


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
    """Shape and dtype of one output of a node, from those of the nodes that it leads on to.

    Raises:
        NotImplementedError: nothing that the node keeps tells them.
    """
    found: dict[tuple[int, int], Facts | None] = {}
    waiting = [(node, number)]
    while waiting:
        each, place = waiting[-1]
        own = _noted(each, place)
        if own is None:
            unknown = [
                (at, n) for at, n in _followed(each) if at is not None and (id(at), n) not in found
            ]
            if unknown:
                waiting.extend(unknown)
                continue
            inputs = [None if at is None else found[id(at), n] for at, n in _followed(each)]
            own = _told(each, place, inputs)
        found[id(each), place] = own
        waiting.pop()
    facts = found[id(node), number]
    if facts is None:
        raise LackingError(
            f"the metadata of {node.name()} exist in PyTorch but not here: it keeps no tensor "
            "that tells the shape of its output"
        )
    return facts


def _noted(node: Any, number: int) -> Facts | None:
    """What the node itself knows of its output."""
    if node.is_accumulator:
        return node.variable._data.shape, node.variable._data.dtype
    if hasattr(node, "shapes"):
        shape, dtype = node.shapes[number]
        return shape, dtype
    if node.op is None or node.saved is None or number >= len(node.op.outputs):
        return None
    kept = dict(zip(node.op.saves, node.saved, strict=False))
    value = kept.get(node.op.outputs[number])
    if value is None:
        return None
    data = value._data if isinstance(value, Tensor) else np.asarray(value)
    return data.shape, data.dtype


def _followed(node: Any) -> tuple[Any, ...]:
    """The ways on to nodes whose outputs are inputs that the node knows nothing of."""
    if node.op is not None and node.expects is not None:
        known = [*node.expects, *[None] * (len(node.next) - len(node.expects))]
    else:
        known = [None] * len(node.next)
    ways = node.next_functions
    return tuple(way if each is None else (None, 0) for way, each in zip(ways, known, strict=True))


def _told(node: Any, number: int, inputs: list[Facts | None]) -> Facts | None:
    """What comes out where inputs of these kinds go in, as far as they are known."""
    op = node.op
    if op is None or node.saved is None:
        return next((each for each in inputs if each is not None), None)
    expected = [*(node.expects or ()), *[None] * (len(inputs) - len(node.expects or ()))]
    known = [
        one if one is not None else other for one, other in zip(expected, inputs, strict=True)
    ]
    if op.variadic:
        return _of_list(node, known)
    named = dict(zip((op.inputs[n] for n in op.differentiable), known, strict=False))
    kept = dict(zip(op.saves, node.saved, strict=False))
    return _computed(node, [_input(node, name, kept, named, known) for name in op.inputs], number)


def _input(
    node: Any, name: str, kept: dict[str, Any], named: dict[str, Any], known: list[Facts | None]
) -> Any:  # fmt: skip
    """An input of this name: as it was kept, or zeros like it; UNKNOWN where nobody knows."""
    value = kept.get(name)
    if isinstance(value, Tensor):
        return value._data
    if value is not None:
        return value
    if name not in named:
        return None
    if named[name] is not None:
        return np.zeros(*named[name])
    shape = (node.params or {}).get(f"{name}_shape")
    dtype = next((each[1] for each in known if each is not None), None)
    return UNKNOWN if shape is None or dtype is None else np.zeros(shape, dtype)


def _of_list(node: Any, known: list[Facts | None]) -> Facts | None:
    """What comes out of an operation on a list of tensors."""
    dtypes = [each[1] for each in known if each is not None]
    shapes = (node.params or {}).get(f"{node.op.inputs[0]}_shape")
    if shapes is None and None in known:
        return None
    shapes = shapes or [each[0] for each in known if each is not None]
    return _computed(node, [[np.zeros(shape, np.result_type(*dtypes)) for shape in shapes]], 0)


def _computed(node: Any, inputs: list[Any], number: int) -> Facts | None:
    """What an operation makes of such inputs; one that nobody knows is none, or else a number."""
    dtypes = [each.dtype for each in inputs if isinstance(each, np.ndarray | np.generic)]
    for unknown in (None, np.result_type(*dtypes).type(1) if dtypes else None):
        found = _made(node, [unknown if each is UNKNOWN else each for each in inputs], number)
        if found is not None and found[1] in BY_NUMPY:
            return found
    return None


def _made(node: Any, inputs: list[Any], number: int) -> Facts | None:
    op, params = node.op, node.params or {}
    options = {name: params[name] for name in op.options if name in params}
    try:
        found = op.forward(*inputs, **options)
    except (AttributeError, IndexError, TypeError, ValueError, RuntimeError):
        return None
    result = found[number] if op.many or len(op.outputs) > 1 or op.keeps else found
    return result.shape, result.dtype


def input_metadata(node: Node) -> tuple[InputMetadata, ...]:
    """What the gradients that the node receives are like."""
    numbers = range(node.gradient_outputs)
    return tuple(InputMetadata(output_facts(node, number)) for number in numbers)


Node._input_metadata = property(input_metadata)  # type: ignore[attr-defined]
