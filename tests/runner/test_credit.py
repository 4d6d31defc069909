"""How far a program may run ahead of its reader."""

from __future__ import annotations

import os
import threading

from inspector.model.events import Printed
from inspector.runner.channel import Channel
from inspector.runner.credit import PART, WINDOW, Credit, Intake
from inspector.runner.host import Run
from inspector.runner.limits import Limits
from tests.runner.running import NAME, run


def test_nobody_waits_where_nobody_counts() -> None:
    credit = Credit()
    credit.spend(10**9)
    credit.spend(1)


def test_what_is_left_may_be_exceeded_once_and_then_waits_for_a_grant() -> None:
    credit, sent = Credit(), list[int]()
    credit.grant(100)

    def send() -> None:
        for size in (400, 7):
            credit.spend(size)
            sent.append(size)

    sender = threading.Thread(target=send)
    sender.start()
    credit.grant(299)
    sender.join(0.2)
    assert sent == [400]
    credit.grant(2)
    sender.join()
    assert sent == [400, 7]


def test_a_release_lets_everything_through() -> None:
    credit = Credit()
    credit.grant(0)
    sender = threading.Thread(target=credit.spend, args=(10,))
    sender.start()
    credit.release()
    sender.join()
    credit.spend(10)


def test_what_is_taken_in_is_granted_anew_in_parts_and_never_lost() -> None:
    intake = Intake()
    granted = [intake.due(PART // 3) for _ in range(40)]
    assert sum(granted) + PART > 40 * (PART // 3) >= sum(granted)
    assert min(each for each in granted if each) >= PART
    assert 2 * PART < WINDOW


def test_a_channel_writes_nothing_while_there_is_no_credit() -> None:
    reading, writing = os.pipe()
    channel = Channel(os.open(os.devnull, os.O_RDONLY), writing)
    channel.credit.grant(0)
    sender = threading.Thread(target=channel.send, args=([Printed("stdout", "late")],))
    sender.start()
    os.set_blocking(reading, False)
    sender.join(0.1)
    try:
        early = os.read(reading, 100)
    except BlockingIOError:
        early = b""
    channel.credit.grant(1)
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
    one = Run("while True:\n    print('x' * 999)\n", NAME)
    one.start()
    while not one.began:
        one.read(0.0)
    one.stop()
    while one.alive:
        last = one.read(0.05, wait=0.05)
    assert last[-1].reason == "stopped"  # type: ignore[union-attr]
