"""Comparing a function's gradients with differences of its values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.autograd.engine import grad
from engine.autograd.functional import _tuple
from engine.tensor import Tensor, new_tensor, storage
from engine.warn import warn

Array = np.ndarray[Any, Any]


class GradcheckError(RuntimeError):
    """The gradients are not the slopes of the function."""

    __module__ = "torch.autograd.gradcheck"


def gradcheck(
    func: Callable[..., Any],
    inputs: Any,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    **_: Any,
) -> bool:
    """Do the gradients of ``func`` agree with central differences?

    Raises:
        GradcheckError: they do not (unless ``raise_exception`` is False).
    """
    given, _several = _tuple(inputs)
    tracked = _tracked(given)
    try:
        _compare(func, given, tracked, eps, atol, rtol)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def _tracked(inputs: Sequence[Any]) -> list[int]:
    tracked = [n for n, t in enumerate(inputs) if isinstance(t, Tensor) and t.requires_grad]
    if not tracked:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of them "
            "have requires_grad=True."
        )
    for number in tracked:
        if inputs[number]._data.dtype.itemsize < 8:
            warn(
                f"Input #{number} requires gradient and is not a double precision floating point "
                "or complex. This check will likely fail if all the inputs are not of double "
                "precision floating point or complex. "
            )
    return tracked


def _compare(
    func: Callable[..., Any], inputs: Sequence[Any], tracked: list[int], eps: float, atol: float,
    rtol: float,
) -> None:  # fmt: skip
    outputs = [each for each in _tuple(func(*inputs))[0] if each.requires_grad]
    for place, number in enumerate(tracked):
        measured = numerical(func, inputs, number, eps, len(outputs))
        for index, output in enumerate(outputs):
            exact = analytical(output, inputs[number])
            if not np.allclose(measured[index], exact, rtol=rtol, atol=atol):
                raise GradcheckError(
                    f"Jacobian mismatch for output {index} with respect to input {place},\n"
                    f"numerical:{new_tensor(measured[index])}\n"
                    f"analytical:{new_tensor(exact)}\n"
                )


def numerical(
    func: Callable[..., Any], inputs: Sequence[Any], number: int, eps: float, count: int
) -> list[Array]:
    """The slopes of every output by one input; shape : (input elements, output elements)."""
    data = storage(inputs[number])
    flat, kind = data.reshape(-1), data.dtype.type
    rows: list[list[Array]] = [[] for _ in range(count)]
    for position in range(flat.size):
        before = flat[position]
        sides = []
        for step in (eps, -eps):
            data[np.unravel_index(position, data.shape)] = before + kind(step)
            found = [t for t in _tuple(func(*inputs))[0] if t.requires_grad]
            sides.append([np.array(t._data).reshape(-1) for t in found])
            data[np.unravel_index(position, data.shape)] = before
        for row, high, low in zip(rows, *sides, strict=True):
            row.append((high - low) / kind(2 * eps))
    return [np.stack(row) for row in rows]


def analytical(output: Tensor, source: Tensor) -> Array:
    """The same by ``grad``."""
    size = output._data.size
    columns = []
    for position in range(size):
        seed = np.zeros(size, output._data.dtype)
        seed[position] = 1
        shaped = new_tensor(seed.reshape(output._data.shape))
        (found,) = grad(output, source, shaped, retain_graph=True, allow_unused=True)
        empty = np.zeros(source._data.size, source._data.dtype)
        columns.append(empty if found is None else np.asarray(found._data).reshape(-1))
    return np.stack(columns, axis=1)


def gradgradcheck(
    func: Callable[..., Any], inputs: Any, grad_outputs: Any = None, **options: Any
) -> bool:
    """Do the gradients of the gradients of ``func`` agree with differences?"""
    given, _ = _tuple(inputs)
    tracked = _tracked(given)
    outputs = [each for each in _tuple(func(*given))[0] if each.requires_grad]
    seeds = (
        [new_tensor(np.ones_like(each._data)) for each in outputs]
        if grad_outputs is None
        else _tuple(grad_outputs)[0]
    )

    def slopes(*values: Any) -> Any:
        found = [each for each in _tuple(func(*values))[0] if each.requires_grad]
        wanted = [values[n] for n in tracked]
        return grad(found, wanted, seeds, create_graph=True, allow_unused=True)

    return gradcheck(slopes, given, **options)


gradcheck.GradcheckError = GradcheckError  # type: ignore[attr-defined]
