"""Dimensions: as users write them, and as numpy takes them for ``axis``."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache
from operator import index
from typing import Any

import numpy as np

Dims = int | Sequence[int] | None


class _Every:
    """That no dimension was named, which is not the same as naming None."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "..."


EVERY: Any = _Every()


def undone(order: Sequence[int]) -> list[int]:
    """The order of dimensions that brings those in another ``order`` back to their places."""
    return [*map(order.index, range(len(order)))]


class AsGiven(int):
    """A dimension or place counted from the front, which was given in another way.

    ``given`` : as it was given: from the end, or beyond it. A node shows it so.
    """

    given: int


@cache
def as_given(counted: int, given: int) -> AsGiven:
    """A number counted from the front, and as it was given."""
    found = AsGiven(counted)
    found.given = int(given)
    return found


class AllAsGiven(tuple[Any, ...]):
    """Numbers or arrays that were given in another way; ``given`` : as a node shows them."""

    given: tuple[Any, ...]


def all_as_given(read: Iterable[Any], given: Iterable[Any]) -> AllAsGiven:
    """What was read, and what it was read from."""
    found = AllAsGiven(read)
    found.given = tuple(given)
    return found


def wrap(dim: int, ndim: int) -> int:
    """``dim`` counted from the front, which knows how it was given for a node to show.

    Raises:
        IndexError: there is no such dimension.
        TypeError: it is a truth value.
    """
    if dim is True or dim is False:
        raise TypeError("a truth value is not a dimension")
    if 0 <= dim < ndim:
        return dim
    size = max(ndim, 1)
    if not -size <= dim < size:
        raise IndexError(
            f"Dimension out of range (expected to be in range of [{-size}, {size - 1}], but got "
            f"{dim})"
        )
    return as_given(dim % size, dim)


def check_alone(keepdim: Any) -> None:
    """Raise TypeError if ``keepdim`` is given although no dimension is."""
    if keepdim is not False:
        raise TypeError("keepdim goes with a dimension")


def check_flag(value: Any) -> None:
    """Raise TypeError for what is not a truth value, such as a number given for ``keepdim``."""
    if value is not True and value is not False and not isinstance(value, np.bool_):
        raise TypeError("a number is not a truth value")


def check_whole(*values: Any) -> None:
    """Raise TypeError for a truth value, where PyTorch takes only whole numbers."""
    for value in values:
        if value is True or value is False:
            raise TypeError("a truth value is not a whole number")


def axes(dim: Dims, ndim: int) -> tuple[int, ...] | None:
    """What numpy takes as ``axis`` for ``dim``; None (everything) also for an empty list."""
    if dim is None or (not isinstance(dim, int) and not len(dim)):
        return None
    dims = (dim,) if isinstance(dim, int) else dim
    found = tuple([wrap(each, ndim) for each in dims])
    for position, each in enumerate(found):
        if position and each in found[:position]:
            raise RuntimeError(f"dim {each} appears multiple times in the list of dims")
    return found if ndim else None


def keep(shape: Sequence[int], dim: Dims) -> tuple[int, ...]:
    """``shape`` with 1 in the dimensions that were reduced."""
    reduced = axes(dim, len(shape))
    if reduced is None:
        return (1,) * len(shape)
    return tuple([1 if axis in reduced else length for axis, length in enumerate(shape)])


def count(shape: Sequence[int], dim: Dims) -> int:
    """How many elements were reduced to one."""
    reduced = axes(dim, len(shape))
    chosen = shape if reduced is None else [shape[axis] for axis in reduced]
    return math.prod(chosen)


def shape_argument(args: tuple[Any, ...]) -> tuple[int, ...]:
    """A shape given as one sequence or as several numbers.

    Raises:
        TypeError: there is something in it that is not a whole number, such as ``24 / 2``.
    """
    given = args[0] if len(args) == 1 and not isinstance(args[0], int) else args
    if given and type(given[0]) is bool:  # which PyTorch looks for in the first place only
        raise TypeError("a truth value is not a size")
    return tuple(map(index, given))
