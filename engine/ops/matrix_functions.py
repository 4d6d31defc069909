"""Functions of whole matrices: powers, exponentials, products of several."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.calls.axes import check_whole, wrap
from engine.calls.declare import FUNCTIONS, composite, operation, packaged
from engine.calls.general import check_broadcast
from engine.calls.out_rules import OWN_DTYPE
from engine.dtypes import COMPLEX, F32, F64, bfloat16, bool_, float16
from engine.errors import refuse_one
from engine.foundation.warn import warn
from engine.numbers.alike import SCALARS, c_name, require_alike
from engine.numbers.fused import fused_multiply_add, fused_single
from engine.ops.inverses import inv
from engine.ops.matmul import matmul, mm
from engine.ops.matrices import adjoint, check_square, is_array, joined
from engine.symbolic.symbol import Symbol
from engine.tensor import Tensor, new_tensor

# Padé's coefficients of degree 13 (Higham, 2005), and up to which norm they suffice.
PADE = (
    64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000,
    10559470521600, 670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1,
)  # fmt: skip
ENOUGH = 5.371920351148152


def exponential(A: Any) -> Any:
    """E to the power of matrices, by scaling, Padé's fraction and squaring (Higham, 2005)."""
    if not A.size:
        return A.copy()
    wide = A.astype(np.complex128 if A.dtype.kind == "c" else np.float64)
    norm = np.abs(wide).sum(-2).max(-1, initial=0)
    with np.errstate(divide="ignore"):
        halvings = np.maximum(0, np.ceil(np.log2(norm / ENOUGH))).astype(int)
    small = wide / (2.0**halvings)[..., None, None]
    one = np.eye(A.shape[-1])
    two = small @ small
    even, odd, power = PADE[0] * one, PADE[1] * one, one
    for n in range(2, 14, 2):
        power = power @ two
        even, odd = even + PADE[n] * power, odd + PADE[n + 1] * power
    odd = small @ odd
    found = np.linalg.solve(even - odd, even + odd)
    for n in range(int(np.max(halvings, initial=0))):
        found = np.where((halvings > n)[..., None, None], found @ found, found)
    return found.astype(A.dtype)


def _exponential_rule(grad: Any, self: Any) -> Any:
    """The upper right corner of exp([[Aᴴ, grad], [0, Aᴴ]])."""
    turned = adjoint(self)
    if not is_array(self) and not isinstance(self, Tensor):
        return turned.block_exp(grad)._noted("its upper right block")
    size = self.shape[-1]
    upper = joined([turned, grad], -1)
    whole = joined([upper, joined([turned * 0, turned], -1)], -2)
    found = exponential(whole) if is_array(whole) else matrix_exp(whole)
    return found[..., :size, size:]


@operation(
    "exp",
    name="linalg_matrix_exp.A",
    self=lambda grad, self: _exponential_rule(grad, self),
    conjugates=True,
)
def _exp(self: Any) -> Any:
    return exponential(self)


@packaged("linalg", samples=("torch.linalg.matrix_exp(m)", "torch.linalg.matrix_exp(b)"))
def matrix_exp(A: Tensor) -> Any:
    """E to the power of a matrix."""
    check_square(A, "linalg.matrix_exp")
    return _exp(A)


composite(samples=("m.matrix_exp()", "torch.matrix_exp(b * 3)"))(matrix_exp)


@composite(
    samples=("m.matrix_power(2)", "m.matrix_power(0)", "m.matrix_power(-2)", "b.matrix_power(5)")
)
def matrix_power(self: Tensor, n: int) -> Any:
    """A matrix multiplied with itself, or its inverse with itself."""
    check_whole(n)
    check_square(self, "linalg.matrix_power")
    if not n:
        one = np.broadcast_to(np.eye(self.shape[-1]), tuple(self.shape))
        return self.clone().copy_(new_tensor(one.astype(self._data.dtype)))
    if n == 1:
        return self.clone()
    return _power(inv(self) if n < 0 else self, abs(n))


