"""The rarer products, made of the usual ones: outer, inner, by chosen dimensions, in blocks."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.declare import composite
from engine.calls.out_rules import PLAIN
from engine.foundation.warn import warn
from engine.numbers.alike import require_alike
from engine.ops.complex_numbers import conjugate_dot
from engine.ops.matmul import dot, mm
from engine.ops.matrix_functions import check_chain
from engine.ops.shape import NOT_VIEWABLE, is_viewable, reshape_copy
from engine.tensor import Tensor


@composite("ger", samples=("torch.outer(v, w)", "v.outer(v)", "torch.outer(x, v)"))
def outer(self: Tensor, vec2: Tensor) -> Any:
    """Every element of one vector times every element of another."""
    for name, each in (("self", self), ("vec2", vec2)):
        if each.ndim != 1:
            raise RuntimeError(f"outer: Expected 1-D argument {name}, but got {each.ndim}-D")
    return self.reshape(-1, 1) * vec2


@composite(samples=("torch.inner(v, w)", "torch.inner(x, y)", "torch.inner(s, x)"))
def inner(self: Any, other: Any) -> Any:
    """Products summed over the last dimension of both."""
    if not self.ndim or not other.ndim:
        return self * other
    if self.shape[-1] != other.shape[-1]:
        raise RuntimeError(
            "inner() the last dimension must match on both input tensors but got shapes "
            f"{list(self.shape)} and {list(other.shape)}"
        )
    if not self.numel() or not other.numel():
        return self @ other.mT if other.ndim > 1 else self @ other
    return tensordot(self, other, ([-1], [-1]))


@composite(samples=("torch.vdot(v, w)",))
def vdot(self: Tensor, other: Tensor) -> Any:
    """The inner product of two vectors, the first conjugated."""
    return conjugate_dot(self, other)


OLD_CHAIN = (
    "torch.chain_matmul is deprecated and will be removed in a future PyTorch release. Use "
    "torch.linalg.multi_dot instead, which accepts a list of two or more tensors rather than "
    "multiple parameters."
)


@composite(method=False, samples=("torch.chain_matmul(x, m, n)",))
def chain_matmul(*matrices: Tensor) -> Any:
    """The product of several matrices."""
    warn(OLD_CHAIN)
    check_chain(matrices)
    found = matrices[0]
    for each in matrices[1:]:
        found = mm(found, each)
    return found


@composite(method=False, samples=(
    "torch.tensordot(x, m, 1)", "torch.tensordot(x, y, 2)",
    "torch.tensordot(b, c, ([1, 2], [2, 1]))", "torch.tensordot(v, w, 0)",
))  # fmt: skip
def tensordot(a: Tensor, b: Tensor, dims: Any = 2) -> Any:
    """Products summed over pairs of dimensions."""
    require_alike("both inputs should have same dtype", a, b)
    if isinstance(dims, int):
        if dims < 0:
            raise RuntimeError(f"tensordot expects dims >= 0, but got dims={dims}")
        if dims > min(a.ndim, b.ndim):
            raise RuntimeError(f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}")
        first, second = list(range(a.ndim - dims, a.ndim)), list(range(dims))
    else:
        first, second = (
            [n % each.ndim for n in given] for each, given in zip((a, b), dims, strict=True)
        )
    for one, two in zip(first, second, strict=True):
        if a.shape[one] != b.shape[two] and 1 not in (a.shape[one], b.shape[two]):
            named = one - a.ndim if isinstance(dims, int) else one
            raise RuntimeError(
                f"contracted dimensions need to match, but first has size {a.shape[one]} in dim "
                f"{named} and second has size {b.shape[two]} in dim {two}"
            )
    a, b = _summed_ones(a, b, first, second)
    rest_a = [n for n in range(a.ndim) if n not in first]
    rest_b = [n for n in range(b.ndim) if n not in second]
    size = int(np.prod([a.shape[n] for n in first]))
    left = a.permute(rest_a + first).reshape(-1, size)
    right = b.permute(second + rest_b).reshape(size, -1)
    shape = [a.shape[n] for n in rest_a] + [b.shape[n] for n in rest_b]
    if not rest_a and not rest_b:
        return dot(left.reshape(-1), right.reshape(-1)).reshape(())
    return mm(left, right).reshape(shape)


def _summed_ones(a: Any, b: Any, first: Any, second: Any) -> tuple[Any, Any]:
    """Both tensors, a paired dimension of one summed where the other's length is 1."""
    for one, two in zip(first, second, strict=True):
        if a.shape[one] == 1 != b.shape[two]:
            b = b.sum(two, keepdim=True)
        elif b.shape[two] == 1 != a.shape[one]:
            a = a.sum(one, keepdim=True)
    return a, b


@composite(out=PLAIN.apart(), samples=("torch.kron(v, w)", "torch.kron(x, m)"))
def kron(self: Tensor, other: Tensor) -> Any:
    """Every element of one times the whole of the other, block by block."""
    rank = max(self.ndim, other.ndim)
    one = (1,) * (rank - self.ndim) + tuple(self.shape)
    two = (1,) * (rank - other.ndim) + tuple(other.shape)
    left = reshape_copy(self, tuple(n for each in one for n in (each, 1)))
    right = reshape_copy(other, tuple(n for each in two for n in (1, each)))
    product, shape = left * right, tuple(a * b for a, b in zip(one, two, strict=True))
    if not is_viewable(product._data, shape):
        raise RuntimeError(NOT_VIEWABLE)
    return reshape_copy(product, shape)
