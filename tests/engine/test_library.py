"""``torch.ops`` has the operators of programs, and hides none of its own files."""

from __future__ import annotations

import pkgutil

import pytest

from engine import ops

FILES = [each.name for each in pkgutil.iter_modules(ops.__path__)]


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_has_not_been_read_is_no_namespace_of_operators(name: str) -> None:
    with pytest.raises(AttributeError):
        ops.__getattr__(name)


def test_any_other_name_is_a_namespace_that_is_made_once() -> None:
    assert str(ops.mine) == "<module 'torch.ops.mine' from 'torch.ops'>"
    assert ops.mine is ops.mine
