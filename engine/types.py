"""Names of types, for annotations."""

from __future__ import annotations

import builtins
import os
from collections.abc import Sequence
from typing import IO

from engine.device import device as _device
from engine.dtypes import dtype as _dtype
from engine.storage.size import Size
from engine.tensor import Tensor

__all__ = ["Device", "FileLike", "Number", "_dtype"]

Number = int | float | bool
Device = _device | str | int | None
FileLike = str | os.PathLike[str] | IO[bytes]
_Number = (int, float, bool)
_bool, _bytes, _complex = builtins.bool, builtins.bytes, builtins.complex
_float, _int, _str = builtins.float, builtins.int, builtins.str
_size = Size | list[int] | tuple[int, ...]
_TensorOrTensors = Tensor | Sequence[Tensor]
