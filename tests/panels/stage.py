"""A session with a run, for the tests of single panels."""

from __future__ import annotations

from inspector.model.questions.knowledge import KNOWLEDGE
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session
from inspector.model.sources.document import Document


def session_with(recording: Recording, step: int | None = None) -> Session:
    """A session that shows ``recording`` at ``step`` (its end without)."""
    session = Session()
    session.teacher.learn(KNOWLEDGE)
    session.open_document(Document(recording.source))
    session.open_recording(recording)
    if step is not None:
        session.go(step)
    return session
