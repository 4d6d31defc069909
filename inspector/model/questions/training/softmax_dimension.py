"""Probabilities that sum to 1 over samples, where they are taken for those of classes."""

from __future__ import annotations

from inspector.model.moments.moment import Moment
from inspector.model.moments.wording import at_line
from inspector.model.questions.reason import Reason
from inspector.model.recordings.events import Op


def wrong_dimension(
    moment: Moment, takes: str, source: Op, dim: int | None, classes: int | None
) -> Reason | None:
    """That ``source`` summed over another dimension than the one of the classes.

    ``takes`` : what takes the classes, and how, up to where they are.
    """
    if dim is None or classes is None or dim == classes:
        return None
    name = source.name.removeprefix("_")
    text = (
        f"{takes} in dimension {classes}, and {name}{at_line(source.line)} let the probabilities "
        f"of dimension {dim} sum to 1: those of different samples. Write dim={classes}."
    )
    return Reason(text, moment.recording.ops[source.op])


def dimension(op: Op, many: int) -> int | None:
    """The dimension that an operation was given, of so many; None if it was given none."""
    told = next((one.text for one in op.inputs if one.name == "dim"), "")
    return int(told) % many if many and told.lstrip("-").isdecimal() else None
