"""What helps a speaker: light on the step, a close-up, a pen, a blank screen, notes."""

from __future__ import annotations

from collections.abc import Callable

from inspector.commands.conditions import presenting
from inspector.commands.host import Aid, Host
from inspector.commands.registry import command


def turned(aid: Aid) -> Callable[[Host], bool]:
    """Whether one of the speaker's aids is on."""
    return lambda host: bool(host.display.has_aid(aid))


def turn(host: Host, aid: Aid) -> None:
    """Turn one of the speaker's aids on or off."""
    host.display.set_aid(aid, not host.display.has_aid(aid))


@command("Spotlight", "Present", keys="S", enabled=presenting, checked=turned(Aid.SPOTLIGHT))
def spotlight(host: Host) -> None:
    """Dim everything but what this step is about."""
    turn(host, Aid.SPOTLIGHT)


@command("Zoom to the step", "Present", keys="Z", enabled=presenting, checked=turned(Aid.CLOSE_UP))
def close_up(host: Host) -> None:
    """Keep the camera close to where each step happens, or show the whole graph again."""
    turn(host, Aid.CLOSE_UP)


@command("Pen", "Present", keys="Ctrl+P", enabled=presenting, checked=turned(Aid.PEN))
def pen(host: Host) -> None:
    """Draw on the graph with the mouse; the next step wipes it."""
    turn(host, Aid.PEN)


@command("Blank screen", "Present", keys="B", enabled=presenting, checked=turned(Aid.BLANK))
def blank(host: Host) -> None:
    """Show nothing until the next step or the same key; a clicker's full stop does it too."""
    turn(host, Aid.BLANK)


@command("Presenter window", "Present", keys="Shift+F12", checked=turned(Aid.NOTES), begins=True)
def notes(host: Host) -> None:
    """Show notes, the next step and a timer in a window of their own, for a second screen."""
    turn(host, Aid.NOTES)
