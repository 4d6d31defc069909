"""The course, and predicting what comes before it is shown."""

from __future__ import annotations

from inspector.commands.conditions import has_course, predictable, predicted, predicting
from inspector.commands.host import Host
from inspector.commands.registry import command
from inspector.commands.step import hold
from inspector.model.lessons.classroom import OUTSIDE
from inspector.model.predicting import pending, reveal, turn


@command("Next lesson", "Lessons", keys="Ctrl+PgDown", icon="forward", enabled=has_course)
def next_lesson(host: Host) -> None:
    """Open the lesson that follows in the course."""
    walk(host, 1)


@command("Previous lesson", "Lessons", keys="Ctrl+PgUp", icon="back", enabled=has_course)
def previous_lesson(host: Host) -> None:
    """Open the lesson before this one."""
    walk(host, -1)


def walk(host: Host, offset: int) -> None:
    """Open the lesson so many places on; outside the course, its first."""
    classroom = host.session.classroom
    classroom.want(0 if classroom.place == OUTSIDE else classroom.place + offset)


@command("New lesson", "Lessons", keys="Ctrl+Shift+N", icon="new")
def new_lesson(host: Host) -> None:
    """Begin a lesson of your own, from a template that explains itself."""
    host.files.new_lesson()


@command("Lesson", "Lessons", keys="F4", begins=True)
def lesson(host: Host) -> None:
    """Bring the lesson's words and questions to the front."""
    host.display.show_panel("lesson")


@command("Predict", "Lessons", keys="F7", enabled=predictable, checked=predicting)
def predict(host: Host) -> None:
    """Hide each next value or gradient until you have said what it will be."""
    host.player.pause()
    turn(host.session, not host.session.prediction.on)
    if host.display.presenting:
        tell(host)
    elif host.session.prediction.on:
        host.display.show_panel("predict")


def tell(host: Host) -> None:
    """Tell an audience, which sees no panel, what has changed; or ask it at once."""
    if not host.session.prediction.on:
        host.session.remark("Nothing is hidden any more.")
    elif pending(host.session):
        hold(host)
    else:
        host.session.remark("From here on, what comes next is asked before it is shown.")


@command("Reveal", "Lessons", keys="Shift+F7", enabled=predicted)
def reveal_value(host: Host) -> None:
    """Show what is to be predicted, without an answer."""
    host.player.pause()
    reveal(host.session)
