"""The program around the commands: it brings the parts of the window together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from inspector.canvas.view import GraphCanvas
from inspector.commands.host import Player as PlayerPort
from inspector.export.subject import Subject
from inspector.model.questions.explain import sentence
from inspector.model.session import Session
from inspector.model.settings import Settings
from inspector.panels.source import SourcePanel
from inspector.shell.actions import Actions
from inspector.shell.closing import Answer, ask
from inspector.shell.contextmenu import Listing, offer_line_menu, offer_menu, offer_row_menu
from inspector.shell.docks import share_heights
from inspector.shell.files import FileDesk
from inspector.shell.film_sheet import FilmSheet
from inspector.shell.findbar import FindBar
from inspector.shell.focusring import FocusRing
from inspector.shell.furnish import fill_docks
from inspector.shell.keys import KeyGuard
from inspector.shell.layouting import Layouting
from inspector.shell.learning import Learning
from inspector.shell.lessons import lessons
from inspector.shell.looks import Looks
from inspector.shell.memory import Memory
from inspector.shell.menus import add_course, add_recent, fill_menus
from inspector.shell.notice import Offer, Weight
from inspector.shell.outside import Outside
from inspector.shell.palette import Palette
from inspector.shell.player import Player
from inspector.shell.podium import Podium
from inspector.shell.preferences import SettingsSheet
from inspector.shell.present import WindowDisplay
from inspector.shell.process import Process
from inspector.shell.retyping import Retyping
from inspector.shell.revisiting import Revisiting
from inspector.shell.rivals import Rivals
from inspector.shell.shortcuts import ShortcutSheet
from inspector.shell.sweeping import Sweeping
from inspector.shell.toolbar import Toolbar
from inspector.shell.trust import Trust
from inspector.shell.unsaved import Unsaved, discard
from inspector.shell.window import Window
from inspector.theme.tokens import THEMES


@runtime_checkable
class Playing(Protocol):
    """A panel with a button that plays."""

    def set_player(self, player: PlayerPort) -> None:
        """Play with this one."""


@runtime_checkable
class Opening(Protocol):
    """A panel with a button that shows another panel."""

    def set_opener(self, show_panel: Callable[[str], object]) -> None:
        """Show panels with this."""


class Inspector(QObject):
    """Everything behind one window; the host that commands speak to.

    ``memory`` and ``unsaved`` (a folder) are None where nothing shall be remembered.
    """

    def __init__(
        self,
        window: Window,
        settings: Settings,
        memory: Memory | None = None,
        unsaved: Path | None = None,
    ) -> None:
        super().__init__(window)
        self.window = window
        self.session = Session(settings)
        self.session.classroom.course = lessons()
        self._memory = memory
        self.unsaved = None if unsaved is None else Unsaved(self.session, unsaved, self)
        theme = THEMES[str(settings["theme"])]
        self.canvas = self.camera = GraphCanvas(self.session, theme)
        window.centre.addWidget(self.canvas, 1)
        self.panels = fill_docks(window.docks, self.session)
        self.program = Process(self.session, window.notice, self)
        self.trust = Trust(self.session, window.notice, memory)
        self.program.may_run = self.trust.may_run
        self.player = Player(self.session, self.canvas, self)
        self._retyping = Retyping(
            self.session, self.program, self.player, lambda: self.trust.given, window.notice
        )
        self._introduce_panels()
        self.layouting = Layouting(self.session, self.canvas, self)
        self.learning = Learning(self.session, self)
        self._open_desk()
        self._make_chrome()
        self._sweeping = Sweeping(self.session, self)

    def _introduce_panels(self) -> None:
        """Give panels what they ask for by the methods they have, and know the editor."""
        for panel in self.panels.values():
            if isinstance(panel, Playing):
                panel.set_player(self.player)
            if isinstance(panel, Opening):
                panel.set_opener(self.window.show_panel)
        source = self.panels["source"]
        assert isinstance(source, SourcePanel)
        self.editor = source.editor

    def _open_desk(self) -> None:
        """Make what opens and saves files, and watches what others do to them."""
        session, notice = self.session, self.window.notice
        visits = Revisiting(session, self.canvas)
        self.files = FileDesk(session, self.window, notice, self.unsaved, self.subject, visits)
        self.files.saved, self.files.seen = self.trust.wrote, self.canvas.seen
        self._outside = Outside(session, notice, self.trust.forget, self.files.put_aside, self)
        self.files.may_write = self._outside.may_write

    def subject(self) -> Subject:
        """The graph as it is on the screen, to be exported."""
        session = self.session
        words = sentence(session.recording, session.step, session.teacher.knows.formulas)
        geometry, theme = self.layouting.geometry, self._looks.theme
        title = session.classroom.title(session.document, session.recording)
        return Subject(session.graph, geometry, session.appearance, theme, words, title)

    def _make_chrome(self) -> None:
        """Make what is read from the commands: actions, menus, toolbar, sheets, keys."""
        window = self.window
        self.actions = Actions(self, window)
        find, sheet = Palette(self, self.actions, window), ShortcutSheet(window)
        preferences = SettingsSheet(window, self.session.settings)
        self.film = FilmSheet(window, self.session, window.notice)
        bar = FindBar(self, self.canvas)
        self.podium = Podium(window, self.canvas, self.session)
        self.podium.give_keys(list(self.actions.by_id.values()))
        self.display = WindowDisplay(
            window,
            self.session,
            self.canvas,
            find,
            sheet,
            preferences,
            self.film,
            bar,
            self.podium,
        )
        menus = fill_menus(window, self.actions)
        offer_menu(self.canvas, self.actions, lambda: self.display.presenting)
        offer_line_menu(self.editor, self.actions)
        for panel in self.panels.values():
            if isinstance(panel, Listing):
                offer_row_menu(panel, self.actions)
        add_course(menus["Lessons"], self.session.classroom.course, self.files.open_lesson)
        self.toolbar = Toolbar(window.toolbar, self.session, self.actions)
        self._looks = Looks(window, self.session, self.canvas, self.actions.draw_icons)
        self.layouting.renewed.connect(self._looks.dress_canvas)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            self._guard = KeyGuard(application, self._refresh_now, self)
            Rivals(self.actions.by_id.values(), self)
            FocusRing(window, application)
        if self._memory is not None:
            add_recent(menus["File"], self._memory.recent, self.files.open_path)
            self.files.opened = self._memory.keep_recent
        self._watch()

    def _watch(self) -> None:
        """Bring actions, toolbar and title up to date after any change, once."""
        self._due = QTimer(self, singleShot=True, interval=0)
        self._due.timeout.connect(self.refresh)
        session = self.session
        self.player.changed.connect(self._due.start)
        self._links = [
            signal.connect(self._refresh_later)
            for signal in (
                session.document_changed,
                session.recording_changed,
                session.recording_grew,
                session.running_changed,
                session.selection_changed,
                session.view_changed,
                session.breakpoints_changed,
                session.folding_changed,
                session.live.changed,
                session.marks.changed,
                session.prediction.changed,
                session.classroom.changed,
            )
        ]
        self._links.append(session.step_changed.connect(self._stepped))
        self._links.append(session.settings_changed.connect(self._setting_changed))
        self._links.append(session.classroom.wanted.connect(self.files.open_lesson))
        self._links.append(session.trials.wanted.connect(self._tried))
        self.window.dropped.connect(self._dropped)
        self.window.may_close = self.may_close
        self.refresh()

    def refresh(self) -> None:
        """Show in menus, toolbar and title what can be done now."""
        document = self.session.document
        lesson = self.window.make_room("lesson", self.session.classroom.lesson is not None)
        predict = self.window.make_room("predict", self.session.prediction.on)
        if lesson or predict:
            QTimer.singleShot(0, self.window, self._share)
        self.actions.refresh()
        self.toolbar.refresh()
        title = self.session.classroom.title(document, self.session.recording)
        self.window.setWindowTitle(f"{title}[*] - Autograd Inspector")
        self.window.setWindowModified(document.modified)

    def _share(self) -> None:
        """Give every panel its height anew, as another has come."""
        share_heights(self.window, self.window.docks, {"source": self.editor.enough})

    def _refresh_now(self) -> None:
        """Bring up to date what is due to be."""
        if self._due.isActive():
            self._due.stop()
            self.refresh()

    def _refresh_later(self) -> None:
        self._due.start()

    def _stepped(self, _old: int, _new: int) -> None:
        self._due.start()

    def _setting_changed(self, _key: str) -> None:
        self._due.start()
        if self._memory is not None:
            self._memory.keep_settings(self.display.lasting())

    def _tried(self, _trial: object) -> None:
        """Bring both runs side by side to the front; the keyboard stays where it is."""
        if not self.display.presenting:
            self.window.show_panel("whatif")

    def _dropped(self, name: str) -> None:
        self.files.open_path(Path(name))

    def offer_kept(self) -> None:
        """Offer the newest text that a crash or a closed window left behind."""
        left = self.unsaved.left() if self.unsaved is not None else []
        if left:
            kept = left[0]
            self.window.notice.tell(
                f"Text of {kept.name} that was never saved is still here.",
                Weight.PLAIN,
                Offer("Bring it back", lambda: self.files.open_kept(kept)),
                Offer("Throw it away", lambda: discard(kept)),
            )

    def may_close(self) -> bool:
        """Close, unless a changed file shall be saved first and is not.

        Text that has no file is kept without asking.
        """
        document = self.session.document
        if document.modified and document.path is not None and self._memory is not None:
            answer = ask(self.window, document.title)
            if answer is Answer.STAY or (answer is Answer.SAVE and not self.files.save()):
                return False
        elif self.unsaved is not None:
            self.unsaved.put_aside(document)
        self.close()
        return True

    def close(self) -> None:
        """End the run, the threads and the timers, and remember where everything stood."""
        if self._memory is not None:
            self.display.present(False)
            self._memory.keep_place(self.window.saveGeometry(), self.window.saveState())
        self.podium.close()
        self.player.close()
        self._retyping.close()
        self.program.close()
        self._outside.close()
        self.layouting.close()
        self.film.filming.close()
        self.learning.close()
        self._looks.close()
        self._due.stop()
        self._sweeping.close()
        for link in self._links:
            link()
        if self.unsaved is not None:
            self.unsaved.close()
