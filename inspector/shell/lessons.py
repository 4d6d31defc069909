"""The lessons that travel with the program, by the first line of their docstrings."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from inspector.assets import LESSONS


@dataclass(frozen=True, slots=True)
class Lesson:
    """One program to learn from."""

    title: str
    path: Path


def lessons(folder: Path = LESSONS) -> tuple[Lesson, ...]:
    """Every lesson, in the order of their file names."""
    return tuple(Lesson(title(path), path) for path in sorted(folder.glob("*.py")))


def title(path: Path) -> str:
    """The first line of a program's docstring; its file's name where it has none."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.strip().partition("\n")[0].rstrip(".") or path.stem
