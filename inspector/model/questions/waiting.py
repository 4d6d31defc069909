"""The sentences about a program that waits, and about code that was given to it."""

from __future__ import annotations

from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import End, Given, Paused, Resumed
from inspector.model.recordings.history import NEVER, latest

LONGEST = 60


def paused(event: Paused, moment: Moment) -> str:
    """Where the program waits."""
    return f"The program waits before line {event.line}. The console can look at it and change it."


def resumed(event: Resumed, moment: Moment) -> str:
    """That it goes on."""
    return "The program goes on."


def given(event: Given, moment: Moment) -> str:
    """Which code was given."""
    lines = [line.strip() for line in event.text.split("\n") if line.strip()]
    code = [line for line in lines if not line.startswith("#")] or lines or [""]
    first = code[0] if len(code[0]) <= LONGEST else f"{code[0][:LONGEST].rstrip()} …"
    more = " …" if len(code) > 1 and not first.endswith("…") else ""
    who = f"The cell at line {event.shown}" if event.shown else "The console"
    return f"{who} runs: {first}{more}"


def given_end(event: End, moment: Moment) -> str:
    """That what was given is done; "" where it is the program itself that has ended."""
    recording, step = moment.recording, moment.step
    begun = latest(recording.of_kind(Given), step)
    if begun == NEVER or latest(recording.of_kind(End), step - 1) > begun:
        return ""
    piece = recording.at(Given, begun)
    what = "The cell" if piece.shown else "What was typed"
    if event.reason == "finished":
        how = "has run"
    elif event.reason == "interrupted":
        how = "was interrupted"
    elif event.reason == "exit":
        how = f"has ended itself, with status {event.status}"
    else:
        return f"{what} has failed."
    return f"{what} {how}. The program's names are still there."
