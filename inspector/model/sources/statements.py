"""Which lines of a program statements begin on."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from inspector.model.sources.parsing import nodes

_COMPOUND = (ast.If, ast.While, ast.For, ast.AsyncFor, ast.With, ast.AsyncWith)


def statement_line(source: str, line: int) -> int:
    """The line at which a run holds for ``line``: where its statement begins, or the next does.

    It is ``line`` itself where the text is not a program, or nothing follows.
    """
    statements = [node for node in nodes(source) if isinstance(node, ast.stmt)]
    around = [s for s in statements if s.lineno <= line <= (s.end_lineno or s.lineno)]
    within = max((s for s in around if not _has_body(s)), key=lambda s: s.lineno, default=None)
    if within is not None:
        line = within.lineno
    else:
        line = min((s.lineno for s in statements if s.lineno >= line), default=line)
    heads = shared_heads(statements)
    while line in heads:
        line = heads[line]
    return line


def shared_heads(nodes: Iterable[ast.AST]) -> dict[int, int]:
    """Where what ends, after some lines, on a line that a statement begins on began; by that line.

    That is the head of a body, or another statement before a semicolon. Such two run as one: no
    line tells them apart.
    """
    statements = [node for node in nodes if isinstance(node, ast.stmt)]
    found: dict[int, int] = {}
    for each in statements:
        if isinstance(each, _COMPOUND) and each.lineno < each.body[0].lineno <= head_end(each):
            found[each.body[0].lineno] = each.lineno
    begins = {each.lineno for each in statements}
    for each in statements:
        end = each.end_lineno or each.lineno
        if not _has_body(each) and each.lineno < end and end in begins:
            found[end] = each.lineno
    return found


def head_end(clause: ast.AST) -> int:
    """The last line of what stands before a clause's colon and runs in the same frame."""
    match clause:
        case (
            ast.If(test=last) | ast.While(test=last) | ast.For(iter=last) | ast.AsyncFor(iter=last)
        ):
            return last.end_lineno or last.lineno
        case ast.With(items=[*_, item]) | ast.AsyncWith(items=[*_, item]):
            last = item.optional_vars or item.context_expr
            return last.end_lineno or last.lineno
        case ast.match_case():
            return clause.pattern.lineno
        case _:
            return getattr(clause, "lineno", 0)


def _has_body(statement: ast.stmt) -> bool:
    """Whether a statement encloses others, so that a line of it need not be its own."""
    return hasattr(statement, "body") or hasattr(statement, "cases")
