"""A field for a number within bounds, which says why it refuses another."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QValidator

from inspector.widgets.switch_row import Number


class BoundedNumber(Number):
    """A number that may be typed freely; one out of bounds is not taken, and ``refused`` says why.

    Qt's own box would swallow the digit that goes too far, and take over what is left.
    """

    refused = Signal(str)

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Let any number be typed to its end."""
        state, text, place = super().validate(text, place)
        if state is QValidator.State.Invalid and _is_number(text):
            state = QValidator.State.Intermediate
        return state, text, place

    def fixup(self, text: str) -> str:
        """Refuse what was typed; the number of before comes back."""
        bounds = f"{self.minimum():,.12g} to {self.maximum():,.12g}"
        what = text.strip() or "Nothing"
        self.refused.emit(f"{what} is not possible here: it takes {bounds}.")
        return text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return text in ("", "-", "+")
    return True
