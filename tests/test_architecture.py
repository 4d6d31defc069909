"""The shape of the program: its layers, its entries, its sizes, and who may load Qt."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pytest

Import: TypeAlias = ast.Import | ast.ImportFrom
ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("engine", "inspector")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
EVERY_FILE = [*SOURCES, *sorted((ROOT / "tests").rglob("*.py"))]
LONGEST, MEDIAN = 400, 100
ENTRIES = {"pyproject.toml", "README.md", "LICENSE", "inspector", "engine", "resources", "tests"}
MAY_IMPORT_LATE = {ROOT / "inspector" / name for name in ("cli.py", "arguments.py", "__main__.py")}
WITHOUT_QT = (
    "inspector.cli",
    "inspector.model.session",
    "inspector.runner.headless",
    "inspector.layout",
    "inspector.drawing.scene",
    "inspector.theme.stylesheet",
    "inspector.commands",
    "engine",
)


PAINTED = tuple(f"export/{name}.py" for name in ("fonts", "moving", "painting", "raster"))
# Who may import what comes from elsewhere; numpy is everybody's.
LIBRARIES = {
    "PySide6": ("shell", "panels", "canvas", "widgets", "app.py", *PAINTED),
    "shiboken6": ("shell", "panels", "canvas", "app.py"),
    "pyqtgraph": ("widgets",),
    "networkx": ("layout", "model/graphs/digraph.py"),
    "jedi": ("widgets",),
    "pygments": ("widgets",),
    "msgspec": ("model", "runner", "shell"),
}


def lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def tracked_entries() -> set[str]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return {name.partition("/")[0] for name in listed.stdout.splitlines()}


@cache
def imports(path: Path) -> tuple[tuple[Import, bool], ...]:
    """Every import of a file, and whether it stands inside a function."""
    return tuple(_imports(ast.parse(path.read_text(encoding="utf-8")), False))


def _imports(node: ast.AST, late: bool) -> Iterator[tuple[Import, bool]]:
    late = late or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, Import):
            yield inner, late
        elif isinstance(inner, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield from _imports(inner, late)


def test_every_layer_imports_only_the_layers_below_it() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("module", WITHOUT_QT)
def test_what_needs_no_window_loads_no_qt(module: str) -> None:
    code = (
        f"import {module}, sys;"
        "print(*(n for n in sys.modules if n.partition('.')[0] in ('PySide6', 'pyqtgraph')))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == []


def test_the_command_line_loads_nothing_slow_before_it_knows_what_is_asked() -> None:
    code = "import inspector.cli, sys; print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not {"numpy", "networkx", "jedi", "pyqtgraph", "PySide6"} & set(ran.stdout.split())


def test_no_file_is_long_and_most_are_short() -> None:
    sizes = {path: lines(path) for path in EVERY_FILE}
    too_long = [str(path.relative_to(ROOT)) for path, size in sizes.items() if size > LONGEST]
    assert too_long == []
    assert statistics.median(sizes.values()) < MEDIAN


def test_the_top_level_holds_exactly_what_belongs_there() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("only a checkout knows which files are the project's")
    visible = {name for name in tracked_entries() if not name.startswith(".")}
    assert visible == ENTRIES


def libraries(path: Path) -> set[str]:
    """What a file imports that is neither ours nor Python's nor numpy."""
    named = [
        name
        for node, _ in imports(path)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
        )
    ]
    return {name.partition(".")[0] for name in named} - {
        *sys.stdlib_module_names,
        *PACKAGES,
        "numpy",
    }


def test_a_library_is_imported_only_where_it_belongs() -> None:
    allowed = {
        name: [ROOT / "inspector" / place for place in places]
        for name, places in LIBRARIES.items()
    }
    astray = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in SOURCES
        for name in libraries(path)
        if not any(path.is_relative_to(place) for place in allowed.get(name, ()))
    ]
    assert astray == []


def test_imports_stand_at_the_top_of_a_file() -> None:
    late = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        for node, inside in imports(path)
        if inside and path not in MAY_IMPORT_LATE
    ]
    assert late == []


def test_the_program_never_asks_for_pytorch() -> None:
    asking = [str(path.relative_to(ROOT)) for path in SOURCES if "torch" in libraries(path)]
    assert asking == []


def test_nothing_is_unpickled_or_evaluated() -> None:
    found = [
        f"{path.name}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and _reads_pickles(node))
        or (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "eval")
    ]
    assert found == []


def _reads_pickles(node: ast.Attribute) -> bool:
    owner = getattr(node.value, "id", "")
    return owner == "pickle" and node.attr in ("load", "loads", "Unpickler")
