"""Thousands of recordings and frames that somebody has tampered with: none harms the reader.

Bytes changed at random are caught by a checksum. So most of these are changed inside, anything
put in the place of anything, and given the right checksum again.
"""

from __future__ import annotations

import json
import random
import struct
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from inspector.model.derivations.deriving import derivations
from inspector.model.graphs.graph import build
from inspector.model.graphs.vertex import View
from inspector.model.moments.moment import Moment
from inspector.model.questions.causes import answers
from inspector.model.recordings import files
from inspector.model.recordings.events import AnyEvent
from inspector.model.recordings.files import UnreadableRecording, load, save
from inspector.model.recordings.packing import Packed
from inspector.model.recordings.recording import Recording
from inspector.model.recordings.wire import Decoder, WireError, encode_packed
from tests.model.recordings.test_files import damaged
from tests.runner import running
from tests.support.recordings import cubic

MANY = 2_000
HEAD = struct.Struct("<3s1sII")
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1, 2, 7, 2**31, 2**63, -(2**63), 0.5, float("nan"), float("inf"), "", "x",
    "\u202e<b>", b"", b"\x00\xff\x7f", [], [[]], {}, {"kind": "op"}, [1, 2], "float32", 10**6,
)  # fmt: skip
PROGRAM = """\
x = torch.ones(2, 3, requires_grad=True)
for n in range(3):
    y = (x * n).sum()
    y.backward()
print(x.grad)
"""


def tampered(thing: Any, dice: random.Random) -> Any:
    """The same plain data with something in it replaced, removed, doubled or swapped."""
    if isinstance(thing, dict) and thing and dice.random() < 0.9:
        key = dice.choice(list(thing))
        return {**thing, key: tampered(thing[key], dice)}
    if isinstance(thing, list) and thing and dice.random() < 0.9:
        return _tampered_list(thing, dice)
    return dice.choice(ODD)


def _tampered_list(items: list[Any], dice: random.Random) -> list[Any]:
    place, other = dice.randrange(len(items)), dice.randrange(len(items))
    before, item, after = items[:place], items[place], items[place + 1 :]
    match dice.randrange(8):
        case 0:
            return before + after
        case 1:
            return [*before, item, item, *after]
        case 2:
            return [*before, items[other], *after]
        case _:
            return [*before, tampered(item, dice), *after]


def frames_of(data: bytes) -> Iterator[tuple[bytes, Any]]:
    """Kind and content of each frame."""
    place = 0
    while place < len(data):
        _, kind, length, _ = HEAD.unpack_from(data, place)
        place += HEAD.size + length
        yield kind, msgspec.msgpack.decode(data[place - length : place])


def framed(kind: bytes, content: Any) -> bytes:
    """A frame with the right checksum, whatever it holds."""
    payload = msgspec.msgpack.encode(content)
    return HEAD.pack(b"AGI", kind, len(payload), zlib.crc32(payload, zlib.crc32(kind))) + payload


def traces(data: bytes, dice: random.Random) -> Iterator[bytes]:
    """Versions of a trace: one in four with bytes changed, the others changed inside."""
    frames = list(frames_of(data))
    while True:
        if dice.random() < 0.25:
            yield damaged(data, dice)
            continue
        changed = list(frames)
        for _ in range(dice.randint(1, 3)):
            place = dice.randrange(len(changed))
            kind, content = changed[place]
            kind = dice.choice((b"E", b"K", b"F", b"P", b"S")) if dice.random() < 0.1 else kind
            changed[place] = kind, tampered(content, dice)
        yield b"".join(framed(*each) for each in changed)


def documents(data: bytes, dice: random.Random) -> Iterator[bytes]:
    """Versions of a JSON recording, likewise."""
    document = json.loads(data)
    while True:
        if dice.random() < 0.25:
            yield damaged(data, dice)
            continue
        changed = document
        for _ in range(dice.randint(1, 3)):
            changed = tampered(changed, dice)
        yield json.dumps(changed, default=lambda odd: list(odd)).encode()


@pytest.mark.parametrize("suffix", [".trace", ".json"])
def test_a_thousand_recordings_open_or_are_refused_and_never_more(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "BATCH", 2)
    path = tmp_path / f"run{suffix}"
    save(cubic(), path)
    dice = random.Random(23)
    versions = (traces if suffix == ".trace" else documents)(path.read_bytes(), dice)
    opened = 0
    for _ in range(MANY // 2):
        path.write_bytes(next(versions))
        try:
            made, complaint = load(path)
        except UnreadableRecording:
            continue
        assert complaint == "" or complaint.endswith(".")
        opened += len(made) > 0
        look_at(made, dice)
    assert opened > MANY // 10


def look_at(made: Recording, dice: random.Random) -> None:
    """Ask a recording what a window would."""
    for step in (len(made), dice.randint(0, len(made))):
        moment = Moment(made, step)
        assert moment.variables()
        for tensor in made.tensors.born:
            moment.tensor(tensor)
            moment.ledger(tensor)
            answers(moment, tensor)
        for node in made.nodes.identities:
            moment.node(node)
            derivations(moment, node)
    build(made, dice.choice(list(View)))


class Kept:
    """Stands for what unpacks batches, and keeps them as a child sends them."""

    batches: list[bytes]

    def __init__(self) -> None:
        Kept.batches = []

    def unpack(self, batch: Sequence[Packed]) -> list[AnyEvent]:
        Kept.batches.append(encode_packed(list(batch)))
        return []


def sent(monkeypatch: pytest.MonkeyPatch) -> list[list[Any]]:
    """What a child sends of a program, batch by batch, as plain data."""
    monkeypatch.setattr(running, "Unpacker", Kept)
    running.record(PROGRAM)
    return [content for data in Kept.batches for _, content in frames_of(data)]


def test_two_thousand_frames_of_a_child_are_taken_or_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dice, batches, refused = random.Random(29), sent(monkeypatch), 0
    for turn in range(MANY):
        decoder, got = Decoder(), list[AnyEvent]()
        place = dice.randrange(len(batches))
        whole = [framed(b"K", each) for each in batches[:place]]
        kind = dice.choice((b"K", b"K", b"E", b"H", b"A", b"X", b"S", b"F"))
        bad = framed(kind, tampered(batches[place], dice))
        cut = dice.randint(0, len(bad)) if turn % 5 == 0 else len(bad)
        try:
            for frame in decoder.feed(b"".join(whole) + bad[:cut]):
                got += frame if isinstance(frame, list) else ()
        except WireError:
            refused += 1
    assert MANY // 4 < refused < MANY
