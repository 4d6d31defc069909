"""How many turns a loop takes, where its head says so: how its last ones are known beforehand."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from types import FrameType
from typing import Any, NamedTuple

from inspector.runner.following.plain import is_one_of

_COMPARISONS: dict[type[ast.AST], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_SIZED = frozenset({range, list, tuple, dict, set, frozenset, str})


class Course(NamedTuple):
    """What a ``for`` loop goes over: a name, or ``function`` ("range", "enumerate") of ``parts``.

    ``parts`` are names and whole numbers, ``variable`` the name that counts the turns, "" if none.
    Of a ``while`` loop that counts, ``function`` is the comparison at its head ("<"), and
    ``parts`` what is compared with and what each turn adds.
    """

    function: str
    parts: tuple[int | str, ...]
    variable: str = ""


def course_of(loop: ast.AST) -> Course | None:
    """The course of a loop, None for one that does not tell how often it turns."""
    if isinstance(loop, ast.While):
        return _counting(loop)
    if not isinstance(loop, ast.For):
        return None
    counted = loop.iter
    if isinstance(counted, ast.Name):
        return Course("", (counted.id,))
    if not isinstance(counted, ast.Call) or not isinstance(counted.func, ast.Name):
        return None
    parts = tuple([part for each in counted.args if (part := _part(each)) is not None])
    if counted.keywords or not parts or len(parts) < len(counted.args):
        return None
    if counted.func.id == "range" and len(parts) <= 3:
        return Course("range", parts, _name(loop.target))
    if counted.func.id == "enumerate" and len(parts) == 1 and isinstance(loop.target, ast.Tuple):
        return Course("enumerate", parts, _name(loop.target.elts[0]))
    return None


def _counting(loop: ast.While) -> Course | None:
    """The course of ``while n < 10`` where a statement of the loop is ``n += 1``."""
    match loop.test:
        case ast.Compare(left=ast.Name(id=name), ops=[comparison], comparators=[compared]):
            bound, symbol = _part(compared), _COMPARISONS.get(type(comparison))
        case _:
            return None
    for each in loop.body:
        match each:
            case ast.AugAssign(
                target=ast.Name(id=target), op=ast.Add(), value=ast.Constant(value=int(by))
            ):
                step = by
            case ast.AugAssign(
                target=ast.Name(id=target), op=ast.Sub(), value=ast.Constant(value=int(by))
            ):
                step = -by
            case _:
                continue
        if target == name and bound is not None and symbol is not None and step:
            return Course(symbol, (bound, step), name)
    return None


def _part(node: ast.expr) -> int | str | None:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    return _name(node) or None


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def turns_left(course: Course, frame: FrameType, begins: bool) -> int | None:
    """How many turns a loop still takes from its head on, where that can be known.

    ``begins`` : it has not taken any; otherwise its variable says how many it has.
    """
    scope = {**frame.f_globals, **frame.f_locals}
    if course.function in _COMPARISONS.values():
        return _counted(course, scope)
    whole = _over(course, scope)
    if whole is None or begins:
        return None if whole is None else len(whole)
    now = scope.get(course.variable)
    if type(now) is not int:
        return None
    if course.function == "enumerate":
        return max(len(whole) - now - 1, 0)
    return len(whole) - whole.index(now) - 1 if isinstance(whole, range) and now in whole else None


def _counted(course: Course, scope: Mapping[str, Any]) -> int | None:
    """How many turns a ``while`` loop still takes, if nothing else changes what it counts."""
    (compared, step), now = course.parts, scope.get(course.variable)
    bound = scope.get(compared) if isinstance(compared, str) else compared
    if type(bound) is not int or type(now) is not int or type(step) is not int:
        return None
    if (step > 0) is not (course.function in ("<", "<=")):
        return None
    beyond = (1 if step > 0 else -1) * course.function.endswith("=")
    return len(range(now, bound + beyond, step))


def _over(course: Course, scope: Mapping[str, Any]) -> Any:
    """What the loop goes over, where that is a thing of Python's own; None for all else."""
    if course.function in scope:
        return None
    parts = [scope.get(each) if isinstance(each, str) else each for each in course.parts]
    if course.function != "range":
        return parts[0] if is_one_of(type(parts[0]), _SIZED) else None
    numbers = [each for each in parts if type(each) is int]
    if len(numbers) < len(parts) or (len(numbers) == 3 and not numbers[2]):
        return None
    return range(*numbers)
