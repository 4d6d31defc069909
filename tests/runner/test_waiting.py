"""The mailbox between the reading threads and the window, and the ladder a stop climbs."""

from __future__ import annotations

import threading

from inspector.runner.ladder import Ladder
from inspector.runner.mailbox import Mailbox


def test_a_full_mailbox_makes_the_writer_wait_until_something_is_taken() -> None:
    mail: Mailbox[int] = Mailbox(2)
    put: list[bool] = []
    writer = threading.Thread(target=lambda: put.extend(map(mail.put, range(5))))
    writer.start()
    taken = [mail.take(timeout=10) for _ in range(5)]
    writer.join(10)
    assert taken == [0, 1, 2, 3, 4]
    assert put == [True] * 5


def test_an_empty_mailbox_gives_nothing_at_once() -> None:
    assert Mailbox(1).take() is None


def test_closing_a_mailbox_lets_the_writer_go() -> None:
    mail: Mailbox[int] = Mailbox(1)
    answers: list[bool] = []
    writer = threading.Thread(target=lambda: answers.extend(map(mail.put, range(3))))
    writer.start()
    mail.close()
    writer.join(10)
    assert not writer.is_alive()
    assert answers[-1] is False


def test_a_ladder_does_each_thing_once_when_its_time_has_come() -> None:
    done: list[str] = []
    rungs = [(0.0, "flag"), (0.3, "interrupt"), (1.0, "kill")]
    ladder = Ladder([(at, lambda what=what: done.append(what)) for at, what in rungs], 100.0)
    ladder.climb(100.0)
    ladder.climb(100.1)
    assert done == ["flag"]
    ladder.climb(105.0)
    ladder.climb(106.0)
    assert done == ["flag", "interrupt", "kill"]
