"""Running a program again with another value for a leaf, typed or nudged by a key."""

from __future__ import annotations

from inspector.model.moments.states import TensorState
from inspector.model.moments.wording import called
from inspector.model.recordings.replacing import ReplacementError, typed
from inspector.model.session import Session
from inspector.model.trials.trial import held

NUDGE = "0.001"
"""How far a nudge goes."""


def leaf_at(session: Session, key: str | None) -> TensorState | None:
    """The leaf that a vertex stands for at the step; None where it is none, or a group."""
    if key is None:
        return None  # not even the graph is asked for, which may have to be made
    vertex = session.graph.by_key.get(key)
    if vertex is None or vertex.key in session.graph.groups:
        return None
    state = session.moment.tensor(vertex.tensor)
    return state if state is not None and state.is_leaf else None


def attempt(session: Session, leaf: TensorState, text: str, version: int | None = None) -> str:
    """Run again with what ``text`` asks for; what is wrong with it, "" where nothing is.

    The leaf has the new value from ``version`` on, from the one of this step where it is None.
    """
    if session.running:
        return "The program is running."
    recording = session.recording
    since = leaf.version if version is None else version
    old = leaf.value if since == leaf.version else held(recording, leaf.id, since)
    try:
        found = typed(text, old or leaf.value, leaf.id, since, called(session.moment, leaf.id))
    except ReplacementError as error:
        return str(error)
    session.trials.ask(recording, found)
    return ""
