"""Making tensors out of numbers, sequences and nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine.calls.declare import composite
from engine.calls.out_rules import MADE
from engine.device import usable
from engine.dtypes import BF16
from engine.dtypes import dtype as DType
from engine.errors import negative_size
from engine.foundation.absent import LackingError
from engine.foundation.determinism import unfilled
from engine.foundation.warn import warn
from engine.modes import default_float
from engine.node import AccumulateGrad
from engine.numbers.half import converted, note
from engine.numbers.literals import check_array, read, wanted_dtype
from engine.numbers.ranges import fitting
from engine.observer import WATCH
from engine.storage.formats import in_format, keeps, stated
from engine.storage.memory import bounded
from engine.tensor import Tensor, new_tensor

COPY = (
    "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
    "sourceTensor.detach().clone().requires_grad_(True), rather than {how}(sourceTensor)."
)
READ_ONLY = (
    "The given NumPy array is not writable, and PyTorch does not support non-writable tensors. "
    "This means writing to this tensor will result in undefined behavior. You may want to copy "
    "the array to protect its data or make it writable before converting it to a tensor. This "
    "type of warning will be suppressed for the rest of this program."
)


def made(data: Any, how: str, requires_grad: bool = False) -> Tensor:
    """A new leaf around ``data``; whoever watches is told ``how`` it was made.

    Raises:
        RuntimeError: it is to require grad but is neither floating point nor complex.
    """
    note(data.dtype)
    tensor = new_tensor(data if data.ndim or data.dtype == BF16 else data[()])
    if requires_grad:
        if data.dtype.kind not in "fc":
            raise RuntimeError(
                "Only Tensors of floating point and complex dtype can require gradients"
            )
        tensor._edge = AccumulateGrad(tensor)
    if WATCH.observer is not None:
        WATCH.observer.created(tensor, how)
    return tensor


@composite(method=False)
def tensor(
    data: Any,
    *,
    dtype: DType | None = None,
    device: Any = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> Tensor:
    """A new leaf with a copy of ``data``."""
    usable(device)
    if isinstance(data, Tensor):
        warn(COPY.format(how="torch.tensor"))
    return made(read(data, wanted_dtype(dtype, "tensor")), "torch.tensor", requires_grad)


@composite(method=False)
def scalar_tensor(
    s: Any,
    *,
    dtype: DType | None = None,
    device: Any = None,
    requires_grad: bool = False,
    **further: Any,
) -> Tensor:
    """A tensor without dimensions."""
    usable(device)
    check_further("scalar_tensor", further)
    array = converted(np.asarray(s), (dtype or default_float()).numpy)
    return made(array, "torch.scalar_tensor", requires_grad)


@composite(method=False)
def as_tensor(data: Any, dtype: DType | None = None, device: Any = None) -> Tensor:
    """``data`` as a tensor, sharing its memory where that is possible."""
    usable(device)
    own = wanted_dtype(dtype, "as_tensor")
    if isinstance(data, Tensor):
        return data if own is None else data.to(own)
    if isinstance(data, np.ndarray) and (own is None or own.numpy == data.dtype):
        return from_numpy(data)
    return made(read(data, own), "torch.as_tensor")


@composite(method=False)
def from_numpy(ndarray: np.ndarray[Any, Any]) -> Tensor:
    """A tensor on the memory of a numpy array."""
    if not isinstance(ndarray, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(ndarray).__name__})")
    check_array(ndarray)
    if any(step < 0 for step in ndarray.strides):
        raise ValueError(
            "At least one stride in the given numpy array is negative, and tensors with negative "
            "strides are not currently supported. (You can probably work around this by making a "
            "copy of your array  with array.copy().) "
        )
    if not ndarray.flags.writeable:
        warn(READ_ONLY, once=True)
    shared = made(ndarray, "torch.from_numpy")
    shared._data = bounded(ndarray)
    return shared


# Those of several declarations, of which PyTorch lists all.
DRAWN = frozenset({"rand", "randn"})
# What a maker of tensors takes and has no use for.
IGNORED = frozenset({"device", "layout"})
UNPINNED = (
    "pin_memory=True requires a CUDA or other accelerator backend; no pinned memory allocator is "
    "available on this system."
)


def check_further(who: str, further: Mapping[str, Any], *known: str) -> None:
    """Let pass what makers of tensors take beside what each reads itself.

    Raises:
        TypeError: a keyword is neither among these nor ``known``, such as one miswritten.
        RuntimeError: pinned memory is asked for.
        NotImplementedError: a layout is asked for that is not here.
    """
    for name, value in further.items():
        if name == "layout" and value is not None:
            if not hasattr(value, "name"):
                raise TypeError(f"{who}(): argument 'layout' must be torch.layout")
            if value.name != "strided":
                raise LackingError(f"tensors of layout {value} exist in PyTorch but not here")
        elif name == "pin_memory":
            if value:
                raise RuntimeError(UNPINNED)
        elif name not in IGNORED and name not in known:
            raise TypeError(f"{who}() got an unexpected keyword argument '{name}'")


def sizes(size: tuple[Any, ...], options: dict[str, Any], name: str) -> tuple[int, ...]:
    """A shape given as one sequence, as several numbers, or by the name ``size``.

    Raises:
        TypeError: it is not a shape.
        RuntimeError: a dimension is negative.
    """
    if not size and "size" not in options:
        raise TypeError(f"{name}() needs a size")
    given = size or options.pop("size")
    if options:
        check_further(name, options, *(("memory_format",) if name == "empty" else ()))
    if len(given) == 1 and isinstance(given[0], list | tuple):
        given = given[0]
    if all([type(each) is int and each >= 0 for each in given]):
        return tuple(given)
    found: list[int] = []
    for each in given:
        # Of truth values PyTorch refuses one that comes first.
        counts = isinstance(each, int | np.integer) and (found or not isinstance(each, bool))
        if not counts:  # noqa: SIM102
            if not (isinstance(each, Tensor) and each._data.dtype.kind in "iu" and not each.ndim):
                kind = type(each).__name__
                if each is given[0] and len(given) > 1 and name not in DRAWN:
                    raise TypeError(
                        f"{name}() takes 1 positional argument but {len(given)} were given"
                    )
                raise TypeError(
                    f"{name}(): argument 'size' (position 1) must be tuple of ints, not {kind}"
                )
        found.append(int(each))
    if any(each < 0 for each in found):
        of_zeros = RuntimeError("zeros: Dimension size must be non-negative.")
        raise of_zeros if name == "zeros" else negative_size(found)
    return tuple(found)


def mapped_like(input: Tensor, found: Tensor) -> Tensor:
    """What is made in the likeness of a member of a ``vmap``'s batch is one as well."""
    if input._mapped:
        found._mapped = input._mapped
    return found


