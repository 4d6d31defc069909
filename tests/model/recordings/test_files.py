"""Recordings survive both forms of file; damaged ones open as far as they are sound."""

from __future__ import annotations

import json
import random
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from inspector.model.graphs.graph import build
from inspector.model.graphs.vertex import View
from inspector.model.moments.bands import bands
from inspector.model.moments.moment import Moment
from inspector.model.moments.navigation import Stops, next_stop
from inspector.model.recordings.arrays import DTYPES
from inspector.model.recordings.events import (
    Accumulate,
    AnyEvent,
    Created,
    End,
    Error,
    NodeBackward,
    Op,
    Printed,
)
from inspector.model.recordings.facts import NextFunction, Operand, Output, Value
from inspector.model.recordings.files import Opening, UnreadableRecording, load, loading, save
from inspector.model.recordings.open_form import event_of, plain
from inspector.model.recordings.origin import Origin, Reader, told
from inspector.model.recordings.recording import Recording
from tests.model.programs import runs
from tests.support.recordings import cubic, recording, sampled, value

SUFFIXES = (".json", ".trace")


def written(made: Recording, path: Path) -> bytes:
    save(made, path)
    return path.read_bytes()


def opened(data: bytes, path: Path) -> tuple[Recording, str]:
    path.write_bytes(data)
    return load(path)


def ask_everything(made: Recording) -> None:
    """Whatever a recording holds, no question about it may fail."""
    tensors = (*made.tensors.born, *made.tensors.grads, -1)
    for step in range(len(made) + 1):
        moment = Moment(made, step)
        assert moment.event is not None or step == 0
        assert moment.variables()
        for tensor in tensors:
            moment.tensor(tensor)
            moment.ledger(tensor)
        for node in made.nodes.identities:
            moment.node(node)
        assert 0 <= next_stop(made, step, Stops.ANY, forward=True) <= len(made)
    bands(made)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_recording_comes_back_as_it_was_saved(tmp_path: Path, suffix: str):
    path = tmp_path / f"run{suffix}"
    save(cubic(), path)
    back, complaint = load(path)
    assert complaint == ""
    assert (back.source, back.name, back.complete) == (cubic().source, cubic().name, True)
    assert back.events == cubic().events


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_recording_says_what_made_it_and_where_its_reader_was(tmp_path: Path, suffix: str):
    path, made = tmp_path / f"run{suffix}", cubic()
    made.origin = Origin("1.2.3", "3.11.7", 2**63)
    save(made, path, Reader(7, "tensor 1"))
    (opened,) = (piece for piece in loading(path) if isinstance(piece, Opening))
    assert opened.recording.origin == made.origin
    assert opened.reader == Reader(7, "tensor 1")
    assert "seed 9223372036854775808" in told(opened.recording.origin)
    assert told(Origin()) == ""


@given(events=runs())
@settings(max_examples=25, deadline=None)
def test_every_run_comes_back_from_both_forms(
    tmp_path_factory: pytest.TempPathFactory, events: list[AnyEvent]
):
    for suffix in SUFFIXES:
        path = tmp_path_factory.getbasetemp() / f"every{suffix}"
        save(recording("source", events), path)
        back, complaint = load(path)
        assert (complaint, back.events) == ("", events)


def test_the_open_form_is_what_its_description_says(tmp_path: Path):
    document = json.loads(written(cubic(), tmp_path / "run.json"))
    assert document["format"] == "autograd-inspector recording"
    assert document["version"] == 1
    assert document["source"] == cubic().source
    kinds = {event["kind"] for event in document["events"]}
    assert {"statement", "op", "backward_begin", "node_backward", "accumulate", "end"} <= kinds
    (leaf,) = [event for event in document["events"] if event["kind"] == "tensor"]
    assert leaf["value"] == {"shape": [], "dtype": "float32", "data": 2.0}


