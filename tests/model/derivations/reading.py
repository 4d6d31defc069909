"""Reads the text of a formula back, and works it out on PyTorch's own functions.

A formula says by "Σ", "mean" and "n" that something is summed, and leaves the axes to whoever
knows the operation: they are given to the reader.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻·", "0123456789-.")
_TOKEN = re.compile(
    r"\s*(∂[a-zA-Z_0-9]+/∂[a-zA-Z_0-9]+|[0-9][0-9.]*e[−+]?[0-9]+|[0-9]+\.[0-9]+|[0-9]+j|[0-9]+"
    r"|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+|is not NaN|is NaN|[A-Za-zσδ_][A-Za-z_0-9]*[₀-₉]*|.)"
)
COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    ">": torch.gt, "≥": torch.ge, "<": torch.lt, "≤": torch.le, "=": torch.eq, "≠": torch.ne,
}  # fmt: skip
CONSTANTS = {"π": math.pi, "inf": math.inf}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    name: getattr(torch, name)
    for name in (
        "sin cos tan sinh cosh tanh sign sgn rsqrt real imag conj erf floor trunc log1p "
        "digamma lgamma inverse pinverse"
    ).split()
} | {
    "σ": torch.sigmoid,
    "softplus": torch.nn.functional.softplus,
    "solve": torch.linalg.solve,
    "tril": lambda matrix, number=0: matrix.tril(int(number)),
    "triu": lambda matrix, number=0: matrix.triu(int(number)),
    "diagonal": lambda matrix, number=0, first=-2, second=-1: matrix.diagonal(
        int(number), int(first), int(second)
    ),
    "diag": torch.diag_embed,
    "polygamma": lambda order, value: torch.polygamma(int(order), value),
    "i0": torch.special.i0, "i1": torch.special.i1,
    "i0e": torch.special.i0e, "i1e": torch.special.i1e, "erfcx": torch.special.erfcx,
    "rfft": torch.fft.rfft,
    "sum_from_end": lambda value, dim: value.flip(int(dim)).cumsum(int(dim)).flip(int(dim)),
}  # fmt: skip


def times(left: Any, right: Any) -> Any:
    """A product; beside Iverson's bracket nothing counts where that is 0, not even a NaN."""
    for bracket, rest in ((left, right), (right, left)):
        if bracket.dtype == torch.bool != rest.dtype:
            return torch.where(bracket, rest, 0)
    return left * right


class UnreadError(Exception):
    """The text says something that no number can be worked out of."""


@dataclass(frozen=True, slots=True)
class Known:
    """The numbers behind the names, the axes of every sum, and how many elements those have."""

    values: Mapping[str, Any]
    axes: tuple[int, ...]
    count: int


def read(text: str, known: Known) -> Any:
    """The number that a formula stands for.

    Raises:
        UnreadError: a word or a function in it has no meaning here.
    """
    reader = _Reader([token for token in _TOKEN.findall(text) if token.strip()], known)
    found = reader.choice()
    if reader.tokens:
        raise UnreadError(" ".join(reader.tokens))
    return found


