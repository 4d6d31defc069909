"""Python's numbers, nested lists and numpy's arrays, read as PyTorch reads them."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from engine import dtypes
from engine.dtypes import dtype as DType
from engine.dtypes import promote_types
from engine.errors import type_name
from engine.foundation.protocols import TO_SCALAR
from engine.foundation.warn import warn
from engine.modes import MODES, default_float
from engine.numbers.half import converted
from engine.numbers.sequences import in_lists, is_number, is_other_sequence
from engine.tensor import Tensor

PLAIN = frozenset({int, float, bool, complex})
PYTHON_TYPES: dict[Any, DType] = {
    float: dtypes.float64, int: dtypes.int64, bool: dtypes.bool_, complex: dtypes.complex128,
}  # fmt: skip
SLOW = (
    "Creating a tensor from a list of numpy.ndarrays is extremely slow. Please consider "
    "converting the list to a single numpy.ndarray with numpy.array() before converting to a "
    "tensor."
)
NO_INDEX = "only integer tensors of a single element can be converted to an index"
OVERFLOW = "Overflow when unpacking long long"
Array = np.ndarray[Any, Any]


def wanted_dtype(dtype: Any, function: str) -> DType | None:
    """A ``dtype=`` argument, which may also be one of Python's own number types.

    Raises:
        TypeError: it is something else.
    """
    if dtype is None or isinstance(dtype, DType):
        return dtype
    if isinstance(dtype, type) and dtype in PYTHON_TYPES:
        return PYTHON_TYPES[dtype]
    raise TypeError(
        f"{function}(): argument 'dtype' must be torch.dtype, not {type(dtype).__name__}"
    )


def default_complex() -> DType:
    """The dtype that a Python complex number becomes."""
    return dtypes.complex128 if default_float().itemsize == 8 else dtypes.complex64


def read(data: Any, dtype: DType | None) -> Array:
    """``data`` as a new array, in ``dtype`` or the one that fits it.

    Raises:
        TypeError, ValueError, RuntimeError: neither a number nor a regular nesting of them.
    """
    if isinstance(data, Tensor):
        return _converted(np.array(data._data), dtype)
    if isinstance(data, np.ndarray | np.generic):
        check_array(data)
        if dtype is not None and not data.ndim and not _fits(data, dtype):
            raise TypeError(f"'{type_name(data)}' object cannot be interpreted as an integer")
        return _converted(np.array(data), dtype)
    if isinstance(data, str | bytes):
        raise TypeError(f"new(): invalid data type '{type(data).__name__}'")
    kinds: set[type] = set()
    _kinds(data, kinds)
    if kinds <= PLAIN:
        return _plain(data, kinds, dtype)
    if any(is_other_sequence(each) for each in kinds):
        return read(in_lists(data), dtype)
    return _mixed(data, dtype)


def _kinds(data: Any, found: set[type]) -> None:
    if isinstance(data, list | tuple | range):
        for each in data:
            if isinstance(each, list | tuple | range):
                _kinds(each, found)
            else:
                found.add(type(each))
    else:
        found.add(type(data))


def _plain(data: Any, kinds: set[type], dtype: DType | None) -> Array:
    fitting = fitting_dtype(kinds)
    if fitting.is_complex and dtype is not None and dtype.numpy.kind not in "cb":
        if dtype.category == dtypes.INTEGER:
            raise TypeError("'complex' object cannot be interpreted as an integer")
        raise TypeError("must be real number, not complex")
    try:
        array = np.array(data)
    except ValueError:
        _check_regular(data, _sizes(data), 0, dtype or fitting)
        raise
    except OverflowError:
        raise ValueError(OVERFLOW) from None
    if array.dtype == object or array.dtype == np.uint64:
        raise ValueError(OVERFLOW)
    return _converted(array, dtype or fitting)


def fitting_dtype(kinds: set[type]) -> DType:
    """The dtype of Python numbers of these types together."""
    if complex in kinds:
        return default_complex()
    if float in kinds or not kinds:
        return default_float()
    return dtypes.int64 if int in kinds else dtypes.bool_


def _converted(array: Array, dtype: DType | None) -> Array:
    if dtype is None or array.dtype == dtype.numpy:
        return array
    if dtype.numpy.kind in "iu" and array.dtype.kind in "iuf" and array.size:
        limits = np.iinfo(dtype.numpy)
        low = -limits.max if dtype.numpy.kind == "u" else limits.min
        if not (array.max() <= limits.max and array.min() >= low):
            raise RuntimeError(f"value cannot be converted to type {dtype.name} without overflow")
    if dtype.numpy.kind not in "cb" and array.dtype.kind == "c":
        array = array.real
    found: Array = converted(array, dtype.numpy)
    return found


def _mixed(data: Any, dtype: DType | None) -> Array:
    """Lists that hold tensors or numpy's values among their numbers."""
    if isinstance(data, list) and data and all(isinstance(e, np.ndarray) for e in data):
        warn(SLOW, once=True)
    sizes = _sizes(data)
    found = _inferred(data) if dtype is None else dtype
    _check_regular(data, sizes, 0, found)
    array: Array = converted(np.array(_numbers(data)), found.numpy)
    return array.reshape(sizes)


