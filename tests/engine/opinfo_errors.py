"""What PyTorch's own catalogue knows to be wrong, tried here and there.

Most entries of the catalogue (OpInfo) bring inputs that are refused. Each is passed to both
functions; the kinds of the two errors are compared, and their texts to the letter.

``python -m tests.engine.opinfo_errors NAME …`` tells the differences of the named entries (of all
without a name).
"""

from __future__ import annotations

import sys
import warnings
from functools import cache
from typing import Any

import numpy as np
import torch

import engine
from tests.engine.opinfo import converted, entries, of_entry, tensors


def wrong_inputs(name: str) -> list[Any]:
    """The wrong inputs of an entry that can be had without an accelerator."""
    entry = entries()[name]
    if entry.error_inputs_func is None:
        return []
    return [each.sample_input for each in entry.error_inputs("cpu")]


@cache
def compared(name: str) -> dict[int, str]:
    """By the number of each wrong input: what both say of it, or nothing where they agree.

    Without those that the engine lacks as a whole, of which the catalogue's own test tells.
    """
    said_by_both = {}
    for number, sample in enumerate(wrong_inputs(name)):
        arguments = (sample.input, *sample.args), sample.kwargs
        try:
            ours, theirs = of_entry(entries()[name])
            own = converted_together(arguments)
        except NotImplementedError:
            continue
        expected, found = said(theirs, arguments), said(ours, own)
        said_by_both[number] = f"{found}\n  not {expected}" if found != expected else ""
    return said_by_both


def said(function: Any, arguments: Any) -> str:
    """What a call raises, with its kind; nothing if it raises nothing."""
    positional, named = arguments
    torch.manual_seed(0)
    engine.manual_seed(0)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            function(*positional, **named)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is compared)
            return f"{type(error).__name__}: {error}"
    return ""


def converted_together(arguments: Any) -> Any:
    """The arguments as the engine's own; tensors that share their memory share it there too."""
    own = converted(arguments)
    memories: dict[int, Any] = {}
    for theirs, ours in zip(tensors(arguments), tensors(own), strict=True):
        if theirs.is_meta or theirs.dtype == torch.bfloat16 or not theirs.numel():
            continue
        place = theirs.untyped_storage().data_ptr()
        size = theirs.untyped_storage().nbytes() // theirs.itemsize
        if place not in memories:
            plain = theirs.detach().as_strided((size,), (1,), 0)
            memories[place] = plain.numpy().copy()
        steps = [each * theirs.itemsize for each in theirs.stride()]
        start = memories[place].view(ours._data.dtype)[theirs.storage_offset() :]
        ours._data = np.lib.stride_tricks.as_strided(start, tuple(theirs.shape), steps)
    return own


if __name__ == "__main__":
    told = {each: compared(each) for each in sys.argv[1:] or entries()}
    for name, texts in told.items():
        for number, text in texts.items():
            if text:
                print(f"{name} {number}\n  {text}")
    all_texts = [text for texts in told.values() for text in texts.values()]
    print(f"{all_texts.count('')} of {len(all_texts)} alike")
