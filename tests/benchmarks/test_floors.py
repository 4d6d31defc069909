"""Below which cost nothing can be that records every value: what recording is to be measured by.

``told``: an observer that is told of everything and does nothing with it. ``copied``: it copies
every number that is made, and encodes the copies in batches, without a word on what they are.
``followed``: nothing is told, but Python calls at every line a function that does nothing.
``both``: copied and followed. ``noted``: that, with what large arrays come to, and of each
operation by which numbers its result, its operands and its node go; nothing is looked over,
though, and nothing is found out about the program. ``recorded`` does that too, and says on which
line it all happened, and what the variables are.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from types import CodeType, FrameType
from typing import Any

import msgspec
import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from engine.observer import watching
from inspector.runner.recording.values import value_of
from tests.benchmarks.test_recording import SCALARS, TRAINING, bare, recorded

BATCH = 256
WAYS = ("bare", "told", "copied", "followed", "both", "noted", "recorded")
WHOLE, SIDE = 256, 8
"""Bytes of an array that is kept whole; of a larger one a corner of so many elements a side is."""


class Told:
    """An observer that does nothing."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return self.nothing

    def nothing(self, *_: object) -> None:
        """Take note of nothing."""

    created = left = grad_mode = requires_grad = module_entered = module_left = nothing
    holds = nothing
    op = elementwise = backward_begin = backward_end = freed = nothing
    node_ran = nodes_ran = accumulated = grad_set = updated = replaced = nothing

    def knows(self, tensor: object) -> bool:
        """Nobody needs to copy anything for it."""
        return True


class Copied(Told):
    """An observer that copies what it is shown, and encodes the copies."""

    def __init__(self) -> None:
        self._copies: list[bytes] = []
        self._encode = msgspec.msgpack.Encoder().encode

    def _keep(self, array: Any) -> None:
        copies = self._copies
        data = array if array.nbytes <= WHOLE else array[(slice(SIDE),) * array.ndim]
        copies.append(data.tobytes())
        if len(copies) >= BATCH:
            self._encode(copies)
            copies.clear()

    def created(self, tensor: Any, how: str) -> None:
        self._keep(tensor._data)

    def op(self, op: Any, inputs: object, outputs: Sequence[Any], in_place: bool) -> None:
        for output in outputs:
            self._keep(output._data)

    def elementwise(self, op: Any, first: Any, second: Any, out: Any) -> None:
        self._keep(out._data)

    def node_ran(self, node: Any, incoming: Sequence[Any], outgoing: Sequence[Any]) -> None:
        for array in outgoing:
            if array is not None:
                self._keep(array)

    def nodes_ran(self, steps: Sequence[Any]) -> None:
        for node, arrived, outgoing in steps:
            self.node_ran(node, (arrived,), outgoing)

    def accumulated(self, tensor: Any, before: Any, incoming: Any, after: Any) -> None:
        self._keep(after)

    def updated(
        self, tensor: Any, before: Any, how: str, state: Mapping[str, Any] | None = None
    ) -> None:
        self._keep(tensor._data)


class Noted(Copied):
    """An observer that measures large arrays, and gives all it meets a number to tell it by."""

    def __init__(self) -> None:
        super().__init__()
        self._notes: list[list[Any]] = []
        self._tensors = self._nodes = 0
        self._numbers: dict[int, int] = {}

    def _keep(self, array: Any) -> None:
        self._note([value_of(array)])

    def _note(self, note: list[Any]) -> None:
        notes = self._notes
        notes.append(note)
        if len(notes) >= BATCH:
            self._encode(notes)
            notes.clear()

    def elementwise(self, op: Any, first: Any, second: Any, out: Any) -> None:
        data, edge = out._data, out._edge
        self._tensors += 1
        out._mark = (self, self._tensors)
        note: list[Any] = [1, self._tensors]
        note.append(float(data) if type(data) is np.float32 else value_of(data))
        operands = [each for each in (first, second) if type(each) is not float]
        note += [each._mark[1] for each in operands if each._mark is not None]
        if edge is not None:
            self._nodes += 1
            note.append(self._nodes)
            self._numbers[edge.sequence_nr] = self._nodes
            known = self._numbers.get
            note += [known(each.sequence_nr) for each in edge.next if each is not None]
        self._note(note)

    def node_ran(self, node: Any, incoming: Sequence[Any], outgoing: Sequence[Any]) -> None:
        note: list[Any] = [2, self._numbers.get(node.sequence_nr)]
        for array in outgoing:
            if type(array) is np.float32:
                note.append(float(array))
            elif array is not None and array.base is None:  # a view has been seen
                note.append(value_of(array))
        self._note(note)


@contextmanager
def followed(code: CodeType) -> Iterator[None]:
    """Python calls a function that does nothing at every line of ``code``."""
    if sys.version_info >= (3, 12):
        api: Any = vars(sys)["monitoring"]
        api.use_tool_id(3, "floor")
        api.register_callback(3, api.events.LINE, lambda *_: None)
        api.set_local_events(3, code, api.events.LINE)
        yield
        api.set_local_events(3, code, 0)
        api.free_tool_id(3)
        return

    def inside(frame: FrameType, event: str, argument: object) -> Any:
        return inside

    before = sys.gettrace()
    sys.settrace(lambda frame, event, argument: inside if frame.f_code is code else None)
    yield
    sys.settrace(before)


def least(source: str, way: str) -> Callable[[int], object]:
    """The loop of a program in one of the ways."""
    loop: Any = bare(source)
    kinds = {"copied": Copied, "both": Copied, "noted": Noted}
    observer: Any = kinds.get(way, Told)()

    def run(steps: int) -> None:
        watched = nullcontext() if way == "followed" else watching(observer)
        is_followed = way in ("followed", "both", "noted")
        with watched, followed(loop.__code__) if is_followed else nullcontext():
            loop(steps)

    return run


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("source", [TRAINING, SCALARS], ids=["training", "scalars"])
def test_the_least_that_recording_a_loop_can_cost(
    benchmark: BenchmarkFixture, source: str, way: str
) -> None:
    if way == "bare":
        loop = bare(source)
    elif way == "recorded":
        loop = recorded(source, lambda batch: 0)
    else:
        loop = least(source, way)
    loop(3)
    benchmark.pedantic(loop, (10,), rounds=100, warmup_rounds=2)
