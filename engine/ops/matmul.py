"""Products of matrices and vectors, each shape by the node PyTorch makes for it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.calls.declare import METHODS, composite, operation
from engine.calls.later import later
from engine.calls.out_rules import OWN_DTYPE
from engine.dtypes import of
from engine.formula import outer as outer_product
from engine.formula import swap, transposed
from engine.numbers.alike import SCALARS, kind_name, require_alike
from engine.ops.shape import reshape_copy, squeeze_product
from engine.storage.stale import ask
from engine.tensor import Tensor, bump_version

product = later("engine.kernels.products", "product")
products = later("engine.kernels.batches", "products")


def to_left(grad: Any, right: Any, shape: Any, strides: Any) -> Any:
    """``grad @ rightᵀ``, column by column in memory where that is how the shape is laid out.

    So the gradient of a transposed weight, transposed back, lies as the weight does. As PyTorch's
    ``mm_mat1_backward``.
    """
    across = isinstance(shape, tuple) and strides == (1, shape[0])
    if type(grad) is np.ndarray:  # spelt out, as every linear layer comes here twice
        return product(right, grad.T).T if across else product(grad, right.T)
    return turned(right @ turned(grad)) if across else grad @ turned(right)


def by_vector(matrix: Any, vector: Any) -> Any:
    """``matrix @ vector``; of arrays, a product with a matrix of one column."""
    if type(matrix) is np.ndarray and type(vector) is np.ndarray:
        return product(matrix, vector[:, None])[:, 0]
    return matrix @ vector


def to_right(left: Any, grad: Any, shape: Any, strides: Any) -> Any:
    """``leftᵀ @ grad``, laid out in the same way, as PyTorch's ``mm_mat2_backward``."""
    across = isinstance(shape, tuple) and strides == (1, shape[0])
    if type(grad) is np.ndarray:
        return product(grad.T, left).T if across else product(left.T, grad)
    return turned(turned(grad) @ left) if across else turned(left) @ grad


def turned(matrix: Any) -> Any:
    """``matrix`` with rows and columns exchanged."""
    return matrix.t() if isinstance(matrix, Tensor) else matrix.T


@operation(
    "@", out=OWN_DTYPE, inputs=("self", "mat2"),
    self=lambda grad, mat2, self_shape, self_strides: to_left(
        grad, mat2, self_shape, self_strides
    ),
    mat2=lambda grad, self, mat2_shape, mat2_strides: to_right(
        self, grad, mat2_shape, mat2_strides
    ),
    samples=(
        "torch.mm(x, m)", "x.mm(m)", "m @ m", "x @ m", "x @ y", "x.mm(v)", "torch.mm(m, m.t())",
        "x.mm(i)", "i.t() @ j",
    ),
)  # fmt: skip
def mm(self: Any, mat2: Any) -> Any:
    """The product of two matrices."""
    if self.ndim != 2 or mat2.ndim != 2:
        which = "self" if self.ndim != 2 else "mat2"
        raise RuntimeError(f"{which} must be a matrix")
    if self.shape[1:] != mat2.shape[:1] or self.dtype != mat2.dtype:
        check_inner(self, mat2)
    return product(self, mat2)


def check_inner(left: Any, right: Any) -> None:
    """Raise RuntimeError if two matrices cannot be multiplied."""
    if left.shape[1] != right.shape[0]:
        ask((left, right))
        raise RuntimeError(
            "mat1 and mat2 shapes cannot be multiplied "
            f"({left.shape[0]}x{left.shape[1]} and {right.shape[0]}x{right.shape[1]})"
        )
    if left.dtype != right.dtype:
        raise RuntimeError(
            "expected m1 and m2 to have the same dtype, but got: "
            f"{of(left).c_name} != {of(right).c_name}"
        )


@operation(
    "@", out=OWN_DTYPE, inputs=("self", "vec"),
    self=lambda grad, vec: outer_product(grad, vec),
    vec=lambda grad, self: by_vector(transposed(self), grad),
    samples=("torch.mv(m, v)", "m @ v", "x.mv(v)", "x.mv(w[:2])", "x.mv(m)"),
)  # fmt: skip
def mv(self: Any, vec: Any) -> Any:
    """The product of a matrix and a vector."""
    if not self.ndim:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    if self.ndim != 2 or vec.ndim != 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got 1, {self.ndim}, {vec.ndim}")
    if self.shape[1] != vec.shape[0]:
        raise RuntimeError(
            f"size mismatch, got input ({self.shape[0]}), mat ({self.shape[0]}x{self.shape[1]}), "
            f"vec ({vec.shape[0]})"
        )
    if self.dtype != vec.dtype:
        kinds = f"{kind_name(vec)}, {kind_name(self)}, and {kind_name(vec)}"
        raise RuntimeError(f"addmv input tensors must have the same dtype, but got {kinds}")
    return by_vector(self, vec)


