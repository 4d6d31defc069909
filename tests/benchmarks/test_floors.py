"""Below which cost nothing can be that records every value: what recording is to be measured by.

``told``: an observer that is told of everything and does nothing with it. ``copied``: it copies
every number that is made, and encodes the copies in batches, without a word on what they are.
``followed``: nothing is told, but Python calls at every line a function that does nothing.
``both``: copied and followed. ``recorded`` does that, and says of each number whose it is, from
which operation on which line, and what the variables are.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from types import CodeType, FrameType
from typing import Any

import msgspec
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from engine.observer import watching
from tests.benchmarks.test_recording import SCALARS, TRAINING, bare, recorded

BATCH = 256
WHOLE, SIDE = 256, 8
"""Bytes of an array that is kept whole; of a larger one a corner of so many elements a side is."""


class Told:
    """An observer that does nothing."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return self.nothing

    def nothing(self, *_: object) -> None:
        """Take note of nothing."""

    created = left = grad_mode = requires_grad = module_entered = module_left = nothing
    op = elementwise = backward_begin = backward_end = freed = nothing
    node_ran = nodes_ran = accumulated = grad_set = updated = nothing

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
    observer: Any = Copied() if way in ("copied", "both") else Told()

    def run(steps: int) -> None:
        watched = nullcontext() if way == "followed" else watching(observer)
        follows = followed(loop.__code__) if way in ("followed", "both") else nullcontext()
        with watched, follows:
            loop(steps)

    return run


@pytest.mark.parametrize("way", ["bare", "told", "copied", "followed", "both", "recorded"])
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
