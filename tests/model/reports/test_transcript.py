"""What a run wrote, piece by piece."""

from __future__ import annotations

from inspector.model.recordings.events import AnyEvent, Error, Printed, Statement
from inspector.model.reports.transcript import Transcript
from tests.support import recordings


def test_a_run_that_grows_is_read_on_and_not_anew() -> None:
    recording = recordings.recording("", [Printed("stdout", "a\n")])
    transcript = Transcript(recording)
    transcript.read_on()
    recording.extend([Statement(1), Printed("stderr", "b\n")])
    transcript.read_on()
    assert [(piece.step, piece.stream) for piece in transcript.pieces] == [
        (1, "stdout"), (3, "stderr"),
    ]  # fmt: skip


def test_control_characters_do_no_harm() -> None:
    transcript = Transcript(
        recordings.recording("", [Printed("stdout", "\x1b[31mred\x1b[0m\r\nnext\rover\x00\x07")])
    )
    transcript.read_on()
    assert transcript.pieces[0].text == "red\nnext\nover"


def test_an_error_that_standard_error_has_told_is_not_told_twice() -> None:
    error = Error("ValueError", "bad", 1, traceback="Traceback …\nValueError: bad\n")
    told: list[AnyEvent] = [Printed("stderr", error.traceback), error]
    for events, count in ((told, 1), ([error], 1)):
        transcript = Transcript(recordings.recording("", events))
        transcript.read_on()
        assert len(transcript.pieces) == count
