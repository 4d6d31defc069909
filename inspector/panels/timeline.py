"""Where in the run we are, and what this step does."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from inspector.commands.host import Player
from inspector.model.moments.bands import Band
from inspector.model.moments.navigation import thinned
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session
from inspector.panels.panel import Panel
from inspector.widgets.announcing import announce
from inspector.widgets.labels import plain
from inspector.widgets.scrubber import Scrubber

_OLD = " (old)"
"""What follows the number of a step of a program that was edited since."""
_EMPTY = "Run the program (F5): its steps line up here."
_NO_PROGRAM = "The steps of a run line up here."
_STARTING = "The program starts: its steps line up here."
_LINE = 1.25
"""Height of a line of the sentence, in parts of its type size."""
_TWO_LINES = 54
"""So many times its type size wide, the panel shows every sentence in two lines."""

_SIDE = 12
"""Pixels left and right of all there is."""
_MOST_LINES = 4
"""No sentence is given more lines than this."""
_LOW = 30
"""So many times its type size high, a window has no room to spare for lines that are rare."""


class TimelinePanel(Panel):
    """Bands of forward, backward, zeroing and updates; the step's sentence below them."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "timelinePanel")
        self.scrubber = Scrubber()
        self.count = QLabel()
        self._player: Player | None = None
        self.sentence = plain("", "sentence")
        self.sentence.setObjectName("sentence")
        self.sentence.installEventFilter(self)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._known: tuple[Recording, int] = (session.recording, -1)
        self._bands: tuple[Band, ...] = ()
        self._build()
        self.count.setObjectName("stepCount")
        self.scrubber.valueChanged.connect(self._scrub)
        self.watch_run(
            session.document_changed,
            session.teacher.changed,
            session.running_changed,
            session.settings_changed,
            session.breakpoints_changed,
            session.remarked,
            session.marks.changed,
        )
        self.setFocusProxy(self.scrubber)
        self.dress()

    def set_player(self, player: Player) -> None:
        """Hold ``player`` when somebody goes to a step by hand."""
        self._player = player

    def wear(self) -> None:
        self.scrubber.set_theme(self.theme, self.scale)
        self._keep_room()

    def refresh(self) -> None:
        session = self.session
        recording = session.recording
        self.scrubber.show_bookmarks(tuple(mark.step for mark in session.marks.bookmarks))
        self.scrubber.show_run(self._bands_of(recording), len(recording), session.step)
        self.scrubber.show_hits(session.hits.all)
        self.scrubber.show_thinned(thinned(recording))
        self._count(session.step, len(recording))
        idle = _EMPTY if session.document.text.strip() else _NO_PROGRAM
        nothing = _STARTING if session.running else idle
        self._say(session.sentence if len(recording) else session.said + nothing)

    def _bands_of(self, recording: Recording) -> tuple[Band, ...]:
        """The bands, worked out once for as long as the recording does not grow."""
        if self._known != (recording, len(recording)):
            self._known = recording, len(recording)
            self._bands = self.session.bands.found()
        return self._bands

    def _count(self, step: int, steps: int) -> None:
        """Say the number of the step, in a place as wide as the last one needs."""
        old = _OLD if self.session.stale else ""
        self.count.setText(f"step {step} of {steps}{old}" if steps else "no steps yet")
        widest = self.count.fontMetrics().horizontalAdvance(f"step {steps} of {steps}{_OLD}")
        self.count.setMinimumWidth(widest + 4)

    def _keep_room(self) -> None:
        """Leave room for a long sentence, so that nothing jumps when one follows a short one.

        The few that are longer yet have the room that they need: no remedy is cut off.
        """
        size = self.theme.heading * self.scale
        lines = 2 if self.width() >= _TWO_LINES * size else 3
        lines -= self.window().height() < _LOW * size
        self.sentence.setMinimumHeight(0)  # a label says it needs no less than its least height
        needed = self.sentence.heightForWidth(self.width() - 2 * _SIDE)
        usual, most = (round(_LINE * count * size) for count in (lines, _MOST_LINES))
        self.sentence.setMinimumHeight(max(usual, min(needed, most)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Letters of another size need more room, or leave some: by now the label knows them."""
        if watched is self.sentence and event.type() == QEvent.Type.StyleChange:
            self._keep_room()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_room()

    def _say(self, text: str) -> None:
        """Show the sentence, and have a screen reader speak it."""
        if text == self.sentence.text():
            return
        self.sentence.setText(text)
        self._keep_room()
        announce(self.sentence, text)

    def _build(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(_SIDE, 6, _SIDE, 8)
        rows.setSpacing(4)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.scrubber, 1)
        line.addWidget(self.count)
        rows.addLayout(line)
        rows.addWidget(self.sentence)

    def _scrub(self, step: int) -> None:
        if self._player is not None and self._player.playing:
            self._player.pause()
        self.session.go(step)
