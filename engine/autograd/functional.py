"""Jacobians, Hessians and products with them, by repeated ``grad``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.autograd.engine import grad
from engine.declare import FUNCTIONS
from engine.grad_modes import enable_grad
from engine.tensor import Tensor, new_tensor

Many = tuple[Tensor, ...]


def _tuple(value: Any) -> tuple[Many, bool]:
    """Tensors as a tuple, and whether they were one."""
    return (tuple(value), True) if isinstance(value, tuple | list) else ((value,), False)


def _fresh(inputs: Many, create_graph: bool) -> Many:
    """The inputs as tensors to differentiate by."""
    if create_graph:
        return tuple([t.view_as(t) if t.requires_grad else _leaf(t) for t in inputs])
    return tuple([_leaf(t) for t in inputs])


def _leaf(tensor: Tensor) -> Tensor:
    return tensor.detach().requires_grad_()  # type: ignore[no-any-return]


def _called(func: Callable[..., Any], inputs: Many) -> tuple[Many, bool]:
    with enable_grad.quietly():
        return _tuple(func(*inputs))


def _zeros(like: Tensor) -> Tensor:
    return new_tensor(np.zeros_like(like._data))


def _gradients(
    outputs: Many, inputs: Many, seeds: Any, create_graph: bool, retain: bool = True
) -> Many:
    pairs = [(o, s) for o, s in zip(outputs, seeds, strict=True) if o.requires_grad]
    if not pairs:
        return tuple([_zeros(t) for t in inputs])
    roots, given = zip(*pairs, strict=True)
    with enable_grad.quietly():
        found = grad(roots, inputs, given, retain, create_graph, allow_unused=True)
    return tuple([_zeros(t) if g is None else g for g, t in zip(found, inputs, strict=True)])


def _out(values: Any, several: bool) -> Any:
    return values if several else values[0]


def _finished(values: Many, create_graph: bool) -> Many:
    return values if create_graph else tuple([v.detach() for v in values])


def jacobian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """The derivative of every output by every input; shape : output's then input's."""
    given, several_in = _tuple(inputs)
    sources = _fresh(given, create_graph)
    outputs, several_out = _called(func, sources)
    rows = [_rows(output, sources, create_graph) for output in outputs]
    return _out(tuple([_out(row, several_in) for row in rows]), several_out)


def _rows(output: Tensor, inputs: Many, create_graph: bool) -> Many:
    """The Jacobian of one output: a gradient an element, stacked."""
    found = [
        _gradients((element,), inputs, (None,), create_graph)
        for element in output.reshape(-1).unbind(0)
    ]
    shape = tuple(output.shape)
    return tuple(
        [
            FUNCTIONS["stack"]([row[n] for row in found]).reshape((*shape, *each.shape))
            if found
            else new_tensor(np.zeros((*shape, *each.shape), each._data.dtype))
            for n, each in enumerate(inputs)
        ]
    )


def _scalar(outputs: Many, name: str) -> Tensor:
    if len(outputs) != 1:
        raise RuntimeError(f"The function given to {name} should return a single Tensor")
    if outputs[0].numel() != 1:
        raise RuntimeError(
            f"The Tensor returned by the function given to {name} should contain a single element"
        )
    return outputs[0].reshape(())  # type: ignore[no-any-return]


def hessian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """The second derivatives of a function that gives one number."""
    given, several = _tuple(inputs)

    def slope(*values: Tensor) -> Many:
        outputs, _ = _called(func, values)
        return _gradients((_scalar(outputs, "hessian"),), values, (None,), True)

    found = jacobian(slope, given, create_graph)
    return found if several else found[0][0]


def vjp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False,
    strict: bool = False,
) -> tuple[Any, Any]:  # fmt: skip
    """The outputs, and ``v`` times the Jacobian."""
    given, several_in = _tuple(inputs)
    sources = _fresh(given, create_graph)
    outputs, several_out = _called(func, sources)
    seeds = _seeds(v, outputs, "vjp")
    found = _gradients(outputs, sources, seeds, create_graph)
    return (
        _out(_finished(outputs, create_graph), several_out),
        _out(_finished(found, create_graph), several_in),
    )


def _seeds(v: Any, like: Many, name: str) -> Many:
    if v is not None:
        return _tuple(v)[0]
    if len(like) != 1 or like[0].numel() != 1:
        raise RuntimeError(
            "The vector v can only be None if the user-provided function returns a single Tensor "
            "with a single element."
            if name == "vjp"
            else "The vector v can only be None if the input to the user-provided function is a "
            "single Tensor with a single element."
        )
    return (new_tensor(np.ones_like(like[0]._data)),)


def jvp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False,
    strict: bool = False,
) -> tuple[Any, Any]:  # fmt: skip
    """The outputs, and the Jacobian times ``v``, by differentiating ``vjp`` in its vector."""
    given, _ = _tuple(inputs)
    sources = _fresh(given, create_graph)
    tangents = _seeds(v, sources, "jvp")
    outputs, several = _called(func, sources)
    seeds = tuple([_leaf(_zeros(each)) for each in outputs])
    pulled = _gradients(outputs, sources, seeds, True)
    found = _gradients(pulled, seeds, tangents, create_graph)
    return (
        _out(_finished(outputs, create_graph), several),
        _out(_finished(found, create_graph), several),
    )


def vhp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False,
    strict: bool = False,
) -> tuple[Any, Any]:  # fmt: skip
    """The output, and ``v`` times the Hessian."""
    given, several = _tuple(inputs)
    sources = _fresh(given, create_graph)
    seeds = _seeds(v, sources, "vhp")
    outputs, _ = _called(func, sources)
    slopes = _gradients((_scalar(outputs, "vhp"),), sources, (None,), True)
    found = _gradients(slopes, sources, seeds, create_graph)
    return (
        _finished(outputs, create_graph)[0],
        _out(_finished(found, create_graph), several),
    )


# A Hessian is its own transpose.
hvp = vhp
