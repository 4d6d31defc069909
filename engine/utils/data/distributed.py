"""A sampler that shares a data set out among several processes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.chance.generator import Generator
from engine.chance.permuting import permutation
from engine.foundation.absent import module_getattr
from engine.utils.data.sampler import Sampler


class DistributedSampler(Sampler[int]):
    """Every ``num_replicas``-th index, the share of one process of several."""

    def __init__(
        self, dataset: Any, num_replicas: int | None = None, rank: int | None = None,
        shuffle: bool = True, seed: int = 0, drop_last: bool = False,
    ) -> None:  # fmt: skip
        if num_replicas is None or rank is None:
            raise RuntimeError("Requires distributed package to be available")
        if not 0 <= rank < num_replicas:
            raise ValueError(
                f"Invalid rank {rank}, rank should be in the interval [0, {num_replicas - 1}]"
            )
        self.dataset, self.num_replicas, self.rank = dataset, num_replicas, rank
        self.shuffle, self.seed, self.drop_last, self.epoch = shuffle, seed, drop_last, 0
        whole = len(dataset) // num_replicas
        self.num_samples = whole + bool(len(dataset) % num_replicas and not drop_last)
        self.total_size = self.num_samples * num_replicas

    def __iter__(self) -> Iterator[int]:
        indices = list(range(len(self.dataset)))
        if self.shuffle:
            stream = Generator().manual_seed(self.seed + self.epoch)
            indices = permutation(len(indices), stream).tolist()
        missing = self.total_size - len(indices)
        if missing > 0:
            indices += (indices * -(-missing // len(indices)))[:missing]
        return iter(indices[self.rank : self.total_size : self.num_replicas])

    def __len__(self) -> int:
        return self.num_samples

    def set_epoch(self, epoch: int) -> None:
        """Shuffle in another order from now on."""
        self.epoch = epoch


__getattr__ = module_getattr("torch.utils.data.distributed")