def _is_sequence(value: Any) -> bool:
    """Whether a value is gone through element by element; a tensor stands for one number."""
    if isinstance(value, np.ndarray):
        return bool(value.ndim)
    return isinstance(value, str | list | tuple | range)


def _sizes(data: Any) -> tuple[int, ...]:
    sizes: list[int] = []
    while _is_sequence(data):
        if isinstance(data, str):
            raise ValueError("too many dimensions 'str'")
        sizes.append(len(data))
        if not len(data):
            break
        data = data[0]
    return tuple(sizes)


def _inferred(value: Any) -> DType:
    if isinstance(value, Tensor | np.ndarray | np.generic):
        array = value._data if isinstance(value, Tensor) else value
        if array.dtype not in dtypes.BY_NUMPY:
            raise RuntimeError(f"Could not infer dtype of {type(value).__name__}")
        return dtypes.BY_NUMPY[array.dtype]
    if isinstance(value, bool | int | float | complex):
        kind = next(each for each in (bool, int, float, complex) if isinstance(value, each))
        return fitting_dtype({kind})
    if isinstance(value, str):
        raise TypeError("new(): invalid data type 'str'")
    if not isinstance(value, list | tuple | range):
        raise RuntimeError(f"Could not infer dtype of {type_name(value)}")
    found = [_inferred(each) for each in value]
    if not found:
        return default_float()
    common = found[0]
    for each in found[1:]:
        common = promote_types(common, each)
    return common


def _check_regular(data: Any, sizes: tuple[int, ...], dim: int, dtype: DType) -> None:
    if dim == len(sizes):
        _check_element(data, dtype)
        if _is_sequence(data) or not _fits(data, dtype):
            wanted = "be interpreted as an integer" if dtype.category < dtypes.FLOAT else ""
            kind = type_name(data)
            raise TypeError(
                f"'{kind}' object cannot {wanted}"
                if wanted
                else f"must be real number, not {kind}"
            )
        return
    if not _is_sequence(data):
        raise TypeError("not a sequence")
    if len(data) != sizes[dim]:
        raise ValueError(
            f"expected sequence of length {sizes[dim]} at dim {dim} (got {len(data)})"
        )
    for each in data:
        _check_regular(each, sizes, dim + 1, dtype)


def _check_element(value: Any, dtype: DType) -> None:
    """Raise TypeError or RuntimeError where a tensor in a list is of too wide a kind."""
    if not isinstance(value, Tensor):
        return
    if dtype.category < dtypes.FLOAT <= value.dtype.category:
        raise TypeError(NO_INDEX)
    if value.dtype.is_complex and not dtype.is_complex:
        raise RuntimeError("value cannot be converted to type double without overflow")


def _fits(value: Any, dtype: DType) -> bool:
    """Can a value become a number of this dtype? numpy's fractions become no whole ones."""
    fraction = isinstance(value, np.generic) and value.dtype.kind == "f"
    if dtype.category < dtypes.FLOAT and fraction and not isinstance(value, float):
        return False
    return is_number(value)


def _numbers(value: Any) -> Any:
    if isinstance(value, Tensor):
        if value._data.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        if value._edge is not None and MODES.grad:
            warn(TO_SCALAR, once=True)
        return value._data.item()
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, list | tuple | range):
        return [_numbers(each) for each in value]
    return value


def check_array(array: Any) -> None:
    """Raise TypeError where a numpy array holds what no tensor can."""
    if array.dtype not in dtypes.BY_NUMPY or array.dtype == dtypes.BF16:
        raise TypeError(
            f"can't convert np.ndarray of type {array.dtype.type.__module__}."
            f"{array.dtype.type.__name__}. The only supported types are: float64, float32, "
            "float16, complex64, complex128, int64, int32, int16, int8, uint64, uint32, uint16, "
            "uint8, and bool."
        )


def switch(value: Any) -> Any:
    """Whether something is to be done, which PyTorch's own code takes as a whole number.

    Raises:
        TypeError: it is no whole number.
    """
    return value if value is None or type(value) is bool else bool(operator.index(value))
