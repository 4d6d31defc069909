"""How far a program may run ahead of its reader."""

from __future__ import annotations

import os
from queue import Queue
from threading import Thread

from inspector.model.recordings.events import Printed
from inspector.runner.child.channel import Channel
from inspector.runner.credit import WINDOW, Credit, Intake
from inspector.runner.host import Run
from inspector.runner.job import Job
from inspector.runner.limits import Limits
from tests.runner.running import DEADLINE, NAME, run


def sending(credit: Credit, weights: list[int]) -> tuple[Thread, Queue[int]]:
    """A thread that sends batches of these weights, and what it has sent."""
    sent = Queue[int]()

    def send() -> None:
        for weight in weights:
            credit.spend(weight)
            sent.put(weight)

    sender = Thread(target=send, daemon=True)  # a failed test leaves it waiting
    sender.start()
    return sender, sent


def test_nobody_waits_where_there_is_no_bound() -> None:
    sender, _ = sending(Credit(), [10**9, 1])
    sender.join(DEADLINE)
    assert not sender.is_alive()


def test_the_bound_may_be_exceeded_once_and_then_waits_for_what_was_sent_first() -> None:
    credit = Credit()
    credit.bound(100)
    sender, sent = sending(credit, [99, 400, 7])
    assert [sent.get(timeout=DEADLINE) for _ in range(2)] == [99, 400]
    credit.grant(1)
    sender.join(0.1)  # the longer, the surer it is that it waits; it never fails by itself
    assert sender.is_alive()
    credit.grant(1)
    assert sent.get(timeout=DEADLINE) == 7
    sender.join(DEADLINE)


def test_taking_the_bound_away_lets_everything_through() -> None:
    credit = Credit()
    credit.bound(0)
    sender, _ = sending(credit, [10, 10])
    credit.bound(None)
    sender.join(DEADLINE)
    assert not sender.is_alive()


def test_every_batch_that_is_taken_in_is_told_of_once() -> None:
    intake = Intake()
    told = [intake.due(1, more=number % 20 != 19) for number in range(40)]
    assert sum(told) == 40
    assert told.count(0) > 30


def test_a_channel_writes_nothing_while_there_is_no_credit() -> None:
    reading, writing = os.pipe()
    channel = Channel(os.open(os.devnull, os.O_RDONLY), writing)
    channel.credit.bound(0)
    sender = Thread(target=channel.send, args=([Printed("stdout", "late")],))
    sender.start()
    os.set_blocking(reading, False)
    sender.join(0.1)
    try:
        early = os.read(reading, 100)
    except BlockingIOError:
        early = b""
    channel.credit.bound(None)
    sender.join()
    assert not early
    assert b"late" in os.read(reading, 100)
    channel.close()
    os.close(reading)


def test_a_program_that_sends_much_more_than_the_window_arrives_whole() -> None:
    source = "for n in range(2_500):\n    print('x' * 999)\n"
    events = run(source, Limits(output=10**7))
    written = sum(len(each.text) for each in events if isinstance(each, Printed))
    assert written == 2_500 * 1_000 > 2 * WINDOW


def test_stop_reaches_a_program_that_waits_for_credit() -> None:
    one = Run(Job(source="while True:\n    print('x' * 999)\n", name=NAME))
    one.start()
    while not one.began:
        one.read(0.0)
    one.stop()
    while one.alive:
        last = one.read(0.05, wait=0.05)
    assert last[-1].reason == "stopped"
