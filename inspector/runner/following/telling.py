"""Recording the statements, and the names they bind, that ``lines`` has chosen."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from inspector.model.recordings.events import Names, Statement
from inspector.model.recordings.facts import Binding
from inspector.model.recordings.packing import Constant, NamesSite
from inspector.runner.following.activations import (
    Activation,
    arguments,
    called,
    in_the_making,
    split_names,
)
from inspector.runner.following.names import UNCHANGED
from inspector.runner.sending.sink import BATCH, Sink
from inspector.runner.sending.sites import Counter


class Telling:
    """Puts events into the ``sink``; what was told before at the same place is told in short.

    ``stack`` : the user's frames that are running, innermost last. ``named`` is told what was
    bound, and how deep.
    """

    def __init__(
        self,
        stack: Sequence[Activation],
        sink: Sink,
        named: Callable[[Iterable[Binding], int], None],
        counter: Counter,
    ) -> None:
        self._stack = stack
        self._sink = sink
        self._named = named
        self._counter = counter

    def again(self, here: Activation, line: int) -> None:
        """Tell of the statement of a line that goes on after it had waited."""
        self._sink.add(Statement(line, here.facts.name, here.depth, again=True))

    def waits(self, here: Activation) -> None:
        """Tell that a call waits, and its caller goes on, where a statement of it was told."""
        if len(self._stack) > 1 and here.facts.guest_of is None and here.header is not None:
            self._sink.add(Names((), (), here.facts.name, here.depth, waits=True))

    def statement(self, here: Activation, line: int) -> None:
        """Tell of the statement that begins on a line."""
        depth, sink = here.depth, self._sink
        told = here.facts.told.setdefault(depth, {})
        item = told.get(line)
        if item is None:
            number = self._counter.sites = self._counter.sites + 1
            sink.add(Constant(number, Statement(line, here.facts.name, depth)))
            item = told[line] = [number]
        events = sink.events
        events.append(item)
        if len(events) >= BATCH:
            sink.flush()

    def names(self, here: Activation) -> None:
        """Tell what the statement that has just run bound, or a call its arguments."""
        code = here.code
        names = arguments(code) if here.header is None else here.header.names
        if not names:
            return
        if code.co_flags & inspect.CO_OPTIMIZED:
            split = here.facts.split.get(names)
            if split is None:
                split = here.facts.split[names] = split_names(code, names)
            local, shared = split
            if local:
                self._tell(here, here.frame.f_locals, local, here.depth)
                self._tell_owners(here, local)
            if shared and self._stack[0].code.co_name == "<module>":
                self._tell(self._stack[0], here.frame.f_globals, shared, 0)
        else:
            self._tell(here, here.frame.f_locals, names, here.depth)
        if here.header is not None and here.header.changed:
            self._tell_aliases(here, here.header.changed)

    def everything(self) -> None:
        """Tell of all names that are bound otherwise than was told."""
        for here in self._stack:
            self._tell(here, here.frame.f_locals, tuple(here.bindings.seen), here.depth)

    def goes_on(self, here: Activation) -> None:
        """Tell anew what a call that goes on has bound, and what is gone of another one."""
        left = here.facts.left.pop(here.depth, frozenset())
        self._tell(here, here.frame.f_locals, tuple(here.seen), here.depth)
        if gone := tuple(sorted(left.difference(here.bindings.told()))):
            self._sink.add(Names((), gone, here.facts.name, here.depth))

    def returned(self, here: Activation, seen: bool) -> None:
        """Tell that a function is over and what it had bound gone, as another call may follow.

        Where neither a statement (``seen``) nor a name of it was told, nothing is over.
        """
        if len(self._stack) < 2 or here.facts.guest_of is not None:
            return
        gone = here.bindings.told()
        if gone or seen:
            self._sink.add(Names((), gone, called(here.code), here.depth, returned=True))

    def _tell_owners(self, here: Activation, names: Sequence[str]) -> None:
        """Tell the functions around one of what it has bound of theirs: ``nonlocal n``."""
        shared = [name for name in names if name in here.code.co_freevars]
        for other in self._stack[:-1] if shared else ():
            theirs = {*other.code.co_cellvars, *other.code.co_freevars}.intersection(shared)
            self._tell(other, other.frame.f_locals, sorted(theirs), other.depth)

    def _tell_aliases(self, here: Activation, changed: Sequence[str]) -> None:
        """Tell what other names of an object, in any frame, now hold as it was changed."""
        scopes = here.frame.f_locals, here.frame.f_globals
        values = [scope[name] for name in changed for scope in scopes if name in scope]
        objects = {id(value): value for value in values}
        for other in self._stack if objects else ():
            known, made = other.frame.f_locals, in_the_making(other.code)
            leading = other.bindings.leading_to(objects, known)
            names = [name for name in leading if name not in made]
            self._tell(other, known, names, other.depth, objects)

    def _tell(
        self,
        whose: Activation,
        scope: Mapping[str, Any],
        names: Sequence[str],
        depth: int,
        changed: Mapping[int, object] = UNCHANGED,
    ) -> None:
        bound, deleted = whose.bindings.changes(scope, names, changed)
        if not bound and not deleted:
            return
        self._named(bound, depth)
        if len(bound) != 1 or deleted:
            self._sink.add(Names(bound, deleted, whose.facts.name, depth))
            return
        name, tensor, text = bound[0].name, bound[0].tensor, bound[0].text
        told = whose.facts.told.setdefault(depth, {})
        known = told.get(name)
        if known is None:
            number = self._counter.sites = self._counter.sites + 1
            self._sink.add(NamesSite(number, Names(bound, (), whose.facts.name, depth)))
            known = told[name] = [number]
        self._sink.add([known[0], text.encode("utf-8", "replace") if tensor is None else tensor])
