"""PyTorch's dtypes, each standing for the numpy dtype that holds it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

BOOL, INTEGER, FLOAT, COMPLEX = range(4)
_CATEGORY = {"b": BOOL, "i": INTEGER, "u": INTEGER, "f": FLOAT, "c": COMPLEX}

_C_NAMES = {
    "float32": "float", "float64": "double", "int64": "long int", "int32": "int",
    "int16": "short int", "int8": "signed char", "uint8": "unsigned char", "float16": "c10::Half",
    "complex64": "c10::complex<float>", "complex128": "c10::complex<double>",
}  # fmt: skip


class dtype:  # noqa: N801  (PyTorch's name)
    """One of PyTorch's element types; compared by identity and printed as ``torch.float32``."""

    __slots__ = ("c_name", "category", "itemsize", "kind_name", "name", "numpy")
    __module__ = "torch"

    def __init__(self, name: str, kind_name: str) -> None:
        self.name = name
        self.kind_name = kind_name
        self.numpy = np.dtype(name)
        self.category = _CATEGORY[self.numpy.kind]
        self.itemsize = self.numpy.itemsize
        self.c_name = _C_NAMES.get(name, name)

    @property
    def is_floating_point(self) -> bool:
        """Is it one of the real floating-point types?"""
        return self.category == FLOAT

    @property
    def is_complex(self) -> bool:
        """Is it one of the complex types?"""
        return self.category == COMPLEX

    @property
    def is_signed(self) -> bool:
        """Can it hold a negative number?"""
        return self.numpy.kind not in "ub"

    @property
    def c_name_short(self) -> str:
        """How overflow errors call it."""
        if self.category == INTEGER and self is not uint8:
            return f"{self.name}_t"
        return self.name if self is uint8 else self.c_name

    def to_real(self) -> dtype:
        """The dtype of its real part."""
        return {"complex64": float32, "complex128": float64}.get(self.name, self)

    def to_complex(self) -> dtype:
        """The complex dtype of its precision."""
        return complex128 if self.name in ("float64", "complex128") else complex64

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> str:
        return self.name


bool_: Final = dtype("bool", "Bool")
uint8: Final = dtype("uint8", "Byte")
int8: Final = dtype("int8", "Char")
int16: Final = dtype("int16", "Short")
int32: Final = dtype("int32", "Int")
int64: Final = dtype("int64", "Long")
float16: Final = dtype("float16", "Half")
float32: Final = dtype("float32", "Float")
float64: Final = dtype("float64", "Double")
complex64: Final = dtype("complex64", "ComplexFloat")
complex128: Final = dtype("complex128", "ComplexDouble")

ALL: Final = (
    bool_,
    uint8,
    int8,
    int16,
    int32,
    int64,
    float16,
    float32,
    float64,
    complex64,
    complex128,
)
BY_NUMPY: Final = {each.numpy: each for each in ALL}
BY_NAME: Final = {each.name: each for each in ALL} | {
    "bool": bool_, "short": int16, "int": int32, "long": int64, "half": float16,
    "float": float32, "double": float64, "cfloat": complex64, "cdouble": complex128,
}  # fmt: skip

F32: Final = float32.numpy
F64: Final = float64.numpy
I64: Final = int64.numpy


def of(array: Any) -> dtype:
    """The dtype of an array or numpy scalar."""
    return BY_NUMPY[array.dtype]


def promote_types(first: dtype, second: dtype) -> dtype:
    """The dtype of an operation between two tensors that both have dimensions."""
    low, high = sorted((first, second), key=lambda each: each.category)
    if low.category != high.category and high.category != COMPLEX:
        return high
    if high.category == COMPLEX and low.category < FLOAT:
        return high
    return BY_NUMPY[np.promote_types(first.numpy, second.numpy)]
