"""Workers of a loader, which take turns in this process as if each were a process of its own.

Each has its own copy of the data set and its own random streams, seeded as PyTorch's are: what a
program draws or changes while a worker fetches is not seen by the others nor by itself outside.
"""

from __future__ import annotations

import copy
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from engine.chance.generator import STREAMS, Generator


@dataclass(frozen=True, slots=True)
class WorkerInfo:
    """What a worker knows of itself.

    ``id`` : its number; ``seed`` : of its random streams; ``dataset`` : its own copy.
    """

    id: int
    num_workers: int
    seed: int
    dataset: Any
    rng: Any = None
    worker_method: str | None = "multiprocessing"


AT_WORK: ContextVar[WorkerInfo | None] = ContextVar("AT_WORK", default=None)


def get_worker_info() -> WorkerInfo | None:
    """What the worker that is at work knows of itself; outside of workers nothing."""
    return AT_WORK.get()


class Worker:
    """One worker, between two turns of its."""

    def __init__(self, number: int, count: int, base_seed: int, dataset: Any) -> None:
        seed = base_seed + number
        self.info = WorkerInfo(number, count, seed, own_copy(dataset))
        self._stream = Generator().manual_seed(seed)
        self._pythons = random.Random(seed).getstate()
        self._words = [number, base_seed & 0xFFFFFFFF, base_seed >> 32, 0]
        self._numpys: Any = None

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """In here the random streams are the worker's, and ``get_worker_info`` tells of it."""
        numpys = sys.modules.get("numpy.random")  # which a program that draws from it has read
        before = STREAMS.default, random.getstate(), numpys and numpys.get_state()
        STREAMS.default = self._stream
        random.setstate(self._pythons)
        if numpys is not None and self._numpys is None:  # by the sequence of seeds of numpy's own
            numpys.seed(numpys.SeedSequence(self._words).generate_state(4).tolist())
        elif numpys is not None:
            numpys.set_state(self._numpys)
        token = AT_WORK.set(self.info)
        try:
            yield
        finally:
            AT_WORK.reset(token)
            self._pythons = random.getstate()
            STREAMS.default = before[0]
            random.setstate(before[1])
            if numpys is not None:
                self._numpys = numpys.get_state()
                numpys.set_state(before[2])

    def run(self, work: Callable[..., Any], *args: Any) -> Any:
        """What ``work`` gives as this worker does it.

        Raises:
            Exception: of the kind that the work raised, telling which worker it was.
        """
        with self.at_work():
            try:
                return work(*args)
            except StopIteration:
                raise
            except Exception as error:  # noqa: BLE001  (whatever it is, it is told)
                raise told_by(error, self.info.id) from None


def told_by(error: Exception, number: int) -> Exception:
    """The error of a worker, as the loader raises it again."""
    kind = type(error)
    text = f"Caught {kind.__name__} in DataLoader worker process {number}.\nOriginal {error}"
    try:
        return kind(text)
    except TypeError:  # its constructor asks for more
        return RuntimeError(text)


def own_copy(dataset: Any) -> Any:
    """A worker's own copy of the data set; what cannot be copied is shared."""
    try:
        return copy.deepcopy(dataset)
    except (TypeError, RuntimeError, NotImplementedError, AttributeError):
        return dataset
