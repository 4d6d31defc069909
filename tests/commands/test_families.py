"""What the commands do to the session."""

from __future__ import annotations

import pytest

from inspector.commands import COMMANDS
from inspector.model.recordings.events import Accumulate, NodeBackward, Op, Statement
from inspector.model.settings import SETTINGS
from tests.support.hosts import FakeHost, product
from tests.support.recordings import cubic


def perform(host: FakeHost, *names: str) -> None:
    for name in names:
        assert COMMANDS[name].enabled(host), f"{name} is not enabled"
        COMMANDS[name].run(host)


def here(host: FakeHost) -> object:
    return host.session.recording.events[host.session.step - 1]


def test_stepping_forward_and_back_returns_to_the_same_step() -> None:
    host = FakeHost(product())
    perform(host, "step.first", "step.forward", "step.forward")
    step = host.session.step
    perform(host, "step.forward", "step.back")
    assert host.session.step == step


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("step.next_statement", (Statement,)),
        ("step.next_operation", (Op,)),
        ("step.next_backward", (NodeBackward, Accumulate)),
    ],
)
def test_each_way_of_stepping_stops_at_its_own_events(name: str, kinds: tuple[type, ...]) -> None:
    host = FakeHost(product())
    perform(host, "step.first", name)
    assert isinstance(here(host), kinds)


def test_the_last_and_the_first_step_are_the_ends_of_the_recording() -> None:
    host = FakeHost(product())
    perform(host, "step.first")
    assert host.session.step == 0
    assert not COMMANDS["step.back"].enabled(host)
    perform(host, "step.last")
    assert host.session.step == len(host.session.recording)
    assert not COMMANDS["step.forward"].enabled(host)


def test_stepping_by_hand_stops_playing() -> None:
    host = FakeHost(product())
    perform(host, "step.first", "step.play")
    assert host.player.playing
    perform(host, "step.forward")
    assert not host.player.playing


def test_play_pressed_twice_holds() -> None:
    host = FakeHost(product())
    perform(host, "step.play", "step.play")
    assert not host.player.playing


def test_an_empty_program_cannot_be_run_and_an_idle_one_not_stopped() -> None:
    host = FakeHost()
    assert not COMMANDS["run.run"].enabled(host)
    assert not COMMANDS["run.stop"].enabled(host)
    host.session.edit("import torch")
    perform(host, "run.run")
    assert host.program.calls == [("run", (host.player.play,))]


def test_playing_what_has_not_run_yet_runs_it_first() -> None:
    host = FakeHost()
    assert not COMMANDS["step.play"].enabled(host)
    host.session.edit("import torch")
    perform(host, "step.play")
    assert host.program.calls == [("run", (host.player.play,))]
    assert not host.player.playing, "there is nothing to play before the run begins"


def test_turning_changes_the_direction_and_back() -> None:
    host = FakeHost()
    perform(host, "view.turn")
    assert host.session.direction == "TB"
    perform(host, "view.turn")
    assert host.session.direction == "LR"


def test_speed_and_text_size_stay_within_their_ranges() -> None:
    host = FakeHost()
    for _ in range(20):
        perform(host, "step.faster", "view.larger_text")
    assert host.session.settings["speed"] == SETTINGS["speed"].range.high
    assert host.session.settings["font_scale"] == SETTINGS["font_scale"].range.high
    for _ in range(40):
        perform(host, "step.slower", "view.smaller_text")
    assert host.session.settings["speed"] == SETTINGS["speed"].range.low
    assert host.session.settings["font_scale"] == SETTINGS["font_scale"].range.low


def test_a_theme_command_is_checked_only_while_its_theme_is_worn() -> None:
    host = FakeHost()
    perform(host, "view.dark")
    checked = {
        name for name in ("light", "dark", "projector") if COMMANDS[f"view.{name}"].checked(host)
    }
    assert checked == {"dark"}


def test_walking_against_the_arrows_and_back_returns_to_the_same_node() -> None:
    host = FakeHost(product())
    perform(host, "graph.select_input")
    leaf = host.session.selection
    assert host.session.graph.by_key[leaf].tensor == 1
    perform(host, "graph.select_output")
    assert host.session.graph.by_key[host.session.selection].tensor == 2


def test_the_node_that_fires_next_is_the_first_whose_gradient_is_not_passed_on_yet() -> None:
    host = FakeHost(product())
    perform(host, "step.first", "graph.select_next_to_fire")
    assert host.session.graph.by_key[host.session.selection].grad_fn == "MulBackward0"
    perform(host, "step.last", "graph.select_last_fired")
    assert host.session.graph.by_key[host.session.selection].tensor == 1


def test_escape_belongs_to_presenting_alone() -> None:
    host = FakeHost()
    assert not COMMANDS["view.stop_presenting"].enabled(host)
    perform(host, "view.present")
    perform(host, "view.stop_presenting")
    assert not host.display.presenting


def test_what_is_lit_is_counted_and_nodes_without_a_path_between_them_light_nothing() -> None:
    host = FakeHost(product())
    session = host.session
    leaf, root = session.graph.vertices
    session.select(root.key)
    perform(host, "finding.light_ancestors")
    assert len(session.marks.lit) == 2
    assert session.sentence.startswith("Lit: mul and 1 other node.")
    perform(host, "finding.light_descendants")
    assert session.sentence.startswith("Lit: mul, used by nothing.")
    session.marks.choose((leaf.key, root.key))
    perform(host, "finding.light_paths")
    assert session.sentence.startswith("2 nodes on all paths.")
    apart = FakeHost(cubic())
    marks, pair = apart.session.marks, ("o1", "o2")
    marks.choose(pair)
    apart.session.select(pair[0])
    perform(apart, "finding.light_paths")
    assert not marks.lit
    assert apart.session.sentence.startswith("No path leads from ")