def check_vectors(self: Any, tensor: Any) -> None:
    """Raise RuntimeError if two vectors have no inner product."""
    if self.ndim != 1 or tensor.ndim != 1:
        raise RuntimeError(f"1D tensors expected, but got {self.ndim}D and {tensor.ndim}D tensors")
    if self.dtype != tensor.dtype:
        raise RuntimeError(
            "dot : expected both vectors to have same dtype, but found "
            f"{kind_name(self)} and {kind_name(tensor)}"
        )
    if self.shape != tensor.shape:
        raise RuntimeError(
            "inconsistent tensor size, expected tensor "
            f"[{self.shape[0]}] and src [{tensor.shape[0]}] to have the same number of elements, "
            f"but got {self.shape[0]} and {tensor.shape[0]} elements respectively"
        )


@operation(
    "·", out=OWN_DTYPE, inputs=("self", "tensor"),
    self=lambda grad, tensor: grad * tensor, tensor=lambda grad, self: grad * self,
    samples=("torch.dot(v, w)", "v @ w", "v.dot(w[:2])", "v.dot(x)", "v.dot(v)"),
)  # fmt: skip
def dot(self: Any, tensor: Any) -> Any:
    """The inner product of two vectors."""
    check_vectors(self, tensor)
    return self @ tensor


@operation(
    "@", out=OWN_DTYPE, inputs=("self", "mat2"),
    self=lambda grad, mat2: paired(grad, swap(mat2)),
    mat2=lambda grad, self: paired(swap(self), grad),
    samples=("torch.bmm(b, c)", "b.bmm(c)", "b.bmm(m)", "b.bmm(c[:1])"),
)  # fmt: skip
def bmm(self: Any, mat2: Any) -> Any:
    """The products of two batches of matrices."""
    check_batches(self, mat2)
    return products(self, mat2)


def paired(left: Any, right: Any) -> Any:
    """The products of two batches of matrices, of tensors in one operation."""
    if isinstance(left, Tensor):
        return bmm(left, right)
    return products(left, right) if type(left) is type(right) is np.ndarray else left @ right


def check_batches(batch1: Any, batch2: Any) -> None:
    """Raise RuntimeError if two batches of matrices cannot be multiplied pair by pair."""
    for name, each in (("batch1", batch1), ("batch2", batch2)):
        if each.ndim != 3:
            raise RuntimeError(f"{name} must be a 3D tensor")
    if batch1.shape[0] != batch2.shape[0] or batch1.shape[2] != batch2.shape[1]:
        ask((batch1, batch2))
        raise RuntimeError(
            "Expected size for first two dimensions of batch2 tensor to be: "
            f"[{batch1.shape[0]}, {batch1.shape[2]}] but got: "
            f"[{batch2.shape[0]}, {batch2.shape[1]}]."
        )
    if batch1.dtype != batch2.dtype:
        require_alike(SCALARS, batch1, batch2)


@composite(out=OWN_DTYPE, samples=(
    "torch.matmul(x, m)", "v @ m", "b @ v", "b @ m", "m @ b", "v @ b", "b @ c",
    "b.unsqueeze(0) @ c", "b.unsqueeze(1) @ c", "m.detach() @ b", "b @ m.detach()",
    "b.transpose(0, 1) @ m.detach()[:2, :2]", "s @ m", "x @ v", "x @ x", "v @ x", "b @ x",
    "x @ b", "x @ 2", "v @ w[:2]", "b.detach() @ v", "m @ b.detach()", "b @ y",
    "x.double() @ m.float()", "v.double() @ w.float()",
))  # fmt: skip
def matmul(self: Tensor, other: Tensor) -> Any:
    """The product of vectors, matrices or batches of matrices, as ``@``."""
    if not isinstance(other, Tensor):
        return NotImplemented
    ranks = (self._data.ndim, other._data.ndim)
    if ranks == (2, 2):
        return mm(self, other)
    if 0 in ranks:
        raise RuntimeError(
            f"both arguments to matmul need to be at least 1D, but they are {ranks[0]}D and "
            f"{ranks[1]}D"
        )
    if ranks == (1, 1):
        return dot(self, other)
    if ranks == (2, 1):
        return mv(self, other)
    if ranks == (1, 2):
        return _squeezed(mm(self.unsqueeze(0), other))
    return _folded(self, other) if _should_fold(self, other) else _batched(self, other)


