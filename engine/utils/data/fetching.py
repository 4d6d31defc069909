"""How a loader goes through a data set: what is fetched next, and by whom.

After the manner of PyTorch's ``torch/utils/data/dataloader.py``, whose names programs see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from engine.foundation.warn import warn
from engine.utils.data.sampler import Sampler, random_seed
from engine.utils.data.workers import Worker

TOO_MANY = (
    "Length of IterableDataset {dataset} was reported to be {told}(when accessing "
    "len(dataloader)), but {given} samples have been fetched. "
)
REPLICAS = (
    "For multiprocessing data-loading, this could be caused by not properly configuring the "
    "IterableDataset replica at each worker. Please see "
    "https://pytorch.org/docs/stable/data.html#torch.utils.data.IterableDataset for examples."
)
NOT_PINNED = (
    "'pin_memory' argument is set as true but no accelerator is found, then device pinned memory "
    "won't be used."
)


class _InfiniteConstantSampler(Sampler[None]):
    """Names no example: that of data sets that are only gone through."""

    def __iter__(self) -> Iterator[None]:
        while True:
            yield None


Fetch = Callable[[Any], Any]


def fetch_of(loader: Any, dataset: Any) -> Fetch:
    """How the examples of some indices, or the next ones, are fetched and put together."""
    if loader.batch_sampler is None:
        if loader.only_iterates:
            examples = iter(dataset)
            return lambda _: loader.collate_fn(next(examples))
        return lambda index: loader.collate_fn(dataset[index])
    if loader.only_iterates:
        return _next_ones(loader, iter(dataset))
    if getattr(dataset, "__getitems__", None):
        return lambda indices: loader.collate_fn(dataset.__getitems__(indices))
    return lambda indices: loader.collate_fn([dataset[index] for index in indices])


def _next_ones(loader: Any, examples: Iterator[Any]) -> Fetch:
    """Fetches as many of the next examples as there are indices, or those that are left."""

    def fetch(indices: Any) -> Any:
        batch = [each for _, each in zip(indices, examples, strict=False)]
        if not batch or (loader.drop_last and len(batch) < len(indices)):
            raise StopIteration
        return loader.collate_fn(batch)

    return fetch


class _BaseDataLoaderIter:
    """One way through the data set."""

    __module__ = "torch.utils.data.dataloader"

    def __init__(self, loader: Any) -> None:
        if loader.pin_memory:
            warn(NOT_PINNED)
        self._loader = loader
        self._sampler = loader._index_sampler
        self._indices = iter(self._sampler)
        self._base_seed = random_seed(loader.generator)  # drawn also where there are no workers
        self._yielded = 0

    def __iter__(self) -> _BaseDataLoaderIter:
        return self

    def __next__(self) -> Any:
        data = self._next_data()
        self._yielded += 1
        told = self._loader._told_length
        if told is not None and self._yielded > told:
            text = TOO_MANY.format(dataset=self._loader.dataset, told=told, given=self._yielded)
            warn(text + (REPLICAS if self._loader.num_workers else ""))
        return data

    def _next_data(self) -> Any:
        raise NotImplementedError

    def __len__(self) -> int:
        return len(self._sampler)

    def __getstate__(self) -> Any:
        raise NotImplementedError("{} cannot be pickled", type(self).__name__)


class _SingleProcessDataLoaderIter(_BaseDataLoaderIter):
    """One way through the data set without workers."""

    __module__ = "torch.utils.data.dataloader"

    def __init__(self, loader: Any) -> None:
        super().__init__(loader)
        if loader.timeout:
            raise AssertionError("_SingleProcessDataLoaderIter requires timeout == 0")
        self._fetch = fetch_of(loader, loader.dataset)

    def _next_data(self) -> Any:
        return self._fetch(next(self._indices))


class _MultiProcessingDataLoaderIter(_BaseDataLoaderIter):
    """One way through the data set with workers, who take turns."""

    __module__ = "torch.utils.data.dataloader"

    def __init__(self, loader: Any) -> None:
        super().__init__(loader)
        count = loader.num_workers
        self._workers = [Worker(n, count, self._base_seed, loader.dataset) for n in range(count)]
        self._turns = [(each, each.run(self._begun, each)) for each in self._workers]

    def _begun(self, worker: Worker) -> Fetch:
        loader = self._loader
        if loader.worker_init_fn is not None:
            loader.worker_init_fn(worker.info.id)
        return fetch_of(loader, worker.info.dataset)

    def _again(self) -> None:
        """Go through the data set again with the same workers."""
        self._indices, self._yielded = iter(self._sampler), 0
        self._turns = [
            (each, each.run(fetch_of, self._loader, each.info.dataset)) for each in self._workers
        ]

    def _next_data(self) -> Any:
        """What the worker whose turn it is fetches; one that has nothing left takes no more."""
        indices = next(self._indices)
        while self._turns:
            worker, fetch = self._turns.pop(0)
            try:
                data = worker.run(fetch, indices)
            except StopIteration:
                continue
            self._turns.append((worker, fetch))
            return data
        raise StopIteration
