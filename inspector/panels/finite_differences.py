"""A leaf's gradient checked by finite differences, a few elements whenever there is time."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector.model.moments.moment import Moment
from inspector.model.moments.wording import counted
from inspector.model.recordings.format import number_text
from inspector.model.trials.differences import STEP, TOLERANCE, Check, Element
from inspector.model.trials.replaying import NotReplayableError
from inspector.theme.tokens import Theme
from inspector.widgets.chip import Chip
from inspector.widgets.labels import plain
from inspector.widgets.text_table import Line, TextTable

BUDGET = 0.008
"""Seconds that are spent at once, so that the window stays at sixty frames a second."""
_HOW = (
    f"Each element is moved by ±{STEP:g} (more where it is large) and the forward pass run again "
    f"in double precision; they agree within {TOLERANCE:g} of the largest."
)
_WHY = (
    "The gradient does not follow what stands behind detach() or no_grad, and hooks and "
    "functions of one's own may send something else: see Why?"
)
_KINK = "the slopes on its two sides differ, and .grad is one that lies between."


class DifferencesView(QWidget):
    """A button that begins and cancels the check, and a row for every element."""

    def __init__(self) -> None:
        super().__init__()
        self.button = Chip()
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._pressed)
        self.how = plain(_HOW, "muted")
        self.said = plain("", "prose")
        self.table = TextTable(
            "Gradient and differences", ("", ".grad", "measured", ""), stacks=True
        )
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        for widget in (self.button, self.how, self.said, self.table):
            rows.addWidget(widget)
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._work)
        self._moment: Moment | None = None
        self._key: tuple[int, int, int] | None = None
        self._leaf = self._total = 0
        self._rest: Iterator[Element] = iter(())
        self._found: list[Element] = []
        self._forget()

    def wear(self, theme: Theme) -> None:
        """Take over the colours."""
        self.table.wear(theme)

    def show_leaf(self, moment: Moment, leaf: int) -> None:
        """Offer to check a leaf's latest gradient; what was found of another one is dropped."""
        past = moment.contributions(leaf)
        key = id(moment.recording), leaf, len(past)
        self._moment, self._leaf = moment, leaf
        self.setVisible(bool(past))
        if key != self._key:
            self._key = key
            self._forget()

    def _forget(self) -> None:
        self._timer.stop()
        self._found = []
        self.button.setText("By finite differences")
        self.said.hide()
        self.table.hide()

    def _pressed(self) -> None:
        """Begin a check, or cancel the one that runs."""
        if self._timer.isActive():
            self._end("Cancelled after")
        else:
            self.begin()

    def begin(self) -> None:
        """Check the offered gradient, if there is one, element by element."""
        self._forget()
        if self._moment is None or self.isHidden():
            return
        try:
            check = Check(self._moment, self._leaf)
        except NotReplayableError as error:
            self._say(f"It cannot be checked. {error}")
            return
        self._total, self._rest = check.total, check.elements()
        self.button.setText("Cancel")
        self._timer.start()

    def _work(self) -> None:
        """Check a few elements more."""
        deadline = monotonic() + BUDGET
        while monotonic() < deadline:
            try:
                self._found.append(next(self._rest))
            except StopIteration:
                self._end("Checked")
                return
            except NotReplayableError as error:
                self._end(f"{error} Checked")
                return
        self._say(f"{len(self._found)} of {self._total} …")

    def _end(self, how: str) -> None:
        self._timer.stop()
        self.button.setText("Check again")
        wrong = sum(not one.agrees for one in self._found)
        bent = sum(one.bent for one in self._found)
        others = "all others agree." if bent else "all agree."
        result = f"{wrong} differ. {_WHY}" if wrong else others
        result = f"{counted(bent, 'element')} at a kink: {_KINK} {result}" if bent else result
        told = f": {result}" if self._found else "."
        self._say(f"{how} {len(self._found)} of {self._total} elements{told}")
        self.table.show_lines([_line(one) for one in self._found])
        self.table.setVisible(bool(self._found))

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.show()


def _line(one: Element) -> Line:
    name = f"[{', '.join(map(str, one.index))}]" if one.index else "the scalar"
    cells = (name, number_text(one.sent), number_text(one.measured), "✓" if one.agrees else "≠")
    if one.bent:
        return Line((*cells[:3], "kink"), "warning_soft")
    return Line(cells, "forward_soft" if one.agrees else "error_soft")
