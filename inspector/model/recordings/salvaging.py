"""The sound events at the beginning of a frame of which one is not sound."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from inspector.model.recordings.events import AnyEvent
from inspector.model.recordings.packing import Packed, PackingError, Unpacked, Unpacker

_RAW = msgspec.msgpack.Decoder(list[msgspec.Raw])
_ONE = msgspec.msgpack.Decoder(Packed)


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
    try:
        for raw in _RAW.decode(payload):
            yield _ONE.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return
