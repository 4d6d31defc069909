"""The podium: what a speaker has at hand while presenting."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QWidget

from inspector.canvas.pen import PenLayer
from inspector.canvas.view import GraphCanvas
from inspector.commands.host import Aid
from inspector.model.session import Session
from inspector.shell.appearance.dress import dress
from inspector.shell.frame.window import Window
from inspector.shell.presenting.presenter import PresenterWindow
from inspector.theme.roles import Theme
from inspector.theme.tokens import THEMES

WHILE_PRESENTING = (Aid.SPOTLIGHT, Aid.CLOSE_UP, Aid.PEN, Aid.BLANK)
"""Aids that end with presenting."""
SHARE = 0.6
"""How wide and how high of the only screen the notes are."""


class Podium(QObject):
    """Turns the speaker's aids on and off; presenting begins with the spotlight."""

    def __init__(self, window: Window, canvas: GraphCanvas, session: Session) -> None:
        super().__init__(window)
        self._window, self._canvas, self._session = window, canvas, session
        self.pen = PenLayer(session, self._theme, canvas)
        self.curtain = Curtain(window)
        self.presenter: PresenterWindow | None = None
        self._keys: list[QAction] = []
        self._links = [
            session.step_changed.connect(self._stepped),
            session.settings_changed.connect(self._setting_changed),
        ]

    def give_keys(self, actions: list[QAction]) -> None:
        """Let these keys work in the presenter's window as well."""
        self._keys = actions

    def begin(self) -> None:
        """Presenting begins; with a second screen the notes go there."""
        self.turn(Aid.SPOTLIGHT, True)
        if self._other_screen() is not None:
            self.turn(Aid.NOTES, True)

    def end(self) -> None:
        """Presenting is over."""
        for aid in WHILE_PRESENTING:
            if self.has(aid):
                self.turn(aid, False)
        self.turn(Aid.NOTES, False)

    def close(self) -> None:
        """Put everything away for good."""
        for link in self._links:
            link()
        self.turn(Aid.NOTES, False)

    def has(self, aid: Aid) -> bool:
        """Whether an aid is on."""
        lecture = self._canvas.lecture
        return {
            Aid.SPOTLIGHT: lecture.spotlit,
            Aid.CLOSE_UP: lecture.close,
            Aid.PEN: not self.pen.isHidden(),
            Aid.BLANK: not self.curtain.isHidden(),
            Aid.NOTES: self.presenter is not None and self.presenter.isVisible(),
        }[aid]

    def turn(self, aid: Aid, on: bool) -> None:
        """Turn an aid on or off."""
        match aid:
            case Aid.SPOTLIGHT:
                self._canvas.lecture.spotlit = on
            case Aid.CLOSE_UP:
                self._come_close(on)
            case Aid.PEN:
                self.pen.take(on)
            case Aid.BLANK:
                self.curtain.draw(on)
            case Aid.NOTES:
                self._show_notes(on)
        self._canvas.update()

    def _come_close(self, on: bool) -> None:
        lecture = self._canvas.lecture
        lecture.close = on
        if on:
            lecture.come_close()
        else:
            lecture.step_back()

    def _show_notes(self, on: bool) -> None:
        if self.presenter is not None:
            self.presenter.leave()
            self.presenter = None
        if on:
            self.presenter = PresenterWindow(self._session)
            self._dress_presenter()
            self.presenter.addActions(self._keys)
            other = self._other_screen()
            if other is not None:
                self.presenter.setGeometry(other)
            else:
                room = self._window.screen().availableSize()
                self.presenter.resize(self.presenter.size().boundedTo(room * SHARE))
            self.presenter.show()
            # On the only screen, notes behind a window that fills it would not be seen.
            front = self.presenter if other is None else self._window
            front.raise_()
            front.activateWindow()

    def _other_screen(self) -> QRect | None:
        """The room of a screen that the window is not on; None where there is but one."""
        own = self._window.screen()
        others = [one for one in QGuiApplication.screens() if one is not own]
        return others[0].availableGeometry() if others else None

    def _stepped(self, _old: int, _new: int) -> None:
        """The show goes on: nobody wants to look at nothing."""
        self.curtain.draw(False)

    @property
    def _theme(self) -> Theme:
        return THEMES[str(self._session.settings["theme"])]

    def _dress_presenter(self) -> None:
        if self.presenter is not None:
            dress(self.presenter, self._theme, float(self._session.settings["font_scale"]))

    def _setting_changed(self, key: str) -> None:
        if key in ("theme", "font_scale"):
            self._dress_presenter()
        if key == "theme":
            self.pen.set_theme(self._theme)


class Curtain(QWidget):
    """Black over the whole window, so that people look at the speaker."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setAccessibleName("Blank screen")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet("background: black;")
        self.hide()
        window.installEventFilter(self)

    def draw(self, drawn: bool) -> None:
        """Draw the curtain, or open it."""
        if drawn:
            self.setGeometry(self._window.rect())
            self.raise_()
        self.setVisible(drawn)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._window.rect())
        return False
