r"""Reads the LaTeX that formulas are written in, into the pieces a page is set from.

It is the part of LaTeX that the symbolic reading writes (``\frac``, ``\left(``, ``^{}``,
``\underset``, ``bmatrix`` …) and not all of it; an unknown command stands there as its name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

_TOKEN = re.compile(r"\\([A-Za-z]+|.)|([{}^_&])|(\s+)|(\d[\d.]*)|(.)", re.DOTALL)

SIGNS = {
    "cdot": "·", "times": "×", "le": "≤", "ge": "≥", "ne": "≠", "vee": "∨", "wedge": "∧",
    "otimes": "⊗", "lnot": "¬", "partial": "∂", "infty": "∞", "top": "⊤", "cdots": "⋯",
    "vdots": "⋮", "odot": "⊙", "to": "→", "|": "‖", "downarrow": "↓",
    "rightarrow": "→", "sum": "∑", "ln": "ln",
}  # fmt: skip
GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π",
    "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
}  # fmt: skip
SPACED = frozenset("·×=+≤≥≠∨∧⊗⊙→<>−")
"""Signs that stand between two things, with space on either side."""
BREAKS = frozenset("·×=+−→")
"""Signs before which a line may be broken."""
_SPACES = {",": 0.17, " ": 0.3, ";": 0.28, "quad": 1.0}


@dataclass(frozen=True, slots=True)
class Letters:
    """Characters in one face; ``sign`` ones stand between two things."""

    text: str
    italic: bool = False
    sign: bool = False


@dataclass(frozen=True, slots=True)
class Space:
    """A gap, ``ems`` wide."""

    ems: float


@dataclass(frozen=True, slots=True)
class Row:
    """Pieces beside each other."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Fraction:
    """One row over another."""

    over: Row
    under: Row


@dataclass(frozen=True, slots=True)
class Root:
    """The square root of a row."""

    of: Row


@dataclass(frozen=True, slots=True)
class Barred:
    """A row with a line above it."""

    of: Row


@dataclass(frozen=True, slots=True)
class Scripts:
    """A piece with something raised or lowered behind it."""

    base: Piece
    raised: Row | None = None
    lowered: Row | None = None


@dataclass(frozen=True, slots=True)
class Below:
    """A piece with a small row below it."""

    base: Row
    below: Row


@dataclass(frozen=True, slots=True)
class Fenced:
    """A row between delimiters as high as it is."""

    left: str
    of: Row
    right: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows of cells in brackets."""

    rows: tuple[tuple[Row, ...], ...]


Piece: TypeAlias = (
    Letters | Space | Row | Fraction | Root | Barred | Scripts | Below | Fenced | Matrix
)


def parsed(latex: str) -> Row:
    """The pieces of a formula; of a broken one, what could be read."""
    return _Reader(latex).row()


class _Reader:
    """Goes through the tokens of one formula."""

    def __init__(self, latex: str) -> None:
        self._tokens = [match for match in _TOKEN.finditer(latex) if not match[3]]
        self._place = 0

    def row(self, *ends: str) -> Row:
        """Pieces up to one of ``ends``, which is passed over, or to the end."""
        pieces: list[Piece] = []
        while (token := self._next()) is not None:
            if token[0] in ends:
                break
            self._add(pieces, token)
        return Row(tuple(pieces))

    def _next(self) -> re.Match[str] | None:
        if self._place >= len(self._tokens):
            return None
        self._place += 1
        return self._tokens[self._place - 1]

    def _add(self, pieces: list[Piece], token: re.Match[str]) -> None:
        if token[0] in ("^", "_"):
            base = pieces.pop() if pieces else Row(())
            pieces.append(self._script(base, token[0]))
        elif token[0] == "{":
            pieces.append(self.row("}"))
        elif token[1] is not None:
            pieces.append(self._command(token[1]))
        elif token[0] not in ("}", "&"):
            pieces.append(_character(token[0], first=not pieces or _is_sign(pieces[-1])))

    def _script(self, base: Piece, sign: str) -> Piece:
        old = base if isinstance(base, Scripts) else Scripts(base)
        given = self._argument()
        if sign == "^":
            return Scripts(old.base, given, old.lowered)
        return Scripts(old.base, old.raised, given)

    def _argument(self) -> Row:
        token = self._next()
        if token is None:
            return Row(())
        if token[0] == "{":
            return self.row("}")
        pieces: list[Piece] = []
        self._add(pieces, token)
        return Row(tuple(pieces))

    def _words(self) -> str:
        """An argument as it stands: its spaces too."""
        start = self._next()
        if start is None:
            return ""
        text, end = start.string, start.end()
        depth = 1
        while depth and (token := self._next()) is not None:
            depth += (token[0] == "{") - (token[0] == "}")
            close = token.start()
        return text[end : close if not depth else len(text)].replace("\\_", "_")

    def _command(self, name: str) -> Piece:
        match name:
            case "frac":
                return Fraction(self._argument(), self._argument())
            case "sqrt":
                return Root(self._argument())
            case "overline" | "bar":
                return Barred(self._argument())
            case "hat":
                return Letters(f"{self._words()}\N{COMBINING CIRCUMFLEX ACCENT}")
            case "underset":
                below = self._argument()
                return Below(self._argument(), below)
            case "left":
                return self._fenced()
            case "begin":
                return self._matrix()
            case "text" | "mathrm" | "operatorname":
                return Letters(self._words())
            case _ if name in _SPACES:
                return Space(_SPACES[name])
            case _:
                return _sign(name)

    def _fenced(self) -> Fenced:
        left = self._delimiter()
        inner = self.row("\\right")
        return Fenced(left, inner, self._delimiter())

    def _delimiter(self) -> str:
        token = self._next()
        return "" if token is None or token[0] == "." else token[0]

    def _matrix(self) -> Matrix:
        self._words()
        rows: list[tuple[Row, ...]] = []
        cells: list[Row] = []
        while (end := self._cell(cells)) == "&" or end == "\\\\":
            if end == "\\\\":
                rows.append(tuple(cells))
                cells = []
        rows.append(tuple(cells))
        self._words()
        return Matrix(tuple(rows))

    def _cell(self, cells: list[Row]) -> str:
        """Read one cell; what ended it."""
        pieces: list[Piece] = []
        end = ""
        while (token := self._next()) is not None:
            end = token[0]
            if end in ("&", "\\\\", "\\end"):
                break
            self._add(pieces, token)
        cells.append(Row(tuple(pieces)))
        return end if token is not None else ""


def _character(text: str, first: bool) -> Letters:
    """A letter, figure or sign; a ``first`` minus belongs to what follows."""
    text = {"-": "−", "*": "·"}.get(text, text)
    return Letters(text, italic=text.isalpha(), sign=text in SPACED and not first)


def _is_sign(piece: Piece) -> bool:
    return isinstance(piece, Letters) and piece.sign


def _sign(name: str) -> Letters:
    if name in GREEK:
        return Letters(GREEK[name], italic=True)
    text = SIGNS.get(name, name)
    return Letters(text, sign=text in SPACED)
