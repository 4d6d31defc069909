"""PyTorch's own catalogue of operations, entry by entry, with the first of its inputs.

All of its inputs: ``python -m tests.engine.opinfo --all``.
"""

from __future__ import annotations

import warnings
from functools import cache

import pytest
import torch

from tests.engine.opinfo import EQUAL, Verdict, entries, judge
from tests.engine.opinfo import LACKING as REFUSED
from tests.engine.opinfo_lacking import LACKING, PARTLY
from tests.support.readme import figures

SHARES = 12


@cache
def verdict(name: str, cap: int = 3) -> Verdict:
    """What became of an entry with its first inputs, in double and in single precision."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wide = judge(name, cap)
        if wide.kind == EQUAL and entries()[name].supports_dtype(torch.float32, "cpu"):
            narrow = judge(name, 1, torch.float32)
            return wide if narrow.kind == EQUAL else narrow
        return wide


@pytest.mark.parametrize("share", range(SHARES))
def test_an_entry_of_the_catalogue_gives_what_pytorch_gives(share: int) -> None:
    names = [name for name in list(entries())[share::SHARES] if name not in LACKING]
    found = {name: verdict(name) for name in names}
    assert not {name: each.reason for name, each in found.items() if each.kind != EQUAL}


def test_what_the_engine_is_said_to_lack_it_lacks() -> None:
    assert [name for name in LACKING if verdict(name, 120).kind == EQUAL] == []


@pytest.mark.parametrize("name", PARTLY)
def test_what_is_said_to_lack_for_some_inputs_is_refused_there(name: str) -> None:
    assert verdict(name).kind == EQUAL
    assert judge(name, 60, torch.float32).kind == REFUSED


def test_what_is_said_to_lack_is_in_the_catalogue() -> None:
    assert set(LACKING) <= set(entries())


def test_the_readme_tells_how_many_are_equal_and_with_their_gradients() -> None:
    found = [verdict(name) for name in entries() if name not in LACKING]
    equal = [each for each in found if each.kind == EQUAL]
    with_gradients = [each for each in equal if each.gradients]
    assert figures(r"of its (\d+) entries (\d+) give the same here, (\d+) of them with") == (
        len(entries()), len(equal), len(with_gradients),
    )  # fmt: skip
