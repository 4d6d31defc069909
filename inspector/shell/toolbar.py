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
from inspector.shell.actions import Actions
from inspector.shell.icons import icon
from inspector.theme.tokens import THEMES

RUN = ("run.run", "run.pause", "run.stop")
STEPS = ("step.first", "step.back", "step.play", "step.forward", "step.last")
VIEWS = (
    ("view.operations", "Operations"),
    ("view.tensors", "Tensors"),
    ("view.left_to_right", "Across"),
    ("view.top_to_bottom", "Down"),
)
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)


class Toolbar:
    """Fills a toolbar from the commands, and keeps what it shows up to date."""

    def __init__(self, bar: QToolBar, session: Session, actions: Actions) -> None:
        self._bar, self._session, self._actions = bar, session, actions
        bar.setIconSize(QSize(20, 20))
        beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self.run = self._button(RUN[0], "Run", beside)
        self.run.setObjectName("runButton")
        self._commands(RUN[1:])
        bar.addSeparator()
        self._commands(STEPS)
        self.speed = self._add_speed()
        bar.addSeparator()
        self._views()
        self._space()
        self._button("help.palette", "Find", Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.theme = self._add_theme()
        self._button("view.present", "Present", Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.refresh()

    def refresh(self) -> None:
        """Show the speed and the theme that are set."""
        self.speed.setCurrentText(speed_text(float(self._session.settings["speed"])))
        theme = THEMES[str(self._session.settings["theme"])]
        self.theme.setText(theme.title)
        self.theme.setIcon(icon("theme", theme))

    def _commands(self, names: tuple[str, ...]) -> None:
        for name in names:
            self._button(name)

    def _button(
        self,
        name: str,
        text: str = "",
        style: Qt.ToolButtonStyle = Qt.ToolButtonStyle.ToolButtonIconOnly,
    ) -> QToolButton:
        action = self._actions.by_id[name]
        button = QToolButton(self._bar)
        button.setDefaultAction(action)
        button.setToolButtonStyle(style)
        button.setAccessibleName(action.text())
        if text:
            action.setIconText(text)
        self._bar.addWidget(button)
        return button

    def _views(self) -> None:
        for name, text in VIEWS[:2]:
            self._button(name, text, Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._bar.addSeparator()
        for name, text in VIEWS[2:]:
            self._button(name, text, Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

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
        chooser.addItems([speed_text(speed) for speed in SPEEDS])
        chooser.activated.connect(self._choose_speed)
        label.setBuddy(chooser)
        self._bar.addWidget(label)
        self._bar.addWidget(chooser)
        return chooser

    def _choose_speed(self, position: int) -> None:
        self._session.settings["speed"] = SPEEDS[position]

    def _add_theme(self) -> QToolButton:
        button = QToolButton(self._bar)
        button.setAccessibleName("Theme")
        button.setToolTip(SETTINGS["theme"].help)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        menu = QMenu(button)
        menu.addActions(self._theme_actions())
        button.setMenu(menu)
        self._bar.addWidget(button)
        return button

    def _theme_actions(self) -> list[QAction]:
        return [self._actions.by_id[f"view.{name}"] for name in THEMES]


def speed_text(speed: float) -> str:
    """A speed as people write it: "0.5×"."""
    return f"{speed:g}×"
