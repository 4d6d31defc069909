"""What the source text says about its statements: where each starts and which names it binds.

The line hook reports lines; a reader thinks in statements. This is the map between the two.
"""

from __future__ import annotations

import ast
import sys
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from inspector.model.sources.statements import head_end, shared_heads
from inspector.runner.following.turns import Course, course_of

_Clause: TypeAlias = ast.stmt | ast.ExceptHandler | ast.match_case
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_WITH = (ast.With, ast.AsyncWith)
_CHANGING = frozenset({
    "append", "appendleft", "clear", "extend", "extendleft", "insert", "pop", "popitem",
    "popleft", "remove", "reverse", "rotate", "setdefault", "sort", "update",
})  # fmt: skip
"""Methods that change a list, a deque or a dictionary."""
_WAITING = (ast.Yield, ast.YieldFrom, ast.Await)
_BLOCKS = ("body", "handlers", "cases", "orelse", "finalbody")
_APART = (ast.stmt, ast.ExceptHandler, ast.match_case, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


Position: TypeAlias = tuple[int | None, int | None, int | None, int | None]
"""First and last line, first and last column, as ``code.co_positions`` tells them."""


class Header(NamedTuple):
    """A statement, or the head of a compound one: its first line and the names it binds.

    ``loops`` : a loop's whole body stands on that line too. ``last`` : the last line of a loop,
    0 for anything else. ``course`` : what tells how often it turns. ``changed`` : those of the
    names that keep the object they had, which has got or lost a part: ``a[0] = …``, ``a.append``.
    ``inner`` : the comprehensions in a loop that stands on one line. ``waits`` : it has more to
    compute once what it yields to, or awaits, lets it go on. ``left_by`` : the last line of a
    ``with``, whose head the program comes back to as it leaves.
    """

    line: int
    names: tuple[str, ...]
    loops: bool = False
    last: int = 0
    course: Course | None = None
    changed: tuple[str, ...] = ()
    inner: tuple[Position, ...] = ()
    waits: bool = False
    left_by: int = 0

    def encloses(self, position: Position) -> bool:
        """Whether an instruction that stands there is a comprehension's, and not the loop's."""
        return any(_lies_within(position, each) for each in self.inner)

    def is_left_from(self, line: int) -> bool:
        """Whether whoever comes to this head from a line comes back to it, to leave a ``with``."""
        return self.line < line <= self.left_by


NO_HEADER = Header(-1, ())
"""What stands for a header that was not looked for yet."""


def headers(tree: ast.Module) -> dict[int, Header]:
    """For each line of the source that belongs to a statement, the innermost such header.

    Docstrings and imports are not steps of a program: they have none.
    """
    found: dict[int, Header] = {}
    todo: deque[_Clause] = deque(tree.body)
    heads = shared_heads(ast.walk(tree))
    while todo:
        clause = todo.popleft()
        for part in _BLOCKS:
            todo.extend(getattr(clause, part, ()))
        if _steps(clause):
            _enter(found, clause, heads)
    return found


def _steps(clause: _Clause) -> bool:
    """Whether running a clause is worth a reader's stop."""
    if isinstance(clause, ast.Expr) and isinstance(clause.value, ast.Constant):
        return not isinstance(clause.value.value, str)
    return not isinstance(clause, ast.Import | ast.ImportFrom)


def _enter(found: dict[int, Header], clause: _Clause, heads: Mapping[int, int]) -> None:
    first, last = _extent(clause)
    end = (clause.body[-1].end_lineno or 0) if isinstance(clause, _LOOPS) else 0
    inside = list(_inside(clause))
    changed = tuple(dict.fromkeys(_changed(clause, inside)))
    names = tuple(dict.fromkeys((*_bound(clause, inside), *changed)))
    loops = _loops(clause)
    inner = tuple(_comprehensions(clause)) if loops else ()
    waits = _waits(clause, inside)
    left_by = (clause.end_lineno or 0) if isinstance(clause, _WITH) else 0
    header = Header(first, names, loops, end, course_of(clause), changed, inner, waits, left_by)
    shared = found.get(first)
    if shared is not None and (shared.line == first or first in heads):
        first = shared.line
        names = tuple(dict.fromkeys((*shared.names, *header.names)))
        changed = tuple(dict.fromkeys((*shared.changed, *header.changed)))
        loops, end, inner = shared.loops or loops, shared.last or end, (*shared.inner, *inner)
        course, waits = shared.course or header.course, shared.waits or waits
        left_by = shared.left_by or left_by
        header = Header(first, names, loops, end, course, changed, inner, waits, left_by)
    found.update(dict.fromkeys(range(first, last + 1), header))


def _loops(clause: _Clause) -> bool:
    return isinstance(clause, _LOOPS) and clause.body[0].lineno <= head_end(clause)


def _waits(clause: _Clause, inside: Sequence[ast.AST]) -> bool:
    """Whether a yield or an await is only a part of what a statement itself computes."""
    if isinstance(clause, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return False
    whole = getattr(clause, "value", None) if not isinstance(clause, ast.AugAssign) else None
    return any(isinstance(node, _WAITING) and node is not whole for node in inside)


def _comprehensions(clause: _Clause) -> Iterator[Position]:
    """Where the comprehensions of a statement stand, also those in the statements inside it."""
    for node in ast.walk(clause):
        if isinstance(node, _COMPREHENSIONS):
            yield node.lineno, node.end_lineno, node.col_offset, node.end_col_offset


def _lies_within(inner: Position, outer: Position) -> bool:
    """Whether one place is part of another.

    What fetches the next item stands where what it goes over does; in Python 3.12 it stands where
    the whole loop or comprehension does.
    """
    if inner == outer:
        return sys.version_info < (3, 13)
    if None in inner or None in outer:
        return False
    (first, last, left, right), (begin, end, start, stop) = inner, outer
    return (begin, start) <= (first, left) and (last, right) <= (end, stop)


def _extent(clause: _Clause) -> tuple[int, int]:
    """First and last line of a clause without the statements inside it."""
    if isinstance(clause, ast.match_case):
        return clause.pattern.lineno, clause.body[0].lineno - 1 or clause.pattern.lineno
    decorators = getattr(clause, "decorator_list", [])
    first = min([clause.lineno, *(each.lineno for each in decorators)])
    body = getattr(clause, "body", None) or getattr(clause, "cases", None)
    if not body:
        return first, clause.end_lineno or first
    return first, max(first, head_end(clause), _extent(body[0])[0] - 1)


def _bound(clause: _Clause, inside: Sequence[ast.AST]) -> Iterator[str]:
    """The names that a clause itself binds or unbinds, not the statements inside it."""
    if isinstance(clause, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield clause.name
        return
    if isinstance(clause, ast.ImportFrom):
        yield from (alias.asname or alias.name for alias in clause.names)
        return
    if isinstance(clause, ast.ExceptHandler) and clause.name:
        yield clause.name
    for node in inside:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
            yield node.id
        if isinstance(node, ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name


def _changed(clause: _Clause, inside: Sequence[ast.AST]) -> Iterator[str]:
    """The variables whose object gets another part, by what is written: not by what it calls.

    ``m.fc.weight = …`` and ``a[0] = …`` set one, ``a.append(…)`` adds one.
    """
    if isinstance(clause, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return
    for node in inside:
        if isinstance(node, ast.Attribute | ast.Subscript):
            if isinstance(node.ctx, ast.Store | ast.Del):
                yield from _owner(node.value)
        elif isinstance(node, ast.Call) and _changes(node.func):
            yield from _owner(node.func)


def _changes(called: ast.expr) -> bool:
    return isinstance(called, ast.Attribute) and called.attr in _CHANGING


def _inside(clause: _Clause) -> Iterator[ast.AST]:
    """What a clause itself says: not the statements inside it, nor what other scopes bind.

    Constants say nothing here, and a list may have many.
    """
    todo = [*ast.iter_child_nodes(clause)][::-1]
    while todo:
        node = todo.pop()
        if isinstance(node, _APART):
            continue
        if isinstance(node, _COMPREHENSIONS):
            yield from (n.target for n in ast.walk(node) if isinstance(n, ast.NamedExpr))
            continue
        yield node
        inner = [each for each in ast.iter_child_nodes(node) if type(each) is not ast.Constant]
        todo += inner[::-1]


def _owner(inner: ast.expr) -> Iterator[str]:
    """The variable that an expression leads to the parts of."""
    while isinstance(inner, ast.Attribute | ast.Subscript):
        inner = inner.value
    if isinstance(inner, ast.Name):
        yield inner.id
