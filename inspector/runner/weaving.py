"""Follows the user's program in Python 3.11 by calls put between the instructions of its code.

The source is compiled as it stands; then, where ``sys.settrace`` would tell of a line, a call or
a return, the code calls ``Lines`` itself. That costs the engine and every library nothing, where
tracing makes all code that runs twice as slow. From Python 3.12 on ``sys.monitoring`` does it.
"""

from __future__ import annotations

import _thread
import dis
import inspect
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from types import CodeType, FrameType
from typing import TypeAlias

from inspector.runner.activations import EXPRESSIONS
from inspector.runner.bytecode import NOWHERE, Handled, Instruction, Position, read, write
from inspector.runner.lines import Lines
from inspector.runner.statements import Header

Hook: TypeAlias = Callable[[], None]
_ROOM = 5
_ENDS = frozenset(
    {"RETURN_VALUE", "RAISE_VARARGS", "RERAISE"}
    | {"JUMP_FORWARD", "JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT"}
)
_FIRST_HALVES = frozenset({"KW_NAMES", "PRECALL"})
_getframe, _ident = sys._getframe, _thread.get_ident


class Weaving:
    """Follows the code that it has woven, in the thread that made it, while it is on."""

    pauses = False

    def __init__(self, lines: Lines, code: CodeType) -> None:
        self.lines = lines
        self._thread = _ident()
        lines.following = False
        self._enter, self._return = self._entering, self._leaving(True)
        self._leave = self._leaving(False)
        self.code = self._woven(code)

    def start(self) -> None:
        """Follow every user's function from now on."""
        self.lines.following = True

    def stop(self) -> None:
        """Follow nothing any more."""
        self.lines.following = False

    def pause(self) -> None:
        """Do nothing: only the user's own code is followed anyway."""

    def resume(self) -> None:
        """Do nothing."""

    def unseen(self, function: Callable[..., None]) -> Callable[..., None]:
        """The function itself: ours are not followed anyway."""
        return function

    def rearm(self, frame: FrameType | None) -> None:
        """Do nothing: the calls stay where they are."""

    def learn(self, code: CodeType) -> CodeType:
        """Weave what more code of the program is given, where that is possible."""
        return self._woven(code) if can_weave(code) else code

    def _entering(self) -> None:
        if self.lines.following and _ident() == self._thread:
            self.lines.enter(_getframe(1))

    def _thrown(self) -> None:
        if self.lines.following and _ident() == self._thread:
            self.lines.thrown(_getframe(1))

    def _leaving(self, returned: bool) -> Hook:
        def leave() -> None:
            if self.lines.following and _ident() == self._thread:
                self.lines.leave(_getframe(1), returned)

        return leave

    def _at(self, line: int) -> Hook:
        lines, at, thread = self.lines, self.lines.at, self._thread

        def here() -> None:
            if lines.following and _ident() == thread:
                at(_getframe(1), line)

        return here

    def _woven(self, code: CodeType) -> CodeType:
        """A code object, and all that are defined inside it, with our calls in them."""
        loom = Loom(
            code, [self._woven(c) if isinstance(c, CodeType) else c for c in code.co_consts]
        )
        lines = {} if code.co_name in EXPRESSIONS else self.lines.headers
        stops = set(_stops(loom.instructions, loom.handlers, lines))
        for one in loom.instructions:
            if one in stops:
                loom.before(one, self._at(one.position[0] or 0))
        for one in _bindings(loom.instructions, stops, lines, code):
            name = code.co_varnames[one.argument]
            loom.after(one, partial(self.lines.bound, name), reading=one.argument)
        for one in loom.instructions:
            name = dis.opname[one.code]
            if name == "RESUME":
                loom.after(one, self._enter)
            elif name == "RETURN_VALUE":
                loom.before(one, self._return)
            elif name == "YIELD_VALUE":
                loom.before(one, self._leave)
        if not code.co_flags & inspect.CO_GENERATOR:
            return loom.finished(self._leave)
        for target in {handled.target for handled in loom.handlers}:
            loom.before(target, self._thrown, first=True)
        return loom.finished(self._thrown, self._leave)


