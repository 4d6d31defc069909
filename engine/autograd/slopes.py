"""Jacobians of a function at a point: by finite differences, and by autograd in both modes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.autograd.forward_ad import dual_level, make_dual, unpack_dual
from engine.graph.starting import grad
from engine.tensor import Tensor, new_tensor, storage

Array = np.ndarray[Any, Any]
Function = Callable[..., Any]
ANOTHER = (
    "Expected `func` to return outputs with the same {fact} when inputs are perturbed "
    "{place}by {eps}, but got: {fact}s {one} and {other}."
)


@dataclass(frozen=True, slots=True)
class Tolerances:
    """How far an element is moved, and how far apart two slopes may be."""

    eps: float
    atol: float
    rtol: float
    between_runs: float

    def checked(self) -> Tolerances:
        """The same; RuntimeError where no two slopes could be near enough."""
        for name, given in (("rtol", self.rtol), ("atol", self.atol)):
            if given < 0:
                told = f"{name} must be greater than or equal to zero, but got {given}"
                raise RuntimeError(told)
        return self


@dataclass(frozen=True, slots=True)
class Case:
    """A function at a place, what it gives there, and which slopes of it are asked for."""

    func: Function
    inputs: tuple[Any, ...]
    found: tuple[Any, ...]
    tolerances: Tolerances
    forward: bool = False
    part: str = ""
    of_complex: tuple[int, ...] = ()
    """Which outputs (inputs, in forward mode) are complex and seen by one ``part`` only."""

    @property
    def tracked(self) -> list[int]:
        """The places of the inputs that require grad."""
        return [n for n, t in enumerate(self.inputs) if isinstance(t, Tensor) and t.requires_grad]

    @property
    def sources(self) -> list[Tensor]:
        """Those inputs."""
        return [self.inputs[number] for number in self.tracked]

    @property
    def outputs(self) -> list[Tensor]:
        """The outputs within the graph."""
        return [each for each in self.found if each.requires_grad]


def as_tuple(value: Any) -> tuple[Any, ...]:
    """Several values, or the one."""
    return tuple(value) if isinstance(value, tuple | list) else (value,)


def is_inexact(value: Any) -> bool:
    """Is it a tensor of real or complex numbers that are not whole?"""
    return isinstance(value, Tensor) and (value.is_floating_point() or value.is_complex())


def difference_along(case: Case, number: int, vector: Array) -> list[Tensor]:
    """How every output changes as an input moves along ``vector``, by unit of its length."""
    data = storage(case.inputs[number])
    return _along(case, data, ..., vector * data.dtype.type(case.tolerances.eps))


def numerical_jacobians(case: Case, number: int) -> list[Array]:
    """The slopes of every inexact output by one input; shape : (input, output elements).

    A complex element is moved along both of its axes; the two slopes are the parts of one number,
    which is PyTorch's gradient of a real output.
    """
    data, eps = storage(case.inputs[number]), case.tolerances.eps
    step, across = data.dtype.type(eps), data.dtype.kind == "c"
    rows: list[list[Array]] = []
    for position in np.ndindex(data.shape):
        slopes = [each._data for each in _along(case, data, position, step)]
        if across:
            other = _along(case, data, position, step * data.dtype.type(1j))
            slopes = [a + 1j * b._data for a, b in zip(slopes, other, strict=True)]
        rows.append(slopes)
    return [
        np.stack([row[place] for row in rows])
        if rows else np.zeros((0, each._data.size), each._data.dtype)
        for place, each in enumerate(case.found) if is_inexact(each)
    ]  # fmt: skip


def _along(case: Case, data: Array, where: Any, step: Any) -> list[Tensor]:
    """Central differences over the width of a step of length ``eps``."""
    before = np.array(data[where])
    sides = []
    for moved in (before - step, before + step):
        data[where] = moved
        sides.append([new_tensor(np.array(t._data)) for t in as_tuple(case.func(*case.inputs))])
        data[where] = before
    place = "" if where is ... else f"on index {where} "
    for low, high in zip(*sides, strict=False):
        _check_alike(low, high, place, case.tolerances.eps)
    return [
        ((high - low) / (2 * case.tolerances.eps)).reshape(-1)
        for low, high in zip(*sides, strict=False)
    ]


def _check_alike(one: Tensor, other: Tensor, place: str, eps: float) -> None:
    for fact in ("shape", "dtype"):
        first, second = getattr(one, fact), getattr(other, fact)
        if first != second:
            text = ANOTHER.format(fact=fact, place=place, eps=eps, one=first, other=second)
            raise AssertionError(text)


def product_backward(output: Tensor, sources: Sequence[Tensor], sent: Tensor) -> list[Array]:
    """What ``sent`` becomes at each source, zeros where nothing arrives, in one row."""
    slopes = grad(output, sources, sent, retain_graph=True, allow_unused=True)
    return [
        np.zeros(source._data.size, source._data.dtype)
        if slope is None else np.array(slope._data).reshape(-1)
        for source, slope in zip(sources, slopes, strict=True)
    ]  # fmt: skip


def backward_jacobians(output: Tensor, sources: Sequence[Tensor]) -> list[Array]:
    """The slopes of a real output by each source, found backwards, one element at a time."""
    columns: list[list[Array]] = [[] for _ in sources]
    for position in range(output._data.size):
        unit = np.zeros(output._data.size, output._data.dtype)
        unit[position] = 1
        sent = new_tensor(unit.reshape(output._data.shape))
        for column, slope in zip(columns, product_backward(output, sources, sent), strict=True):
            column.append(slope)
    return [
        np.stack(column, axis=1) if column else np.zeros((source._data.size, 0))
        for source, column in zip(sources, columns, strict=True)
    ]


def products_forward(case: Case, number: int, vectors: Sequence[Array]) -> list[list[Array]]:
    """What each vector at a real input becomes at every inexact output.

    Raises:
        ValueError: the input is complex.
    """
    if any(each.is_complex() for each in case.sources):
        raise ValueError(
            "Expected inputs to be non-complex for _get_analytical_jacobian_forward_ad."
        )
    with dual_level():
        return [list(_tangents(case, number, vector)) for vector in vectors]


def _tangents(case: Case, number: int, vector: Array) -> Iterator[Array]:
    duals = list(case.inputs)
    for place in case.tracked:
        source = case.inputs[place].detach()
        moving = vector if place == number else np.zeros(source._data.size, source._data.dtype)
        duals[place] = make_dual(source, new_tensor(moving.reshape(source._data.shape)))
    for output in filter(is_inexact, as_tuple(case.func(*duals))):
        primal, tangent = unpack_dual(output)
        yield np.zeros(primal._data.size) if tangent is None else tangent._data.reshape(-1)


def forward_jacobians(case: Case, number: int) -> list[Array]:
    """The slopes of every inexact output by one real input, found forwards."""
    data = case.inputs[number]._data
    rows = products_forward(case, number, list(np.eye(data.size, dtype=data.dtype)))
    return [
        np.stack([row[place] for row in rows]) if rows else np.zeros((0, each._data.size))
        for place, each in enumerate(filter(is_inexact, case.found))
    ]
