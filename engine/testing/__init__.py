"""``torch.testing``: are results as close as they should be, and if not, where do they differ?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import dtypes
from engine.creation import from_numpy, tensor
from engine.foundation.absent import module_getattr
from engine.foundation.warn import warn
from engine.numbers.half import converted
from engine.tensor import Tensor
from engine.testing.making import make_tensor as make_tensor

# The relative and the absolute difference that rounding may make, by dtype.
TOLERANCES = {
    "float16": (1e-3, 1e-5), "bfloat16": (1.6e-2, 1e-5), "float32": (1.3e-6, 1e-5),
    "float64": (1e-7, 1e-7), "complex64": (1.3e-6, 1e-5), "complex128": (1e-7, 1e-7),
}  # fmt: skip
# Those of ``assert_allclose``, which knows these dtypes alone.
FORMER_TOLERANCES = {"float16": (1e-3, 1e-3), "float32": (1e-4, 1e-5), "float64": (1e-5, 1e-8)}
DEPRECATED = (
    "`torch.testing.assert_allclose()` is deprecated since 1.12 and will be removed in a future "
    "release. Please use `torch.testing.assert_close()` instead. You can find detailed upgrade "
    "instructions in https://github.com/pytorch/pytorch/issues/61844."
)
Message = str | Callable[[str], str] | None
Pairs = Iterator[tuple[Any, Any, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a comparison asks beside equal shapes."""

    rtol: float | None
    atol: float | None
    equal_nan: bool
    check_dtype: bool
    check_stride: bool

    def tolerances(self, *kinds: str) -> tuple[float, float]:
        """How much may differ: what was asked for, or the most that the dtypes allow."""
        if self.rtol is not None and self.atol is not None:
            return self.rtol, self.atol
        found = [TOLERANCES.get(kind, (0.0, 0.0)) for kind in kinds]
        return max(each[0] for each in found), max(each[1] for each in found)


def assert_close(
    actual: Any, expected: Any, *, allow_subclasses: bool = True, rtol: float | None = None,
    atol: float | None = None, equal_nan: bool = False, check_device: bool = True,
    check_dtype: bool = True, check_layout: bool = True, check_stride: bool = False,
    msg: Message = None,
) -> None:  # fmt: skip
    """Compare two tensors or numbers, or sequences and mappings of them.

    Raises:
        AssertionError: they differ by more than their dtypes allow, or than asked.
        TypeError: they are of kinds that cannot be compared.
        ValueError: only one of both tolerances is given.
    """
    if (rtol is None) != (atol is None):
        missing = "atol" if atol is None else "rtol"
        raise ValueError(
            f"Both 'rtol' and 'atol' must be either specified or omitted, but got no {missing}."
        )
    asked = Asked(rtol, atol, equal_nan, check_dtype, check_stride)
    for one, two, place in list(_pairs(actual, expected, "", msg)):
        said = _difference(one, two, asked)
        if said:
            _fail(said, place, msg)


def assert_allclose(
    actual: Any, expected: Any, rtol: float | None = None, atol: float | None = None,
    equal_nan: bool = True, msg: str = "",
) -> None:  # fmt: skip
    """What ``assert_close`` was before: wider tolerances, and dtypes may differ.

    Raises:
        AssertionError: they differ by more than is allowed.
    """
    warn(DEPRECATED, FutureWarning)
    one = actual if isinstance(actual, Tensor) else tensor(actual)
    two = expected if isinstance(expected, Tensor) else tensor(expected, dtype=one.dtype)
    if rtol is None and atol is None:
        found = [FORMER_TOLERANCES.get(each.dtype.name, (0.0, 0.0)) for each in (one, two)]
        rtol, atol = (max(each) for each in zip(*found, strict=True))
    assert_close(
        one, two, rtol=rtol, atol=atol, equal_nan=equal_nan, check_dtype=False, msg=msg or None
    )


def _fail(said: str, place: str, msg: Message) -> None:
    if isinstance(msg, str):
        raise AssertionError(msg)
    said += f"\n\nThe failure occurred for item {place}" if place else ""
    raise AssertionError(msg(said) if callable(msg) else said)


def _pairs(actual: Any, expected: Any, place: str, msg: Message) -> Pairs:
    """What is to be compared with what, and where it lies in the sequences and mappings."""
    both = (actual, expected)
    if all(isinstance(each, Sequence) and not isinstance(each, str) for each in both):
        if len(actual) != len(expected):
            _fail(
                f"The length of the sequences mismatch: {len(actual)} != {len(expected)}", place,
                msg,
            )  # fmt: skip
        for number, (one, two) in enumerate(zip(actual, expected, strict=True)):
            yield from _pairs(one, two, f"{place}[{number}]", msg)
    elif all(isinstance(each, Mapping) for each in both):
        if set(actual) != set(expected):
            _fail(
                "The keys of the mappings do not match:\n"
                f"Missing keys in the actual mapping: {sorted(set(expected) - set(actual))}\n"
                f"Additional keys in the actual mapping: {sorted(set(actual) - set(expected))}",
                place, msg,
            )  # fmt: skip
        for key in sorted(actual):
            yield from _pairs(actual[key], expected[key], f"{place}{[key]}", msg)
    else:
        yield actual, expected, place


