"""Filling a recording from a file that may be damaged: sound events first, then a complaint."""

from __future__ import annotations

from collections.abc import Iterable

from inspector.model.recordings.events import AnyEvent
from inspector.model.recordings.origin import Origin, Reader
from inspector.model.recordings.packing import Unpacked
from inspector.model.recordings.recording import Recording
from inspector.model.recordings.soundness import Inspection, Unsound

MOST_BYTES = 512 * 2**20
MOST_EVENTS = 2_000_000
UNKNOWN, AT_END = Origin(), Reader()


class UnreadableRecording(Exception):  # noqa: N818 - named for what the user is told
    """A file holds no recording; the message is one sentence for its reader."""


class OtherVersion(Exception):  # noqa: N818 - named for what the user is told
    """A file holds a recording in another form; the message goes on after the file's name."""


def check_version(version: int, known: int) -> None:
    """Refuse a recording whose form is another than the one that is ``known``."""
    if version != known:
        others = "a newer" if version > known else "an older"
        raise OtherVersion(
            f"was saved by {others} program (version {version}, this reads {known})"
        )


class Opening:
    """A recording being read: takes events until the first that is not sound.

    ``reader`` : where somebody was in it who saved it.
    """

    def __init__(
        self, recording: Recording, origin: Origin = UNKNOWN, reader: Reader = AT_END
    ) -> None:
        self.recording = recording
        self.reader = reader
        recording.origin = origin
        self.complaint = ""
        self._inspection = Inspection()

    @property
    def stopped(self) -> bool:
        """Is nothing more to be taken?"""
        return bool(self.complaint)

    def take_all(self, events: Iterable[AnyEvent]) -> None:
        """Take events in order, as far as they are sound."""
        if isinstance(events, Unpacked):
            self._take_batch(events)
            return
        for event in events:
            if self.stopped:
                return
            self.take(event)

    def _take_batch(self, events: Unpacked) -> None:
        """Take events of which most are sound by themselves, as far as they may follow another."""
        room = MOST_EVENTS - len(self.recording)
        if self.stopped:
            return
        check, check_place, whole = (
            self._inspection.check,
            self._inspection.check_place,
            events.whole,
        )
        sound = 0
        try:
            for event in events[:room]:
                if sound in whole:
                    check(event)
                else:
                    check_place(event)
                sound += 1
        except Unsound as error:
            self.recording.extend(events[:sound])
            self.stop(str(error))
            return
        self.recording.extend(events[:room])
        if len(events) > room:
            self.stop("that is all that can be shown")

    def take(self, event: AnyEvent) -> None:
        """Take the next event, or stop."""
        if len(self.recording) >= MOST_EVENTS:
            self.stop("that is all that can be shown")
            return
        try:
            self._inspection.check(event)
        except Unsound as error:
            self.stop(str(error))
            return
        self.recording.append(event)

    def stop(self, reason: str) -> None:
        """Take nothing more; the first reason is the one that is told."""
        count = len(self.recording)
        kept = "none of its events" if not count else f"its first {count:,} events"
        self.complaint = self.complaint or f"The recording is damaged, {kept} opened: {reason}."