def test_values_in_the_open_form_are_nested_readable_numbers():
    matrix = plain(Created(0, value([[0.1, -0.0], [np.inf, np.nan]])))["value"]
    assert str(matrix["data"]) == "[[0.1, -0.0], ['inf', 'nan']]"
    assert plain(Created(0, value([1 + 2j], "complex64")))["value"]["data"] == [[1.0, 2.0]]
    assert plain(Created(0, value([True], "bool")))["value"]["data"] == [True]
    assert plain(Created(0, value(np.zeros((0, 2)))))["value"]["data"] == []
    large = plain(Created(0, sampled((100, 20), nans=2)))["value"]
    assert len(large["sample"]) == 64
    assert (large["mean"], large["nans"]) == (0.0, 2)


def through_json(shown: Value) -> Value:
    event = event_of(msgspec.json.decode(msgspec.json.encode(plain(Created(0, shown)))))
    assert isinstance(event, Created)
    return event.value


@given(st.data(), st.sampled_from(sorted(DTYPES)), st.booleans())
@settings(max_examples=300, deadline=None)
def test_every_bit_of_a_value_survives_the_open_form(data: st.DataObject, dtype: str, whole: bool):
    shape = data.draw(arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4))
    array = data.draw(arrays.arrays(DTYPES[dtype], shape))
    kept = array if whole else array.reshape(-1)[:3]
    shown = Value(shape, dtype, canonical(kept).tobytes(), whole or array.size == 0)
    assert through_json(shown) == shown


def canonical(array: np.ndarray) -> np.ndarray:
    """The same array with ordinary NaNs: JSON tells their sign, not their payload."""
    if array.dtype.kind not in "fc":
        return array
    parts = array.view(array.real.dtype) if array.ndim else array.reshape(1).view(array.real.dtype)
    plain_nan = np.copysign(np.nan, parts).astype(parts.dtype)
    return np.where(np.isnan(parts), plain_nan, parts)


def test_subnormal_and_extreme_numbers_keep_their_bits():
    numbers = [1e-45, -1e-45, 3.4028235e38, 1.17549435e-38, 16777217.0, 0.1, 1 / 3]
    for dtype in ("float32", "float64", "float16"):
        with np.errstate(over="ignore"):
            shown = value(numbers, dtype)
        assert through_json(shown) == shown


def test_statistics_that_are_not_finite_survive_the_open_form():
    shown = Value((1,), "float64", b"\0" * 8, False, -np.inf, np.inf, 0.5, np.inf, 1, 2)
    assert through_json(shown) == shown


def test_printed_text_that_is_no_unicode_can_be_saved(tmp_path: Path):
    made = recording("\udc80", [Printed("stdout", "a\udc80"), End(0)])
    for suffix in SUFFIXES:
        save(made, tmp_path / f"run{suffix}")
        back, complaint = load(tmp_path / f"run{suffix}")
        assert (complaint, back.source, back.events[0]) == ("", "?", Printed("stdout", "a?"))


def test_the_content_and_not_the_name_decides_how_a_file_is_read(tmp_path: Path):
    data = written(cubic(), tmp_path / "run.trace")
    back, complaint = opened(data, tmp_path / "renamed.json")
    assert (complaint, len(back)) == ("", len(cubic()))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_cut_short_opens_as_far_as_it_goes(tmp_path: Path, suffix: str):
    made = recording("x", cubic().events * 1)
    data = written(made, tmp_path / f"run{suffix}")
    lengths = []
    for end in range(len(data) - 3, 0, -97):
        try:
            back, complaint = opened(data[:end], tmp_path / f"cut{suffix}")
        except UnreadableRecording:
            continue
        assert complaint.startswith("The recording is damaged")
        assert back.events == made.events[: len(back)]
        lengths.append(len(back))
    assert lengths == sorted(lengths, reverse=True)
    assert lengths


