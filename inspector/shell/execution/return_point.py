"""Where a reader was in a run, to be there again once it has been run with another value."""

from __future__ import annotations

from inspector.model.session import Session
from inspector.model.trials.comparing import counterpart, revisited
from inspector.model.trials.trial import replaced_at


class ReturnPoint:
    """The step and the selection of a session now."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._recording, self._step = session.recording, session.step
        self._selection = session.selection
        self._at_end = session.step >= len(session.recording)

    def revisit(self) -> None:
        """Go to the same place of the run that is shown now, unless its reader has moved."""
        session = self._session
        if session.step != len(session.recording):
            return
        trial = session.trials.of(session.recording)
        if trial is not None and not self._at_end:
            tried = bool(replaced_at(self._recording))
            step = counterpart(trial.base, self._recording, self._step) if tried else self._step
            session.go(revisited(trial.base, session.recording, step))
        if session.selection is None:
            session.select(self._selection)
