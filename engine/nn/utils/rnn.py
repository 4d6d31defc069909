"""Sequences of different lengths in one tensor: padded to the longest, or packed step by step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple, Self

import numpy as np

from engine import dtypes
from engine.calls.axes import wrap
from engine.calls.declare import FUNCTIONS
from engine.creation import full, tensor
from engine.foundation.absent import module_getattr
from engine.ops.recurrent import pack_padded
from engine.tensor import Tensor, new_tensor


class PackedSequence_(NamedTuple):
    """The fields of a packed sequence."""

    data: Tensor
    batch_sizes: Tensor
    sorted_indices: Tensor | None
    unsorted_indices: Tensor | None


class PackedSequence(PackedSequence_):
    """The rows of all sequences step by step, longest first, without any padding.

    ``batch_sizes`` : how many sequences have each step; ``sorted_indices`` : the order in which
    the sequences were taken, ``unsorted_indices`` : the way back.
    """

    def __new__(
        cls, data: Any, batch_sizes: Tensor | None = None, sorted_indices: Tensor | None = None,
        unsorted_indices: Tensor | None = None,
    ) -> Self:  # fmt: skip
        """From rows and sizes, or from a pair of them."""
        if unsorted_indices is None:
            unsorted_indices = invert_permutation(sorted_indices)
        if batch_sizes is None and not (isinstance(data, list | tuple) and len(data) == 2):
            raise AssertionError("Expected data to be a list or tuple of length 2")
        rows, sizes = data if batch_sizes is None else (data, batch_sizes)
        return super().__new__(cls, rows, sizes, sorted_indices, unsorted_indices)

    def to(self, *args: Any, **options: Any) -> Self:
        """The same in another dtype."""
        data = self.data.to(*args, **options)
        if data is self.data:
            return self
        return type(self)(data, self.batch_sizes, self.sorted_indices, self.unsorted_indices)

    def cpu(self, *args: Any, **options: Any) -> Self:
        """On the CPU, where it is."""
        return self

    def double(self) -> Self:
        """The same in float64."""
        return self.to(dtype=dtypes.float64)

    def float(self) -> Self:
        """The same in float32."""
        return self.to(dtype=dtypes.float32)

    def half(self) -> Self:
        """The same in float16."""
        return self.to(dtype=dtypes.float16)

    def long(self) -> Self:
        """The same in int64."""
        return self.to(dtype=dtypes.int64)

    def int(self) -> Self:
        """The same in int32."""
        return self.to(dtype=dtypes.int32)

    def short(self) -> Self:
        """The same in int16."""
        return self.to(dtype=dtypes.int16)

    def char(self) -> Self:
        """The same in int8."""
        return self.to(dtype=dtypes.int8)

    def byte(self) -> Self:
        """The same in uint8."""
        return self.to(dtype=dtypes.uint8)

    def pin_memory(self) -> Self:
        """In memory that a device copies from, where there is one."""
        data: Any = self.data
        pinned = data.pin_memory()
        return type(self)(pinned, self.batch_sizes, self.sorted_indices, self.unsorted_indices)

    def is_pinned(self) -> bool:
        """False: no device copies from this memory."""
        return False

    @property
    def is_cuda(self) -> bool:
        """False: there is no graphics card here."""
        return False


def invert_permutation(permutation: Tensor | None) -> Tensor | None:
    """The permutation that undoes another."""
    return None if permutation is None else new_tensor(np.argsort(permutation._data))


def pack_padded_sequence(
    input: Tensor, lengths: Any, batch_first: bool = False, enforce_sorted: bool = True
) -> PackedSequence:
    """A padded batch without its padding.

    ``lengths`` : of the sequences, in falling order if ``enforce_sorted``.

    Raises:
        RuntimeError: the lengths do not fit the batch, are not positive or not in order.
    """
    counts = np.array(lengths._data if isinstance(lengths, Tensor) else lengths, np.int64)
    order = None
    if not enforce_sorted:
        order = new_tensor(counts).argsort(descending=True)
        counts = counts[order._data]
        input = input.index_select(0 if batch_first else 1, order)
    _check_lengths(input, counts, batch_first)
    data, sizes = pack_padded(input, counts, batch_first)
    return PackedSequence(data, sizes, order, None)


def _check_lengths(input: Tensor, lengths: Any, batch_first: bool) -> None:
    second = wrap(1, input.ndim)
    batch = input.shape[0 if batch_first else second]
    if len(lengths) != batch:
        raise RuntimeError(
            f"Expected `len(lengths)` to be equal to batch_size, but got {len(lengths)} "
            f"(batch_size={batch})"
        )
    if lengths[-1] <= 0:
        raise RuntimeError(
            "Length of all samples has to be greater than 0, but found an element in 'lengths' "
            "that is <= 0"
        )
    if (np.diff(lengths) > 0).any():
        raise RuntimeError(
            "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. "
            "You can pass `enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to "
            "sidestep this requirement if you do not need ONNX exportability."
        )


def pad_packed_sequence(
    sequence: PackedSequence, batch_first: bool = False, padding_value: float = 0.0,
    total_length: int | None = None,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """A packed batch with padding again, and the lengths of its sequences.

    Raises:
        ValueError: ``total_length`` is shorter than the longest sequence.
    """
    steps = sequence.batch_sizes.size(0)
    if total_length is not None and total_length < steps:
        raise ValueError(
            "Expected total_length to be at least the length of the longest sequence in input, "
            f"but got total_length={total_length} and max sequence length being {steps}"
        )
    sizes = sequence.batch_sizes.tolist()
    padded = _spread(sequence.data, sizes, padding_value, total_length or steps)
    if batch_first:
        padded = padded.transpose(0, 1)
    lengths = tensor([sum(size > n for size in sizes) for n in range(sizes[0])])
    back = sequence.unsorted_indices
    if back is None:
        return padded, lengths
    return padded.index_select(0 if batch_first else 1, back), lengths[back]


def _spread(data: Tensor, sizes: list[int], padding_value: float, steps: int) -> Any:
    """The rows written into a block, one run of steps with equally many at a time."""
    rest = tuple(data.shape[1:])
    padded = full((steps, sizes[0], *rest), padding_value, dtype=data.dtype)
    step = place = 0
    for size, run in groupby(sizes):
        length = len(list(run))
        rows = data[place : place + length * size].view(length, size, *rest)
        padded[step : step + length, :size] = rows
        step, place = step + length, place + length * size
    return padded


def pad_sequence(
    sequences: Any, batch_first: bool = False, padding_value: float = 0.0,
    padding_side: str = "right",
) -> Tensor:  # fmt: skip
    """Sequences of any length in one batch, padded to the longest.

    Raises:
        RuntimeError: ``sequences`` cannot be gone through, or ``padding_side`` is unknown.
    """
    if not isinstance(sequences, Iterable):
        raise RuntimeError(
            "pad_sequence: Expected iterable for input sequences, but got arg of type: "
            f"{type(sequences)}"
        )
    given = tuple(sequences)
    if not given:
        raise RuntimeError("received an empty list of sequences")
    if padding_side not in ("left", "right"):
        raise RuntimeError(
            f"Expected padding_side to be one of left or right, but got {padding_side}."
        )
    steps, rest = max(each.size(0) for each in given), tuple(given[0].shape[1:])
    shape = (len(given), steps, *rest) if batch_first else (steps, len(given), *rest)
    padded = full(shape, padding_value, dtype=given[0].dtype)
    for place, each in enumerate(given):
        start = steps - each.size(0) if padding_side == "left" else 0
        own = padded.select(0 if batch_first else 1, place)
        own.narrow(0, start, each.size(0)).copy_(each)
    return padded


def unpad_sequence(padded_sequences: Any, lengths: Any, batch_first: bool = False) -> list[Any]:
    """The sequences of a padded batch, each in its own length."""
    if not batch_first:
        padded_sequences.transpose_(0, 1)
    places = FUNCTIONS["arange"](padded_sequences.shape[1])
    return [each[places < length] for each, length in zip(padded_sequences, lengths, strict=True)]


def pack_sequence(sequences: Sequence[Tensor], enforce_sorted: bool = True) -> PackedSequence:
    """Sequences of any length, packed."""
    lengths = tensor([each.size(0) for each in sequences])
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences: PackedSequence) -> list[Any]:
    """The sequences of a packed batch."""
    padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
    return unpad_sequence(padded, lengths, batch_first=True)


__getattr__ = module_getattr("torch.nn.utils.rnn")