def test_a_trace_keeps_all_batches_before_the_damage(tmp_path: Path):
    made = recording("", [Printed("stdout", str(number)) for number in range(2000)])
    data = written(made, tmp_path / "run.trace")
    back, complaint = opened(data[:-10], tmp_path / "cut.trace")
    assert 1000 < len(back) < 2000
    assert "first" in complaint
    assert back.events == made.events[: len(back)]


def test_a_trace_cut_between_two_frames_is_noticed(tmp_path: Path):
    made = recording("", [Printed("stdout", str(number)) for number in range(2000)])
    data = written(made, tmp_path / "run.trace")
    back, complaint = opened(data[: data.rindex(b"AGIK")], tmp_path / "cut.trace")
    assert "2,000 were saved" in complaint
    assert len(back) < 2000


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_hundreds_of_damaged_files_open_or_are_refused_and_never_more(tmp_path: Path, suffix: str):
    data = written(cubic(), tmp_path / f"run{suffix}")
    dice = random.Random(11)
    for turn in range(300):
        try:
            back, complaint = opened(damaged(data, dice), tmp_path / f"damaged{suffix}")
        except UnreadableRecording:
            continue
        assert complaint == "" or complaint.endswith(".")
        if turn % 10 == 0:
            ask_everything(back)


def damaged(data: bytes, dice: random.Random) -> bytes:
    """The data with bytes changed, cut out, doubled, inserted, or the end lost."""
    changed = bytearray(data)
    for _ in range(dice.randint(1, 3)):
        place, length = dice.randrange(len(changed)), dice.randint(1, 30)
        match dice.randrange(5):
            case 0:
                changed[place] = dice.randrange(256)
            case 1:
                del changed[place : place + length]
            case 2:
                changed[place:place] = changed[place : place + length]
            case 3:
                changed[place:place] = dice.randbytes(length)
            case _:
                del changed[max(place, 1) :]
    return bytes(changed)


def test_numbers_and_names_mixed_up_cannot_break_a_moment_or_the_graph(tmp_path: Path):
    document = json.loads(written(cubic(), tmp_path / "run.json"))
    dice = random.Random(5)
    kept = 0
    for _ in range(150):
        shuffled = json.loads(json.dumps(document))
        for _ in range(3):
            scramble(shuffled["events"], dice)
        back, _ = opened(json.dumps(shuffled).encode(), tmp_path / "mixed.json")
        kept += len(back)
        ask_everything(back)
        for view in View:
            build(back, view)
    assert kept > 150 * 5


def scramble(events: list[dict[str, object]], dice: random.Random) -> None:
    """Swap two events, or give one a number that belongs elsewhere."""
    first, second = dice.randrange(len(events)), dice.randrange(len(events))
    if dice.random() < 0.5:
        events[first], events[second] = events[second], events[first]
        return
    numbers = [key for key, item in events[first].items() if isinstance(item, int)]
    if numbers:
        events[first][dice.choice(numbers)] = dice.choice((0, 1, 2, 5, 99, 2**31 - 1))


def one(shown: Value) -> list[AnyEvent]:
    return [Printed("stdout", "before"), Created(0, shown), End(0)]


UNSOUND: list[tuple[list[AnyEvent], str]] = [
    (one(Value((2,), "float32", b"1234")), "bytes"),
    (one(Value((2,), "object", b"1234")), "dtype"),
    (one(Value((-1, 2), "int8", b"")), "impossible shape"),
    (one(Value((1,) * 70, "int8", b"1")), "impossible shape"),
    (one(Value((1,), "int8", b"12", whole=False)), "sample"),
    ([Printed("stdout", ""), Created(-1, value(1.0))], ".tensor"),
    ([Printed("stdout", ""), Error("E", "", 2**40)], ".line"),
    ([Op(0, "a", "a", (), ()), Op(0, "b", "b", (), ())], "happens twice"),
    (
        [
            Op(0, "a", "a", (Operand("x", 2),), (Output(1, value(1.0)),)),
            Op(1, "b", "b", (Operand("x", 1),), (Output(2, value(1.0)),)),
        ],
        "before it is made",
    ),
    ([Printed("stdout", ""), NodeBackward(3, 1, "A", (), ())], "pass 3 has not begun"),
    ([Printed("stdout", ""), Accumulate(3, 1, value(1.0), value(1.0))], "pass 3 has not begun"),
    (
        [
            Printed("stdout", ""),
            Op(0, "a", "a", (), (), 1, "A", (NextFunction(-5),)),
        ],
        ".node",
    ),
]