BLANKS: dict[str, Any] = {"zeros": np.zeros, "ones": np.ones, "empty": unfilled}


def _maker(name: str, value: float) -> Any:
    blank = BLANKS[name.removeprefix("new_")]

    def make(
        *size: Any, dtype: DType | None = None, device: Any = None, requires_grad: bool = False,
        **options: Any,
    ) -> Tensor:  # fmt: skip
        usable(device)
        own = wanted_dtype(dtype, name) or default_float()
        array = blank(sizes(size, options, name), own.numpy)
        if "memory_format" in options:
            array = in_format(array, stated(options["memory_format"]))
        return made(array, f"torch.{name}", requires_grad)

    def make_like(
        input: Tensor, *, dtype: DType | None = None, device: Any = None,
        requires_grad: bool = False, memory_format: Any = None, **further: Any,
    ) -> Tensor:  # fmt: skip
        usable(device)
        check_further(f"{name}_like", further)
        own = wanted_dtype(dtype, f"{name}_like") or input.dtype
        array = laid_like(input._data, blank(input._data.shape, own.numpy), memory_format)
        return mapped_like(input, made(array, f"torch.{name}_like", requires_grad))

    make.__name__, make_like.__name__ = name, f"{name}_like"
    make.__doc__ = f"A tensor of {value:g}s."
    make_like.__doc__ = f"A tensor of {value:g}s, shaped like ``input``."
    return make, make_like


for _name, _value in (("zeros", 0.0), ("ones", 1.0), ("empty", 0.0)):
    _plain, _like = _maker(_name, _value)
    composite(method=False, out=MADE)(_plain)
    composite(method=False)(_like)


