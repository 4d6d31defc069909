"""Text read as Python where it may be anything: half typed, or from somebody else's file."""

from __future__ import annotations

import ast
from typing import Any

UNREADABLE = (SyntaxError, ValueError, TypeError, RecursionError, MemoryError)
"""What Python raises at text that it cannot read; the last two where it is nested too deeply."""


def parsed(text: str) -> ast.Module | None:
    """The text's syntax tree; None where it is not Python."""
    try:
        return ast.parse(text)
    except UNREADABLE:
        return None


def nodes(text: str) -> list[ast.AST]:
    """All nodes of the text's syntax tree; none where it is not Python."""
    tree = parsed(text)
    return [] if tree is None else list(ast.walk(tree))


def unparsed(node: ast.AST) -> str:
    """A part of a tree as text again; "" where it is nested too deeply to be written."""
    try:
        return ast.unparse(node)
    except RecursionError:
        return ""


def constant(text: str | ast.expr) -> Any:
    """The number, text or collection that is written there, and nothing that is computed.

    Raises:
        ValueError: it is none.
    """
    try:
        return ast.literal_eval(text)
    except UNREADABLE as error:
        raise ValueError("no literal") from error
