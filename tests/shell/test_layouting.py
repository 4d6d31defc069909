"""Layouts in their thread: newest wins, what is on the screen stays."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QObject
from pytestqt.qtbot import QtBot

from inspector.layout.geometry import COMMON, Geometry
from inspector.model.graphs.vertex import Graph
from inspector.model.recordings.events import Names
from inspector.model.recordings.facts import Binding
from inspector.model.recordings.recording import Recording
from inspector.model.session import Session
from inspector.shell.background.layouting import Layouting
from tests.runner.running import record
from tests.support.hosts import product

PLENTY = 10_000
"""More pictures than any test here waits for."""
BLOCKS = [f"blocks.{number}" for number in range(12)]


class Shown:
    """Remembers what it was asked to show."""

    page = COMMON

    def __init__(self) -> None:
        self.pictures: list[tuple[Graph, Geometry]] = []
        self.preparers: list[threading.Thread] = []
        self.ready = threading.Semaphore(PLENTY)

    def prepared(self, graph: Graph, geometry: Geometry) -> str:
        self.preparers.append(threading.current_thread())
        self.ready.acquire()
        return f"{len(geometry.index)} vertices"

    def set_geometry(self, graph: Graph, geometry: Geometry, prepared: object = None) -> None:
        assert prepared in (None, f"{len(geometry.index)} vertices")
        self.pictures.append((graph, geometry))


class Desk:
    def __init__(self) -> None:
        self.session, self.shown, self.owner = Session(), Shown(), QObject()
        self.layouting = Layouting(self.session, self.shown, self.owner)

    @property
    def last(self) -> tuple[Graph, Geometry]:
        return self.shown.pictures[-1]


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    made = Desk()
    yield made
    made.shown.ready.release(PLENTY)
    made.layouting.close()


def test_a_recording_that_opens_is_laid_out_whole(desk: Desk, qtbot: QtBot) -> None:
    desk.session.open_recording(product())
    qtbot.waitUntil(lambda: not desk.layouting.busy)
    graph, geometry = desk.last
    assert set(geometry.index) == set(graph.by_key) == {"t1", "o1"}
    assert desk.shown.preparers
    assert threading.main_thread() not in desk.shown.preparers, "the window had to wait"


def test_cards_are_measured_by_their_own_recording_though_the_next_run_has_begun(
    desk: Desk,
) -> None:
    failed: list[Exception] = []
    desk.layouting._failed.connect(failed.append)
    desk.shown.ready = threading.Semaphore(0)
    desk.session.open_recording(product())
    desk.layouting._begin()  # its layout keeps the thread, and the next one waits there
    desk.layouting.request()
    desk.layouting._begin()
    desk.session.new_run("", "next.py")
    desk.shown.ready.release(PLENTY)
    desk.layouting._worker.submit(QCoreApplication.instance).result()
    QCoreApplication.processEvents()
    assert not failed


def test_what_is_on_the_screen_stays_while_the_program_runs(desk: Desk, qtbot: QtBot) -> None:
    events = product().events
    desk.session.new_run(product().source, "product.py")
    desk.session.grow([*events[:2], Names((Binding("x", 1),))])
    qtbot.waitUntil(lambda: bool(desk.shown.pictures) and "t1" in desk.last[1].index)
    before = desk.last[1].box("t1")
    desk.session.grow(events[2:5])
    qtbot.waitUntil(lambda: "o1" in desk.last[1].index)
    assert desk.last[1].box("t1")[:2] == before[:2]


PENALTY = """
critic = torch.nn.Sequential(torch.nn.Linear(2, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))
real, fake, share = torch.ones(3, 2), torch.zeros(3, 2), torch.full((3, 1), 0.5)
mixed = (share * real + (1 - share) * fake).requires_grad_()
(slope,) = torch.autograd.grad(critic(mixed).sum(), mixed, create_graph=True)
(critic(fake).mean() - critic(real).mean() + (slope.norm(dim=1) - 1).square().mean()).backward()
"""


def test_a_program_has_the_same_picture_however_fast_it_ran(desk: Desk, qtbot: QtBot) -> None:
    events, pictures = record(PENALTY), []
    for parts in (1, 7):
        desk.session.new_run(PENALTY, "penalty.py")
        for part in range(parts):
            edges = [len(events) * each // parts for each in (part, part + 1)]
            desk.session.grow(events[slice(*edges)])
            qtbot.waitUntil(lambda: not desk.layouting.busy)
        desk.session.finish()
        qtbot.waitUntil(lambda: not desk.layouting.busy)
        geometry = desk.last[1]
        pictures.append({key: geometry.box(key) for key in geometry.index})
    assert pictures[0] == pictures[1]


DEEP = """
class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.norm, self.up, self.down = (torch.nn.Linear(6, 6) for _ in range(3))
    def forward(self, x):
        return x + self.down(torch.relu(self.up(self.norm(x))))
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = torch.nn.ModuleList(Block() for _ in range(12))
    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x
net = Net()
net(torch.ones(2, 6)).exp().sum().backward()
"""


def test_what_a_group_held_first_of_all_does_not_let_the_rows_be_forgotten(
    desk: Desk, qtbot: QtBot
) -> None:
    recording = Recording(DEEP)
    recording.extend(record(DEEP))
    desk.session.open_recording(recording)
    rows = []
    for opened in ("", "blocks.4", "blocks.4.norm"):
        for vertex in desk.session.graph.vertices:
            if vertex.label == opened:
                desk.session.fold(vertex.key)
                break
        qtbot.waitUntil(lambda: not desk.layouting.busy)
        graph, geometry = desk.last
        assert geometry.rows is not None
        labels = [graph.by_key[key].label for key in geometry.index]
        number = dict(zip(labels, geometry.rows.number.tolist(), strict=True))
        rows.append(
            [[b for b in BLOCKS if number.get(b) == n] for n in sorted(set(number.values()))]
        )
    untouched = [BLOCKS[:3], BLOCKS[6:9], BLOCKS[9:]]
    assert all(row in found for found in rows for row in untouched)


def test_the_newest_of_many_wishes_is_the_one_that_shows(desk: Desk, qtbot: QtBot) -> None:
    desk.session.open_recording(product())
    for direction in ("TB", "LR", "TB"):
        desk.session.settings["direction"] = direction
        desk.layouting._begin()
    qtbot.waitUntil(lambda: not desk.layouting.busy)
    assert desk.last[1].direction.value == "TB"


def test_turns_quicker_than_their_layouts_are_seen_all_the_same(desk: Desk, qtbot: QtBot) -> None:
    shown, session = desk.shown, desk.session
    shown.ready = threading.Semaphore(0)
    session.new_run(product().source, "product.py")
    session.grow(product().events[:5])
    for turn in range(4):  # each begins while the picture of the one before is being prepared
        qtbot.waitUntil(lambda: len(shown.preparers) > turn, timeout=60_000)  # noqa: B023
        session.graph_changed.emit()
        desk.layouting._begin()
        shown.ready.release()
    assert any(graph.vertices for graph, _ in shown.pictures)


def test_closing_ends_the_thread_at_once(desk: Desk) -> None:
    desk.session.open_recording(product())
    desk.layouting.close()
    shown = len(desk.shown.pictures)
    desk.session.settings["direction"] = "TB"
    assert len(desk.shown.pictures) == shown
