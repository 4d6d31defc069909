"""Going over from recording to leaving out, and back, while a program runs.

What is recorded after a gap must not build on what was left out in it. So names, tensors and
``.grad`` that changed meanwhile are told first, as they are then; and tensors that were made in a
turn that is only held back are strangers to the next one, which announces them again.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine.observer import WATCH, InFront, Observer
from engine.tensor import Tensor
from inspector.runner.following.activations import Activation
from inspector.runner.following.lines import Lines
from inspector.runner.following.names import UNTOLD, Seen
from inspector.runner.following.sampling import Sampler, Way
from inspector.runner.recording.recorder import Recorder
from inspector.runner.recording.scouting import Scout
from inspector.runner.recording.unseen import Unseen
from inspector.runner.sending.sink import Sink

if TYPE_CHECKING:
    from engine.op import Op


class Holder(InFront):
    """An observer that records, while the scout looks on as in a turn that is left out."""

    def __init__(self, recorder: Recorder, scout: Scout) -> None:
        self.inner = self._recorder = recorder
        self._scout = scout
        self.made: list[weakref.ref[Tensor]] = []

    def op(
        self,
        op: Op,
        inputs: Sequence[tuple[str, Any]],
        outputs: Sequence[Tensor],
        in_place: bool,
    ) -> None:
        """An operation ran."""
        self._scout.op(op, inputs, outputs, in_place)
        self._recorder.op(op, inputs, outputs, in_place)
        if not in_place:
            self.made += map(weakref.ref, outputs)

    def elementwise(self, op: Op, first: Any, second: Any, out: Tensor) -> None:
        """An operation ran on two operands."""
        self._scout.elementwise(op, first, second, out)
        self._recorder.elementwise(op, first, second, out)
        self.made.append(weakref.ref(out))

    def accumulated(self, tensor: Tensor, before: Any, incoming: Any, after: Any) -> None:
        """A gradient was added up."""
        self._scout.accumulated(tensor, before, incoming, after)
        self._recorder.accumulated(tensor, before, incoming, after)

    def updated(
        self, tensor: Tensor, before: Any, how: str, state: Mapping[str, Any] | None = None
    ) -> None:
        """An optimizer changed a tensor."""
        self._scout.updated(tensor, before, how, state)
        self._recorder.updated(tensor, before, how, state)

    def replaced(self, tensor: Tensor, source: Tensor | None, how: str) -> None:
        """A tensor was given other memory."""
        self._scout.replaced(tensor, source, how)
        self._recorder.replaced(tensor, source, how)

    def grad_set(self, tensor: Tensor, before: Any, after: Any, how: str) -> None:
        """A ``.grad`` was set."""
        self._scout.grad_set(tensor, before, after, how)
        self._recorder.grad_set(tensor, before, after, how)


class Keeping:
    """Goes the way that its ``sampler`` chooses for what comes next.

    ``tell`` is told of each loop (by its line) of which turns are left out.
    """

    def __init__(
        self, recorder: Recorder, lines: Lines, sink: Sink, tell: Callable[[int], None]
    ) -> None:
        self.sampler = Sampler(self.go, tell)
        self._recorder, self._lines, self._sink = recorder, lines, sink
        unseen = Unseen(recorder.owner, recorder.told)
        self._scout = Scout(recorder.kinds, self.sampler.notice, unseen)
        self._holder = Holder(recorder, self._scout)
        self._observers: dict[Way, Observer] = {
            Way.KEPT: recorder, Way.LEFT_OUT: self._scout, Way.HELD: self._holder,
        }  # fmt: skip
        self._work = 0
        self._way = Way.KEPT
        self._names: list[tuple[Activation, dict[str, Seen]]] = []
        self._touched: set[tuple[int, str]] = set()

    def go(self, way: Way, keep: bool) -> Way:
        """Go on this way from here; ``keep`` : a turn that is held back is kept in any case.

        Turns in which nothing is computed are not worth the time that holding them back takes.

        Returns:
            The way that is really gone.
        """
        work, self._work = self._work, self._scout.operations + self._recorder.graph.tensors
        if way is Way.HELD and work == self._work:
            way = Way.KEPT if keep else Way.LEFT_OUT
        before, self._way = self._way, way
        if before is way is Way.LEFT_OUT:
            return way
        if before is Way.HELD and way is Way.HELD and self._sink.holding:
            self._sink.turn(keep)
            self._forget_turn()
        elif before is Way.HELD:
            self._end_holding(wanted=way is not Way.LEFT_OUT)
        if way is Way.HELD:
            self._hold(before, keep)
        elif way is Way.KEPT and before is Way.LEFT_OUT:
            self._catch_up()
            self._scout.unseen.forget()
        self._watch(way)
        return way

    def _watch(self, way: Way) -> None:
        if WATCH.observer in self._observers.values() and not self._sink.full:
            WATCH.observer = self._observers[way]

    def _hold(self, before: Way, keep: bool) -> None:
        """Begin a turn that is held back, with all that is not as it was told before the first."""
        if not self._sink.holding:
            self._sink.hold(keep)
            self._names = [(here, dict(here.bindings.seen)) for here in self._lines.frames]
            self._touched.clear()
            self._recorder.graph.made = self._holder.made
        if before is not Way.KEPT:
            self._catch_up()

    def _end_holding(self, wanted: bool) -> None:
        self._recorder.graph.made = None
        if wanted:
            self._sink.release()
            self._scout.unseen.forget()
        else:
            self._sink.discard()
            self._forget_turn()
        self._holder.made.clear()

    def _forget_turn(self) -> None:
        """Nothing may build on the turn that was held back, as it may be dropped."""
        for each in self._holder.made:
            tensor = each()
            if tensor is not None:
                tensor._mark = None
        self._holder.made.clear()
        for number, (here, told) in enumerate(self._names):
            seen, scope = here.bindings.seen, here.frame.f_locals
            names = {name for name, now in seen.items() if told.get(name) != now}
            self._touched |= {(number, name) for name in names}
            for name in {name for place, name in self._touched if place == number}:
                if name in scope:
                    seen[name] = UNTOLD
                elif name in told:
                    seen[name] = told[name]
                else:
                    seen.pop(name, None)

    def _catch_up(self) -> None:
        unseen = self._scout.unseen
        self._recorder.catch_up(unseen.changed.values(), unseen.grads.values())
        self._lines.catch_up()