def _power(base: Tensor, n: int) -> Any:
    """By squaring; three as two products in a row, as PyTorch does it."""
    if n < 4:
        product = base
        for _ in range(n - 1):
            product = matmul(product, base)
        return product
    square: Any = None
    found: Any = None
    while n:
        square = base if square is None else matmul(square, square)
        n, odd = divmod(n, 2)
        if odd:
            found = square if found is None else matmul(found, square)
    return found


packaged("linalg")(matrix_power)


@packaged("linalg", samples=(
    "torch.linalg.multi_dot([x, m, n])", "torch.linalg.multi_dot([v, m, n])",
    "torch.linalg.multi_dot([x, m, v])", "torch.linalg.multi_dot([x, x.mT, x, m])",
))  # fmt: skip
def multi_dot(tensors: Any) -> Any:
    """The product of several matrices in the order that takes the fewest multiplications."""
    refuse_one("linalg_multi_dot", tensors)
    given = list(tensors)
    if len(given) < 2:
        raise RuntimeError("multi_dot(): expected at least 2 tensors but got " + str(len(given)))
    for place, each in enumerate(given[1:], 1):
        require_alike(
            "multi_dot(): all tensors must have be the same dtype but tensor 0 is "
            f"{c_name(given[0])} and tensor {place} {c_name(each)}",
            given[0],
            each,
        )
    check_chain(given)
    if len(given) == 2:
        return matmul(*given)
    first, last = given[0], given[-1]
    shape = [*first.shape[:-1], *last.shape[1:]]
    given[0] = first.unsqueeze(0) if first.ndim == 1 else first
    given[-1] = last.unsqueeze(-1) if last.ndim == 1 else last
    if len(given) == 3:
        return _of_three(*given).view(tuple(shape))
    return _in_order(given, _splits(given), 0, len(given) - 1).view(tuple(shape))


def check_chain(given: Sequence[Any]) -> None:
    """Raise RuntimeError where matrices, or a vector at either end, cannot be multiplied."""
    last = len(given) - 1
    for place, each in enumerate(given):
        told = f"multi_dot(): the {'last' if place else 'first'} tensor must be 1D or 2D"
        if 0 < place < last and each.ndim != 2:
            raise RuntimeError(f"multi_dot(): tensor {place} must be 2D but got {each.ndim}D")
        if place in (0, last) and each.ndim not in (1, 2):
            raise RuntimeError(f"{told} but got {each.ndim}D")
    for place, (one, two) in enumerate(itertools.pairwise(given)):
        if one.shape[-1] != two.shape[0]:
            raise RuntimeError(
                f"multi_dot(): tensors {place} and {place + 1} with shapes {list(one.shape)} and "
                f"{list(two.shape)} cannot be multiplied"
            )


def _of_three(one: Tensor, two: Tensor, three: Tensor) -> Any:
    rows, inner, other, columns = one.shape[0], one.shape[1], two.shape[1], three.shape[1]
    left = rows * other * (inner + columns)
    right = columns * inner * (rows + other)
    return mm(one, mm(two, three)) if left > right else mm(mm(one, two), three)


def _splits(given: list[Tensor]) -> Any:
    """Where each stretch of the chain is best divided (the textbook's dynamic programme)."""
    sizes = [given[0].shape[0], *(each.shape[1] for each in given)]
    count = len(given)
    cost = np.zeros((count, count))
    split = np.zeros((count, count), int)
    for width in range(1, count):
        for start in range(count - width):
            end = start + width
            costs = [
                cost[start, n] + cost[n + 1, end] + sizes[start] * sizes[n + 1] * sizes[end + 1]
                for n in range(start, end)
            ]
            cost[start, end], split[start, end] = min(costs), start + int(np.argmin(costs))
    return split


def _in_order(given: list[Tensor], split: Any, start: int, end: int) -> Any:
    if start == end:
        return given[start]
    middle = int(split[start, end])
    return mm(_in_order(given, split, start, middle), _in_order(given, split, middle + 1, end))


