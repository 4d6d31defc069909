"""The person's program, run in another process and read on a timer."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QObject, QTimer

from inspector.model.session import Session
from inspector.model.settings import Settings
from inspector.runner.host import Run
from inspector.runner.limits import Limits
from inspector.runner.spare import Spare
from inspector.shell.notice import Notice, Offer, Weight

EVERY = 16
"""Milliseconds between two readings."""
LONGEST = 400
"""Milliseconds between two readings at most, as the stopping of a run depends on them."""
BUDGET = 0.008
"""Seconds one reading may take, so that the window stays at sixty frames a second."""
PORTION = 400
"""Events after which a reading looks for no more, as taking them on costs time too."""
LAST_PORTION = 8_000
"""The same once the run was asked to stop, which shall not wait for what has piled up."""
IDLE = 400
"""Milliseconds after which the next run's process is started, once nothing else is to do."""


def limits_of(settings: Settings) -> Limits:
    """What a run may take, as it is set."""
    return Limits(
        events=round(settings["recorded_steps"]),
        size=round(settings["recorded_megabytes"] * 2**20),
        memory=round(settings["program_gigabytes"] * 2**30),
        output=round(settings["printed_characters"]),
    )


class Process(QObject):
    """Starts, reads and stops the run; the recording grows in the session."""

    def __init__(self, session: Session, notice: Notice, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._notice = session, notice
        self._run: Run | None = None
        self._started = 0.0
        self._mentioned = False
        self._portion = PORTION
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self._tick)
        self._spare = Spare()
        self._warm = QTimer(self, singleShot=True, interval=IDLE)
        self._warm.timeout.connect(self._spare.warm)
        self._warm.start()
        self._unlink = session.answered.connect(self._answer)

    def run(self) -> None:
        """Start the text as it stands, ending a run that is still going on."""
        self._end_run()
        self._warm.stop()
        document = self._session.document
        limits = limits_of(self._session.settings)
        self._run = Run(
            document.text,
            document.name,
            limits,
            path=document.path,
            spare=self._spare,
            asks=True,
            fenced=bool(self._session.settings["fenced"]),
        )
        self._session.new_run(document.text, document.name, follow=False)
        self._started, self._mentioned, self._portion = monotonic(), False, PORTION
        self._run.start()
        self._timer.start()

    def stop(self) -> None:
        """Ask the run to end; what it recorded stays."""
        if self._run is not None:
            self._run.stop()
            self._portion = LAST_PORTION

    def close(self) -> None:
        """End the run at once, if there is one, and the process that waits for the next."""
        self._end_run()
        self._warm.stop()
        self._unlink()
        self._spare.close()

    def _answer(self, text: str | None) -> None:
        if self._run is not None:
            self._run.answer(text)

    def _end_run(self) -> None:
        run, self._run = self._run, None
        self._timer.stop()
        if run is not None:
            run.close()
            self._over()
            self._warm.start()

    def _tick(self) -> None:
        run = self._run
        if run is None:
            return
        began = monotonic()
        run.tick(began)
        self._session.grow(run.read(BUDGET, most=self._portion))
        self._breathe(monotonic() - began)
        if self._session.recording.complete or not run.alive:
            self._end_run()
        elif monotonic() - self._started > self._patience and not self._mentioned:
            self._mention()

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

    def _over(self) -> None:
        if self._mentioned:
            self._notice.clear()
        self._session.finish()
