"""IPython's own lines in a cell (``%time``, ``!ls``, ``x?``) as Python, which has none of them."""

from __future__ import annotations

import re

from inspector.model.sources.parsing import parsed

_MAGIC = re.compile(r"(\s*)(%{1,2}[A-Za-z].*|!.*|\?.*|[A-Za-z_][\w.]*\?{1,2}\s*)$")
_ASSIGNED = re.compile(r"(\s*[A-Za-z_][\w, ]*=\s*)(%[A-Za-z].*|!.*)$")
_ABOUT_PYTHON = re.compile(r"%%(time|timeit|capture|prun|debug)\b")
"""Magics of a cell that say how to run it: what follows is Python still."""


def as_python(source: str) -> str:
    """A cell's source, line by line, in which what is IPython's alone is a comment.

    Such a line inside a block does nothing, and one whose result has a name makes that None.
    """
    lines = source.split("\n")
    if lines[0].startswith("%%") and not _ABOUT_PYTHON.match(lines[0]):
        return "\n".join(f"# {line}" for line in lines)
    if parsed(source) is not None:
        return source
    shown: list[str] = []
    goes_on = False
    for line in lines:
        shown.append(f"# {line}" if goes_on else _line(line))
        goes_on = line.endswith("\\") and shown[-1] != line
    return "\n".join(shown)


def as_written(shown: str, before: str) -> str:
    """A cell's new source with the lines of IPython's as they were in the cell ``before``."""
    pairs = zip(as_python(before).split("\n"), before.split("\n"), strict=True)
    own = dict(pairs)
    return "\n".join(own.get(line, line) for line in shown.split("\n"))


def _line(line: str) -> str:
    if found := _ASSIGNED.match(line):
        return f"{found[1]}None  # {found[2]}"
    if found := _MAGIC.match(line):
        return f"{found[1]}pass  # {found[2]}" if found[1] else f"# {line}"
    return line
