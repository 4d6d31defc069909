"""Which lines of a program statements begin on."""

from __future__ import annotations

import ast

from inspector.model.sources.parsing import nodes


def statement_line(source: str, line: int) -> int:
    """The line at which a run holds for ``line``: where its statement begins, or the next does.

    It is ``line`` itself where the text is no program, or nothing follows.
    """
    statements = [node for node in nodes(source) if isinstance(node, ast.stmt)]
    around = [s for s in statements if s.lineno <= line <= (s.end_lineno or s.lineno)]
    within = max((s for s in around if not _has_body(s)), key=lambda s: s.lineno, default=None)
    if within is not None:
        return within.lineno
    return min((s.lineno for s in statements if s.lineno >= line), default=line)


def _has_body(statement: ast.stmt) -> bool:
    """Whether a statement encloses others, so that a line of it need not be its own."""
    return hasattr(statement, "body")
