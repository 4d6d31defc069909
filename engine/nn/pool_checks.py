"""What pools say of windows that do not fit their input, in PyTorch's words and order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.calls.axes import all_as_given
from engine.dtypes import int64
from engine.errors import negative_size
from engine.nn.borders import Ints, whole
from engine.ops.pooling import pooled_size
from engine.tensor import Tensor

Lists = dict[str, Any]
COUNTS = {2: "two", 3: "three"}
OUT_OF_RANGE = "Dimension out of range (expected to be in range of [{}, {}], but got {})"


def check_rank(name: str, input: Tensor, count: int, indices: bool = False) -> None:
    """Raise for an input of too few or too many dimensions."""
    shape = list(input.shape)
    if count == 1 and name == "max_pool" and not indices:
        if len(shape) not in (2, 3) or 0 in shape[-2:]:
            raise RuntimeError(
                "max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size "
                f"for input, but got:{shape}"
            )
    elif count == 1:
        check_flat(f"{name}1d", input)
    elif len(shape) not in (count + 1, count + 2):
        if (name, count) == ("avg_pool", 2) and len(shape) < 3:
            size = max(len(shape), 1)
            raise IndexError(OUT_OF_RANGE.format(-size, size - 1, -3))
        raise RuntimeError(
            f"non-empty {count + 1}D or {count + 2}D (batch mode) tensor expected for input"
        )


def check_flat(name: str, input: Tensor) -> None:
    """Raise for an input that is neither rows of channels nor a batch of them."""
    if input.ndim not in (2, 3):
        raise RuntimeError(
            f"Expected 2 to 3 dimensions, but got {input.ndim}-dimensional tensor for argument "
            f"#1 'self' (while checking arguments for {name})"
        )


def geometry(name: str, count: int, given: Lists, indices: bool = False) -> tuple[Ints, ...]:
    """The numbers of ``kernel_size``, ``stride``, ``padding`` and perhaps ``dilation``.

    Raises:
        RuntimeError: there are too many of them.
        TypeError: one is not a whole number.
    """
    for own, value in given.items():
        if isinstance(value, tuple | list) and len(value) not in (1, count):
            if own == "stride" and not value:
                continue
            raise RuntimeError(_miscounted(name, count, own, len(value), indices))
    kernel = whole(given["kernel_size"], count)
    stride = given["stride"]
    none = stride is None or (isinstance(stride, tuple | list) and not stride)
    rest = [whole(given[own], count) for own in given if own not in ("kernel_size", "stride")]
    return kernel, all_as_given(kernel, ()) if none else whole(stride, count), *rest


def _miscounted(name: str, count: int, own: str, size: int, indices: bool) -> str:
    if count > 1:
        either = "" if (name, count) == ("avg_pool", 3) else "either "
        must = "must be either" if own == "dilation" else f"must {either}be"
        omitted = "omitted, " if own == "stride" else ""
        several = f"a tuple of {COUNTS[count]} ints"
        return f"{name}{count}d: {own} {must} {omitted}a single int, or {several}"
    if indices or name == "avg_pool":
        return f"{name}1d() argument '{own}' should contain one int (got {size})"
    none, comma = ("None, ", ",") if own == "stride" else ("", "," * (own == "padding"))
    kinds = f"{none}an int, list of ints{comma} or tuple of ints of size 1"
    return f"max_pool1d() {own} must be {kinds} but got size {size}"


def check_unpooled(input: Tensor, indices: Tensor, count: int) -> None:
    """Raise RuntimeError unless what a pool took lies where it says that it lay."""
    if indices.dtype is not int64:
        got = f" but got: {indices.dtype.kind_name}" if count == 2 else ""
        raise RuntimeError(f"elements in indices should be type int64{got}")
    if input.ndim not in (count + 1, count + 2):
        raise RuntimeError(
            f"Input to max_unpooling{count}d should be a {count + 1}d or {count + 2}d Tensor, but "
            f"got a tensor with {input.ndim} dimensions."
        )
    if input.shape != indices.shape:
        raise RuntimeError(
            "Expected shape of indices to be same as that of the input tensor "
            f"({list(input.shape)}) but got indices tensor with shape: {list(indices.shape)}"
        )
    empty = next((n for n in range(1, input.ndim) if not input.shape[n]), None)
    if empty is not None:
        raise RuntimeError(
            f"max_unpooling{count}d_forward_out_cpu(): Expected input to have non-zero size for "
            f"non-batch dimensions, but got {list(input.shape)} with dimension {empty} being "
            "empty."
        )


def check_line(kernel: int, stride: int, padding: int, dilation: int) -> None:
    """Raise what the largest of a row's windows says without asking where it lies."""
    for own, value in (("kernel_size", kernel), ("stride", stride), ("dilation", dilation)):
        if value < 1:
            raise RuntimeError(f"max_pool1d() {own} must be greater than zero, but got {value}")
        if own == "stride" and padding < 0:
            raise RuntimeError(f"max_pool1d() padding must be non-negative, but got {padding}")
        if own == "stride" and padding > kernel // 2:
            raise RuntimeError(
                "max_pool1d() padding should be at most half of kernel size, but got padding="
                f"{padding} and kernel_size={kernel}"
            )


