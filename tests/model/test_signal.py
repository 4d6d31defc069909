"""Signals of the model: told in order, as long as there is somebody to tell."""

from __future__ import annotations

import gc

from inspector.model.signal import Signal


class Listener:
    def __init__(self) -> None:
        self.heard: list[int] = []

    def hear(self, number: int) -> None:
        self.heard.append(number)


def test_listeners_are_told_in_order_until_they_are_disconnected() -> None:
    signal: Signal[int] = Signal()
    heard: list[tuple[str, int]] = []
    leave = signal.connect(lambda number: heard.append(("first", number)))
    signal.connect(lambda number: heard.append(("second", number)))
    signal.emit(1)
    leave()
    leave()
    signal.emit(2)
    assert heard == [("first", 1), ("second", 1), ("second", 2)]


def test_a_listener_whose_object_is_gone_is_neither_told_nor_kept() -> None:
    signal: Signal[int] = Signal()
    gone, stays = Listener(), Listener()
    signal.connect(gone.hear)
    signal.connect(stays.hear)
    del gone
    gc.collect()
    signal.emit(1)
    assert stays.heard == [1]
    assert len(signal._entries) == 1


def test_who_leaves_while_others_are_told_is_not_missed() -> None:
    signal: Signal[int] = Signal()
    heard: list[int] = []
    leaves = [signal.connect(lambda number: leaves[0]())]
    signal.connect(heard.append)
    signal.emit(1)
    signal.emit(2)
    assert heard == [1, 2]
