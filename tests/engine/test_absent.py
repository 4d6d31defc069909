"""Every public name of PyTorch's is here, or says that it exists in PyTorch but not here."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

import engine
from engine.foundation.absent import LackingError, known, listed
from tests.engine.pytorch_names import MODULES, names
from tests.support.oracle import posing


def owner_of(module: str) -> Any:
    """The engine's own of one of PyTorch's modules."""
    with posing():
        if module == "torch.Tensor":
            return engine.Tensor
        return importlib.import_module(module)


def said_of(owner: Any, module: str, name: str) -> str:
    """What is said when a name is asked for: nothing if it is here."""
    try:
        getattr(owner, name)
    except LackingError as error:
        return "" if f"{module}.{name} exists in PyTorch but not" in str(error) else str(error)
    except AttributeError as error:
        return str(error)
    except RuntimeError:
        pass  # here, but not for the asking
    return ""


@pytest.mark.parametrize("module", MODULES)
def test_a_public_name_is_here_or_refused(module: str) -> None:
    owner = owner_of(module)
    said = {name: said_of(owner, module, name) for name in names()[module]}
    assert not {name: text for name, text in said.items() if text}


def test_the_list_of_names_is_pytorchs() -> None:
    assert {module: sorted(known(module)) for module in listed()} == names()


def test_what_pytorch_has_not_is_merely_unknown() -> None:
    for module in MODULES:
        with pytest.raises(AttributeError) as caught:
            getattr(owner_of(module), "nothing_of_this_name")  # noqa: B009
        assert not isinstance(caught.value, LackingError)


def test_a_name_that_is_not_here_says_so_when_it_is_imported() -> None:
    with posing(), pytest.raises(ImportError, match="sparse_coo_tensor exists in PyTorch"):
        exec("from torch import sparse_coo_tensor")
    with (
        posing(),
        pytest.raises(ImportError, match="cannot import name 'Linnear' from"),
    ):
        exec("from torch.nn import Linnear")


@pytest.mark.parametrize("module", ["torch.export", "torch.sparse", "torch.nested", "torch.fx"])
def test_a_module_that_is_not_here_says_so_when_it_is_imported(module: str) -> None:
    with posing(), pytest.raises(LackingError, match=f"{module} exists in PyTorch but not"):
        __import__(module)


def test_a_module_that_nobody_has_is_merely_not_found() -> None:
    with posing(), pytest.raises(ModuleNotFoundError) as caught:
        __import__("torch.nothing_of_this_name")
    assert not isinstance(caught.value, LackingError)
