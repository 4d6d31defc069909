"""Operations on complex numbers and in half precision: refused in PyTorch's words, or widened.

Nobody looks for either until the process has met one (``MET``), so that programs that never do
pay nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.dtypes import of
from engine.numbers.half import converted, half_among, widened_call
from engine.numbers.kernel_names import FLOATING, NOT_COMPLEX, PICTURES
from engine.numbers.low_precision import refuse_half

if TYPE_CHECKING:
    from engine.op import Op

_KERNEL = "\"{0}\" not implemented for '{1}'"
# Operations without meaning for complex numbers, by what PyTorch says of it: its kernel's name …
_KERNELS = FLOATING | PICTURES | NOT_COMPLEX
# … or a sentence of its own, and the type of its error.
_NO_CLAMP = (NotImplementedError, "clamp is not supported for complex types")
_SENTENCES: dict[str, tuple[type[Exception], str]] = {
    "relu": _NO_CLAMP, "hardtanh": _NO_CLAMP, "clamp": _NO_CLAMP, "clamp_min.Scalar": _NO_CLAMP,
    "clamp_max.Scalar": _NO_CLAMP,
    "floor": (NotImplementedError, "floor is not supported for complex inputs"),
    "ceil": (NotImplementedError, "ceil is not supported for complex inputs"),
    "trunc": (NotImplementedError, "trunc is not supported for complex inputs"),
    "sign": (
        NotImplementedError,
        ("Unlike NumPy, torch.sign is not intended to support complex numbers. Please use "
        "torch.sgn instead."),
    ),
    "signbit": (NotImplementedError, "signbit is not implemented for complex tensors."),
    "isposinf": (RuntimeError, "isposinf does not support complex inputs."),
    "isneginf": (RuntimeError, "isneginf does not support complex inputs."),
    "heaviside": (RuntimeError, "heaviside is not yet implemented for complex tensors."),
    "deg2rad": (RuntimeError, "deg2rad is not supported for complex tensors."),
    "rad2deg": (RuntimeError, "rad2deg is not supported for complex tensors."),
    "nansum": (RuntimeError, "nansum on CPU does not support complex inputs"),
    "sort": (RuntimeError, " Sort does not support complex dtypes on CPU"),
    "topk": (RuntimeError, " topk does not support complex dtypes on CPU"),
    "cdist": (RuntimeError, "cdist only supports floating-point dtypes, X1 got: {0}"),
    "pdist": (RuntimeError, "pdist only supports floating-point dtypes"),
    **{
        name: (RuntimeError, f"{name} not implemented for complex tensors.")
        for name in ("maximum", "minimum", "fmax", "fmin")
    },
    **{
        name: (RuntimeError, f"{name.partition('.')[0]}(): does not support complex input")
        for name in ("max.dim", "min.dim", "argmax", "argmin")
    },
}  # fmt: skip


# Norms, whose weights may be wider than what they normalise.
_OF_LAYERS = ("native_layer_norm", "native_batch_norm", "native_group_norm")


# Not those that multiply, which take numbers in single precision (``read_in_half``).
NUMBERS_ROUNDED = frozenset(
    {"add.Tensor", "sub.Tensor", "rsub.Scalar", "pow.Tensor_Scalar", "remainder.Scalar",
     "fmod.Scalar"}
)  # fmt: skip


def unusual_call(op: Op, arrays: Sequence[Any], options: dict[str, Any]) -> Any:
    """What an operation makes of arrays, some of which may be complex or of half precision."""
    try:
        refuse_complex(op.name, arrays)
    except NotImplementedError:
        if op.elementwise and op.promotes:
            np.broadcast_shapes(*(np.shape(each) for each in arrays))  # what does not fit is first
        raise
    refuse_half(op.name, arrays)
    mixed = not (op.promotes or op.variadic or of_one_precision(arrays))
    if op.is_view or op.as_stored or (mixed and not op.name.startswith(_OF_LAYERS)):
        return op.forward(*arrays, **options)
    if op.name in NUMBERS_ROUNDED:
        arrays, options = _with_numbers_rounded(arrays, options)
    if op.variadic:
        return widened_call(lambda *each, **given: op.forward(each, **given), arrays, **options)
    return widened_call(op.forward, arrays, **options)


def _with_numbers_rounded(
    arrays: Sequence[Any], options: dict[str, Any]
) -> tuple[Sequence[Any], dict[str, Any]]:
    """Where a half takes part, PyTorch rounds the numbers that are added or raised to."""
    half = half_among(arrays)
    if half is None:
        return arrays, options

    def rounded(value: Any) -> Any:
        one = type(value) in (float, np.float32)
        return converted(np.asarray(value), half).item() if one else value

    return [rounded(each) for each in arrays], {
        name: rounded(value) for name, value in options.items()
    }


def of_one_precision(arrays: Sequence[Any]) -> bool:
    """Have all floating-point arrays one dtype? If not, the operation itself says so."""
    kinds = [getattr(each, "dtype", None) for each in arrays]
    return len({kind for kind in kinds if kind is not None and kind.kind == "f"}) < 2


def refuse_complex(name: str, arrays: Sequence[Any]) -> None:
    """Raise PyTorch's error where an operation has no meaning for complex numbers."""
    number = next(
        (a for a in arrays if getattr(getattr(a, "dtype", None), "kind", "") == "c"), None
    )
    if number is None:
        return
    kind, plain = of(number).kind_name, name.partition(".")[0]
    found = _SENTENCES.get(name) or _SENTENCES.get(plain)
    if found is not None:
        raise found[0](found[1].format(kind))
    kernel = _KERNELS.get(name) or _KERNELS.get(plain)
    if kernel is not None:
        raise NotImplementedError(_KERNEL.format(kernel, kind))
