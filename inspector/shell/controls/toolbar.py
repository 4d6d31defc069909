"""The row of buttons over the graph: run, step, speed, what is drawn, finding, looks."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolBar,
    QToolButton,
    QWidget,
)

from inspector.model.session import Session
from inspector.model.settings import SETTINGS
from inspector.shell.appearance.icons import icon
from inspector.shell.controls.actions import Actions
from inspector.shell.controls.fitting import ALONE, BESIDE, Fitting, Spare
from inspector.theme.tokens import LIGHT, THEMES

RUN = ("run.run", "run.pause", "run.stop")
STEPS = ("step.first", "step.back", "step.play", "step.forward", "step.last")
VIEWS = (
    ("view.operations", "Operations"),
    ("view.tensors", "Tensors"),
    ("view.left_to_right", "Across"),
    ("view.top_to_bottom", "Down"),
)
WORDY = (
    "view.present",
    "help.palette",
    "view.top_to_bottom",
    "view.left_to_right",
    "view.tensors",
    "view.operations",
    "theme",
)
"""Buttons that lose their words where the bar is short, the first of them first."""
SPARE = (
    ("speed label",),
    ("step.first", "step.last"),
    ("speed",),
    ("direction", "view.left_to_right", "view.top_to_bottom"),
    ("reading", "view.operations", "view.tensors"),
    ("theme",),
    ("help.palette", "view.present"),
    ("run.pause",),
)
"""What leaves a bar that is shorter still, in this order, each with the line before it."""
ICON = 20
"""The side of an icon at a desk, in pixels."""
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)


class Toolbar:
    """Fills a toolbar from the commands, and keeps what it shows up to date."""

    def __init__(self, bar: QToolBar, session: Session, actions: Actions) -> None:
        self._bar, self._session, self._actions = bar, session, actions
        self._buttons: dict[str, QToolButton] = {}
        self._places: dict[str, QAction] = {}
        self._worn: tuple[str, float] | None = None
        self.run = self._button(RUN[0], "Run")
        self.run.setObjectName("runButton")
        self._commands(RUN[1:])
        bar.addSeparator()
        self._commands(STEPS)
        self.speed = self._add_speed()
        self._places["reading"] = bar.addSeparator()
        self._views()
        self._space()
        self._button("help.palette", "Find")
        self.theme = self._add_theme()
        self._button("view.present", "Present")
        self.fitting = self._fit()
        self.refresh()

    def refresh(self) -> None:
        """Show the speed and the theme that are set."""
        settings = self._session.settings
        self.speed.setCurrentText(speed_text(float(settings["speed"])))
        theme, scale = THEMES[str(settings["theme"])], self._session.type_scale
        if self._worn != (theme.name, scale):
            self._worn = theme.name, scale
            side = round(ICON * scale * theme.ui / LIGHT.ui)
            self._bar.setIconSize(QSize(side, side))
            for button in self._buttons.values():  # the bar tells only buttons that it made itself
                button.setIconSize(QSize(side, side))
            self.theme.setText(theme.title)
            self.theme.setIcon(icon("theme", theme))
            self.fitting.forget()

    def _fit(self) -> Fitting:
        """What goes where the bar is short: words first, then what is used least."""
        act, place = self._actions.by_id, self._places
        themes = tuple(self._theme_actions())
        commands: dict[str, tuple[QAction, ...]]
        commands = {name: (act[name],) for name in place if name in act}
        commands |= {"theme": themes, "speed": (act["step.faster"], act["step.slower"])}
        wordy = [self._buttons[name] for name in WORDY]
        spare = [
            Spare(
                tuple(place[name] for name in names),
                tuple(action for name in names for action in commands.get(name, ())),
            )
            for names in SPARE
        ]
        return Fitting(self._bar, wordy, spare)

    def _commands(self, names: tuple[str, ...]) -> None:
        for name in names:
            self._button(name)

    def _button(self, name: str, text: str = "") -> QToolButton:
        action = self._actions.by_id[name]
        button = QToolButton(self._bar)
        button.setDefaultAction(action)
        button.setToolButtonStyle(BESIDE if text else ALONE)
        button.setAccessibleName(action.text())
        if text:
            action.setIconText(text)
        self._add(name, button)
        return button

    def _add(self, name: str, widget: QWidget) -> None:
        self._places[name] = self._bar.addWidget(widget)
        if isinstance(widget, QToolButton):
            self._buttons[name] = widget

    def _views(self) -> None:
        for name, text in VIEWS[:2]:
            self._button(name, text)
        self._places["direction"] = self._bar.addSeparator()
        for name, text in VIEWS[2:]:
            self._button(name, text)

    def _space(self) -> None:
        space = QWidget(self._bar)
        space.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._bar.addWidget(space)

    def _add_speed(self) -> QComboBox:
        label = QLabel("Speed", self._bar)
        label.setObjectName("speedLabel")
        label.setContentsMargins(8, 0, 4, 0)
        chooser = QComboBox(self._bar)
        chooser.setAccessibleName("Speed of play")
        chooser.setToolTip(SETTINGS["speed"].help)
        chooser.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the steps
        chooser.addItems([speed_text(speed) for speed in SPEEDS])
        chooser.activated.connect(self._choose_speed)
        label.setBuddy(chooser)
        self._add("speed label", label)
        self._add("speed", chooser)
        return chooser

    def _choose_speed(self, position: int) -> None:
        self._session.settings["speed"] = SPEEDS[position]

    def _add_theme(self) -> QToolButton:
        button = QToolButton(self._bar)
        button.setAccessibleName("Theme")
        button.setToolTip(SETTINGS["theme"].help)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolButtonStyle(BESIDE)
        menu = QMenu(button)
        menu.addActions(self._theme_actions())
        button.setMenu(menu)
        self._add("theme", button)
        return button

    def _theme_actions(self) -> list[QAction]:
        return [self._actions.by_id[f"view.{name}"] for name in THEMES]


def speed_text(speed: float) -> str:
    """A speed as people write it: "0.5×"."""
    return f"{speed:g}×"
