"""Jupyter notebooks as programs in cells, and back without losing what a program cannot hold.

A notebook opens in the percent form: ``# %%`` begins a cell of code, ``# %% [markdown]`` one of
text, whose lines are comments; so are lines that are IPython's and not Python's. Written back,
every cell that was not changed is what it was to the last byte of its outputs and metadata; one
that was keeps its own; only its source is new.
"""

from __future__ import annotations

import json
import re
from difflib import SequenceMatcher
from typing import Any, TypeAlias

from inspector.model.sources.cells import Cell, begins_cell, cells, text_of
from inspector.model.sources.magics import as_python, as_written

SUFFIX = ".ipynb"
LARGEST = 64 * 1024 * 1024
"""Bytes; most of a notebook are the pictures it has put out."""
NAMED_SINCE = 5
"""The minor version from which on every cell has an ``id``."""
Json: TypeAlias = dict[str, Any]
_EMPTY: Json = {
    "cells": [],
    "metadata": {"language_info": {"name": "python"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


class NoNotebook(ValueError):  # noqa: N818 - named for what the user is told
    """The bytes hold no notebook; the message says why, for people."""


def read(data: bytes) -> Json:
    """A notebook from the bytes of its file.

    Raises:
        NoNotebook: they hold none, or one of a form from before 2014.
    """
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NoNotebook("is damaged: it is not JSON") from error
    kept = found.get("cells") if isinstance(found, dict) and found.get("nbformat") == 4 else None
    if not isinstance(kept, list) or not all(map(_sound, kept)):
        raise NoNotebook("is not a Jupyter notebook of version 4, the one in use since 2014")
    return dict(found)


def as_text(notebook: Json) -> str:
    """A notebook in the percent form."""
    return "\n\n".join(_block(cell) for cell in notebook["cells"]) + "\n"


def as_notebook(text: str, before: bytes | None = None) -> bytes:
    """A program in cells as the bytes of a notebook, on top of what its file held ``before``."""
    notebook = dict(_EMPTY) if before is None else read(before)
    old = list(notebook["cells"])
    new = [(cell.kind, body(text, cell)) for cell in cells(text) or _one(text)]
    fresh = _Fresh(notebook, old)
    notebook["cells"] = [
        fresh.cell(kind, source, origin)
        for (kind, source), origin in zip(new, _origins(old, new), strict=True)
    ]
    # Half a surrogate pair has no UTF-8; with a backslash it is JSON's own way to write it.
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode(
        errors="backslashreplace"
    )


def body(text: str, cell: Cell) -> str:
    """What a cell of a program holds, without its head and the marks of comments."""
    lines = text_of(text, cell).split("\n")
    if begins_cell(lines[0]):
        lines = lines[1:]
    while lines and not lines[-1].strip():
        lines.pop()
    if cell.kind != "code":
        lines = [re.sub(r"^# ?", "", line) for line in lines]
    return "\n".join(lines)


def _one(text: str) -> tuple[Cell, ...]:
    """A program without cells is one cell."""
    return (Cell(1, 1, text.count("\n") + 1),) if text.strip() else ()


def _sound(cell: Any) -> bool:
    source = cell.get("source") if isinstance(cell, dict) else None
    whole = isinstance(source, str) or (
        isinstance(source, list) and all(isinstance(line, str) for line in source)
    )
    return whole and cell.get("cell_type") in ("code", "markdown", "raw")


def _source(cell: Json) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _shown(cell: Json) -> str:
    """A cell's source as the program has it: what is not Python is a comment."""
    source = _source(cell).rstrip("\n")
    return as_python(source).rstrip() if cell["cell_type"] == "code" else source


def _block(cell: Json) -> str:
    kind, shown = cell["cell_type"], _shown(cell)
    if kind == "code":
        return f"# %%\n{shown}".rstrip("\n")
    lines = (f"# {line}".rstrip() for line in shown.split("\n"))
    return "\n".join([f"# %% [{kind}]", *lines])


def _origins(old: list[Json], new: list[tuple[str, str]]) -> list[Json | None]:
    """For each new cell the old one it was, if it was one."""
    before = [(str(cell["cell_type"]), _comparable(_shown(cell))) for cell in old]
    after = [(kind, _comparable(source)) for kind, source in new]
    origins: list[Json | None] = [None] * len(new)
    for _, start, stop, first, last in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        for was, now in zip(range(start, stop), range(first, last), strict=False):
            if before[was][0] == after[now][0]:
                origins[now] = old[was]
    return origins


def _comparable(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().split("\n"))


class _Fresh:
    """Makes the cells of a notebook that is written."""

    def __init__(self, notebook: Json, old: list[Json]) -> None:
        minor = notebook.get("nbformat_minor")
        self._named = isinstance(minor, int) and minor >= NAMED_SINCE
        self._names = {str(cell.get("id")) for cell in old}

    def cell(self, kind: str, source: str, origin: Json | None) -> Json:
        """A cell; with an origin it is that, and new only where its source is."""
        if origin is not None and _comparable(_shown(origin)) == _comparable(source):
            return origin
        if origin is not None:
            written = as_written(source, _source(origin)) if kind == "code" else source
            return {**origin, "source": written.splitlines(keepends=True)}
        made: Json = {"cell_type": kind}
        if self._named:
            made["id"] = self._name()
        made["metadata"] = {}
        if kind == "code":
            made |= {"execution_count": None, "outputs": []}
        return {**made, "source": source.splitlines(keepends=True)}

    def _name(self) -> str:
        number = len(self._names) + 1
        while f"cell-{number}" in self._names:
            number += 1
        self._names.add(f"cell-{number}")
        return f"cell-{number}"
