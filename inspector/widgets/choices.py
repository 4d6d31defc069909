"""A short list of things to go to, as high as it needs to be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QListView, QListWidget, QListWidgetItem

from inspector.widgets.fitted_height import FittedHeight

MOST_ROWS = 12
_ACT = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Choice:
    """One row: its text, and what Enter or a click does (None: nothing)."""

    text: str
    act: Callable[[], object] | None = None


class Choices(FittedHeight, QListWidget):
    """Rows that are chosen with arrows and Enter, or clicked; long ones break into lines."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("choices")
        self.setAccessibleName(name)
        self.setWordWrap(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self._shown: list[str] = []
        self.itemClicked.connect(self._go)
        self.itemActivated.connect(self._go)

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Show other rows; the same texts keep the place in them."""
        texts = [choice.text for choice in choices]
        if texts != self._shown:
            self._shown = texts
            self.clear()
            for text in texts:
                item = QListWidgetItem(text, self)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, text)
        for row, choice in enumerate(choices):
            self.item(row).setData(_ACT, choice.act)
        self._fit()

    def texts(self) -> list[str]:
        """What is shown."""
        return list(self._shown)

    def _go(self, item: QListWidgetItem) -> None:
        act = item.data(_ACT)
        if act is not None:
            act()

    def _fit(self) -> None:
        rows = min(self.count(), MOST_ROWS)
        self.doItemsLayout()
        height = sum(self.visualItemRect(self.item(row)).height() for row in range(rows))
        wanted = height + 2 * self.frameWidth() + 4
        bar = Qt.ScrollBarPolicy
        fits = self.count() <= MOST_ROWS
        self.setVerticalScrollBarPolicy(bar.ScrollBarAlwaysOff if fits else bar.ScrollBarAsNeeded)
        if wanted != self.height():
            self.setFixedHeight(wanted)
