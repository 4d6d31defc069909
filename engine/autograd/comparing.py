"""Comparing Jacobians from autograd with measured ones: whole, or along random directions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from engine.autograd.slopes import (
    Array,
    Case,
    as_tuple,
    backward_jacobians,
    difference_along,
    forward_jacobians,
    is_inexact,
    numerical_jacobians,
    product_backward,
    products_forward,
)
from engine.calls.declare import FUNCTIONS
from engine.chance.generator import Generator
from engine.tensor import Tensor, new_tensor

Direction = tuple[Tensor, ...]
"""A vector of unit length; of a complex input, one for each part."""
NOT_REENTRANT = (
    "Backward is not reentrant, i.e., running backward with same input and grad_output "
    "multiple times gives different values, although analytical gradient matches numerical "
    "gradient.The tolerance for nondeterminism was {tolerance}.\n\nNOTE: If your op relies on "
    "non-deterministic operations i.e., it is listed here:\n"
    "https://pytorch.org/docs/stable/generated/torch.use_deterministic_algorithms.html\nthis "
    "failure might be expected.\n\nIf you are adding a new operator, please file an issue and "
    "then use one of the\nworkarounds. The workaround depends on how your test invokes "
    "gradcheck/gradgradcheck.\nIf the test\n- manually invokes gradcheck/gradgradcheck, then call "
    "gradcheck/gradgradcheck\n  with `nondet_tol=<tol>` as a keyword argument.\n- is OpInfo-based "
    "(e.g., in test_ops_gradients.py), then modify the OpInfo for the test\n  to have "
    "`gradcheck_nondet_tol=<tol>`.\n- is a Module test (e.g., in common_nn.py), then modify the "
    "corresponding\n  module_test entry to have `gradcheck_nondet_tol=<tol>`\n"
)
MISMATCH = (
    "{part}Jacobian {mode}mismatch for output {output} with respect to input {place},\n"
    "numerical:{numerical}\nanalytical:{analytical}\n"
)
SLOW = (
    "\nThe above quantities relating the numerical and analytical jacobians are computed \n"
    "in fast mode. See: https://github.com/pytorch/pytorch/issues/53876 for more background \n"
    "about fast mode. Below, we recompute numerical and analytical jacobians in slow mode:\n\n"
    "Numerical:\n {numerical}\nAnalytical:\n{analytical}\n\n"
    "The max per-element difference (slow mode) is: {apart}.\n"
)
SLOW_AGREES = (
    "Fast gradcheck failed but element-wise differences are small. This means that the\n"
    "test might've passed in slow_mode!\n\nIf you are adding a new operator, please file an "
    "issue and then use one of the\nworkarounds. The workaround depends on how your test invokes "
    "gradcheck/gradgradcheck:\n\nIf the test\n- manually invokes gradcheck/gradgradcheck, then "
    "call gradcheck/gradgradcheck\n  with `fast_mode=False` as a keyword argument.\n- is "
    "OpInfo-based (e.g., in test_ops_gradients.py), then modify the OpInfo for the test\n  to "
    "have `gradcheck_fast_mode=False`\n- is a Module test (e.g., in common_nn.py), then modify "
    "the corresponding\n  module_test entry to have `gradcheck_fast_mode=False`"
)


class GradcheckError(RuntimeError):
    """The gradients are not the slopes of the function."""

    __module__ = "torch.autograd.gradcheck"


def compare_whole(case: Case) -> None:
    """Compare whole Jacobians.

    Raises:
        GradcheckError: they differ, or a backward gives another gradient the second time.
    """
    measured = [numerical_jacobians(case, number) for number in case.tracked]
    if not case.outputs:
        _check_flat(measured)
        return
    inexact = [each for each in case.found if is_inexact(each)]
    within = [n for n, each in enumerate(inexact) if each.requires_grad]
    forward = [forward_jacobians(case, n) for n in case.tracked] if case.forward else []
    for place, output in enumerate(case.outputs):
        if case.forward:
            found = [each[within[place]] for each in forward]
        else:
            found = _repeated([backward_jacobians(output, case.sources) for _ in range(2)], case)
        for source, (one, other) in enumerate(zip(found, measured, strict=True)):
            wanted = other[within[place]]
            if not _are_close(one, wanted, case, case.tolerances.atol):
                raise GradcheckError(_mismatch(case, place, source, wanted, one))


def _check_flat(measured: Sequence[Sequence[Array]]) -> None:
    """An output outside the graph must not change with the inputs."""
    if any(each.any() for one in measured for each in one):
        raise GradcheckError("Numerical gradient for function expected to be zero")


def _are_close(one: Array, other: Array, case: Case, atol: float) -> bool:
    return np.allclose(one, other, rtol=case.tolerances.rtol, atol=atol)


def _repeated(runs: Sequence[list[Array]], case: Case) -> list[Array]:
    """The slopes of the first of two runs, which must come out the same."""
    tolerance = case.tolerances.between_runs
    for one, other in zip(*runs, strict=True):
        if np.abs(one - other).max(initial=0) > tolerance:
            raise GradcheckError(NOT_REENTRANT.format(tolerance=tolerance))
    return runs[0]


def _mismatch(case: Case, output: int, source: int, numerical: Any, analytical: Any) -> str:
    part = ""
    if (source if case.forward else output) in case.of_complex:
        element = "inputs" if case.forward else "outputs"
        part = f"While considering the {case.part} part of complex {element} only, "
    return MISMATCH.format(
        part=part, mode="computed with forward mode " if case.forward else "", output=output,
        place=source, numerical=_shown(numerical), analytical=_shown(analytical),
    )  # fmt: skip


def _shown(found: Any) -> Tensor:
    return found if isinstance(found, Tensor) else new_tensor(np.array(found))


def compare_along(case: Case) -> None:
    """Compare the slopes along one drawn direction of every input and output.

    Raises:
        GradcheckError: they differ, or a backward gives another gradient the second time.
    """
    stream = Generator()
    directions = [_directions(each, stream) for each in case.sources]
    weights = [] if case.forward else [_unit(each, each.dtype, stream) for each in case.outputs]
    measured = [
        _measured(case, number, direction, weights)
        for number, direction in zip(case.tracked, directions, strict=True)
    ]
    if case.forward:
        found = [
            [new_tensor(each) for each in products_forward(case, number, [one._data])[0]]
            for number, (one, *_) in zip(case.tracked, directions, strict=True)
        ]
    else:
        if not case.outputs:
            _check_flat_along(case, directions)
        found = _found_backward(case, directions, weights)
    for source, direction in enumerate(directions):
        for output, wanted in enumerate(measured[source]):
            one = found[source][output]
            length = sum(float(each.sum()) for each in direction)
            if weights:
                length *= float(weights[output].sum().real)
            if not _are_close(one._data, wanted._data, case, case.tolerances.atol * length):
                text = _mismatch(case, output, source, wanted, one)
                raise GradcheckError(text + _slowly(case, output, source))


def _directions(source: Tensor, stream: Generator) -> Direction:
    real = new_tensor(np.empty(0, source._data.dtype).real).dtype
    return tuple(_unit(source, real, stream) for _ in range(1 + source.is_complex()))


def _unit(like: Tensor, dtype: Any, stream: Generator) -> Tensor:
    """A direction of unit length among numbers from 0 to 1."""
    drawn = FUNCTIONS["rand"](like.numel(), generator=stream).to(dtype=dtype)
    drawn /= drawn.norm()
    return drawn


def _differences(case: Case, number: int, direction: Direction) -> list[Tensor]:
    """How every output changes along a direction of an input."""
    shape = case.inputs[number]._data.shape
    along = [each._data.reshape(shape) for each in direction]
    found = difference_along(case, number, along[0])
    if len(along) == 1:
        return found
    across = difference_along(case, number, along[1] * 1j)
    return [one + other * 1j for one, other in zip(found, across, strict=True)]


def _measured(
    case: Case, number: int, direction: Direction, weights: Sequence[Tensor]
) -> list[Tensor]:
    """The changes of all inexact outputs, each weighted by its own direction if there are any."""
    changes = [
        change
        for change, output in zip(_differences(case, number, direction), case.found, strict=True)
        if is_inexact(output)
    ]
    if case.forward:
        return changes
    return [(weight * one).sum() for weight, one in zip(weights, changes, strict=False)]


def _check_flat_along(case: Case, directions: Sequence[Direction]) -> None:
    for number, direction in zip(case.tracked, directions, strict=True):
        for change in _differences(case, number, direction):
            if np.abs(change._data).max(initial=0) > case.tolerances.between_runs:
                raise GradcheckError("Numerical gradient for function expected to be zero")


def _found_backward(
    case: Case, directions: Sequence[Direction], weights: Sequence[Tensor]
) -> list[list[Tensor]]:
    """By input, then by output: the slope along both directions."""
    columns = []
    for output, weight in zip(case.outputs, weights, strict=True):
        sent = weight.reshape(output.shape)
        runs = [product_backward(output, case.sources, sent) for _ in range(2)]
        columns.append(
            [_along(*pair) for pair in zip(_repeated(runs, case), directions, strict=True)]
        )
    return [list(row) for row in zip(*columns, strict=True)] or [[] for _ in directions]


def _along(slope: Array, direction: Direction) -> Tensor:
    parts = (slope.real, slope.imag) if len(direction) == 2 else (slope,)
    found = [new_tensor(part).dot(by) for part, by in zip(parts, direction, strict=True)]
    return found[0] if len(found) == 1 else found[0] + 1j * found[1]


def _slowly(case: Case, output: int, source: int) -> str:
    """What whole Jacobians would have said."""
    number = case.tracked[source]
    measured = new_tensor(numerical_jacobians(replace(case, found=tuple(case.outputs)), number)[
        output
    ])  # fmt: skip
    found = new_tensor(
        _forward_alone(case, output, number)
        if case.forward
        else backward_jacobians(case.outputs[output], case.sources)[source]
    )
    text = SLOW.format(numerical=measured, analytical=found, apart=(measured - found).abs().max())
    close = _are_close(found._data, measured._data, case, case.tolerances.atol)
    return text + SLOW_AGREES if close else text


def _forward_alone(case: Case, output: int, number: int) -> Array:
    """The Jacobian of one output by one input."""

    def alone(value: Tensor) -> Any:
        inputs = [*case.inputs[:number], value, *case.inputs[number + 1 :]]
        return as_tuple(case.func(*inputs))[output]

    part = replace(case, func=alone, inputs=(case.inputs[number],), found=(case.outputs[output],))
    return forward_jacobians(part, 0)[0]
