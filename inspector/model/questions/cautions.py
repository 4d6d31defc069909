"""What warnings of a run mean, and what usually helps."""

from __future__ import annotations

from inspector.model.moments.moment import Moment
from inspector.model.moments.wording import at_line
from inspector.model.questions.causes import Answer, Link, in_words
from inspector.model.questions.errors.remedies import CAUTIONS, warned
from inspector.model.recordings.events import Warned
from inspector.model.recordings.history import count

MOST = 20
"""So many warnings are read, the first ones."""


def cautions(moment: Moment) -> list[Answer]:
    """What each warning means that has a remedy of its own, once for every line."""
    recording = moment.recording
    indices = recording.of_kind(Warned)
    found: dict[str, Answer] = {}
    for index in indices[: count(indices, moment.step)][:MOST]:
        event = recording.at(Warned, index)
        if any(words in event.message for words in CAUTIONS):
            link = Link(f"warned{at_line(event.line)}", index + 1)
            question = f"What does this {event.category} mean?"
            answer = Answer(question, warned(event), (link,))
            found.setdefault(answer.text, in_words(moment, answer))
    return list(found.values())
