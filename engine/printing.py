"""``repr`` of a tensor, character for character as PyTorch prints it.

All elements share one format, chosen from the finite non-zero ones: whole numbers with a bare
point, fractions with ``precision`` digits, scientific where their range asks for it. More than
``threshold`` elements are summarised by their edges.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from engine import dtypes
from engine.foundation.mapped import TEXT, refuse_mapped
from engine.modes import DEFAULTS, MODES
from engine.tensor import Tensor

Array = np.ndarray[Any, Any]


class PrintOptions(NamedTuple):
    """What ``set_printoptions`` sets; ``sci_mode`` None lets the numbers decide."""

    precision: int = 4
    threshold: float = 1000
    edgeitems: int = 3
    linewidth: int = 80
    sci_mode: bool | None = None


PROFILES = {
    "default": PrintOptions(),
    "short": PrintOptions(precision=2, edgeitems=2),
    "full": PrintOptions(threshold=math.inf),
}


class Printing:
    """Holds the options in force in this process."""

    def __init__(self) -> None:
        self.options = PROFILES["default"]


PRINTING = Printing()


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """Change how tensors print: all at once by ``profile``, or one by one."""
    given = {
        "precision": precision,
        "threshold": threshold,
        "edgeitems": edgeitems,
        "linewidth": linewidth,
    }
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    options = PRINTING.options if profile is None else PROFILES.get(profile, PRINTING.options)
    PRINTING.options = options._replace(sci_mode=sci_mode, **changes)


class ElementFormat(NamedTuple):
    """How every element of one tensor is written; ``width`` is that of the widest."""

    floating: bool
    whole: bool
    scientific: bool
    precision: int
    width: int = 1

    def text(self, value: Any) -> str:
        """An element without padding."""
        if not self.floating:
            return str(value)
        if self.scientific:
            return f"{value:.{self.precision}e}"
        if self.whole:
            return f"{value:.0f}" + ("." if math.isfinite(value) else "")
        return f"{value:.{self.precision}f}"

    def __call__(self, value: Any) -> str:
        """An element, padded to the common width."""
        return self.text(value).rjust(self.width)


def choose_format(array: Array, options: PrintOptions) -> ElementFormat:
    """The format in which all elements of ``array`` can be read side by side."""
    flat = array.reshape(-1)
    if array.dtype.kind != "f":
        plain = ElementFormat(False, True, False, options.precision)
        return _fitted(plain, flat.tolist())
    wide = flat.astype(np.float64)
    finite = wide[np.isfinite(wide) & (wide != 0)]
    if not finite.size:
        return ElementFormat(True, True, False, options.precision)
    magnitudes = np.abs(finite)
    low, high = float(magnitudes.min()), float(magnitudes.max())
    scientific = options.sci_mode
    if scientific is None:
        scientific = high / low > 1000.0 or high > 1.0e8 or low < 1.0e-4
    whole = bool((finite == np.ceil(finite)).all())
    return _fitted(ElementFormat(True, whole, scientific, options.precision), finite.tolist())


def _fitted(plain: ElementFormat, values: list[Any]) -> ElementFormat:
    return plain._replace(width=max((len(plain.text(value)) for value in values), default=1))


class Layout:
    """Writes a nested array: what each element becomes, and where lines break."""

    def __init__(self, array: Array, options: PrintOptions) -> None:
        self.options = options
        self.summarize = array.size > options.threshold
        shown = edges(array, options.edgeitems) if self.summarize else array
        if array.dtype.kind == "c":
            self.real = choose_format(shown.real, options)
            self.imag: ElementFormat | None = choose_format(shown.imag, options)
        else:
            self.real, self.imag = choose_format(shown, options), None

    def element(self, value: Any) -> str:
        """One element, padded to the common width."""
        if self.imag is None:
            return self.real(value)
        imaginary = (self.imag(value.imag) + "j").lstrip()
        sign = "" if imaginary[0] in "+-" else "+"
        return self.real(value.real) + sign + imaginary

    def nested(self, array: Array, indent: int) -> str:
        """The whole array in brackets, continued at ``indent``."""
        if array.ndim == 0:
            return self.element(array.item())
        if array.ndim == 1:
            return self._row(array, indent)
        edge = self.options.edgeitems
        if self.summarize and len(array) > 2 * edge:
            parts = [self.nested(each, indent + 1) for each in array[:edge]]
            parts += [
                "...",
                *(self.nested(each, indent + 1) for each in array[len(array) - edge :]),
            ]
        else:
            parts = [self.nested(each, indent + 1) for each in array]
        return "[" + ("," + "\n" * (array.ndim - 1) + " " * (indent + 1)).join(parts) + "]"

    def _row(self, array: Array, indent: int) -> str:
        edge = self.options.edgeitems
        if self.summarize and len(array) > 2 * edge:
            texts = [self.element(value) for value in array[:edge].tolist()]
            texts += [" ...", *(self.element(v) for v in array[len(array) - edge :].tolist())]
        else:
            texts = [self.element(value) for value in array.tolist()]
        width = self.real.width + 2 + (0 if self.imag is None else self.imag.width + 1)
        per_line = max(1, (self.options.linewidth - indent) // width)
        lines = [", ".join(texts[n : n + per_line]) for n in range(0, len(texts), per_line)]
        return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"


def edges(array: Array, count: int) -> Array:
    """The elements that a summary shows: the first and last ``count`` along every axis."""
    for axis, length in enumerate(array.shape):
        if length > 2 * count:
            kept = np.r_[0:count, length - count : length]
            array = np.take(array, kept, axis=axis)
    return array


def tensor_repr(tensor: Tensor) -> str:
    """The whole text of ``repr(tensor)``."""
    if MODES.scopes:
        return _seen_by(len(MODES.scopes), tensor)
    refuse_mapped(tensor, TEXT, NotImplementedError)
    return _plain(tensor)


def _seen_by(level: int, tensor: Tensor) -> str:
    """The text of a tensor within so many transforms, each of which may have wrapped it."""
    if not level:
        refuse_mapped(tensor, TEXT, NotImplementedError)
        return _plain(tensor)
    scope, inner = MODES.scopes[level - 1], partial(_seen_by, level - 1)
    return inner(tensor) if scope is None else scope.text(tensor, level, inner)


def _plain(tensor: Tensor) -> str:
    kind = type(tensor).__name__
    prefix = "tensor(" if kind in ("Tensor", "Parameter") else f"{kind}("
    array = np.asarray(tensor._data)
    body = "[]"
    if array.size:
        body = Layout(array, PRINTING.options).nested(array, len(prefix))
    found = _with_suffixes(prefix + body, _suffixes(tensor, array), len(prefix))
    return f"Parameter({found})" if "_is_param" in tensor.__dict__ else found


def _suffixes(tensor: Tensor, array: Array) -> list[str]:
    found = []
    if not array.size and array.ndim != 1:
        found.append(f"size={tuple(array.shape)}")
    if not _is_default(tensor.dtype, bool(array.size)):
        found.append(f"dtype={tensor.dtype}")
    maker = _maker(tensor)
    if maker:
        found.append(f"grad_fn=<{maker}>")
    elif tensor.requires_grad:
        found.append("requires_grad=True")
    tangent = MODES.levels[-1].of(tensor) if MODES.levels else None
    if tangent is not None:
        found.append(f"tangent={tangent}")
    return found


def _maker(tensor: Tensor) -> str:
    """The name of the node that made it, even where nobody may ask for it."""
    try:
        maker = tensor.grad_fn
    except RuntimeError:
        return "Invalid"
    return "" if maker is None else type(maker).__name__


def _is_default(own: dtypes.dtype, has_elements: bool) -> bool:
    if own is DEFAULTS.dtype:
        return True
    if own.is_complex and own.to_real() is DEFAULTS.dtype:
        return has_elements
    return has_elements and own in (dtypes.int64, dtypes.bool_)


def _with_suffixes(text: str, suffixes: list[str], indent: int) -> str:
    length = len(text) - text.rfind("\n") + 1
    for suffix in suffixes:
        if length + len(suffix) + 2 > PRINTING.options.linewidth:
            text += ",\n" + " " * indent + suffix
            length = indent + len(suffix)
        else:
            text += ", " + suffix
            length += len(suffix) + 2
    return text + ")"