def laid_like(model: Any, array: np.ndarray[Any, Any], wished: Any) -> np.ndarray[Any, Any]:
    """A new array laid out in memory as wished, or else in the order of a model's dimensions."""
    if not keeps(wished):
        return in_format(array, wished)
    if model.flags.c_contiguous or 0 in model.strides:
        return array
    found: np.ndarray[Any, Any] = np.empty_like(model, array.dtype, subok=False)
    found[...] = array
    return found


def filled(shape: Sequence[int], value: Any, dtype: DType | None) -> np.ndarray[Any, Any]:
    """An array of one value, in the dtype given or fitting the value."""
    if isinstance(value, Tensor) and value.requires_grad:
        raise TypeError("a number that requires grad is none")
    number = value._data.item() if isinstance(value, Tensor) else value
    wanted = read(number, None).dtype if dtype is None else dtype.numpy
    if dtype is not None:
        fitting(number, dtype)
    found: np.ndarray[Any, Any] = converted(np.full(tuple(shape), number), wanted)
    return found


@composite(out=MADE, method=False)
def full(
    size: Any, fill_value: Any, *, dtype: DType | None = None, device: Any = None,
    requires_grad: bool = False, **further: Any,
) -> Tensor:  # fmt: skip
    """A tensor of one value."""
    usable(device)
    check_further("full", further)
    if isinstance(size, int):
        raise TypeError("full(): argument 'size' (position 1) must be tuple of ints, not int")
    array = filled(sizes((tuple(size),), {}, "full"), fill_value, wanted_dtype(dtype, "full"))
    return made(array, "torch.full", requires_grad)


@composite(method=False)
def full_like(
    input: Tensor, fill_value: Any, *, dtype: DType | None = None, device: Any = None,
    requires_grad: bool = False, memory_format: Any = None, **further: Any,
) -> Tensor:  # fmt: skip
    """A tensor of one value, shaped like ``input``."""
    usable(device)
    check_further("full_like", further)
    own = wanted_dtype(dtype, "full_like") or input.dtype
    array = laid_like(input._data, filled(input._data.shape, fill_value, own), memory_format)
    return mapped_like(input, made(array, "torch.full_like", requires_grad))


def _like_self(name: str, value: float) -> Any:
    blank = BLANKS[name.removeprefix("new_")]

    def make(
        self: Tensor, *size: Any, dtype: DType | None = None, device: Any = None,
        requires_grad: bool = False, **options: Any,
    ) -> Tensor:  # fmt: skip
        usable(device)
        own = wanted_dtype(dtype, name) or self.dtype
        array = blank(sizes(size, options, name), own.numpy)
        return mapped_like(self, made(array, f"torch.Tensor.{name}", requires_grad))

    make.__name__ = name
    make.__doc__ = f"A new tensor of {value:g}s in this tensor's dtype."
    return make


for _name, _value in (("new_zeros", 0.0), ("new_ones", 1.0), ("new_empty", 0.0)):
    composite()(_like_self(_name, _value))


@composite()
def new_full(
    self: Tensor, size: Any, fill_value: Any, *, dtype: DType | None = None, device: Any = None,
    requires_grad: bool = False, **further: Any,
) -> Tensor:  # fmt: skip
    """A new tensor of one value in this tensor's dtype."""
    usable(device)
    check_further("new_full", further)
    own = wanted_dtype(dtype, "new_full") or self.dtype
    shape = sizes((tuple(size),), {}, "new_full")
    return made(filled(shape, fill_value, own), "torch.Tensor.new_full", requires_grad)


def _new_tensor(
    self: Tensor, data: Any, *, dtype: DType | None = None, device: Any = None,
    requires_grad: bool = False, **further: Any,
) -> Tensor:  # fmt: skip
    """A new tensor of ``data`` in this tensor's dtype."""
    usable(device)
    check_further("new_tensor", further)
    if isinstance(data, Tensor):
        warn(COPY.format(how="tensor.new_tensor"))
    own = wanted_dtype(dtype, "new_tensor") or self.dtype
    return made(read(data, own), "torch.Tensor.new_tensor", requires_grad)


_new_tensor.__name__ = "new_tensor"
composite()(_new_tensor)
