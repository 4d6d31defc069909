"""Where what was computed from a tensor ends, when what was differentiated never used it."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from inspector.model.moments.moment import Moment
from inspector.model.moments.pieces import line_text
from inspector.model.moments.wording import at_line
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import Created, Names, Op, Statement
from inspector.model.recordings.history import NEVER, count
from inspector.model.recordings.operands import absorbed

_MAKERS = r"torch\.tensor|np\.(?:as)?array|float|int"
_TAKEN = re.compile(rf"(?:\b(?=item|tolist|numpy)|(?<![\w.]))(item|tolist|numpy|{_MAKERS})\(")
_CALLED = r"\b{}\.(item|tolist|numpy)\("
_FACTS = r"(?!\s*\.(?:shape|size|numel|n?dim|dtype)\b)"
_GIVEN = rf"(?<![\w.])({_MAKERS})\(\s*[\[(]?\s*{{}}\b{_FACTS}"
_OF_MANY = r"\[.*(?:\bfor\b|\.(?:item|tolist|numpy)\()"
_REMADE = re.compile(rf"\b(torch\.tensor)\(\s*(?:[^\W\d]|{_OF_MANY})")
NOT_COMPUTED = "what was differentiated was not computed from it"
NO_TRACE = "item(), tolist(), numpy() and a new torch.tensor(…) leave no trace"


def dead_end(moment: Moment, tensor: int, lineage: AbstractSet[int] = frozenset()) -> Reason:
    """That nothing leads from a tensor to what was differentiated, and where its trace ends.

    ``lineage`` : all that what was differentiated was computed from.
    """
    recording = moment.recording
    below, last = _trace(moment, tensor)
    op = recording.events[last] if last != NEVER else None
    if not isinstance(op, Op):
        taken = taking(moment, below, last) or _remade(moment, lineage, last)
        if taken is None:
            return Reason(f"{NOT_COMPUTED}, and no operation has used it ({NO_TRACE}).")
        return Reason(f"{NOT_COMPUTED}. {taken.text} took its numbers alone.", taken.index)
    told = f"{NOT_COMPUTED}. Its trace ends with {op.name.removeprefix('_')}{at_line(op.line)}"
    if ".sample(" in line_text(recording, op.line):
        return Reason(f"{told}, where sample() draws without a way back. Use rsample().", last)
    here = _TAKEN.search(line_text(recording, op.line))
    if here:
        return Reason(f"{told}, where {here[1]}(…) takes the numbers alone.", last)
    taken = taking(moment, below, last) or _remade(moment, lineage, last)
    if taken is None:
        return Reason(f"{told} ({NO_TRACE}).", last)
    return Reason(f"{told}: {taken.text} took the numbers alone.", taken.index)


def _trace(moment: Moment, tensor: int) -> tuple[set[int], int]:
    """All that was computed from a tensor, and the last operation that made some of it."""
    recording, below, last = moment.recording, {tensor}, NEVER
    for index in recording.of_kind(Op):
        event = recording.events[index]
        if index >= moment.step or not isinstance(event, Op):
            break
        if any(one.tensor in below for one in event.inputs) and not absorbed(event):
            below |= {one.tensor for one in event.outputs}
            last = index
    return below, last


def taking(moment: Moment, tensors: AbstractSet[int], since: int) -> Reason | None:
    """The statement that took numbers out of variables, as "float(…) on line 4"; None for none."""
    recording = moment.recording
    names = "|".join(map(re.escape, sorted(_names(moment, tensors)))) or "(?!)"
    calls = [re.compile(text.format(f"(?:{names})")) for text in (_CALLED, _GIVEN)]
    statements = recording.of_kind(Statement)
    for index in statements[max(0, count(statements, since) - 1) : count(statements, moment.step)]:
        line = recording.line_at(index)
        text = line_text(recording, line)
        found = next((found for call in calls if (found := call.search(text))), None)
        if found is not None:
            return Reason(f"{found[1]}(…){at_line(line)}", index)
    return None


def taken_at_once(moment: Moment) -> Reason | None:
    """The last line that computed what is tracked and took numbers out of it; None for none."""
    for index in reversed(moment.recording.of_kind(Op)):
        event = moment.recording.events[index]
        if index >= moment.step or not isinstance(event, Op) or event.node is None:
            continue
        found = _TAKEN.search(line_text(moment.recording, event.line))
        if found is not None:
            return Reason(f"{found[1]}(…){at_line(event.line)}", index)
    return None


def _names(moment: Moment, tensors: AbstractSet[int]) -> set[str]:
    """Every variable of a program that has named one of these tensors."""
    scopes = moment.recording.scopes
    found = set[str]()
    for tensor in tensors:
        for index in (*scopes.outer_names.get(tensor, ()), *scopes.inner_names.get(tensor, ())):
            event = moment.recording.events[index]
            bound = event.bound if isinstance(event, Names) else ()
            found |= {one.name for one in bound if one.tensor == tensor}
    return found


def _remade(moment: Moment, lineage: AbstractSet[int], since: int) -> Reason | None:
    """A tensor in a lineage that was made anew of a variable's numbers, whatever held them."""
    for tensor in sorted(lineage):
        index = moment.recording.tensors.born.get(tensor, NEVER)
        made = moment.recording.events[index] if index > since else None
        if not isinstance(made, Created):
            continue
        found = _REMADE.search(line_text(moment.recording, made.line))
        if found is not None:
            return Reason(f"{found[1]}(…){at_line(made.line)}", index)
    return None
