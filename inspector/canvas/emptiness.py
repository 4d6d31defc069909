"""What an empty canvas says: why there is nothing to see, and what to do next."""

from __future__ import annotations

from inspector.model.recordings.events import Created, Error, Op
from inspector.model.session import Session


def emptiness(session: Session, drawn: bool) -> tuple[str, str]:
    """Headline and advice where no vertex is to be seen; empty texts where some are.

    ``drawn`` says whether a graph with vertices has been laid out.
    """
    if drawn:
        return "", ""
    if session.running:
        # To ask for the graph itself would have it built while it grows.
        if session.recording.of_kind(Created) or session.recording.of_kind(Op):
            return "Running…", "The graph is being laid out."
        return "Running…", "No tensor has been made yet."
    if not len(session.recording):
        if not session.document.text.strip():
            return (
                "No program yet",
                "Type one at the left, drop a file here, or begin with a lesson.",
            )
        return "No graph yet", "Run the program (F5) to see its graph grow here."
    if session.graph.vertices:
        return "Laying out the graph…", ""
    if session.recording.of_kind(Error):
        return "No graph", "The program failed before it made a tensor: its line is marked."
    return "No tensors", "This program made no tensors, so there is no graph to see."
