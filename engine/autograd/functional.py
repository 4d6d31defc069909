"""Jacobians, Hessians and products with them, by repeated ``grad``."""

from __future__ import annotations

from typing import Any

from engine.autograd.arguments import (
    FLAT_HESSIAN,
    FLAT_JACOBIAN,
    INDEPENDENT,
    INDEPENDENT_ROW,
    LINEAR,
    NO_GRADIENT,
    Function,
    Many,
    as_tuple,
    called,
    checked_vector,
    filled,
    finished,
    fresh,
    gradients,
    leaf,
    prepared,
    scalar,
    zeros,
)
from engine.calls.declare import FUNCTIONS
from engine.foundation.absent import module_getattr
from engine.switches.grad_modes import enable_grad
from engine.tensor import Tensor

STRATEGY = (
    'Expected strategy to be either "forward-mode" or "reverse-mode". Hint: If your function has '
    'more outputs than inputs, "forward-mode" tends to be more performant. Otherwise, prefer to '
    'use "reverse-mode".'
)
OUTER_STRATEGY = 'Expected strategy to be either "forward-mode" or "reverse-mode".'
STRICT_VECTORIZED = (
    "torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not supported "
    "together. Please either set `strict=False` or `vectorize=False`."
)
FORWARD_GRAPH = (
    'torch.autograd.functional.jacobian: `create_graph=True` and `strategy="forward-mode"` are '
    "not supported together (yet). Please either set `create_graph=False` or "
    '`strategy="reverse-mode"`.'
)
FORWARD_LOOP = (
    "Computing Jacobian using forward-AD or forward-over-reverse Hessian isonly implemented for "
    "`vectorize=True`."
)


