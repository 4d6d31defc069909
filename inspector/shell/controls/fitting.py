"""A toolbar that has no room for all it holds: it says less, and then puts the rest in a menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolBar, QToolButton, QWidget

BESIDE = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
ALONE = Qt.ToolButtonStyle.ToolButtonIconOnly


@dataclass(frozen=True, slots=True)
class Spare:
    """Parts of the bar that can go together, and the commands the menu has in their place."""

    shown: tuple[QAction, ...]
    commands: tuple[QAction, ...] = ()


class Fitting(QObject):
    """Lets buttons lose their words one after the other, then lets what is spare go, in order.

    What went is in the menu of a button at the end of the bar: nothing is ever out of reach.
    """

    def __init__(
        self, bar: QToolBar, wordy: Sequence[QToolButton], spare: Sequence[Spare]
    ) -> None:
        super().__init__(bar)
        self._bar, self._spare = bar, tuple(spare)
        self._more = more_button(bar)
        self._place = bar.addWidget(self._more)
        self._stages: tuple[Callable[[bool], None], ...] = (
            *(saying(button) for button in wordy),
            *(standing(bar, each.shown) for each in spare),
        )
        self._words = len(wordy)
        self._widths: list[int] = []
        self._stage = 0
        self._place.setVisible(False)
        self._settled = QTimer(self, singleShot=True, interval=0)
        self._settled.timeout.connect(self._remeasure)
        bar.installEventFilter(self)

    def forget(self) -> None:
        """Measure everything again, as words, type or icons have changed their size.

        Some buttons know their new size only when Qt has laid out the bar once: so do it twice.
        """
        self._remeasure()
        self._settled.start()

    def _remeasure(self) -> None:
        self._widths.clear()
        self.fit()

    def fit(self) -> None:
        """Show as much as there is room for."""
        self._widths = self._widths or self._measured()
        room = self._bar.width()
        fits = (stage for stage, width in enumerate(self._widths) if width <= room)
        self._go(next(fits, len(self._stages)))

    def _measured(self) -> list[int]:
        """How wide the bar would be at every stage."""
        before, widths = self._stage, []
        for stage in range(len(self._stages) + 1):
            self._go(stage)
            widths.append(self._bar.sizeHint().width())
        self._go(before)
        return widths

    def _go(self, stage: int) -> None:
        """Take the first ``stage`` steps, and no other."""
        for number in range(min(stage, self._stage), max(stage, self._stage)):
            self._stages[number](number >= stage)
        self._stage = stage
        gone = self._spare[: max(0, stage - self._words)]
        self._place.setVisible(bool(gone))
        menu = self._more.menu()
        menu.clear()
        for each in gone:
            menu.addActions(each.commands)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self.fit()
        elif event.type() is QEvent.Type.StyleChange:
            self._widths.clear()
            self._settled.start()
        elif event.type() is QEvent.Type.LayoutRequest and not self._widths:
            self.fit()
        return False


def more_button(bar: QToolBar) -> QToolButton:
    """The button whose menu has what went."""
    button = QToolButton(bar)
    button.setText("⋯")
    button.setObjectName("moreTools")
    button.setAccessibleName("More tools")
    button.setToolTip("More tools: what has no room on the bar")
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setMenu(QMenu(button))
    return button


def saying(button: QToolButton) -> Callable[[bool], None]:
    """What lets a button have its words, or only its icon."""
    return lambda words: button.setToolButtonStyle(BESIDE if words else ALONE)


def standing(bar: QToolBar, shown: Sequence[QAction]) -> Callable[[bool], None]:
    """What lets parts of the bar stand there, or not."""

    def show(visible: bool) -> None:
        for part in shown:
            part.setVisible(visible)
            follow_command(bar.widgetForAction(part))

    return show


def follow_command(button: QWidget) -> None:
    """Let a button be as its command is: its place in the bar enables it whenever it is shown.

    Its only action is its default one, which PySide would take for a part of the button if asked.
    """
    for command in button.actions():
        button.setEnabled(command.isEnabled())