class _Reader:
    """Reads from the weakest operator to the strongest, and works out on the way."""

    def __init__(self, tokens: list[str], known: Known) -> None:
        self.tokens, self.known = tokens, known

    def next_is(self, *wanted: str) -> bool:
        return bool(self.tokens) and self.tokens[0] in wanted

    def take(self, *wanted: str) -> str:
        if not self.tokens or (wanted and self.tokens[0] not in wanted):
            raise UnreadError(" ".join(self.tokens) or "the end")
        return self.tokens.pop(0)

    def choice(self) -> Any:
        first = self.either()
        if not self.next_is("where"):
            return first
        self.take("where")
        condition = self.either()
        self.take(",")
        second = self.choice()
        if self.next_is("elsewhere"):
            self.take()
        return torch.where(condition, *map(torch.as_tensor, (first, second)))

    def either(self) -> Any:
        return self.joined(self.both, {"or": torch.logical_or})

    def both(self) -> Any:
        return self.joined(self.comparison, {"and": torch.logical_and})

    def comparison(self) -> Any:
        if self.next_is("not"):
            self.take()
            return torch.logical_not(self.comparison())
        left = self.sum()
        if self.next_is("is NaN", "is not NaN"):
            return left.isnan() if self.take() == "is NaN" else ~left.isnan()
        if self.next_is(*COMPARED):
            return COMPARED[self.take()](torch.as_tensor(left), torch.as_tensor(self.sum()))
        return left

    def sum(self) -> Any:
        return self.joined(self.product, {"+": torch.add, "−": torch.sub})

    def product(self) -> Any:
        return self.joined(self.matrix_product, {"·": times, "/": torch.div})

    def matrix_product(self) -> Any:
        return self.joined(self.signed, {"@": torch.matmul, "⊗": torch.outer})

    def joined(self, part: Callable[[], Any], signs: Mapping[str, Callable[..., Any]]) -> Any:
        found = part()
        while self.next_is(*signs):
            sign = signs[self.take()]
            found = sign(torch.as_tensor(found), torch.as_tensor(part()))
        return found

    def signed(self) -> Any:
        if self.next_is("−"):
            self.take()
            return -self.signed()
        return self.power()

    def power(self) -> Any:
        found = self.atom()
        while self.tokens:
            if self.next_is("^"):
                self.take()
                found = torch.pow(torch.as_tensor(found), torch.as_tensor(self.atom()))
            elif self.next_is("ᵀ", "ᴴ"):
                found = found.mT if self.take() == "ᵀ" else found.mH
            elif self.tokens[0][0] in "⁰¹²³⁴⁵⁶⁷⁸⁹⁻":
                found = found ** int(self.take().translate(_RAISED))
            else:
                break
        return found

    def atom(self) -> Any:
        token = self.take()
        closing = {"(": ")", "[": "]", "|": "|"}.get(token)
        if closing:
            inner = self.choice()
            self.take(closing)
            return torch.abs(inner) if token == "|" else inner
        if token[0].isdigit():
            return self.number(token)
        return self.word(token)

    def number(self, token: str) -> Any:
        if token.endswith("j"):
            return torch.tensor(complex(token), dtype=torch.complex128)
        found = float(token.replace("−", "-"))
        if self.next_is("π"):
            self.take()
            found *= math.pi
        return torch.tensor(found, dtype=torch.float64)

    def word(self, token: str) -> Any:
        if self.next_is("(") and token in FUNCTIONS:
            return FUNCTIONS[token](*self.arguments())
        if self.next_is("(") and token in ("fft", "ifft"):
            turned = torch.fft.fftn if token == "fft" else torch.fft.ifftn
            return turned(*self.arguments(), dim=self.known.axes)
        if token in self.known.values:
            return self.known.values[token]
        if token in CONSTANTS:
            return torch.tensor(CONSTANTS[token], dtype=torch.float64)
        match token:
            case "e":
                self.take("^")
                return torch.exp(torch.as_tensor(self.atom()))
            case "n":
                return torch.tensor(self.known.count, dtype=torch.float64)
            case "Σ" | "mean":
                return self.over_axes(torch.sum if token == "Σ" else torch.mean, self.power())
            case "ln" | "√":
                return (torch.log if token == "ln" else torch.sqrt)(torch.as_tensor(self.atom()))
            case _:
                raise UnreadError(token)

    def over_axes(self, reduced: Callable[..., Any], value: Any) -> Any:
        return reduced(value * 1.0, dim=self.known.axes, keepdim=True)

    def arguments(self) -> list[Any]:
        self.take("(")
        found = [self.choice()]
        while self.next_is(","):
            self.take()
            found.append(self.choice())
        self.take(")")
        return found