class Loom:
    """One code object, and the calls that are to stand before and after its instructions."""

    def __init__(self, code: CodeType, constants: list[object]) -> None:
        self.instructions, self.handlers = read(code)
        self._code = code
        self._constants = constants
        self._before = defaultdict[Instruction, list[Instruction]](list)
        self._after = defaultdict[Instruction, list[Instruction]](list)

    def before(self, one: Instruction, hook: Hook, first: bool = False) -> None:
        """Call ``hook`` before an instruction, from wherever it is reached."""
        calls, known = self._call(hook, one.position), self._before[one]
        self._before[one] = [*calls, *known] if first else [*known, *calls]

    def after(self, one: Instruction, hook: Callable[..., None], reading: int = -1) -> None:
        """Call ``hook`` right after an instruction, with the local variable ``reading`` if any."""
        self._after[one] += self._call(hook, one.position, reading)

    def _call(
        self, hook: Callable[..., None], position: Position, reading: int = -1
    ) -> list[Instruction]:
        self._constants.append(hook)
        count = int(reading >= 0)
        parts = {"PUSH_NULL": 0, "LOAD_CONST": len(self._constants) - 1}
        parts |= {"LOAD_FAST": reading} if count else {}
        parts |= {"PRECALL": count, "CALL": count, "POP_TOP": 0}
        return [Instruction(dis.opmap[name], number, position) for name, number in parts.items()]

    def finished(self, *left: Hook) -> CodeType:
        """The code with its calls; those of ``left`` are made when an exception leaves it."""
        starts = {one: self._before.get(one, [one])[0] for one in self.instructions}
        for one in self.instructions:
            one.target = starts[one.target] if one.target is not None else None
        handlers = [
            Handled(starts[h.first], h.last and starts[h.last], starts[h.target], *h[3:])
            for h in self.handlers
        ]
        before, after = self._before, self._after
        parts = [(*before.get(one, ()), one, *after.get(one, ())) for one in self.instructions]
        whole = [one for part in parts for one in part]
        inside = whole.index(next(after[one][-1] for one in whole if one in after)) + 1
        leaving = [one for hook in left for one in self._call(hook, NOWHERE)]
        again = Instruction(dis.opmap["RERAISE"], 1)
        # A call may fail for want of stack; then the exception that came first goes on.
        failed = [Instruction(dis.opmap["POP_TOP"]), Instruction(dis.opmap["RERAISE"], 1)]
        gaps = [Handled(*gap, leaving[0], 0, True) for gap in _gaps(whole, handlers, inside)]
        gaps[-1] = gaps[-1]._replace(last=gaps[-1].last or leaving[0])
        handlers = [h._replace(last=h.last or leaving[0]) for h in handlers]
        caught = Handled(leaving[0], again, failed[0], 2, False)
        return write(
            self._code,
            [*whole, *leaving, again, *failed],
            [*sorted([*handlers, *gaps], key=lambda h: whole.index(h.first)), caught],
            tuple(self._constants),
            self._code.co_stacksize + _ROOM,
        )


def _gaps(
    whole: Sequence[Instruction], handlers: Sequence[Handled], inside: int
) -> Iterator[tuple[Instruction, Instruction | None]]:
    """The stretches of a code, from ``inside`` on, in which nothing catches an exception."""
    places: dict[Instruction | None, int] = {one: n for n, one in enumerate(whole)}
    places[None] = len(whole)
    for each in sorted(handlers, key=lambda h: places[h.first]):
        if inside < places[each.first]:
            yield whole[inside], each.first
        inside = max(inside, places[each.last])
    if inside < len(whole):
        yield whole[inside], None


def _stops(
    instructions: Sequence[Instruction],
    handlers: Sequence[Handled],
    headers: Mapping[int, Header],
) -> Iterator[Instruction]:
    """Where a statement begins or goes on: what comes from another one, or from further down."""
    sources = defaultdict[Instruction, list[Instruction | None]](list)
    inseparable = set[Instruction]()
    begin = next(n for n, one in enumerate(instructions) if dis.opname[one.code] == "RESUME")
    for last, one in pairwise(instructions[begin:]):
        if dis.opname[last.code] not in _ENDS:
            sources[one].append(None if last is instructions[begin] else last)
        if dis.opname[last.code] in _FIRST_HALVES:
            inseparable.add(one)
        if one.target is not None:
            sources[one.target].append(None if one.jumps_back else one)
    for handled in handlers:
        sources[handled.target].append(None)
    for one, origins in sources.items():
        header = _header(one, headers)
        same = all(origin and _header(origin, headers) is header for origin in origins)
        if header is not None and not same and one not in inseparable:
            yield one


def _bindings(
    instructions: Sequence[Instruction],
    stops: Collection[Instruction],
    headers: Mapping[int, Header],
    code: CodeType,
) -> Iterator[Instruction]:
    """Where a statement that binds one local variable does so last of all."""
    store, back = dis.opmap["STORE_FAST"], dis.opmap["JUMP_BACKWARD"]
    for one, following in pairwise(instructions):
        if one.code == store and (following in stops or following.code == back):
            header = _header(one, headers)
            name = code.co_varnames[one.argument]
            if header is not None and header.names == (name,) and not header.loops:
                yield one


def _header(one: Instruction, headers: Mapping[int, Header]) -> Header | None:
    return headers.get(one.position[0] or 0)


def can_weave(code: CodeType) -> bool:
    """Whether no generator waits for another: what stands around that must not be changed."""
    instructions, _ = read(code)
    return not any(dis.opname[one.code] == "SEND" for one in instructions) and all(
        can_weave(each) for each in code.co_consts if isinstance(each, CodeType)
    )
