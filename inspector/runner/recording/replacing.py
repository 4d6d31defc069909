"""Gives leaves other values than the program does, and tells of each that it was done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from engine.tensor import Tensor
from inspector.model.recordings.events import Limit, Update
from inspector.model.recordings.replacing import WHAT_IF, Replacement, applied
from inspector.runner.following.follower import Follower
from inspector.runner.recording.recorder import Recorder
from inspector.runner.recording.values import value_of
from inspector.runner.sending.sink import Sink

Told = Callable[..., Any]


class Replacer:
    """Stands between the engine and the recorder until every replacement is made.

    A leaf is known by the number the recorder gives it, which a run with the same beginning gives
    it again, and by its version: it is changed as soon as the recorder hears of it with that.
    Neither its version nor anything else of it changes, so the program notices nothing.
    """

    def __init__(
        self, recorder: Recorder, sink: Sink, replacements: Sequence[Replacement]
    ) -> None:
        self._recorder, self._sink = recorder, sink
        self._wanted: defaultdict[tuple[int, int], list[Replacement]] = defaultdict(list)
        for one in replacements:
            self._wanted[one.tensor, one.version].append(one)
        self._told: dict[str, Told] = {}

    def start(self, follower: Follower) -> None:
        """Listen to what the recorder is told; it must follow the program by now."""
        recorder, unseen = self._recorder, follower.unseen
        self._told = {
            name: getattr(recorder, name)
            for name in ("created", "op", "elementwise", "updated", "replaced")
        }
        recorder.__dict__.update(
            created=unseen(self._created),
            op=unseen(self._op),
            updated=unseen(self._updated),
            replaced=unseen(self._replaced),
            elementwise=unseen(self._elementwise),
        )

    def _created(self, tensor: Tensor, how: str) -> None:
        self._told["created"](tensor, how)
        self._look([tensor])

    def _op(self, op: Any, inputs: Any, outputs: Sequence[Tensor], in_place: bool) -> None:
        self._told["op"](op, inputs, outputs, in_place)
        self._look(outputs)

    def _elementwise(self, op: Any, first: Any, second: Any, out: Tensor) -> None:
        self._told["elementwise"](op, first, second, out)
        self._look([out])

    def _updated(self, tensor: Tensor, before: Any, how: str, state: Any = None) -> None:
        self._told["updated"](tensor, before, how, state)
        self._look([tensor])

    def _replaced(self, tensor: Tensor, source: Tensor | None, how: str) -> None:
        self._told["replaced"](tensor, source, how)
        self._look([tensor])

    def _look(self, tensors: Iterable[Tensor]) -> None:
        """Replace those that are waited for."""
        for tensor in tensors:
            mark = tensor._mark
            if mark is None or not self._wanted:
                continue
            wanted = self._wanted.pop((mark[1], tensor._version), ())
            try:
                for one in wanted:
                    self._replace(tensor, one)
            except Exception as error:  # noqa: BLE001  (the program must not notice)
                self._sink.add(Limit(f"the replaced value of a leaf ({error})"))

    def _replace(self, tensor: Tensor, one: Replacement) -> None:
        before, data = value_of(tensor._data), tensor._data
        fresh = applied(one, np.asarray(data))
        if isinstance(data, np.ndarray) and data.flags.writeable:
            data[...] = fresh
        else:
            tensor._data = fresh if data.ndim else fresh[()]
        recorder, number = self._recorder, one.tensor
        recorder.graph.let_go(tensor)
        line, also = recorder.place().line, recorder.others(tensor)
        after, version = value_of(tensor._data), tensor._version
        self._sink.add(Update(number, WHAT_IF, before, after, version, line, also))
