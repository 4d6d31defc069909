"""Names, shapes and numbers as LaTeX and as plain text, for the formulas of a derivation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inspector.model.recordings.arrays import Array
from inspector.model.recordings.format import MINUS, number_text

ROWS, COLUMNS, KEPT = 6, 5, 2
"""A matrix of more rows or columns is written with its first and last ``KEPT`` ones."""
_GREEK = re.compile(
    r"^(alpha|beta|gamma|delta|epsilon|eta|theta|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|chi"
    r"|psi|omega)$"
)
INCOMING = r"\mathrm{incoming}"
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def name_latex(name: str) -> str:
    """A variable's name: one letter in italics, a word in upright letters, an index lowered."""
    stem, _, index = name.partition("_")
    digits = re.fullmatch(r"([A-Za-z]+)(\d+)", stem)
    if digits and not index:
        stem, index = digits.groups()
    if not stem.isalpha():
        return rf"\mathrm{{{name.replace('_', chr(92) + '_')}}}"
    set_in = stem if len(stem) == 1 else rf"\mathrm{{{stem}}}"
    set_in = rf"\{stem}" if _GREEK.match(stem) else set_in
    return rf"{set_in}_{{{_index(index)}}}" if index else set_in


def _index(index: str) -> str:
    return index if len(index) == 1 or index.isdigit() else rf"\mathrm{{{_escaped(index)}}}"


def _escaped(text: str) -> str:
    return text.replace("_", r"\_")


def partial(root: str, of: str) -> tuple[str, str]:
    """The derivative of one variable by another, as text and as LaTeX."""
    top, bottom = name_latex(root), name_latex(of)
    return f"∂{root}/∂{of}", rf"\frac{{\partial {top}}}{{\partial {bottom}}}"


def incoming_name(result: int) -> tuple[str, str]:
    """What the gradient of one of several results is called, as text and as LaTeX."""
    return f"incoming{str(result).translate(_LOWERED)}", rf"{INCOMING}_{{{result}}}"


def shaped(latex: str, shape: Sequence[int]) -> str:
    """A symbol with its shape below it."""
    return latex if not shape else rf"\underset{{{shape_latex(shape)}}}{{{latex}}}"


def shape_latex(shape: Sequence[int]) -> str:
    """A shape as LaTeX."""
    return r" \times ".join(map(str, shape))


def shape_words(shape: Sequence[int]) -> str:
    """A shape as text: "4×3", "a scalar"."""
    return "×".join(map(str, shape)) or "a scalar"


def number_latex(number: complex, in_product: bool = False) -> str:
    """One number; in a product a negative one stands in brackets."""
    text = number_text(number).replace(MINUS, "-").replace("inf", r"\infty")
    text = re.sub(r"e([+-]?)0*(\d+)$", lambda m: rf" \cdot 10^{{{m[1].strip('+')}{m[2]}}}", text)
    text = text.replace("nan", r"\mathrm{NaN}")
    return rf"\left({text}\right)" if in_product and text.startswith("-") else text


def array_latex(values: Array, in_product: bool = False) -> str:
    """An array of up to two dimensions: a number, a row or a matrix; "" for more of them."""
    if values.ndim > 2:
        return ""
    if values.ndim == 0:
        return number_latex(values.item(), in_product)
    rows = values.reshape(1, -1) if values.ndim == 1 else values
    if not rows.size:
        return r"\left[\right]"
    return matrix_latex([[number_latex(each.item()) for each in row] for row in _cut(rows)], rows)


def matrix_latex(cells: list[list[str]], whole: Array) -> str:
    """Cells in brackets, with dots where rows or columns of ``whole`` are left out."""
    if whole.shape[1] > COLUMNS:
        cells = [[*row[:KEPT], r"\cdots", *row[KEPT:]] for row in cells]
    if whole.shape[0] > ROWS:
        cells.insert(KEPT, [r"\vdots"] * len(cells[0]))
    lines = r" \\ ".join(" & ".join(row) for row in cells)
    return rf"\begin{{bmatrix}} {lines} \end{{bmatrix}}"


def _cut(rows: Array) -> Array:
    down = _places(rows.shape[0], ROWS)
    across = _places(rows.shape[1], COLUMNS)
    return rows[down][:, across]


def _places(length: int, most: int) -> list[int]:
    every = list(range(length))
    return every if length <= most else every[:KEPT] + every[-KEPT:]


def array_words(values: Array) -> str:
    """An array as text: its numbers where they are few, else its shape."""
    if values.size > 16:
        return f"[{shape_words(values.shape)} numbers]"
    return _nested(values.tolist())


def _nested(data: object) -> str:
    if isinstance(data, list):
        return f"[{', '.join(map(_nested, data))}]"
    return number_text(data).replace("-", MINUS) if isinstance(data, int | float | complex) else ""
