"""The loader: goes through a data set in batches, with workers that take turns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from engine.calls.later import later
from engine.utils.data.collate import default_collate, default_convert
from engine.utils.data.dataset import IterableDataset
from engine.utils.data.fetching import (
    _BaseDataLoaderIter,
    _InfiniteConstantSampler,
    _MultiProcessingDataLoaderIter,
    _SingleProcessDataLoaderIter,
)
from engine.utils.data.sampler import BatchSampler, RandomSampler, SequentialSampler
from engine.utils.data.workers import get_worker_info

__all__ = ["DataLoader", "get_worker_info"]

FIXED = ("batch_size", "batch_sampler", "sampler", "drop_last", "dataset", "persistent_workers")
T_co = TypeVar("T_co", covariant=True)
get_all_start_methods = later("multiprocessing", "get_all_start_methods")
get_context = later("multiprocessing", "get_context")


def _check_unspecified(**options: Any) -> None:
    """Raise ValueError for what says in which order to take examples that have their own."""
    for name, given in options.items():
        if given is not None:
            raise ValueError(
                f"DataLoader with IterableDataset: expected unspecified {name} option, but got "
                f"{name}={given}"
            )


def _check_work(workers: int, prefetch_factor: Any, persistent: bool, timeout: float) -> None:
    """Raise ValueError for options of worker processes that do not go together."""
    if workers < 0:
        raise ValueError(
            "num_workers option should be non-negative; use num_workers=0 to disable "
            "multiprocessing."
        )
    if workers == 0 and prefetch_factor is not None:
        raise ValueError(
            "prefetch_factor option could only be specified in multiprocessing.let num_workers"
            " > 0 to enable multiprocessing, otherwise set prefetch_factor to None."
        )
    if persistent and workers == 0:
        raise ValueError("persistent_workers option needs num_workers > 0")
    if timeout < 0:
        raise ValueError("timeout option should be non-negative")


def _context(given: Any, workers: int) -> Any:
    """What worker processes would be started by.

    Raises:
        ValueError: there are to be none, or no such way to start them.
        TypeError: it is no context at all.
    """
    if given is None:
        return None
    if not workers:
        raise ValueError(
            "multiprocessing_context can only be used with multi-process loading (num_workers > "
            f"0), but got num_workers={workers}"
        )
    methods = get_all_start_methods()
    if isinstance(given, str):
        if given not in methods:
            raise ValueError(
                "multiprocessing_context option should specify a valid start method in "
                f"{methods!r}, but got multiprocessing_context={given!r}"
            )
        return get_context(given)
    if not hasattr(given, "get_start_method"):
        raise TypeError(
            "multiprocessing_context option should be a valid context object or a string "
            f"specifying the start method, but got multiprocessing_context={given}"
        )
    return given


class DataLoader(Generic[T_co]):
    """Batches of a data set; the work of ``num_workers`` is done in this process."""

    def __init__(
        self, dataset: Any, batch_size: int | None = 1, shuffle: bool | None = None,
        sampler: Any = None, batch_sampler: Any = None, num_workers: int = 0,
        collate_fn: Callable[[Any], Any] | None = None, pin_memory: bool = False,
        drop_last: bool = False, timeout: float = 0, worker_init_fn: Any = None,
        multiprocessing_context: Any = None, generator: Any = None, *,
        prefetch_factor: int | None = None, persistent_workers: bool = False,
        pin_memory_device: str = "", in_order: bool = True,
    ) -> None:  # fmt: skip
        _check_work(num_workers, prefetch_factor, persistent_workers, timeout)
        self.dataset, self.num_workers, self.generator = dataset, num_workers, generator
        self.worker_init_fn, self.timeout = worker_init_fn, timeout
        self.drop_last, self.pin_memory = drop_last, pin_memory
        self.prefetch_factor = 2 if num_workers and prefetch_factor is None else prefetch_factor
        self.pin_memory_device, self.in_order = pin_memory_device, in_order
        self.persistent_workers = persistent_workers
        self.multiprocessing_context = _context(multiprocessing_context, num_workers)
        self.only_iterates = isinstance(dataset, IterableDataset)
        self._iterator: Any = None
        self._told_length: int | None = None
        if self.only_iterates:
            _check_unspecified(
                shuffle=shuffle or None, sampler=sampler, batch_sampler=batch_sampler
            )
        if sampler is not None and shuffle:
            raise ValueError("sampler option is mutually exclusive with shuffle")
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                raise ValueError(
                    "batch_sampler option is mutually exclusive with batch_size, shuffle, "
                    "sampler, and drop_last"
                )
            batch_size, drop_last = None, False
        elif batch_size is None and drop_last:
            raise ValueError("batch_size=None option disables auto-batching and is mutually "
                             "exclusive with drop_last")  # fmt: skip
        self.batch_size, self.batch_sampler = batch_size, batch_sampler
        self.sampler = self._sampler(shuffle) if sampler is None else sampler
        if batch_size is not None:
            self.batch_sampler = BatchSampler(self.sampler, batch_size, drop_last)
        batched = self.batch_sampler is not None or batch_size is not None
        self.collate_fn = collate_fn or (default_collate if batched else default_convert)
        self._made = True

    def __setattr__(self, name: str, value: Any) -> None:
        if "_made" in self.__dict__ and name in FIXED:
            raise ValueError(f"{name} attribute should not be set after DataLoader is initialized")
        object.__setattr__(self, name, value)

    def _sampler(self, shuffle: bool | None) -> Any:
        if self.only_iterates:
            return _InfiniteConstantSampler()
        if shuffle:
            return RandomSampler(self.dataset, generator=self.generator)
        return SequentialSampler(self.dataset)

    @property
    def _index_sampler(self) -> Any:
        return self.sampler if self.batch_sampler is None else self.batch_sampler

    def __iter__(self) -> _BaseDataLoaderIter:
        if not self.num_workers:
            return _SingleProcessDataLoaderIter(self)
        if not self.persistent_workers:
            return _MultiProcessingDataLoaderIter(self)
        if self._iterator is None:
            self._iterator = _MultiProcessingDataLoaderIter(self)
        else:
            self._iterator._again()
        return self._iterator

    def __len__(self) -> int:
        if not self.only_iterates:
            return len(self._index_sampler)
        count = self._told_length = len(self.dataset)
        size = self.batch_size or 1
        return count // size if self.drop_last else -(-count // size)
