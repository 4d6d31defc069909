"""Complex numbers: their parts, conjugates, size and direction.

Most of these are not holomorphic, so that their formulas are the conjugate Wirtinger derivatives
themselves, by PyTorch's convention (``engine.calls.variants``).
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from engine.calls.declare import FUNCTIONS, METHODS, composite, in_place, operation, unary
from engine.calls.general import check_broadcast
from engine.calls.out_rules import ELEMENTWISE, FOUND_DTYPE, OutRule
from engine.calls.untracked import untracked
from engine.dtypes import dtype, of
from engine.formula import nothing, sign_of, where
from engine.foundation.warn import warn
from engine.ops.matmul import check_vectors
from engine.storage.layout import arranged
from engine.tensor import Tensor

_ARRAYS = (np.ndarray, np.generic)


def _is_array(value: Any) -> bool:
    return isinstance(value, _ARRAYS)


def conj(value: Any) -> Any:
    """The complex conjugate of an array, a tensor or a symbol; real numbers as they are."""
    if _is_array(value):
        return np.conj(value) if value.dtype.kind == "c" else value
    return value.conj()


def _part(value: Any, name: str) -> Any:
    """The real or the imaginary part."""
    if _is_array(value) or isinstance(value, Tensor):
        return getattr(value, name)
    return getattr(value, name)()


def _real(value: Any) -> Any:
    return _part(value, "real")


def _imaginary(value: Any) -> Any:
    return _part(value, "imag")


def _joined(value: Any) -> Any:
    """Pairs as complex numbers."""
    if _is_array(value):
        return value[..., 0] + 1j * value[..., 1]
    return as_complex(value) if isinstance(value, Tensor) else value.view_as_complex()


def _paired(value: Any) -> Any:
    """Complex numbers as pairs."""
    if _is_array(value):
        return np.stack((value.real, value.imag), -1)
    if isinstance(value, Tensor):
        return as_real(resolve_conj(value))
    return value.view_as_real()


@operation("ℂ→ℝ²", name="view_as_real", is_view=True, self=lambda grad: _joined(grad))
def as_real(self: Any) -> Any:
    """Complex numbers as pairs of their parts, in a new last dimension; shares the storage."""
    if self.dtype.kind != "c":
        raise RuntimeError("view_as_real is only supported for complex tensors")
    half = self.real
    return np.lib.stride_tricks.as_strided(
        half, (*half.shape, 2), (*half.strides, half.dtype.itemsize)
    )


@operation("ℝ²→ℂ", name="view_as_complex", is_view=True, self=lambda grad: _paired(grad),
           samples=("torch.view_as_complex(x)", "torch.view_as_complex(x[:, :2])"),
           conjugates=True)  # fmt: skip
def as_complex(self: Any) -> Any:
    """Pairs in the last dimension as complex numbers; shares the storage."""
    kind = of(self)
    if not kind.is_floating_point or kind.itemsize < 4:
        raise RuntimeError(
            "view_as_complex is only supported for half, float and double tensors, but got a "
            f"tensor of scalar type: {kind.kind_name}"
        )
    if not self.ndim:
        raise RuntimeError("Input tensor must have one or more dimensions")
    if self.shape[-1] != 2:
        raise RuntimeError("Tensor must have a last dimension of size 2")
    if self.strides[-1] != self.dtype.itemsize:
        raise RuntimeError("Tensor must have a last dimension with stride 1")
    if any(step % (2 * self.dtype.itemsize) for step in self.strides[:-1]):
        raise RuntimeError("Tensor must have a stride divisible by 2 for all but last dimension")
    whole = kind.to_complex().numpy
    return self.view(whole)[..., 0]


@operation(
    "conj",
    name="conj.complex",
    node="ConjBackward0",
    self=lambda grad: conj(grad),
    conjugates=True,
)
def conjugated(self: Any) -> Any:
    """Every number with its imaginary part's sign changed."""
    return np.conj(self)


@composite(samples=("x.conj()", "torch.conj(i)", "x.adjoint()"))
def conj_(self: Tensor) -> Any:
    """Every number with its imaginary part's sign changed; real ones as they are."""
    if self._data.dtype.kind != "c":
        return self
    found = conjugated(self)
    found._is_conj = not is_conj(self)
    return found


FUNCTIONS["conj"] = FUNCTIONS.pop("conj_")
conj_.__name__ = "conj"


@operation("conj", name="conj_physical.complex", node="ConjPhysicalBackward0", elementwise=True,
           self=lambda grad: conj(grad), conjugates=True)  # fmt: skip
def conjugated_for_good(self: Any) -> Any:
    """Every number with its imaginary part's sign changed."""
    return np.conj(self)