@pytest.mark.parametrize(("events", "complaint"), UNSOUND)
def test_an_event_that_breaks_a_promise_ends_the_recording_before_it(
    tmp_path: Path, events: list[AnyEvent], complaint: str
):
    path = tmp_path / "unsound.trace"
    save(recording("", events), path)
    back, told = load(path)
    assert complaint in told
    assert back.events == events[:1]


@pytest.mark.parametrize(
    "change",
    [
        {"shape": [3]},
        {"shape": "no"},
        {"data": [1.0, "x"]},
        {"data": [1.0]},
        {"data": [[1.0], [2.0]]},
        {"dtype": "int64"},
        {"dtype": 5},
        {"dtype": "float99"},
        {"data": [1.0, None]},
        {"data": [10**400, 1]},
        {"dtype": "int8", "data": [1, 300]},
        {"dtype": "complex64", "data": [1.0, 2.0]},
        {"nans": "many"},
    ],
)
def test_a_value_in_json_must_fit_itself(tmp_path: Path, change: dict[str, object]):
    made = recording("", [Printed("stdout", ""), Created(0, value([1.0, 2.0])), End(0)])
    document = json.loads(written(made, tmp_path / "run.json"))
    document["events"][1]["value"].update(change)
    back, complaint = opened(json.dumps(document).encode(), tmp_path / "run.json")
    assert back.events == made.events[:1]
    assert complaint


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "neither"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "neither"),
        (b"x = torch.ones(3)\n", "neither"),
        (b"[1, 2, 3]", "neither"),
        (b"[" * 100_000, "neither"),
        (b'{"format": "something else", "version": 1, "events": []}', "another kind"),
        (
            b'{"format": "autograd-inspector recording", "version": 9, "events": []}',
            "json was saved by a newer program",
        ),
        (b'{"format": "autograd-inspector recording", "version": 0, "events": []}', "by an older"),
        (b'{"format": 5, "events": [', "header"),
        (b"AGI", "no header"),
        (b"AGIF\xff\xff\xff\xff\0\0\0\0", "claims"),
    ],
)
def test_what_is_no_recording_is_refused_in_one_sentence(
    tmp_path: Path, content: bytes, complaint: str
):
    with pytest.raises(UnreadableRecording, match=complaint) as refused:
        opened(content, tmp_path / "file.json")
    assert str(refused.value).startswith("file.json ")
    assert str(refused.value).endswith(".")


def test_a_missing_file_and_a_folder_are_refused_too(tmp_path: Path):
    with pytest.raises(UnreadableRecording, match="no such file"):
        load(tmp_path / "missing.trace")
    with pytest.raises(UnreadableRecording, match="it is not a file"):
        load(tmp_path)


def test_deeply_nested_json_inside_an_event_is_only_a_complaint(tmp_path: Path):
    made = recording("", [Printed("stdout", ""), Created(0, value(1.0))])
    data = written(made, tmp_path / "run.json").replace(b'"data":1.0', b'"data":' + b"[" * 50_000)
    back, complaint = opened(data, tmp_path / "deep.json")
    assert (len(back), bool(complaint)) == (1, True)


def test_foreign_layout_and_unknown_fields_of_json_are_read(tmp_path: Path):
    document = json.loads(written(cubic(), tmp_path / "run.json"))
    document["remark"] = "from elsewhere"
    document["events"][0]["colour"] = "red"
    back, complaint = opened(json.dumps(document, indent=4).encode(), tmp_path / "run.json")
    assert (complaint, back.events) == ("", cubic().events)
