"""The accumulation ledger of a recording as plain text, for where there is no window."""

from __future__ import annotations

from collections.abc import Iterator

from inspector.model.moments.moment import Moment
from inspector.model.moments.states import LedgerLine
from inspector.model.recordings.facts import Value
from inspector.model.recordings.format import value_text
from inspector.model.recordings.recording import Recording

NOTHING = "No gradient was accumulated."


def ledger_text(recording: Recording) -> str:
    """Every ``.grad`` of the recording: what came, from where, and what it made of it."""
    moment = Moment(recording, len(recording))
    parts = [
        "\n".join(_lines(moment, tensor))
        for tensor in sorted(recording.tensors.grads)
        if moment.ledger(tensor)
    ]
    return "\n\n".join(parts) or NOTHING


def _lines(moment: Moment, tensor: int) -> Iterator[str]:
    yield f"{moment.name(tensor) or f'tensor {tensor}'}.grad"
    for line in moment.ledger(tensor):
        yield f"  {_change(line)}{f'   (line {line.line})' if line.line else ''}"
        if len(line.parts) > 1:
            yield from (f"      {_shown(part.value)}  by {part.path}" for part in line.parts)


def _change(line: LedgerLine) -> str:
    if line.incoming is None:
        return f"{line.how}: {_shown(line.before)} → {_shown(line.after)}"
    return f"backward {line.backward}: {_sum(line)}{f'  by {line.path}' * (len(line.parts) < 2)}"


def _sum(line: LedgerLine) -> str:
    terms = [_shown(part.value) for part in line.parts] or [_shown(line.incoming)]
    came = " + ".join(terms)
    if line.before is not None:
        came = f"{_shown(line.before)} + {f'({came})' if len(terms) > 1 else came}"
    total = _shown(line.after)
    return came if came == total else f"{came} = {total}"


def _shown(value: Value | None) -> str:
    return "None" if value is None else value_text(value)
