"""The docstring of a package is its map: it names modules that are there, and where to begin."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = {
    str(path.parent.relative_to(ROOT)): path
    for top in ("engine", "inspector")
    for path in sorted((ROOT / top).rglob("__init__.py"))
}
MANY = 20
"""A package of more modules than this says where to begin."""
LISTS = ("engine/distributions", "engine/nn", "engine/nn/modules", "inspector/panels")
"""Such as are lists of things of one kind, found by their names."""


def landmarks(package: str) -> set[str]:
    """The single words that the package's docstring sets as code."""
    tree = ast.parse(PACKAGES[package].read_text(encoding="utf-8"))
    return set(re.findall(r"``([a-z_]+)``", ast.get_docstring(tree) or "")) - {"torch"}


def modules(package: str) -> set[str]:
    folder = PACKAGES[package].parent
    files, folders = folder.glob("*.py"), folder.glob("*/__init__.py")
    return {file.stem for file in files} - {"__init__"} | {each.parent.name for each in folders}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_map_names_only_what_is_there(package: str) -> None:
    assert landmarks(package) <= modules(package)


def test_every_large_package_has_a_map() -> None:
    large = {name for name in PACKAGES if len(modules(name)) > MANY} - set(LISTS)
    assert {name for name in large if not landmarks(name)} == set()
