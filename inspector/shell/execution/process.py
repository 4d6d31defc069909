"""The person's program, run in another process and read on a timer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic
from typing import TypeAlias

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer

from inspector.commands.host import nothing
from inspector.model.moments.live import waits
from inspector.model.moments.pieces import next_line
from inspector.model.recordings.events import Paused
from inspector.model.recordings.recording import Recording
from inspector.model.recordings.wire import Code
from inspector.model.session import Session
from inspector.model.settings import Settings
from inspector.model.sources.cells import Cell, text_of
from inspector.model.trials.trial import Trial
from inspector.runner.host import Run
from inspector.runner.job import Job
from inspector.runner.limits import Limits
from inspector.runner.spare import Spare
from inspector.shell.background.slices import Slices
from inspector.shell.execution.return_point import ReturnPoint
from inspector.shell.frame.notice import Notice, Offer, Weight

EVERY = 16
"""Milliseconds between two readings."""
LONGEST = 400
"""Milliseconds between two readings at most, as the stopping of a run depends on them."""
BUDGET = 0.008
"""Seconds one reading may take, so that the window stays at sixty frames a second."""
LAST_BUDGET = 0.016
"""The same once the run was asked to stop or to wait: that is not to wait for what piled up."""
READING, PORTION = 0.002, 200
"""Seconds, and about how many events, after which what was read is shown before more is."""
RESTING = 100
"""Milliseconds between two readings of a program that has ended and is kept."""
IDLE = 400
"""Milliseconds after which the next run's process is started, once nothing else is to do."""
Then: TypeAlias = Callable[[], None]


def limits_of(settings: Settings) -> Limits:
    """What a run may take, as it is set."""
    return Limits(
        events=round(settings["recorded_steps"]),
        size=round(settings["recorded_megabytes"] * 2**20),
        memory=round(settings["program_gigabytes"] * 2**30),
        output=round(settings["printed_characters"]),
        line=round(settings["printed_width"]),
    )


def do(then: Then | None) -> None:
    """Do what is to be done, once it is known."""
    if then is not None:
        then()


