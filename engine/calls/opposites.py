"""The opposite of a condition, as it is written down."""

from __future__ import annotations

_SIGNS = {" = ": " ≠ ", " > ": " ≤ ", " < ": " ≥ ", " ≥ ": " < ", " ≤ ": " > "}
_WORDS = (" and ", " or ", " is NaN")
_LATEX_SIGNS = {
    " = ": r" \ne ",
    " > ": r" \le ",
    " < ": r" \ge ",
    r" \ge ": " < ",
    r" \le ": " > ",
}


def opposite(text: str, latex: str) -> tuple[str, str]:
    """What holds where a condition does not: with the opposite sign, or with "not" before it."""
    for sign, other in _SIGNS.items():
        if text.count(sign) == 1 and not any(word in text for word in _WORDS):
            return text.replace(sign, other), _turned(latex)
    if " and " in text or " or " in text:
        text, latex = f"({text})", rf"\left({latex}\right)"
    return f"not {text}", rf"\lnot {latex}"


def _turned(latex: str) -> str:
    for sign, other in _LATEX_SIGNS.items():
        if latex.count(sign) == 1:
            return latex.replace(sign, other)
    return latex
