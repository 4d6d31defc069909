"""The program around the commands: the one place where the parts of the window are put together.

``running``, ``filing``, ``chrome`` and ``refreshing`` are its parts; each makes what belongs to
it, is given what it needs of the others, and is closed with the window.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from inspector.canvas.view import GraphCanvas
from inspector.model.session import Session
from inspector.model.settings import Settings
from inspector.panels.source import SourcePanel
from inspector.shell.background.layouting import Layouting
from inspector.shell.background.learning import Learning
from inspector.shell.background.sweeping import Sweeping
from inspector.shell.chrome import Chrome
from inspector.shell.controls.keyboard import Keyboard
from inspector.shell.controls.keys import KeyGuard
from inspector.shell.controls.rivals import Rivals
from inspector.shell.documents.closing import Answer, ask
from inspector.shell.documents.lessons import lessons
from inspector.shell.execution.spotting import GO, Spotting
from inspector.shell.filing import Filing
from inspector.shell.frame.focusring import FocusRing
from inspector.shell.frame.furnish import dismiss, fill_docks, introduce
from inspector.shell.frame.window import Window
from inspector.shell.refreshing import Refreshing
from inspector.shell.running import Running
from inspector.shell.settings.memory import Memory
from inspector.theme.tokens import THEMES


class Inspector(QObject):
    """Everything behind one window; the host that commands speak to.

    ``memory`` and ``unsaved`` (a folder) are None where nothing is to be remembered.
    """

    def __init__(
        self,
        window: Window,
        settings: Settings,
        memory: Memory | None = None,
        unsaved: Path | None = None,
    ) -> None:
        super().__init__(window)
        self.window, self._memory = window, memory
        session = self.session = Session(settings)
        session.classroom.course = lessons()
        self.canvas = self.camera = GraphCanvas(session, THEMES[str(settings["theme"])])
        window.centre.addWidget(self.canvas, 1)
        self._running = Running(session, self.canvas, window.notice, memory, self)
        self.program, self.player = self._running.program, self._running.player
        self.trust = self._running.trust
        self.panels = fill_docks(window.docks, session)
        introduce(self.panels.values(), self.player, window.show_panel)
        source = self.panels["source"]
        assert isinstance(source, SourcePanel)
        self.editor = source.editor
        self.keyboard = Keyboard(window)
        self.layouting = Layouting(session, self.canvas, self)
        self._reshaping = self.canvas.reshaped.connect(self.layouting.request)
        self.learning = Learning(session, self)
        self.filing = Filing(window, session, self.canvas, self.layouting, self.trust, unsaved)
        self.files = self.filing.files
        self._chrome = Chrome(self, window, self.canvas)
        self.actions, self.toolbar = self._chrome.actions, self._chrome.toolbar
        self.display, self.film = self._chrome.display, self._chrome.film
        self.podium = self._chrome.podium
        self.refreshing = Refreshing(
            window,
            session,
            self.player,
            self.editor,
            (self.actions, self.toolbar, self._chrome.welcome),
        )
        self._sweeping = Sweeping(session, self)
        self.spotting = Spotting(
            session, window.notice, lambda: self.display.presenting, self._go_to_cause, self
        )
        self._wire()
        self._guard_keys()
        self.refresh()

    def _wire(self) -> None:
        """Let the parts hear of each other."""
        session, chrome, files = self.session, self._chrome, self.files
        chrome.offer_menus(self.editor, self.panels.values())
        chrome.offer_course(files.open_lesson)
        self.layouting.renewed.connect(chrome.looks.dress_canvas)
        self._links = [
            session.classroom.wanted.connect(files.open_lesson),
            session.trials.wanted.connect(self._tried),
        ]
        self.window.dropped.connect(self._dropped)
        self.window.close_only_if(self.may_close)
        if self._memory is not None:
            self.filing.remember(self._memory)
            chrome.offer_recent(self._memory.recent, files.open_path)
            self._links.append(session.settings_changed.connect(self._keep_settings))

    def _guard_keys(self) -> None:
        """Let every key reach whoever it is meant for, and show who that is."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            KeyGuard(application, self._ready, self)
            Rivals(self.actions.by_id.values(), self)
            FocusRing(self.window, application)

    def _ready(self) -> None:
        """Let a key that is about to find its command find it as it is now."""
        self.refreshing.catch_up()
        self.actions.refresh("Edit")

    def refresh(self) -> None:
        """Show in menus, toolbar and title what can be done now."""
        self.refreshing.refresh()

    def _go_to_cause(self) -> None:
        """Go to where the run first went wrong, whatever is selected."""
        self.session.select(None)
        self.actions.perform(GO)

    def _keep_settings(self, _key: str) -> None:
        if self._memory is not None:
            self._memory.keep_settings(self.display.lasting())

    def _tried(self, _trial: object) -> None:
        """Bring both runs side by side to the front; the keyboard stays where it is."""
        if not self.display.presenting:
            self.window.show_panel("whatif")

    def _dropped(self, name: str) -> None:
        self.files.open_path(Path(name))

    def may_close(self) -> bool:
        """Close, unless a changed file is to be saved first and is not.

        Text that has no file is kept without asking.
        """
        document = self.session.document
        if document.modified and document.path is not None and self._memory is not None:
            answer = ask(self.window, document.title)
            if answer is Answer.STAY or (answer is Answer.SAVE and not self.files.save()):
                return False
        else:
            self.filing.put_aside(document)
        self.close()
        return True

    def close(self) -> None:
        """End the run, the threads and the timers, and remember where everything stood."""
        if self._memory is not None:
            self.display.present(False)
            self.window.stacking.undo()
            self._memory.keep_place(self.window.saveGeometry(), self.window.saveState())
            self._memory.keep_arranged(self.window.kept.arranged())
            self._memory.keep_open(self.filing.open_now)
        self._chrome.close()
        self._running.close()
        dismiss(self.panels.values())
        QObject.disconnect(self._reshaping)
        self.layouting.close()
        self.learning.close()
        self.refreshing.close()
        self._sweeping.close()
        self.spotting.close()
        self.filing.close()
        for link in self._links:
            link()
