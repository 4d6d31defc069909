"""Mathematical constants that are written by name in formulas: ln 2, π, √2."""

from __future__ import annotations

import math

WHOLE = 6
"""A name stands for the numbers that agree with it in so many digits, as they are written."""
NAMED = {
    f"{value:.{WHOLE}g}": (text, latex)
    for value, text, latex in (
        (math.pi, "π", r"\pi"),
        (math.pi / 180, "(π / 180)", r"\frac{\pi}{180}"),
        (180 / math.pi, "(180 / π)", r"\frac{180}{\pi}"),
        (math.log(2), "ln 2", r"\ln 2"),
        (math.log(10), "ln 10", r"\ln 10"),
        (math.sqrt(2), "√2", r"\sqrt{2}"),
        (math.sqrt(0.5), "(1 / √2)", r"\frac{1}{\sqrt{2}}"),
        (math.sqrt(math.pi) / 2, "(√π / 2)", r"\frac{\sqrt{\pi}}{2}"),
        (2 / math.sqrt(math.pi), "(2 / √π)", r"\frac{2}{\sqrt{\pi}}"),
        (math.sqrt(2 / math.pi), "√(2 / π)", r"\sqrt{\frac{2}{\pi}}"),
        (math.sqrt(2 * math.pi), "√(2π)", r"\sqrt{2\pi}"),
        (1 / math.sqrt(2 * math.pi), "(1 / √(2π))", r"\frac{1}{\sqrt{2\pi}}"),
    )
}
"""By the text of a number, how it is written: as plain text, and as LaTeX."""