class Process(QObject):
    """Starts, reads and stops the run; the recording grows in the session.

    Once the program has ended its process is kept for the console, for a while or until the next
    run. ``may_run`` is asked before one starts: where it says no, it may start it later itself.
    ``took`` is how many seconds the last run needed.
    """

    def __init__(
        self,
        session: Session,
        notice: Notice,
        may_run: Callable[[Callable[[], object]], bool],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._notice, self._may_run = session, notice, may_run
        self.took = 0.0
        self._run: Run | None = None
        self._recording: Recording | None = None
        self._started = 0.0
        self._mentioned = False
        self._came_from: ReturnPoint | None = None
        self._budget = BUDGET
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self._tick)
        self._spare = Spare()
        self._warm = QTimer(self, singleShot=True, interval=IDLE)
        self._warm.timeout.connect(self._spare.warm)
        self._warm.start()
        self._forget = QTimer(self, singleShot=True)
        self._forget.timeout.connect(self._end_run)
        self._finishing = Slices[Then | None](self, do, self._not_finished, (Exception,))
        self._links = [
            session.answered.connect(self._answer),
            session.live.given.connect(self._give),
            session.trials.wanted.connect(self.run_trial),
            session.recording_changed.connect(self._replaced),
            session.breakpoints_changed.connect(self._hold),
            session.settings_changed.connect(self._hold),
        ]

    def run(self, then: Callable[[], object] = nothing) -> None:
        """Start the text as it stands, ending a run that is still going on, and do ``then``."""
        if self._may_run(lambda: self.run(then)):
            self.begin(self._session.document.text)
            then()

    def run_to(self, line: int, then: Callable[[], object] = nothing) -> None:
        """Start the text afresh, up to the end of this line, and do ``then``."""
        if self._may_run(lambda: self.run_to(line, then)):
            lines = self._session.document.text.split("\n")
            self.begin("\n".join(lines[:line]))
            then()

    def run_cell(self, cell: Cell) -> None:
        """Run one cell in the names of the program, or where there are none, by itself."""
        session = self._session
        text = session.document.text
        if session.live.ready:
            same = text == session.recording.source
            line = cell.first if same else next_line(session.recording)
            session.live.give(Code(text_of(text, cell), line, cell.first, cell.name))
        elif self._may_run(lambda: self.run_cell(cell)):
            self.begin("\n" * (cell.first - 1) + text_of(text, cell))

    def run_trial(self, trial: Trial) -> None:
        """Run a recorded program again with other values for some of its leaves."""
        if self._may_run(lambda: self.run_trial(trial)):
            place = ReturnPoint(self._session)
            self.begin(trial.base.source, trial=trial)
            self._session.follow_run()
            self._came_from = place

    def begin(self, source: str, seconds: float | None = None, trial: Trial | None = None) -> None:
        """Run this of the text, for so many seconds at most, or try something with it."""
        self._end_run()
        self._warm.stop()
        session = self._session
        document = session.document
        job = Job(
            source=source,
            name=document.name,
            path=document.path,
            limits=replace(limits_of(session.settings), seconds=seconds),
            asks=True,
            fenced=bool(session.settings["fenced"]),
            stays=session.settings["kept_minutes"] > 0,
            holds=tuple(self._lines_to_hold()),
            replacements=() if trial is None else trial.replacements,
        )
        self._run = Run(job, self._spare)
        self._recording = self._came_from = None
        text = document.text if trial is None else trial.base.source
        session.new_run(text, document.name, follow=False)
        self._recording = session.recording
        session.trials.begin(trial, session.recording)
        self._take_time()
        self._run.start()
        self._timer.start(EVERY)

    def stop(self) -> None:
        """Ask the run to end; what it recorded stays."""
        if self._run is not None:
            self._run.stop()
            self._budget = LAST_BUDGET

    def pause(self) -> None:
        """Let the program wait before its next statement."""
        if self._run is not None:
            self._run.pause()
            self._budget = LAST_BUDGET

    def resume(self) -> None:
        """Let a program that waits go on, and go along with it."""
        if self._run is not None and self._session.live.paused:
            self._mention_no_more()
            self._session.live.be()
            self._run.resume()
            self._take_time()
            self._session.resume()

    def close(self) -> None:
        """End the run at once, if there is one, and the process that waits for the next."""
        self._end_run()
        self._warm.stop()
        for link in self._links:
            link()
        self._spare.close()

    def _answer(self, text: str | None) -> None:
        if self._run is not None:
            self._run.answer(text)

    def _give(self, code: Code) -> None:
        """Hand more code to the program, and go along with what it does."""
        if self._run is not None:
            self._forget.stop()
            self._mention_no_more()
            self._session.live.be()
            self._run.give(code.text, code.line, code.shown, code.name)
            self._take_time()
            self._session.resume()
            self._timer.start(EVERY)

    def _replaced(self) -> None:
        """Let the program go where another recording than its own is shown."""
        if self._recording is not None and self._session.recording is not self._recording:
            self._end_run()

    def _hold(self, *_: object) -> None:
        if self._run is not None:
            self._run.hold_at(self._lines_to_hold())

    def _lines_to_hold(self) -> list[int]:
        """The lines before which a running program waits, where that is wanted."""
        session = self._session
        if not session.settings["live_breakpoints"]:
            return []
        return [one.line for one in session.breakpoints if one.kind == "line" and one.enabled]

    def _end_run(self) -> None:
        run = self._run
        self._timer.stop()
        self._finishing.stop()
        self._forget.stop()
        if run is not None:
            run.close()
            self._session.live.be()
            self._over()
            self._run = self._recording = None
            self._warm.start()

    def _tick(self) -> None:
        run = self._run
        if run is None:
            return
        began = monotonic()
        run.tick(began)
        session = self._session
        session.recording.origin = run.origin
        self._take_in(run, began + self._budget)
        self._breathe(monotonic() - began)
        if not run.alive:
            self._finish(self._end_run)
        elif run.ended:
            self._finish(self._rest)
        elif waits(session.recording):
            self._wait()
        elif session.waiting:  # for a line of input: that takes the person's time, not its own
            self._mention_no_more()
            self._started = monotonic()
        elif monotonic() - self._started > self._patience and not self._mentioned:
            self._mention()

    def _wait(self) -> None:
        """The program waits: what is seen of it need not lag behind."""
        session = self._session
        if not session.live.paused:
            self._mention_no_more()
            session.live.be(paused=True)
            self._finishing.begin(self._catching_up(nothing))
            line = session.recording.at(Paused, session.recording.of_kind(Paused)[-1]).line
            if line in self._lines_to_hold():
                self._say_why_it_waits(line)

    def _say_why_it_waits(self, line: int) -> None:
        """Nobody has asked it to wait just now: the breakpoint may have been set long ago."""
        self._mentioned = True
        self._notice.tell(
            f"The program waits at the breakpoint of line {line}.",
            Weight.PLAIN,
            Offer("Go on", self.resume),
        )

    def _take_in(self, run: Run, until: float) -> None:
        """Let the recording grow by what has happened, a little at a time."""
        fresh = run.read(READING, most=PORTION)
        while fresh:
            self._session.grow(fresh)
            if self._run is not run or monotonic() >= until:
                return
            fresh = run.read(READING, most=PORTION)

    def _finish(self, then: Then) -> None:
        """There is no more to read for now: once the graph of all of it is there, do ``then``."""
        if self._session.running:
            self._timer.stop()
            self._finishing.begin(self._catching_up(then))
        else:
            then()

    def _catching_up(self, then: Then) -> Iterator[Then | None]:
        yield from self._session.catch_up()
        yield then

    def _not_finished(self, error: Exception) -> None:
        """A graph that cannot be made keeps no run from its end."""
        self._end_run()
        raise error

    def _rest(self) -> None:
        """The program has ended, and is kept for a while."""
        self._timer.start(RESTING)
        if self._session.running:
            self._over()
            self._session.live.be(kept=True)
            self._warm.start()
            minutes = float(self._session.settings["kept_minutes"])
            self._forget.start(round(minutes * 60_000))

    @property
    def _patience(self) -> float:
        """Seconds after which a run that goes on is mentioned."""
        return float(self._session.settings["patience"])

    def _breathe(self, worked: float) -> None:
        """Leave the window as much time for all else as the last reading took."""
        self._timer.setInterval(min(max(EVERY, round(worked * 1000)), LONGEST))

    def _mention(self) -> None:
        self._mentioned = True
        self._notice.tell(
            "The program is still running. What it has done so far can be stepped through.",
            Weight.PLAIN,
            Offer("Stop it", self.stop),
        )

    def _take_time(self) -> None:
        """Something begins: how long it goes on is counted from here."""
        self._started, self._mentioned, self._budget = monotonic(), False, BUDGET

    def _mention_no_more(self) -> None:
        if self._mentioned:
            self._mentioned = False
            self._notice.clear()

    def _over(self) -> None:
        self._mention_no_more()
        if self._session.running:
            began = self._run.began if self._run is not None else 0.0
            self.took = monotonic() - max(began, self._started)
            self._session.finish()
            if self._came_from is not None:
                self._came_from.revisit()
