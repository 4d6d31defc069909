"""A run is kept within its limits, and says where it was cut."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from threading import Event, Thread
from typing import Any

import pytest

from inspector.model.recordings.events import AnyEvent, End, Error, Limit, Printed, Statement
from inspector.model.recordings.packing import Packed
from inspector.runner.child.streams import Output
from inspector.runner.clip import Clip
from inspector.runner.limits import Limits
from inspector.runner.sending.sink import AT_A_STOP, BATCH, Sink
from tests.runner.running import of, printed, run


def through(limits: Limits, *pieces: str) -> str:
    """What is left of pieces of text written to an output with these limits."""
    found: list[str] = []
    output = Output(lambda stream, text: found.append(text), limits)
    for piece in pieces:
        output.write("stdout", piece)
    output.close()
    return "".join(found)


def test_output_within_the_limit_is_untouched() -> None:
    assert through(Limits(output=10), "hello", "world") == "helloworld"


def test_of_too_much_output_the_head_and_the_tail_are_kept() -> None:
    text = "".join(chr(65 + n % 26) for n in range(1000))
    pieces = [text[n : n + 7] for n in range(0, 1000, 7)]
    left = through(Limits(output=100), *pieces)
    assert left == f"{text[:50]}\n[… 900 characters left out …]\n{text[-50:]}"


def test_one_enormous_piece_is_cut_like_many_small_ones() -> None:
    left = through(Limits(output=10), "a" * 10**6, "z")
    assert left == f"aaaaa\n[… {10**6 + 1 - 10:,} characters left out …]\naaaaz"


def test_no_output_at_all_can_be_wanted() -> None:
    assert through(Limits(output=0), "abc") == "\n[… 3 characters left out …]\n"


def test_a_long_line_is_cut_and_the_next_is_whole() -> None:
    lines = Clip(5)
    pieces = ["abc", "defgh", "ij\nkl\n", "mnopqr"]
    assert "".join(map(lines.shorten, pieces)) == (
        "abcde [… 5 characters of this line left out]\nkl\nmnopq"
    )


def test_a_program_that_prints_megabytes_stays_small() -> None:
    source = "for n in range(20_000):\n    print('x' * 500)\nprint('last')\n"
    events = run(source, Limits(output=10_000, events=2_000))
    text = printed(events, "stdout")
    assert len(text) <= 10_000
    assert text.endswith("last\n")
    assert "characters left out" in printed(events, "stderr")
    assert events[-1] == End(0)


def test_a_gigabyte_in_one_line_stays_small_too() -> None:
    source = "line = 'x' * 2**20\nfor n in range(1024):\n    print(line, end='')\n"
    events = run(source)
    texts = [event.text for event in of(Printed, events)]
    assert texts == ["x" * 4_000, " [… 1,073,737,824 characters of this line left out]"]
    assert events[-1] == End(0)


def test_beyond_its_limit_a_recording_goes_on_with_output_only() -> None:
    source = "for n in range(500):\n    x = n\nprint('done')\n"
    events = run(source, Limits(events=100))
    limits = [n for n, event in enumerate(events) if isinstance(event, Limit)]
    assert limits[-1] == 100
    assert "steps after the first 100" in events[100].what
    assert [type(event) for event in events[101:]] == [Printed, End]
    assert printed(events, "stdout") == "done\n"


def test_the_size_of_a_recording_is_limited_too() -> None:
    source = "for n in range(20_000):\n    x = str(n)\n"
    events = run(source, Limits(size=50_000))
    assert events[-1] == End(0)
    told = [limit.what for limit in of(Limit, events)]
    assert told, "nothing was left out"
    assert all("turns of the loop in line 1" in what or "MB" in what for what in told)


def test_a_sink_sends_full_batches_by_itself_and_the_rest_when_flushed() -> None:
    batches: list[int] = []
    sink = Sink(lambda batch: batches.append(len(batch)) or 0, Limits())
    for n in range(600):
        sink.add(Statement(n))
    assert batches == [256, 256]
    sink.flush()
    assert batches == [256, 256, 88]


def test_the_end_waits_for_what_another_thread_has_taken_and_not_yet_sent() -> None:
    sent: list[AnyEvent] = []
    seen: list[AnyEvent] = []
    taken, ending, may_send = Event(), Event(), Event()

    def send(batch: Sequence[Packed]) -> int:
        taken.set()
        may_send.wait()
        return sent.extend(batch) or 0

    def end() -> None:
        ending.set()
        sink.drain()
        seen.extend(sent)

    sink = Sink(send, Limits())
    sink.add(End(0))
    threads = [Thread(target=sink.flush), Thread(target=end)]
    threads[0].start()
    taken.wait()
    threads[1].start()
    ending.wait()
    may_send.set()
    for thread in threads:
        thread.join()
    assert seen == [End(0)]


def test_who_must_leave_waits_for_another_thread_no_longer_than_he_may() -> None:
    taken, may_send = Event(), Event()
    sink = Sink(lambda batch: taken.set() or int(may_send.wait()), Limits())
    sink.add(Statement(1))
    other = Thread(target=sink.flush)
    other.start()
    taken.wait()
    sink.drain(0.01)
    assert not may_send.is_set()
    may_send.set()
    other.join()


def test_of_what_a_program_does_after_a_stop_little_is_kept_and_that_is_told() -> None:
    found: list[AnyEvent] = []
    sink = Sink(lambda batch: found.extend(batch) or 0, Limits())
    sink.add(Statement(1))
    sink.close_soon()
    for _ in range(2 * AT_A_STOP):
        sink.add(Statement(2))
    sink.add(End(130, "stopped"))
    sink.flush()
    assert len(of(Statement, found)) <= AT_A_STOP + BATCH
    assert [limit.what for limit in of(Limit, found)] == [
        "most of what it did after it was told to stop"
    ]
    assert isinstance(found[-1], End)


def test_text_printed_in_pieces_is_one_event_until_something_else_happens() -> None:
    found: list[AnyEvent] = []
    sink = Sink(lambda batch: found.extend(batch) or 0, Limits())
    for stream, text in [("stdout", "a"), ("stdout", "b"), ("stderr", "c")]:
        sink.text(stream, text)
    sink.add(Statement(1))
    sink.text("stderr", "d")
    sink.flush()
    expected: list[Any] = [
        Printed("stdout", "ab"), Printed("stderr", "c"), Statement(1), Printed("stderr", "d"),
    ]  # fmt: skip
    assert found == expected


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts what a process asks for")
def test_a_program_that_wants_too_much_memory_gets_an_error_of_its_own() -> None:
    source = "hoard = []\nfor n in range(4096):\n    hoard.append(bytearray(2**20))\n"
    events = run(source, Limits(memory=700 * 2**20))
    assert of(Error, events)[0].type == "MemoryError"
    assert of(Error, events)[0].line == 3
    assert of(Statement, events)
