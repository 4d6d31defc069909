"""The buttons that move through a run, and how fast playing goes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget

from inspector.commands.host import Player
from inspector.commands.registry import COMMANDS
from inspector.commands.step import play as play_command
from inspector.model.navigation import Stops
from inspector.model.session import Session
from inspector.theme.tokens import LIGHT, Theme
from inspector.widgets.glyphs import glyph

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
_FAMILY = play_command.__module__.rpartition(".")[2]
_NAMES = ("first", "back", "play", "forward", "last")


class Transport(QWidget):
    """First, back, play, forward, last; titles and keys are those of the commands."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._player: Player | None = None
        self._theme, self._size = LIGHT, 16
        self.buttons = {name: self._button(name) for name in _NAMES}
        self.speed = QComboBox()
        self.count = QLabel()  # placed by whoever shows the transport
        self._build()

    def set_player(self, player: Player) -> None:
        """Play with ``player`` from now on."""
        self._player = player
        self.show_state()

    def set_theme(self, theme: Theme, scale: float) -> None:
        """Draw the signs in ``theme``'s colours and size."""
        size = round(1.35 * theme.ui * scale)
        for name, button in self.buttons.items():
            button.setIconSize(QSize(size, size))
            button.setIcon(glyph(self._sign(name), theme.text, theme.disabled, size))
        self._theme, self._size = theme, size

    def show_state(self) -> None:
        """Say where the session stands, and offer what can be done there."""
        session = self._session
        step, steps = session.step, len(session.recording)
        self.count.setText(f"step {step} of {steps}" if steps else "no steps yet")
        widest = self.count.fontMetrics().horizontalAdvance(f"step {steps} of {steps}")
        self.count.setMinimumWidth(widest + 4)  # so that the timeline keeps its width
        for name, button in self.buttons.items():
            button.setEnabled(step > 0 if name in ("first", "back") else step < steps)
        self.buttons["play"].setEnabled(self._player is not None and steps > 0)
        self._show_playing()
        chosen = self.speed.findData(float(session.settings["speed"]))
        blocked = self.speed.blockSignals(True)
        self.speed.setCurrentIndex(chosen if chosen >= 0 else _nearest(session))
        self.speed.blockSignals(blocked)

    def _show_playing(self) -> None:
        button = self.buttons["play"]
        button.setIcon(
            glyph(self._sign("play"), self._theme.text, self._theme.disabled, self._size)
        )
        button.setAccessibleName("Pause" if self.playing else _title("play"))

    @property
    def playing(self) -> bool:
        """Whether the steps advance by themselves."""
        return self._player is not None and self._player.playing

    def _sign(self, name: str) -> str:
        return "pause" if name == "play" and self.playing else name

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for button in self.buttons.values():
            row.addWidget(button)
        self.speed.setAccessibleName("Speed of playing")
        self.speed.setObjectName("speed")
        for speed in SPEEDS:
            self.speed.addItem(f"{speed:g}×", speed)
        self.speed.currentIndexChanged.connect(self._set_speed)
        row.addSpacing(8)
        row.addWidget(self.speed)
        self.count.setObjectName("stepCount")
        self.count.setProperty("role", "muted")

    def _button(self, name: str) -> QToolButton:
        button = QToolButton()
        command = COMMANDS[f"{_FAMILY}.{name}"]
        button.setAccessibleName(command.title)
        button.setToolTip(f"{command.title} ({', '.join(command.keys)})")
        button.setProperty("role", "transport")
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAutoRepeat(name in ("back", "forward"))
        button.clicked.connect(self._action(name))
        return button

    def _action(self, name: str) -> Callable[[], None]:
        return {
            "first": lambda: self._go(0),
            "last": lambda: self._go(len(self._session.recording)),
            "back": lambda: self._move(forward=False),
            "forward": lambda: self._move(forward=True),
            "play": self._play_or_pause,
        }[name]

    def _play_or_pause(self) -> None:
        if self._player is None:
            return
        if self._player.playing:
            self._player.pause()
        else:
            self._player.play()
        self.show_state()

    def _go(self, step: int) -> None:
        self.hold()
        self._session.go(step)

    def _move(self, forward: bool) -> None:
        self.hold()
        self._session.move(Stops.ANY, forward)

    def hold(self) -> None:
        """Stop playing, if it is."""
        if self._player is not None:
            self._player.pause()

    def _set_speed(self, index: int) -> None:
        self._session.settings["speed"] = float(self.speed.itemData(index))


def _title(name: str) -> str:
    return COMMANDS[f"{_FAMILY}.{name}"].title


def _nearest(session: Session) -> int:
    speed = float(session.settings["speed"])
    return min(range(len(SPEEDS)), key=lambda index: abs(SPEEDS[index] - speed))