@operation("conj", name="conj_physical.in_place", node="ConjPhysicalBackward1", elementwise=True,
           self=lambda grad: conj(grad), conjugates=True)  # fmt: skip
def _conjugated_in_place(self: Any) -> Any:
    return np.conj(self)


@composite(out=ELEMENTWISE, samples=("torch.conj_physical(x)",))
def conj_physical(self: Tensor) -> Any:
    """The complex conjugate, computed at once."""
    return conjugated_for_good(self) if self._data.dtype.kind == "c" else self


@composite(samples=("(x * (1 + 2j)).conj_physical_()", "(x * 1).conj_physical_()"))
def conj_physical_(self: Tensor) -> Any:
    """In place: the complex conjugate."""
    return in_place(_conjugated_in_place.op)(self)


@composite(samples=("x.resolve_conj() is x",))
def resolve_conj(self: Tensor) -> Any:
    """The tensor with its conjugation carried out."""
    return self.clone() if is_conj(self) else self


@composite(samples=("x.resolve_neg() is x",))
def resolve_neg(self: Tensor) -> Any:
    """The tensor with its negation carried out, as it always is here."""
    return self


@composite(method=False, samples=("torch.view_as_real(x)",))
def view_as_real(self: Tensor) -> Any:
    """Complex numbers as pairs of their parts, in a new last dimension; shares the storage.

    Raises:
        RuntimeError: it is what ``conj()`` gave, which PyTorch stores as it was.
    """
    if is_conj(self):
        raise RuntimeError(
            "view_as_real doesn't work on unresolved conjugated tensors.  To resolve the "
            "conjugate tensor so you can view it as real, use self.resolve_conj(); however, be "
            "warned that the resulting tensor will NOT alias the original."
        )
    return as_real(self)


@composite(samples=("x.is_conj()",))
def is_conj(self: Tensor) -> bool:
    """Is it what ``conj()`` gave, or a view of that?"""
    if self._data.dtype.kind != "c":
        return False
    return getattr(self, "_is_conj", False) or (self._base is not None and is_conj(self._base))


@composite(samples=("x.is_neg()",))
def is_neg(self: Tensor) -> bool:
    """Is it the negated view of another? Never here."""
    return False


@composite(samples=("torch.real(x) is x",))
def real(self: Tensor) -> Any:
    """The real parts, sharing the storage."""
    return as_real(self).select(self.ndim, 0) if self._data.dtype.kind == "c" else self


@composite(samples=("torch.imag(x)",))
def imag(self: Tensor) -> Any:
    """The imaginary parts, sharing the storage.

    Raises:
        RuntimeError: the numbers are real.
    """
    if self._data.dtype.kind != "c":
        raise RuntimeError("imag is not implemented for tensors with non-complex dtypes.")
    return as_real(self).select(self.ndim, 1)


@composite(samples=("torch.isreal(x)", "torch.isreal(i)"))
def isreal(self: Tensor) -> Any:
    """Where the imaginary part is zero."""
    return untracked(np.asarray(np.isreal(self._data))[()], self)


def _angle_rule(grad: Any, self: Any) -> Any:
    if not _is_complex(self):
        return nothing(grad)
    size = abs(self)
    return where(self == 0, 0.0, grad * self / (size * size) * 1j)


def _angle(self: Any) -> Any:
    if self.dtype.kind == "c":
        return np.angle(self)
    found = np.where(self < 0, self.dtype.type(np.pi), np.where(np.isnan(self), self, 0))
    return found.astype(self.dtype)[()]


unary("angle", "∠", _angle, lambda grad, self: _angle_rule(grad, self),
      samples=("x.angle()", "torch.angle(i)", "torch.angle(o)"))  # fmt: skip


@operation("·", name="vdot.default", node="VdotBackward0", inputs=("self", "other"),
           self=lambda grad, other: conj(grad) * other,
           other=lambda grad, self: grad * self, conjugates=True)  # fmt: skip
def conjugate_dot(self: Any, other: Any) -> Any:
    """The inner product of two vectors, the first conjugated."""
    check_vectors(self, other)
    return np.vdot(self, other)


OF_PARTS: Final = OutRule(
    "Expected object of scalar type {wanted} but got scalar type {own} for argument 'out'"
)


@operation("ℂ", out=OF_PARTS, name="complex", inputs=("real", "imag"),
           real=lambda grad, real: _real(grad), imag=lambda grad, imag: _imaginary(grad),
           samples=("torch.complex(x, y)", "torch.complex(x, v)"), conjugates=True)  # fmt: skip
def made_of_parts(real: Any, imag: Any) -> Any:
    """Complex numbers out of their parts."""
    kinds = _kinds_of_parts(real, imag)
    check_broadcast((real, imag))
    whole = np.empty(
        np.broadcast_shapes(np.shape(real), np.shape(imag)), kinds[0].to_complex().numpy
    )
    whole.real, whole.imag = real, imag
    return arranged(whole[()], (real, imag))


