"""Graphs of gradients: each entry of PyTorch's catalogue differentiated, here and there, recorded.

``python -m tests.engine.gradient_graphs NAME …`` says of the named entries (of all without a
name) whether what their recorded gradients were computed by has the same nodes.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np
import torch

import engine
from tests.engine.opinfo import converted, entries, of_entry, tensors
from tests.engine.random_programs import whole_graph


def difference(name: str, cap: int) -> str:
    """In what the graphs of an entry's gradients differ first, for the first of its inputs."""
    entry = entries()[name]
    if not (entry.supports_autograd and entry.supports_dtype(torch.float64, "cpu")):
        return ""
    ours, theirs = of_entry(entry)
    torch.manual_seed(0)
    for sample in islice(entry.sample_inputs("cpu", torch.float64, requires_grad=True), cap):
        arguments = (sample.input, *sample.args), sample.kwargs
        found = _graphs(engine, ours, converted(arguments), sample.output_process_fn_grad)
        expected = _graphs(torch, theirs, arguments, sample.output_process_fn_grad)
        if found != expected:
            return _said(found, expected)
    return ""


def _graphs(module: Any, function: Any, arguments: Any, process: Any) -> list[str]:
    """Of the result and of each gradient every node behind it; or that it cannot be found."""
    positional, named = arguments
    module.manual_seed(0)
    leaves = [each for each in tensors(arguments) if each.requires_grad]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        found = function(*positional, **named)
        found = process(found) if process else found
        results = [each for each in tensors(found) if each.requires_grad]
        sent = [module.ones_like(each).requires_grad_() for each in results]
        if not results or not leaves:
            return []
        try:
            slopes = module.autograd.grad(
                results, leaves, sent, create_graph=True, allow_unused=True
            )
        except (RuntimeError, NotImplementedError) as error:
            return [f"{type(error).__name__}: {error}"]
    return [str(each if each is None else whole_graph(each.grad_fn)) for each in slopes]


def _said(found: Sequence[str], expected: Sequence[str]) -> str:
    pairs = (
        zip(found, expected, strict=True) if len(found) == len(expected) else [(found, expected)]
    )
    one, two = next((a, b) for a, b in pairs if a != b)
    return f"{one}\n  not {two}"


if __name__ == "__main__":
    for each in sys.argv[1:] or entries():
        try:
            told = difference(each, 4)
        except Exception as error:  # noqa: BLE001  (what PyTorch or the engine refuses)
            told = f"lacking: {error}"
        if told:
            print(each, told, flush=True)
