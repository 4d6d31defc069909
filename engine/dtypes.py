"""PyTorch's dtypes, each standing for the numpy dtype that holds it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from engine.foundation.absent import LackingError
from engine.foundation.built_in import BuiltIn

BOOL, INTEGER, FLOAT, COMPLEX = range(4)
_CATEGORY = {"b": BOOL, "i": INTEGER, "u": INTEGER, "f": FLOAT, "c": COMPLEX}

_C_NAMES = {
    "float32": "float", "float64": "double", "int64": "long int", "int32": "int",
    "int16": "short int", "int8": "signed char", "uint8": "unsigned char", "float16": "c10::Half",
    "complex64": "c10::complex<float>", "complex128": "c10::complex<double>",
    "bfloat16": "c10::BFloat16", "uint16": "short unsigned int", "uint32": "unsigned int",
    "uint64": "long unsigned int",
}  # fmt: skip
# numpy has no bfloat16: its values are kept as single-precision numbers rounded to it, in the
# byte order that is not this machine's own. So the two never pass for one another, numpy computes
# with them as with any number, and what it computes is plain float32 until it is rounded again.
_HOLDS_BFLOAT16 = np.dtype(np.float32).newbyteorder("S")


_OF_OLDER_TENSORS = ("Byte", "Char", "Double", "Float", "Half", "Int", "Long", "Short")


class dtype(metaclass=BuiltIn):
    """One of PyTorch's element types; compared by identity and printed as ``torch.float32``."""

    __slots__ = ("c_name", "category", "itemsize", "kind_name", "name", "numpy")
    __module__ = "torch"

    def __init__(
        self, name: str, kind_name: str, held: np.dtype[Any] | None = None, itemsize: int = 0
    ) -> None:
        self.name = name
        self.kind_name = kind_name
        self.numpy = np.dtype(name) if held is None else held
        self.category = _CATEGORY[self.numpy.kind]
        self.itemsize = itemsize or self.numpy.itemsize
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
    def type_string(self) -> str:
        """What ``Tensor.type`` answers: ``torch.FloatTensor`` and its like."""
        return f"torch.{self.kind_name}Tensor"

    @property
    def tensor_name(self) -> str:
        """What errors call a tensor of such elements: by its older name, where it has one."""
        older = self.kind_name in _OF_OLDER_TENSORS
        return self.type_string if older else f"CPU{self.kind_name}Type"

    def to_real(self) -> dtype:
        """The dtype of its real part."""
        own = {"complex32": float16, "complex64": float32, "complex128": float64}
        return own.get(self.name, self)

    def to_complex(self) -> dtype:
        """The complex dtype of its precision."""
        if self.name in ("float16", "complex32"):
            return complex32
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

bfloat16: Final = dtype("bfloat16", "BFloat16", _HOLDS_BFLOAT16, 2)
uint16: Final = dtype("uint16", "UInt16")
uint32: Final = dtype("uint32", "UInt32")
uint64: Final = dtype("uint64", "UInt64")

ALL: Final = (
    bool_, uint8, int8, int16, int32, int64, float16, float32, float64, complex64, complex128,
    bfloat16, uint16, uint32, uint64,
)  # fmt: skip


class AbsentDtype(dtype):
    """An element type of PyTorch's that can be named here, but holds no elements."""

    __slots__ = ()
    __module__, __qualname__ = "torch", "dtype"

    def __init__(self, name: str, kind_name: str, category: int, itemsize: int) -> None:
        self.name = self.c_name = name
        self.kind_name, self.category, self.itemsize = kind_name, category, itemsize

    @property
    def numpy(self) -> Any:  # type: ignore[override]
        """Nothing holds it.

        Raises:
            NotImplementedError: always.
        """
        raise LackingError(
            f"tensors of torch.{self.name} exist in PyTorch but not here; use torch.bfloat16 or "
            "torch.float16 for little precision, torch.int8 for small whole numbers"
        )

    @property
    def is_signed(self) -> bool:
        """Can it hold a negative number?"""
        return not self.name.startswith(("uint", "quint", "bits"))


complex32: Final = AbsentDtype("complex32", "ComplexHalf", COMPLEX, 4)
ABSENT: Final = (
    complex32,
    *(
        AbsentDtype(f"float{name}", f"Float{name}", FLOAT, 1)
        for name in (
            "8_e4m3fn", "8_e4m3fnuz", "8_e5m2", "8_e5m2fnuz", "8_e8m0fnu", "4_e2m1fn_x2",
        )
    ),
    *(
        AbsentDtype(name, f"Q{name[1:].replace('i', 'I', 1)}", INTEGER, size)
        for name, size in (
            ("qint8", 1), ("quint8", 1), ("qint32", 4), ("quint4x2", 1), ("quint2x4", 1),
        )
    ),
    *(AbsentDtype(f"int{n}", f"Int{n}", INTEGER, 1) for n in range(1, 8)),
    *(AbsentDtype(f"uint{n}", f"UInt{n}", INTEGER, 1) for n in range(1, 8)),
    *(
        AbsentDtype(f"bits{name}", f"Bits{name}", INTEGER, size)
        for name, size in (("1x8", 1), ("2x4", 1), ("4x2", 1), ("8", 1), ("16", 2))
    ),
)  # fmt: skip
BY_NUMPY: Final = {each.numpy: each for each in ALL}
BY_NAME: Final[dict[str, dtype]] = {each.name: each for each in (*ALL, *ABSENT)} | {
    "bool": bool_, "short": int16, "int": int32, "long": int64, "half": float16,
    "float": float32, "double": float64, "cfloat": complex64, "cdouble": complex128,
    "chalf": complex32,
}  # fmt: skip

F32: Final = float32.numpy
F64: Final = float64.numpy
I64: Final = int64.numpy
F16: Final = float16.numpy
BF16: Final = bfloat16.numpy


def of(array: Any) -> dtype:
    """The dtype of an array or numpy scalar."""
    return BY_NUMPY[array.dtype]


_WIDE_UNSIGNED: Final = (uint16, uint32, uint64)


def promote_types(type1: dtype, type2: dtype) -> dtype:
    """The dtype of an operation between two tensors that both have dimensions.

    Raises:
        RuntimeError: one of PyTorch's wider unsigned types meets another whole-number type.
    """
    if type1 is type2:
        return type1
    low, high = sorted((type1, type2), key=lambda each: each.category)
    if high.category < FLOAT and (low in _WIDE_UNSIGNED or high in _WIDE_UNSIGNED):
        raise RuntimeError(
            "Promotion for uint16, uint32, uint64 types is not supported, attempted to promote "
            f"{type1.kind_name} and {type2.kind_name}"
        )
    if low.category != high.category and high.category != COMPLEX:
        return high
    if high.category == COMPLEX and low.category < FLOAT:
        return high
    return BY_NUMPY[np.promote_types(type1.numpy, type2.numpy)]
