"""The bits of a tensor's storage read as another dtype: ``x.view(torch.int32)``."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.declare import operation
from engine.dtypes import BF16, dtype, of
from engine.numbers.half import bfloat16_of_bits, bits_of_bfloat16, note
from engine.storage.views import share_changes
from engine.tensor import Tensor, shared_counter, storage


@operation("bits", name="view.dtype", as_stored=True)
def bits_as(self: Any, dtype: dtype) -> Any:
    """The same bits as another dtype; they share the storage, but for bfloat16's."""
    if BF16 in (self.dtype, dtype.numpy):
        plain = bits_of_bfloat16(self) if self.dtype == BF16 else self
        return bfloat16_of_bits(plain.view(np.uint16)) if dtype.numpy == BF16 else plain.view(
            dtype.numpy
        )  # fmt: skip
    return self.view(dtype.numpy)


def reinterpreted(self: Tensor, wanted: dtype) -> Any:
    """The bits of the tensor as dtype ``wanted``.

    Raises:
        RuntimeError: the last dimension cannot be cut or joined so.
    """
    if self.is_conj():
        raise RuntimeError(
            "torch.Tensor.view is not supported for conjugate view tensors when converting to a "
            "different dtype."
        )
    own = of(self._data)
    note(wanted.numpy)
    if own.itemsize != wanted.itemsize:
        _check(np.asarray(self._data), own, wanted)
    storage(self)
    found = bits_as(self, wanted)
    found._counter = shared_counter(self)
    share_changes(self, found)
    return found


def _check(array: Any, own: dtype, wanted: dtype) -> None:
    named = f"to view {own.kind_name} as {wanted.kind_name} (different element sizes)"
    if not array.ndim:
        raise RuntimeError(f"self.dim() cannot be 0 {named}")
    step = array.strides[-1] // array.itemsize
    if step != 1:
        raise RuntimeError(f"self.stride(-1) must be 1 {named}, but got {step}")
    ratio = wanted.itemsize // own.itemsize
    if ratio > 1 and array.shape[-1] % ratio:
        raise RuntimeError(
            f"self.size(-1) must be divisible by {ratio} {named}, but got {array.shape[-1]}"
        )
