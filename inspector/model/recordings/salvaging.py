"""Saving the sound events before the first that is not, in a damaged frame."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec

from inspector.model.recordings.events import AnyEvent
from inspector.model.recordings.packing import Packed, PackingError, Unpacked, Unpacker

_RAW = msgspec.msgpack.Decoder(list[msgspec.Raw])


@cache
def _one() -> msgspec.msgpack.Decoder[Packed]:
    """What reads one of them; made when it is first needed, as it rarely is."""
    return msgspec.msgpack.Decoder(Packed)


def salvaged(payload: bytes, unpacker: Unpacker) -> Unpacked:
    """The events of a frame's payload up to the first that is not what it should be."""
    events, whole = list[AnyEvent](), set[int]()
    for packed in _parts(payload):
        try:
            found = unpacker.unpack((packed,))
        except PackingError:
            break
        whole.update(len(events) + place for place in found.whole)
        events.extend(found)
    return Unpacked(events, whole)


def _parts(payload: bytes) -> Iterator[Packed]:
    """What stands in a frame, one by one, as far as it can be read."""
    decode = _one().decode
    try:
        for raw in _RAW.decode(payload):
            yield decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return
