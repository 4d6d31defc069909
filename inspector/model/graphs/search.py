"""Finding vertices by name, operation, shape or line, as a regular expression or plain text."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import accumulate
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from inspector.model.graphs.several import Several
from inspector.model.graphs.vertex import Graph, Vertex
from inspector.model.recordings.events import Created, Names, Op
from inspector.model.recordings.format import shape_text
from inspector.model.recordings.recording import Recording

SPECIAL = frozenset(r".^$*+?{}[]\|()")
"""Without any of these a regular expression is plain text."""
NEWLINE = ord("\n")
_KIND = attrgetter("kind._value_")  # ``value`` would be a call for every vertex
Places = npt.NDArray[np.intp] | npt.NDArray[np.int32]
Traits = tuple[str, str, str, tuple[tuple[int, ...], str] | None, str, int]
"""Label, operation, node, shape and dtype, kind and line."""


class Haystack:
    """Every vertex of a graph as one line of text, to be searched as a whole.

    A line reads like ``h2 tanh TanhBackward0 16×8 float32 line 4``; where an operation's result
    has several names, all of them stand there. A folded group has the lines of its members too:
    what is searched for is found where it is hidden.
    """

    def __init__(self, graph: Graph, recording: Recording) -> None:
        self.graph = graph
        owners, lines, speller = list[int](), list[str](), _Speller(recording)
        for place, vertex in enumerate(graph.vertices):
            group = graph.groups.get(vertex.key)
            whole = (vertex, *group.members) if group is not None else (vertex,)
            lines += [speller.line(each) for each in whole]
            owners += [place] * len(whole)
        text = "\n".join(lines)
        # Much faster in small letters than regardless of case: a beginning is looked up.
        self._exact = Text(text, np.array(owners, dtype=np.int32))
        self._small = Text(text.lower(), np.array(owners, dtype=np.int32))

    def find(self, query: str) -> Several:
        """The keys of what matches, in order of execution.

        Small letters match large ones too; what is not a regular expression is plain text.
        """
        found = np.zeros(len(self.graph.vertices), dtype=bool)
        if query.strip():
            text = self._small if query == query.lower() else self._exact
            found[_matches(text, query)] = True
        return Several(self.graph.vertices, np.flatnonzero(found))


class Text:
    """Many lines in one piece, searched all at once; each belongs to somebody."""

    def __init__(self, whole: str, owners: Places) -> None:
        self.whole = whole
        self._owners = owners

    @cached_property
    def _starts(self) -> npt.NDArray[np.intp]:
        """Where each line begins, and where one more would."""
        return np.array([0, *accumulate(len(line) + 1 for line in self.whole.split("\n"))])

    @cached_property
    def _letters(self) -> tuple[npt.NDArray[np.uint8], Places]:
        """The bytes of the text, and whose each of them is."""
        letters = np.frombuffer(_bytes(self.whole), dtype=np.uint8)
        lines = np.cumsum(letters == NEWLINE, dtype=np.int32)
        return letters, self._owners[lines]

    def plain(self, query: str) -> Places:
        """The owners of the lines that hold some text, once for every time."""
        letters, owners = self._letters
        sought = _bytes(query)
        found = np.flatnonzero(letters[: max(len(letters) - len(sought) + 1, 0)] == sought[0])
        for offset, letter in enumerate(sought[1:], start=1):
            found = found[letters[found + offset] == letter]
        return owners[found]

    def matching(self, pattern: re.Pattern[str]) -> Places:
        """The owners of the lines that match, once for every time; nothing matches nothing."""
        starts = [found.start() for found in pattern.finditer(self.whole) if found.group()]
        lines = np.searchsorted(self._starts, np.array(starts), side="right") - 1
        return self._owners[lines]


def _matches(text: Text, query: str) -> Places:
    try:
        pattern = re.compile(query, re.MULTILINE)
    except re.error:
        return text.plain(query)
    return text.plain(query) if SPECIAL.isdisjoint(query) else text.matching(pattern)


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


class _Speller:
    """Says what stands on a vertex's line; what many have in common is put together once."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._named = set[int]().union(*recording.scopes.tensors_of.values())
        self._known: dict[Traits, tuple[str, ...]] = {}

    def line(self, vertex: Vertex) -> str:
        """The words of a vertex, each once."""
        words = self._words(vertex)
        if vertex.tensor in self._named:
            words = tuple(dict.fromkeys((*_names(vertex.tensor, self._recording), *words)))
        return " ".join(words)

    def _words(self, vertex: Vertex) -> tuple[str, ...]:
        """What it is, without the names of its tensor."""
        event = self._recording.events[vertex.born - 1] if vertex.born else None
        made = event.outputs[:1] if isinstance(event, Op) else ()
        value = made[0].value if made else event.value if isinstance(event, Created) else None
        look = None if value is None else (value.shape, value.dtype)
        name = event.name if isinstance(event, Op) else ""
        key = vertex.label, name, vertex.grad_fn, look, _KIND(vertex), vertex.line
        found = self._known.get(key)
        if found is None:
            shape = shape_text(value) if value is not None else ""
            line = f"line {vertex.line}" if vertex.line else ""
            words = vertex.label, name, vertex.grad_fn, shape, _KIND(vertex), line
            said = (word.replace("\n", " ") for word in words if word)
            found = self._known[key] = tuple(dict.fromkeys(said))
        return found


def titles(graph: Graph, recording: Recording) -> list[str]:
    """What each vertex is called: ``loss Σ SumBackward0``; names of its tensor come first."""
    named = set[int]().union(*recording.scopes.tensors_of.values())
    found = list[str]()
    for vertex in graph.vertices:
        names = _names(vertex.tensor, recording) if vertex.tensor in named else ()
        found.append(" ".join(filter(None, dict.fromkeys((*names, vertex.label, vertex.grad_fn)))))
    return found


def _names(tensor: int, recording: Recording) -> list[str]:
    scopes, found = recording.scopes, list[str]()
    for indices in (scopes.outer_names.get(tensor, ()), scopes.inner_names.get(tensor, ())):
        for index in indices:
            event = recording.events[index]
            if isinstance(event, Names):
                found += [bound.name for bound in event.bound if bound.tensor == tensor]
    return found
