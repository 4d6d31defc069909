"""Finding vertices by name, operation, shape or line, as a regular expression or plain text."""

from __future__ import annotations

import re
from itertools import accumulate, compress

import numpy as np
import numpy.typing as npt

from inspector.model.graphs.vertex import Graph, Vertex
from inspector.model.recordings.events import Created, Names, Op
from inspector.model.recordings.format import shape_text
from inspector.model.recordings.recording import Recording

SPECIAL = frozenset(r".^$*+?{}[]\|()")
"""Without any of these a regular expression is plain text."""
NEWLINE = ord("\n")


class Haystack:
    """Every vertex of a graph as one line of text, to be searched as a whole.

    A line reads like ``h2 tanh TanhBackward0 16×8 float32 line 4``; where an operation's result
    has several names, all of them stand there. A folded group has the lines of its members too:
    what is searched for is found where it is hidden.
    """

    def __init__(self, graph: Graph, recording: Recording) -> None:
        self.graph = graph
        owners, lines = list[int](), list[str]()
        for place, vertex in enumerate(graph.vertices):
            group = graph.groups.get(vertex.key)
            whole = (vertex, *group.members) if group is not None else (vertex,)
            lines += [_words(each, recording) for each in whole]
            owners += [place] * len(whole)
        self._owners = np.array(owners, dtype=np.intp)
        self._text = "\n".join(lines)
        self._small = self._text.lower()
        self._starts = np.array([0, *accumulate(len(line) + 1 for line in lines)])

    def find(self, query: str) -> tuple[str, ...]:
        """The keys of what matches, in order of execution.

        Small letters match large ones too; what is no regular expression is plain text.
        """
        if not query.strip():
            return ()
        # Much faster in small letters than regardless of case: a beginning is looked up.
        text = self._small if query == query.lower() else self._text
        found = np.zeros(len(self.graph.vertices), dtype=bool)
        found[self._owners[self._rows(text, query)]] = True
        return tuple(compress(self.graph.place, found.tolist()))

    def _rows(self, text: str, query: str) -> npt.NDArray[np.intp]:
        """The lines of a text that match, some of them more than once."""
        try:
            pattern = re.compile(query, re.MULTILINE)
        except re.error:
            pattern = None
        if pattern is None or SPECIAL.isdisjoint(query):
            return _plain(_bytes(text), _bytes(query))
        starts = [found.start() for found in pattern.finditer(text) if found.group()]
        return np.searchsorted(self._starts, np.array(starts), side="right") - 1


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def _plain(text: bytes, query: bytes) -> npt.NDArray[np.intp]:
    """The lines that hold some bytes, once for every time: all are asked together."""
    letters, count = np.frombuffer(text, dtype=np.uint8), len(text) - len(query) + 1
    found = np.ones(max(count, 0), dtype=bool)
    for offset, letter in enumerate(query):
        found &= letters[offset : offset + len(found)] == letter
    return np.searchsorted(np.flatnonzero(letters == NEWLINE), np.flatnonzero(found))


def _words(vertex: Vertex, recording: Recording) -> str:
    event = recording.events[vertex.born - 1] if vertex.born else None
    made = event.outputs[:1] if isinstance(event, Op) else ()
    value = made[0].value if made else event.value if isinstance(event, Created) else None
    words = (
        *_names(vertex.tensor, recording),
        vertex.label,
        event.name if isinstance(event, Op) else "",
        vertex.grad_fn,
        shape_text(value) if value is not None else "",
        vertex.kind.value,
        f"line {vertex.line}" if vertex.line else "",
    )
    return " ".join(dict.fromkeys(filter(None, words))).replace("\n", " ")


def _names(tensor: int, recording: Recording) -> list[str]:
    scopes, found = recording.scopes, list[str]()
    for indices in (scopes.outer_names.get(tensor, ()), scopes.inner_names.get(tensor, ())):
        for index in indices:
            event = recording.events[index]
            if isinstance(event, Names):
                found += [bound.name for bound in event.bound if bound.tensor == tensor]
    return found