def _squeezed(row: Tensor) -> Tensor:
    """The product without the dimension that a vector was given; PyTorch squeezes in place."""
    found: Tensor = squeeze_product(row, 0)
    bump_version(found)
    return found


def _unrepeated(self: Tensor, other: Tensor) -> tuple[Tensor, Tensor] | None:
    """Two batches, a single matrix being left unrepeated where its gradient is wanted."""
    if self.ndim == other.ndim == 3 and len(self._data) != len(other._data):
        if len(self._data) == 1 and self.requires_grad:
            return self.squeeze(0), other
        if len(other._data) == 1 and other.requires_grad:
            return self, other.squeeze(0)
    return None


def _should_fold(self: Tensor, other: Tensor) -> bool:
    """Whether PyTorch multiplies the larger operand as one tall matrix."""
    first_larger = self.ndim >= other.ndim
    large, small = (self, other) if first_larger else (other, self)
    if large.ndim < 3 or small.ndim > 2:
        return False
    if small.requires_grad:
        return True
    if self.ndim == 2:
        return False
    if not large._data.size:
        return True
    shape, steps = large._data.shape[:-1], large.stride()[:-1]
    if not first_larger:
        shape, steps = (*shape[:-1], large._data.shape[-1]), (*steps[:-1], large.stride(-1))
    return all(steps[n] == steps[n + 1] * shape[n + 1] for n in range(len(shape) - 1))


def _folded(self: Tensor, other: Tensor) -> Any:
    first_larger = self.ndim >= other.ndim
    large = self if first_larger else other.mT
    small = other if first_larger else (self.t() if self.ndim == 2 else self)
    *lead, length = large._data.shape
    shape = tuple(lead)
    tall = large.reshape(math.prod(shape), length)
    if small.ndim == 1:
        return reshape_copy(mv(tall, small), shape)
    found = reshape_copy(mm(tall, small), (*shape, small._data.shape[-1]))
    return found if first_larger else found.mT.contiguous()


def _batched(self: Tensor, other: Tensor) -> Any:
    """Broadcast the leading dimensions and multiply as one batch."""
    unrepeated = _unrepeated(self, other)
    if unrepeated is not None:
        return _folded(*unrepeated)
    left = self.unsqueeze(0) if self.ndim == 1 else self
    right = other.unsqueeze(1) if other.ndim == 1 else other
    one, two = left._data.shape, right._data.shape
    lead = one[:-2]
    if lead != two[:-2]:
        try:
            lead = np.broadcast_shapes(lead, two[:-2])
        except ValueError:
            raise _lead_mismatch(lead, two[:-2]) from None
    count = math.prod(lead)
    a = left.expand((*lead, *one[-2:])).reshape(count, *one[-2:])
    b = right.expand((*lead, *two[-2:])).reshape(count, *two[-2:])
    rows = () if self.ndim == 1 else (one[-2],)
    columns = () if other.ndim == 1 else (two[-1],)
    return reshape_copy(bmm(a, b), (*lead, *rows, *columns))


def _lead_mismatch(first: Any, second: Any) -> RuntimeError:
    one, two = (1,) * (len(second) - len(first)) + tuple(first), tuple(second)
    two = (1,) * (len(one) - len(two)) + two
    axis = next(
        n for n in reversed(range(len(one))) if one[n] != two[n] and 1 not in (one[n], two[n])
    )
    return RuntimeError(
        f"The size of tensor a ({one[axis]}) must match the size of tensor b ({two[axis]}) at "
        f"non-singleton dimension {axis}"
    )


def _times_from_right(self: Tensor, other: Any) -> Any:
    return matmul(other, self) if isinstance(other, Tensor) else NotImplemented


METHODS["__rmatmul__"] = _times_from_right