@packaged("linalg", samples=("torch.linalg.vander(v)", "torch.linalg.vander(x, N=4)"))
def vander(x: Tensor, *, N: int | None = None) -> Any:
    """The powers of each element, from 0 up, in a new last dimension."""
    if x.dtype in (bool_, float16, bfloat16):
        raise RuntimeError(
            "linalg.vander supports floating point, complex, and integer tensors, but got "
            f"{x.dtype.kind_name}"
        )
    x = x if x.ndim else x.unsqueeze(-1)
    count = x.shape[-1] if N is None else N
    if N is not None and N <= 1:
        raise RuntimeError("N must be greater than 1.")
    column = x.unsqueeze(-1)
    ones = new_tensor(np.ones((*x.shape, 1), x._data.dtype))
    powers = column.expand(*x.shape, count - 1).cumprod(-1)
    return FUNCTIONS["cat"]((ones, powers), -1)


@packaged("linalg", samples=("torch.linalg.vecdot(x, y)",
                             "torch.linalg.vecdot(x, y, dim=0)"))  # fmt: skip
def vecdot(x: Tensor, y: Tensor, *, dim: int = -1) -> Any:
    """The inner products of vectors along ``dim``."""
    if x.ndim == 1 and y.ndim == 1:
        return FUNCTIONS["vdot"](x, y)
    first = x.conj() if x.dtype.category == COMPLEX else x
    return (first * y).sum(dim)


@operation(
    "×", name="linalg_cross.vectors", inputs=("self", "other"), promotes=True, in_rows=True,
    self=lambda grad, other, dim: _crossed(other, grad, dim),
    other=lambda grad, self, dim: _crossed(grad, self, dim),
)  # fmt: skip
def cross_product(self: Any, other: Any, dim: int = -1) -> Any:
    """The vector at right angles to two others."""
    return _crossed(self, other, dim)


def _rounded_twice(a: Any, b: Any, c: Any) -> Any:
    return a * b + c


# Vectors that nearly point in one direction show what PyTorch's kernel rounds once.
_FUSED: dict[Any, Any] = {F32: fused_single, F64: fused_multiply_add}


def _crossed(left: Any, right: Any, dim: int) -> Any:
    if isinstance(left, Symbol):
        return left.cross(right)
    if not is_array(left):
        return cross_product(left, right, dim)
    one, two = (np.moveaxis(each, dim, -1) for each in (left, right))
    less = np.roll(one, 1, -1) * np.roll(two, -1, -1)
    found = _FUSED.get(less.dtype, _rounded_twice)(
        np.roll(one, -1, -1), np.roll(two, 1, -1), -less
    )
    return np.ascontiguousarray(np.moveaxis(found, -1, dim))


@packaged("linalg", "cross", samples=("torch.linalg.cross(m, n)", "torch.linalg.cross(m, v)"))
def linalg_cross(self: Tensor, other: Tensor, *, dim: int = -1) -> Any:
    """The vector at right angles to two others."""
    if self.ndim != other.ndim:
        raise RuntimeError("linalg.cross: inputs must have the same number of dimensions.")
    axis = wrap(dim, self.ndim)
    if self.shape[axis] != 3 or other.shape[axis] != 3:
        raise RuntimeError(
            f"linalg.cross: inputs dimension {dim} must have length 3. Got {self.shape[axis]} and "
            f"{other.shape[axis]}"
        )
    check_broadcast((self._data, other._data))
    require_alike(SCALARS, self, other)
    return cross_product(self, other, dim)


NO_DIMENSION = (
    "Using torch.cross without specifying the dim arg is deprecated.\nPlease either pass the dim "
    "explicitly or simply use torch.linalg.cross.\nThe default value of dim will change to agree "
    "with that of linalg.cross in a future release."
)


@composite(
    out=OWN_DTYPE.apart(),
    samples=("torch.cross(m, n, dim=1)", "m.cross(n, 0)", "torch.cross(x, y, 1)"),
)
def cross(self: Tensor, other: Tensor, dim: int | None = None) -> Any:
    """The vector at right angles to two others."""
    if dim is None:
        warn(NO_DIMENSION, once=True)
        dim = next((n for n, length in enumerate(self.shape) if length == 3), None)
        if dim is None:
            raise RuntimeError("no dimension of size 3 in input")
    return linalg_cross(self, other, dim=dim)


@packaged("linalg", "diagonal", samples=("torch.linalg.diagonal(b)",))
def linalg_diagonal(A: Tensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Any:
    """The diagonals of matrices."""
    return A.diagonal(offset, dim1, dim2)


packaged("linalg", "matmul")(matmul)
