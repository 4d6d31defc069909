"""A field for a number within bounds, which says why it refuses another."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal
from PySide6.QtGui import QValidator

from inspector.widgets.switch_row import Number

_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?")


class BoundedNumber(Number):
    """A number that may be typed freely; one out of bounds is not taken, and ``refused`` says why.

    Qt's own box would swallow the digit that goes too far, and take over what is left. Thousands
    stand apart, as in 1,000,000, and may be typed so or without the commas.
    """

    refused = Signal(str)

    def textFromValue(self, value: float) -> str:
        return f"{value:,.12g}"

    def valueFromText(self, text: str) -> float:
        return super().valueFromText(_together(text))

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Let any number be typed to its end."""
        state, _, _ = super().validate(_together(text), place)
        if state is QValidator.State.Invalid and _is_number(text.replace(",", "")):
            state = QValidator.State.Intermediate
        return state, text, place

    def fixup(self, text: str) -> str:
        """Refuse what was typed; the number of before comes back."""
        bounds = f"{self.minimum():,.12g} to {self.maximum():,.12g}"
        what = text.strip() or "Nothing"
        self.refused.emit(f"{what} is not possible here: it takes {bounds}.")
        return text


def _together(text: str) -> str:
    """A number without the commas between its thousands; any other text as it is."""
    return text.replace(",", "") if _GROUPED.fullmatch(text.strip()) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return text in ("", "-", "+")
    return True
