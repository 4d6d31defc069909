"""What a statement is called in a word: the names it binds, else the function it calls."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from inspector.model.sources.parsing import nodes, unparsed

LONGEST = 24
"""A heading of more letters is none."""


def headings(source: str) -> Mapping[int, str]:
    """The heading of each statement that has one, by its line; none of what is not a program."""
    statements = (node for node in nodes(source) if isinstance(node, ast.stmt))
    found = {statement.lineno: _heading(statement) for statement in statements}
    return {line: heading for line, heading in found.items() if 0 < len(heading) <= LONGEST}


def _heading(statement: ast.stmt) -> str:
    match statement:
        case ast.Assign(targets=[target]) | ast.AugAssign(target=target):
            return unparsed(target).strip("(),")
        case ast.AnnAssign(target=target):
            return unparsed(target)
        case ast.Return():
            return "return"
        case ast.Expr(value=ast.Call(func=function)):
            return f"{unparsed(function).rpartition('.')[2]}()"
    return ""