def check_windows(kernel: Ints, stride: Ints, padding: Ints, dilation: Ints) -> None:
    """Raise for steps, borders and distances that no window can have."""
    for k, s, p, d in zip(kernel, stride, padding, dilation, strict=True):
        if not s:
            raise RuntimeError("stride should not be zero")
        if p < 0:
            raise RuntimeError(f"pad must be non-negative, but got pad: {p}")
        if p > max((k - 1) * d + 1, 0) // 2:
            raise RuntimeError(
                "pad should be at most half of effective kernel size, but got "
                f"pad={p}, kernel_size={k} and dilation={d}"
            )
    wanted = (("kernel size", "k", kernel), ("stride", "d", stride),
              ("dilation", "dilation", dilation))  # fmt: skip
    for what, mark, values in wanted:
        if min(values) < 1:
            told = _lettered(mark, values)
            raise RuntimeError(f"{what} should be greater than zero, but got {told}")


def _lettered(mark: str, values: Sequence[int]) -> str:
    wide = (1,) * (2 - len(values)) + tuple(values)
    pairs = zip("THW"[-len(wide) :], wide, strict=True)
    return " ".join(f"{mark}{letter}: {value}" for letter, value in pairs)


def check_room(name: str, input: Tensor, sizes: tuple[Ints, ...], ceil: bool) -> None:
    """Raise if the input is empty, or has no room for a single window."""
    kernel, stride, padding, dilation = sizes
    count, shape = len(kernel), list(input.shape)
    _check_filled(name, shape, count)
    size = tuple(shape[-count:])
    out = pooled_size(size, kernel, stride, padding, dilation, ceil)
    short = any(n < k for n, k in zip(size, kernel, strict=True))
    if (min(out) < 1 or short) and name == "avg_pool" and count == 3:
        told = _lettered("", size), _lettered("k", kernel)
        raise RuntimeError(f"input image ({told[0]}) smaller than kernel size ({told[1]})")
    if min(out) < 1:
        planes = shape[-count - 1]
        given = "x".join(map(str, (planes, *(1,) * (2 - count), *size)))
        made = "x".join(map(str, (planes, *(1,) * (2 - count), *out)))
        raise RuntimeError(
            f"Given input size: ({given}). Calculated output size: ({made}). Output size is too "
            "small"
        )


def _check_filled(name: str, shape: list[int], count: int) -> None:
    if 0 not in shape[-count - 1 :]:
        return
    if count == 3:
        own = "max_pool3d_with_indices_out_cpu_template" if name == "max_pool" else f"{name}3d"
        raise RuntimeError(
            f"{own}(): Expected input's non-batch dimensions to have positive length, but input "
            f"has a shape of {shape} and non-batch dimension 0 has length zero!"
        )
    wide = [*shape[:-1], 1, shape[-1]] if count == 1 else shape
    raise RuntimeError(
        "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but "
        f"got:{wide}"
    )


def adaptive_size(name: str, input: Tensor, output_size: Any, count: int) -> Ints:
    """As many windows as asked for; None : as many as there are elements.

    Raises:
        RuntimeError: they do not go with the input.
        TypeError: one is not a whole number.
    """
    own, shape = f"{name}{count}d", list(input.shape)
    one = isinstance(output_size, int) or count == 1
    given = output_size if isinstance(output_size, tuple | list) else (output_size,) * count
    if not one and len(shape) <= len(output_size):  # asked of whatever is not a whole number
        raise ValueError(f"Input dimension should be at least {len(output_size) + 1}")
    if count == 1:
        check_flat(own, input)
    if len(given) != count:
        if count == 1:
            text = f"() argument 'output_size' should contain one int (got {len(given)})"
        elif "max" in name:
            text = f"(): internal error: output_size.size() must be {count}"
        else:
            text = f": output_size must be {count}"
        raise RuntimeError(own + text)
    averaged = "avg" in name and all(each == 1 for each in given)
    if averaged and len(shape) >= count > 1:
        return (1,) * count
    if averaged and count > 1:
        raise IndexError(OUT_OF_RANGE.format(-len(shape), len(shape) - 1, -count))
    if len(shape) not in (count + 1, count + 2):
        colon = ":" * ("max" in name)
        raise RuntimeError(
            f"{own}(): Expected {count + 1}D or {count + 2}D tensor, but got{colon} {shape}"
        )
    if count > 1:
        pairs = zip(given, shape[-count:], strict=True)
        given = tuple(n if want is None else want for want, n in pairs)
    found = whole(tuple(given), count)
    wide = [*shape[:-1], 1, shape[-1]] if count == 1 else shape
    _check_adaptive(name, max(count, 2), wide, ((1,) if count == 1 else ()) + found, own)
    return found


def _check_adaptive(name: str, count: int, shape: list[int], size: Ints, own: str) -> None:
    largest = "max" in name
    first = len(shape) - count - (largest or count == 3)
    empty = next((n for n in range(first, len(shape)) if not shape[n]), None)
    if empty is not None:
        if largest and own.endswith("1d"):
            shape, empty = [*shape[:-2], shape[-1]], min(empty, len(shape) - 2)
        place = own if largest else f"{name}{count}d"
        raise RuntimeError(
            f"{place}(): Expected input to have non-zero size for non-batch dimensions, but input "
            f"has sizes {shape} with dimension {empty} being empty"
        )
    if min(size) >= 0:
        return
    if largest:
        raise negative_size([*shape[:-count], *size])
    told = f"{size[0]}, " + ",".join(map(str, size[1:]))
    raise RuntimeError(
        f"{name}{count}d: elements of output_size must be greater than or equal to 0 but received "
        f"{{{told}}}"
    )