def _difference(actual: Any, expected: Any, asked: Asked) -> str:
    if actual is None or expected is None:
        return "" if actual is expected else f"None mismatch: {actual} is not {expected}"
    if isinstance(actual, np.ndarray) and isinstance(expected, np.ndarray):
        actual, expected = from_numpy(actual), from_numpy(expected)
    if isinstance(actual, Tensor) and isinstance(expected, Tensor):
        return _of_facts(actual, expected, asked) or _of_tensors(actual, expected, asked)
    if isinstance(actual, bool) and isinstance(expected, bool):
        return "" if actual is expected else f"Booleans mismatch: {actual} is not {expected}"
    numbers = int | float | complex
    if not (isinstance(actual, numbers) and isinstance(expected, numbers)):
        raise TypeError(
            f"No comparison pair was able to handle inputs of type {type(actual)} and "
            f"{type(expected)}."
        )
    return _of_numbers(actual, expected, asked)


def _of_numbers(actual: Any, expected: Any, asked: Asked) -> str:
    if asked.check_dtype and type(actual) is not type(expected):
        return f"The (d)types do not match: {type(actual)} != {type(expected)}."
    kinds = {int: "int64", float: "float64", complex: "complex128"}
    rtol, atol = asked.tolerances(kinds[type(actual)], kinds[type(expected)])
    if np.isclose(actual, expected, rtol, atol, asked.equal_nan) or actual == expected:
        return ""
    return _of_scalars(actual, expected, rtol, atol)


def _of_facts(actual: Tensor, expected: Tensor, asked: Asked) -> str:
    facts: list[tuple[str, Any, Any]] = [("shape", actual.shape, expected.shape)]
    if asked.check_stride:
        facts.append(("stride()", actual.stride(), expected.stride()))
    if asked.check_dtype:
        facts.append(("dtype", actual.dtype, expected.dtype))
    for name, one, two in facts:
        if one != two:
            return f"The values for attribute '{name}' do not match: {one} != {two}."
    return ""


def _of_tensors(actual: Tensor, expected: Tensor, asked: Asked) -> str:
    rtol, atol = asked.tolerances(actual.dtype.name, expected.dtype.name)
    wide = np.int64 if actual.dtype.category < dtypes.FLOAT else None
    one, two = (np.asarray(each._data, wide) for each in (actual, expected))
    close = np.isclose(one, two, rtol, atol, asked.equal_nan)
    if close.all():
        return ""
    if not one.ndim:
        return _of_scalars(one.item(), two.item(), rtol, atol)
    apart = np.abs(one - two)
    share = converted(np.asarray(apart / np.abs(two)), _dtype_of_share(one))
    return (
        f"{_headline('Tensor-likes', rtol, atol)}\n\nMismatched elements: {(~close).sum()} / "
        f"{close.size} ({(~close).sum() / close.size:.1%})\n"
        f"Greatest absolute difference: {_greatest(apart, close, atol, rtol)}\n"
        f"Greatest relative difference: {_greatest(share, close, rtol, atol)}"
    )


def _dtype_of_share(array: Any) -> Any:
    """That in which PyTorch divides: whole numbers become single precision."""
    return array.dtype if array.dtype.kind != "i" else np.dtype(np.float32)


def _greatest(apart: Any, close: Any, limit: float, other: float) -> str:
    places = np.unravel_index(np.where(close, 0, apart).argmax(), apart.shape)
    allowed = f" (up to {limit} allowed)" if limit or other else ""
    return f"{apart[places].item()} at index {tuple(int(n) for n in places)}{allowed}"


def _of_scalars(actual: Any, expected: Any, rtol: float, atol: float) -> str:
    apart = abs(actual - expected)
    share = apart / abs(expected) if expected else float("inf")
    allowed = [f" (up to {each} allowed)" if rtol or atol else "" for each in (atol, rtol)]
    return (
        f"{_headline('Scalars', rtol, atol)}\n\nExpected {expected} but got {actual}.\n"
        f"Absolute difference: {apart}{allowed[0]}\nRelative difference: {share}{allowed[1]}"
    )


def _headline(what: str, rtol: float, atol: float) -> str:
    return f"{what} are not {'close' if rtol or atol else 'equal'}!"


__getattr__ = module_getattr("torch.testing")
