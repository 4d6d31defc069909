"""Accounts with those of another run, or of another backward pass, written beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import BackwardBegin
from inspector.model.recordings.history import count
from inspector.model.recordings.recording import Recording
from inspector.model.reports.accounts import BACKWARD, Account, Accounts, Entry

MOST_PASSES = 30
EVERY = 1_000_000


@dataclass(frozen=True, slots=True)
class Other:
    """What to compare with: the run before (``backward`` 0), or one pass of this run."""

    title: str
    backward: int = 0


def others(recording: Recording, before: Recording | None, step: int) -> tuple[Other, ...]:
    """What a recording can be compared with at a step."""
    begun = count(recording.of_kind(BackwardBegin), step)
    passes = range(1, min(begun, MOST_PASSES) + 1) if begun > 1 else ()
    found = [Other(f"backward {number} of this run", number) for number in passes]
    return (Other("the run before"), *found) if before is not None else tuple(found)


def beside(
    accounts: Sequence[Account], own: Accounts, before: Accounts | None, other: Other
) -> tuple[Account, ...]:
    """``accounts`` with a row below every entry that says what the other one has there."""
    if other.backward:
        return tuple(_with_pass(account, own, other.backward) for account in accounts)
    if before is None:
        return tuple(accounts)
    names = _by_name(before.recording)
    return tuple(_with_run(account, before, names) for account in accounts)


def _with_run(account: Account, before: Accounts, names: dict[str, int]) -> Account:
    tensor = names.get(account.name)
    theirs = () if tensor is None else before.entries(tensor, len(before.recording), last=EVERY)
    known = {(one.kind, one.number): one for one in theirs}
    rows = [_row(one, known.get((one.kind, one.number)), "before") for one in account.entries]
    return replace(account, entries=tuple(rows))


def _with_pass(account: Account, own: Accounts, backward: int) -> Account:
    every = own.entries(account.tensor, len(own.recording), last=EVERY)
    named = f"backward {backward}"
    theirs = next((o for o in every if o.text.partition(",")[0] == named), None)
    entries = tuple(
        _row(one, theirs, named)
        if one.kind == BACKWARD and one.text.partition(",")[0] != named
        else one
        for one in account.entries
    )
    return replace(account, entries=entries)


def _row(one: Entry, other: Entry | None, title: str) -> Entry:
    """An entry with what it is beside; where that differs, its sign says so."""
    if not one.kind:
        return one
    same = other is not None and other.sum == one.sum
    said = "nothing of the kind" if other is None else other.sum
    row = Entry(f"{'=' if same else '≠'} {title}", said, one.step, differs=not same)
    return replace(one, parts=(row, *one.parts))


def _by_name(recording: Recording) -> dict[str, int]:
    """The tensors with a ledger, by the name they had at the end."""
    end = Moment(recording, len(recording))
    tensors = {**recording.tensors.grads, **recording.tensors.updates}
    return {name: tensor for tensor in sorted(tensors) if (name := end.name(tensor)) is not None}
