"""What PyTorch writes in Python takes the same arguments here, by name, place and default."""

from __future__ import annotations

import importlib
import inspect
import re
from typing import Any

import pytest

from tests.support.oracle import posing

MODULES = (
    "nn", "nn.functional", "nn.init", "nn.utils", "nn.utils.rnn", "nn.utils.parametrizations",
    "nn.utils.parametrize", "optim", "optim.lr_scheduler", "optim.swa_utils", "utils.data",
    "utils.checkpoint", "distributions", "autograd", "autograd.functional", "autograd.forward_ad",
    "autograd.graph", "func", "signal.windows", "testing", "random", "amp",
)  # fmt: skip
# What a program does not notice.
APART = frozenset(
    {
        "utils.data.random_split",  # whose default is PyTorch's own generator
        "nn.RNNCellBase",  # of which only the cells derived from it are made
        "autograd.no_grad",  # which tells of nothing, and takes a function
        "random.fork_rng",  # whose others are those of devices
        "autograd.graph.RemovableHandle",  # which only hooks make
    }
)


def signature_of(value: Any) -> list[tuple[str, str, str]] | None:
    """Name, kind and default of each parameter; None if they are not told, or are any."""
    try:
        found = inspect.signature(value).parameters.values()
    except (TypeError, ValueError):
        return None
    if any(each.kind is inspect.Parameter.VAR_KEYWORD for each in found):
        return None
    return [(each.name, each.kind.name, shown(each.default)) for each in found]


def shown(default: Any) -> str:
    """A default as a text that is the same in every process and on both sides."""
    if inspect.isfunction(default) or inspect.isbuiltin(default):
        return default.__name__
    return re.sub(r"torch\.Size\(\[\]\)", "()", repr(default))


def signatures(module: str) -> dict[str, Any]:
    """Those of everything that a module of PyTorch's, or of the engine posing as it, has."""
    owner = importlib.import_module(f"torch.{module}")
    names = [name for name in dir(owner) if not name.startswith("_")]
    found = {}
    for name in names:
        value = getattr(owner, name)
        if callable(value) and str(getattr(value, "__module__", "")).startswith("torch"):
            found[name] = signature_of(value)
    return found


@pytest.mark.parametrize("module", MODULES)
def test_parameters_are_named_ordered_and_preset_as_in_pytorch(module: str) -> None:
    theirs = signatures(module)
    with posing():
        ours = signatures(module)
    different = {
        name: (ours[name], wanted)
        for name, wanted in theirs.items()
        if wanted is not None and name in ours and ours[name] != wanted
        and f"{module}.{name}" not in APART
    }  # fmt: skip
    assert not different, "\n".join(f"{name}: {two}" for name, two in different.items())
