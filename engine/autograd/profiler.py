"""Labels for a profiler, which a program may leave in where nothing is profiled."""

from __future__ import annotations

from contextlib import ContextDecorator
from typing import Self

from engine.foundation.absent import module_getattr

__getattr__ = module_getattr("torch.autograd.profiler")


class record_function(ContextDecorator):
    """Names a stretch of the program; without effect, as in PyTorch when no profiler runs."""

    def __init__(self, name: str, args: str | None = None) -> None:
        self.name, self.args = name, args

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave everything as it is."""