def _kinds_of_parts(one: Any, other: Any) -> tuple[dtype, dtype]:
    """Their dtypes, which must be one of float32 and float64."""
    kinds = of(one), of(other)
    if any(not kind.is_floating_point or kind.itemsize < 4 for kind in kinds):
        raise RuntimeError(
            "Expected both inputs to be Half, Float or Double tensors but got "
            f"{kinds[0].kind_name} and {kinds[1].kind_name}"
        )
    if kinds[0] is not kinds[1]:
        raise RuntimeError(
            f"Expected object of scalar type {kinds[0].kind_name} but got scalar type "
            f"{kinds[1].kind_name} for second argument"
        )
    return kinds


@operation("∠", out=OF_PARTS, name="polar", inputs=("abs", "angle"),
           abs=lambda grad, result: _real(conj(grad) * _direction(result)),
           angle=lambda grad, result: _real(conj(grad) * (result * 1j)),
           samples=("torch.polar(y, x)",), conjugates=True)  # fmt: skip
def made_of_size(abs: Any, angle: Any) -> Any:
    """Complex numbers out of their size and direction."""
    kinds = _kinds_of_parts(abs, angle)
    check_broadcast((abs, angle))
    whole = (abs * np.cos(angle)) + 1j * (abs * np.sin(angle))
    return whole.astype(kinds[0].to_complex().numpy)


def _direction(value: Any) -> Any:
    return np.sign(value) if _is_array(value) else value.sgn()


def _is_complex(value: Any) -> bool:
    data = getattr(value, "_data", value)
    if isinstance(data, _ARRAYS):
        return data.dtype.kind == "c"
    return getattr(data, "is_complex", False) is True


def direction_rule(grad: Any, self: Any, result: Any) -> Any:
    """The gradient of z/|z|: what of ``grad`` turns it, over the size (PyTorch's sgn_backward)."""
    if not _is_complex(self):
        return nothing(grad)
    size = abs(self)
    along = _real(conj(result) * grad) * result
    return where(size == 0, 0.0, (grad - along) / size)


unary("sgn", "sgn", sign_of,
      lambda grad, self, result: direction_rule(grad, self, result), out=FOUND_DTYPE,
      floats=False, conjugates=True)  # fmt: skip


NO_MATRIX = "Tensor.{name} is deprecated on 0-D tensors. Consider using x.conj()."


def _adjoint(self: Tensor) -> Any:
    """The matrix transposed and conjugated.

    Raises:
        RuntimeError: it is not a matrix.
    """
    if self.ndim not in (0, 2):
        more = " For batches of matrices, consider using tensor.mH" * (self.ndim > 2)
        raise RuntimeError(
            "tensor.H is only supported on matrices (2-D tensors). Got "
            f"{self.ndim}-D tensor.{more}"
        )
    if not self.ndim:
        warn(NO_MATRIX.format(name="H"), once=True)
        return self.conj()
    return self.transpose(0, 1).conj()


def _batched_adjoint(self: Tensor) -> Any:
    """Every matrix transposed and conjugated."""
    if not self.ndim:
        warn(NO_MATRIX.format(name="mH"), once=True)
        return self.conj()
    if self.ndim < 2:
        raise RuntimeError(
            "tensor.mH is only supported on matrices or batches of matrices. Got "
            f"{self.ndim}-D tensor."
        )
    return self.transpose(-2, -1).conj()


@composite(samples=("m.adjoint()", "b.adjoint()"))
def adjoint(self: Tensor) -> Any:
    """Every matrix transposed and conjugated."""
    if not self.ndim:
        warn("adjoint() is deprecated on 0-D tensors. Consider using x.conj().", once=True)
        return self.conj()
    if self.ndim < 2:
        raise RuntimeError(
            "tensor.adjoint() is only supported on matrices or batches of matrices. Got "
            f"{self.ndim}-D tensor."
        )
    return self.transpose(-2, -1).conj()


def _set_part(place: int) -> Any:
    def write(self: Tensor, value: Any) -> None:
        part = imag(self) if place else real(self)
        if not isinstance(value, Tensor | int | float | complex | np.generic):
            raise TypeError(f"can't assign a {type(value).__name__} to a {part.type()}")
        part.copy_(value)

    return write


METHODS.update({
    "H": property(_adjoint, doc=_adjoint.__doc__),
    "mH": property(_batched_adjoint, doc=_batched_adjoint.__doc__),
    "real": property(real, _set_part(0), doc=real.__doc__),
    "imag": property(imag, _set_part(1), doc=imag.__doc__),
})  # fmt: skip