@enable_grad.quietly()
def jacobian(
    func: Function,
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """The derivative of every output by every input; shape : output's then input's.

    Raises:
        AssertionError: an unknown ``strategy``.
        NotImplementedError: forward mode together with ``create_graph``, or not ``vectorize``.
        RuntimeError: ``strict``, and an output does not depend on an input.
    """
    if strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError(STRATEGY)
    if strategy == "forward-mode":
        if create_graph:
            raise NotImplementedError(FORWARD_GRAPH)
        if strict:
            raise RuntimeError(
                'torch.autograd.functional.jacobian: `strict=True` and `strategy="forward-mode"` '
                "are not supported together (yet). Please either set `strict=False` or "
                '`strategy="reverse-mode"`.'
            )
        if not vectorize:
            raise NotImplementedError(FORWARD_LOOP)
    elif strict and vectorize:
        raise RuntimeError(STRICT_VECTORIZED)
    sources, several_in, outputs, several_out = prepared(
        func, inputs, create_graph, strict, "jacobian"
    )
    rows = [_rows(n, each, sources, create_graph, strict) for n, each in enumerate(outputs)]
    told = [finished(row, create_graph, several_in) for row in rows]
    if strategy == "forward-mode":
        told = [list(each) if several_in else each for each in told]
        return told if several_out else told[0]
    return tuple(told) if several_out else told[0]


def _rows(number: int, output: Tensor, inputs: Many, create_graph: bool, strict: bool) -> Many:
    """The Jacobian of one output: a gradient an element, stacked."""
    text, flat = INDEPENDENT_ROW.replace("{output}", str(number)), _flat(create_graph)
    found = [
        filled(gradients((element,), inputs, (None,), create_graph), inputs, text, strict, flat)
        for element in output.reshape(-1).unbind(0)
    ]
    shape = tuple(output.shape)
    return tuple(
        [
            FUNCTIONS["stack"]([row[n] for row in found]).view((*shape, *each.shape))
            for n, each in enumerate(inputs)
        ]
    )


def _flat(create_graph: bool) -> str:
    """What is wrong with a Jacobian that does not depend on the inputs, if anything is."""
    return FLAT_JACOBIAN if create_graph else ""


@enable_grad.quietly()
def hessian(
    func: Function,
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """The second derivatives of a function that gives one number.

    Raises:
        AssertionError: an unknown ``outer_jacobian_strategy``.
        RuntimeError: the function gives more than one number, or is linear and ``strict``.
    """
    given, several = as_tuple(inputs, "inputs", "hessian")
    if outer_jacobian_strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError(OUTER_STRATEGY)
    if outer_jacobian_strategy == "forward-mode" and not vectorize:
        raise NotImplementedError(FORWARD_LOOP)

    def single(*values: Tensor) -> Tensor:
        outputs, many = called(func, values, "hessian")
        if strict and outputs[0]._edge is None:
            raise RuntimeError(NO_GRADIENT.format(place=0))
        return scalar(outputs, many, "hessian")

    def slope(*values: Tensor) -> Many:
        found = jacobian(single, values, create_graph=True)
        return filled(found, values, INDEPENDENT, strict, LINEAR)

    found = jacobian(slope, given, create_graph, strict, vectorize)
    return found if several else found[0][0]


@enable_grad.quietly()
def vjp(
    func: Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """The outputs, and ``v`` times the Jacobian."""
    sources, several_in, outputs, several_out = prepared(func, inputs, create_graph, strict, "vjp")
    seeds = checked_vector(v, outputs, "vjp", several_out)
    pulled = gradients(outputs, sources, seeds, create_graph)
    found = filled(pulled, sources, INDEPENDENT, strict, _flat(create_graph))
    return (
        finished(outputs, create_graph, several_out),
        finished(found, create_graph, several_in),
    )


@enable_grad.quietly()
def jvp(
    func: Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """The outputs, and the Jacobian times ``v``, by differentiating ``vjp`` in its vector."""
    given, several_in = as_tuple(inputs, "inputs", "jvp")
    vector = checked_vector(v, given, "jvp", several_in)
    sources, _, outputs, several = prepared(func, inputs, create_graph, strict, "jvp")
    seeds = tuple([FUNCTIONS["zeros_like"](each, requires_grad=True) for each in outputs])
    pulled = filled(gradients(outputs, sources, seeds, True), sources, INDEPENDENT, strict)
    pushed = gradients(pulled, seeds, vector, create_graph)
    found = filled(pushed, seeds, INDEPENDENT, strict and create_graph, _flat(create_graph))
    return (finished(outputs, create_graph, several), finished(found, create_graph, several))


def _slopes(
    func: Function, inputs: Any, v: Any, create_graph: bool, strict: bool, name: str
) -> tuple[Many, bool, Tensor, Many, Many]:
    given, several = as_tuple(inputs, "inputs", name)
    vector = checked_vector(v, given, name, several)
    sources = fresh(given, create_graph)
    outputs, many = called(func, sources, name)
    if strict and outputs[0]._edge is None:
        raise RuntimeError(NO_GRADIENT.format(place=0))
    scalar(outputs, many, name)
    pulled = gradients(outputs, sources, (None,), True)
    found = filled(pulled, sources, INDEPENDENT, strict, LINEAR)
    return sources, several, outputs[0], found, vector


@enable_grad.quietly()
def vhp(
    func: Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """The output, and ``v`` times the Hessian."""
    sources, several, output, slopes, vector = _slopes(
        func, inputs, v, create_graph, strict, "vhp"
    )
    pulled = gradients(slopes, sources, vector, create_graph)
    found = filled(pulled, sources, LINEAR, strict, FLAT_HESSIAN if create_graph else "")
    return finished((output,), create_graph, False), finished(found, create_graph, several)


@enable_grad.quietly()
def hvp(
    func: Function, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """The output, and the Hessian times ``v``, by differentiating ``vhp`` in its vector."""
    sources, several, output, slopes, vector = _slopes(
        func, inputs, v, create_graph, strict, "hvp"
    )
    seeds = tuple([leaf(zeros(each)) for each in sources])
    pulled = filled(gradients(slopes, sources, seeds, True), sources, LINEAR, strict)
    pushed = gradients(pulled, seeds, vector, create_graph)
    flat = FLAT_HESSIAN if create_graph else ""
    found = filled(pushed, seeds, LINEAR, strict and create_graph, flat)
    return finished((output,), create_graph, False), finished(found, create_graph, several)


__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]

__getattr__ = module_getattr("torch.autograd.functional")
