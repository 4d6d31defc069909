"""Where a run goes wrong first: the NaN or Inf that the program has not put in by itself."""

from __future__ import annotations

from inspector.model.moments.defects import is_put_in, new_defects
from inspector.model.moments.moment import Moment
from inspector.model.moments.wording import at_line, called
from inspector.model.questions.causes import begun
from inspector.model.questions.gradients.undefined import overflows
from inspector.model.recordings.arrays import ill
from inspector.model.recordings.events import (
    Accumulate,
    AnyEvent,
    BackwardBegin,
    Created,
    NodeBackward,
    Op,
    Update,
)
from inspector.model.recordings.facts import Value
from inspector.model.recordings.history import NEVER
from inspector.model.recordings.recording import Recording
from inspector.model.recordings.replacing import WHAT_IF


class Outbreak:
    """Follows a recording as it grows, up to the first NaN or Inf that nobody put in.

    What a program makes so itself is let be: a mask of -Inf, an Inf that a loss is compared with,
    the logarithm or reciprocal of a 0 that has no gradient. It counts once it has become a NaN, or
    once a gradient is not finite, as nobody wants that.
    """

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._nan: set[int] = set()
        self._inf: set[int] = set()
        self.seen = 0
        self.index = NEVER

    @property
    def done(self) -> bool:
        """Whether nothing is left to look at, of what has been recorded by now."""
        return self.index != NEVER or self.seen >= len(self._recording)

    def look(self, most: int) -> None:
        """Look at so many more events at most."""
        events = self._recording.events
        until = min(self.seen + most, len(events))
        while self.index == NEVER and self.seen < until:
            if self._breaks_out(events[self.seen]):
                self.index = self.seen
            self.seen += 1

    def _breaks_out(self, event: AnyEvent) -> bool:
        if isinstance(event, NodeBackward):
            return any(map(_is_ill, (*event.incoming, *event.outgoing)))
        if isinstance(event, BackwardBegin):
            return any(map(_is_ill, event.gradients))
        if isinstance(event, Accumulate):
            return _is_ill(event.after)
        if isinstance(event, Op):
            return self._is_made_ill(event)
        if isinstance(event, Update):
            known = event.tensor in self._nan | self._inf or event.how == WHAT_IF
            return self._note(event.tensor, event.after) != (0, 0) and not known
        if isinstance(event, Created):
            self._note(event.tensor, event.value)
        return False

    def _is_made_ill(self, event: Op) -> bool:
        """Note what an operation made; whether that is ill, and not as it was told to be."""
        given = {one.tensor for one in event.inputs if one.tensor is not None}
        was_nan, was_inf = not self._nan.isdisjoint(given), not self._inf.isdisjoint(given)
        results = [self._note(one.tensor, one.value) for one in (*event.outputs, *event.also)]
        nans, infs = (any(column) for column in zip(*results, strict=True)) if results else (0, 0)
        if not (nans or infs) or was_nan or is_put_in(event):
            return False
        if nans:
            return True
        index = self.seen
        tracked = event.node is not None
        return not was_inf and (tracked or overflows(Moment(self._recording, index + 1), event))

    def _note(self, tensor: int, value: Value) -> tuple[int, int]:
        """Remember whether a tensor holds a NaN, and whether it holds an Inf."""
        found = ill(value)
        for many, known in zip(found, (self._nan, self._inf), strict=True):
            (known.add if many else known.discard)(tensor)
        return found


def _is_ill(value: Value | None) -> bool:
    return value is not None and ill(value) != (0, 0)


def first_outbreak(recording: Recording, horizon: int) -> int | None:
    """The step up to ``horizon`` at which NaN or Inf begin; one put in only where no other is."""
    outbreak = Outbreak(recording)
    outbreak.look(horizon)
    if outbreak.index != NEVER:
        return cause_of(recording, outbreak.index)
    return next((index + 1 for index in new_defects(recording) if index < horizon), None)


def cause_of(recording: Recording, index: int) -> int:
    """The step that is to blame for what breaks out in an event: its own, or an earlier one."""
    if isinstance(recording.events[index], Op):
        return index + 1
    why = begun(Moment(recording, index + 1))
    return min((link.step for link in why.links), default=index + 1) if why else index + 1


def told(recording: Recording, index: int) -> str:
    """What breaks out in an event and where that began, as a sentence."""
    step = cause_of(recording, index)
    event = recording.events[step - 1]
    kind = "A NaN" if any(ill(value)[0] for value in _values(event)) else "An Inf"
    moment = Moment(recording, step)
    where = at_line(recording.line_at(step - 1))
    match event:
        case Op():
            whom = f"{event.name.strip('_')}{where}"
        case NodeBackward():
            made = moment.node(event.node).op
            whom = f"{event.name}{at_line(made.line) if made else ''}"
        case Update() | Accumulate() | Created():
            of = ".grad of " if isinstance(event, Accumulate) else ""
            whom = f"{of}{called(moment, event.tensor)}{where}"
        case _:
            whom = f"backward(){where}"
    return f"{kind} appears first at step {step}, in {whom}."


def _values(event: AnyEvent) -> list[Value]:
    """What an event made."""
    match event:
        case Op():
            return [one.value for one in event.outputs]
        case NodeBackward():
            came = [one for one in event.incoming if _is_ill(one)]
            return [one for one in came or event.outgoing if one is not None]
        case Update() | Accumulate():
            return [event.after]
        case BackwardBegin():
            return [one for one in event.gradients if one is not None]
        case Created():
            return [event.value]
    return []
