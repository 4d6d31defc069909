"""The shape of a tensor, as PyTorch shows it."""

from __future__ import annotations

import math
from typing import Any, NoReturn


class Size(tuple[int, ...]):
    """A tuple of dimensions that prints as ``torch.Size([2, 3])``."""

    __slots__ = ()
    __module__ = "torch"

    def __call__(self, *_: Any) -> NoReturn:
        """Refused: ``x.shape(0)`` stands for ``x.shape[0]``."""
        raise TypeError("'torch.Size' object is not callable")  # as Python says of PyTorch's

    def numel(self) -> int:
        """How many elements a tensor of this shape has."""
        return math.prod(self)

    def __add__(self, other: Any) -> Size:
        return Size(super().__add__(tuple(other)))

    def __getitem__(self, index: Any) -> Any:
        found = super().__getitem__(index)
        return Size(found) if isinstance(index, slice) else found

    def __mul__(self, count: Any) -> Size:
        return Size(super().__mul__(count))

    __rmul__ = __mul__

    def __repr__(self) -> str:
        return f"torch.Size({list(self)})"
