"""How functions are written in formulas, and what is said of those that only move numbers."""

from __future__ import annotations

OPERATORS = frozenset({"sin", "cos", "tan", "sinh", "cosh", "tanh"})
"""Functions that LaTeX itself has a name for."""
WRITTEN = {
    "exp": ("e^{0}", r"e^{{{0}}}"),
    "sqrt": ("√{0}", r"\sqrt{{{0}}}"),
    "t": ("{0}ᵀ", r"{{{0}}}^{{\top}}"),
    "square": ("{0}²", r"{{{0}}}^{{2}}"),
    "sigmoid": ("σ({0})", r"\sigma\left({0}\right)"),
    "sum": ("Σ {0}", r"\sum {0}"),
    "mean": ("mean {0}", r"\overline{{{0}}}"),
    "abs": ("|{0}|", r"\left|{0}\right|"),
    "log": ("ln {0}", r"\ln {0}"),
    "matrix_exp": ("e^{0}", r"e^{{{0}}}"),
    "outer": ("{0} ⊗ {1}", r"{0} \otimes {1}"),
    "block_exp": (
        "exp [[{0}, {1}], [0, {0}]]",
        r"\exp \begin{{bmatrix}} {0} & {1} \\ 0 & {0} \end{{bmatrix}}",
    ),
}
ENCLOSED = frozenset({"sigmoid", "abs", "block_exp"})
"""Of these, those whose signs already stand around their arguments."""
MATRICES: tuple[list[str], ...] = ([], ["0", "−2", "−1"])
"""What a diagonal is told where it is that of the last two dimensions."""
NOTES = {
    "expand": "spread over the input's shape",
    "sum_to_size": "summed over what was repeated",
    "permute": "with its dimensions put back in order",
    "transpose": "with the two dimensions exchanged back",
    "swapaxes": "with the two dimensions exchanged back",
    "step_by_step": "at every step of time",
    "over_time": "summed over all steps of time",
    "at_first": "at the first step that ran",
    "flip": "reversed back",
    "roll": "rolled back",
    "rot90": "turned back",
    "view_as_real": "as pairs of real numbers",
    "view_as_complex": "as complex numbers",
    "squeeze": "without the added dimension",
    "at_rows": "added up in the rows it came from",
    "at_largest": "put where the largest stood",
}
UNCHANGED = frozenset({"reshape", "to", "astype"})
