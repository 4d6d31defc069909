"""Frames: how events travel between processes and lie in a ``.trace`` file.

A frame is the three bytes ``AGI``, one byte naming its kind, the length of its payload and the
CRC-32 of kind and payload (both unsigned 32-bit, little-endian), then the payload: msgpack of a
list of events or of one control message; a run's events come short where they can (``packing``)
and are whole again when they leave the decoder. A payload beyond 4 MiB travels as frames of kind
``P`` that the next frame continues. Nothing is pickled or evaluated; everything is validated.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import msgspec

from inspector.model.recordings.events import AnyEvent
from inspector.model.recordings.origin import Origin, Reader
from inspector.model.recordings.packing import Packed, PackingError, Unpacker
from inspector.model.recordings.replacing import Replacement
from inspector.model.recordings.salvaging import salvaged

VERSION = 1
"""Of frames and files: kinds and fields may be added to it, none be changed or dropped."""
MAGIC = b"AGI"
LIMIT = 4 * 2**20
LARGEST = 256 * 2**20

_HEAD = struct.Struct("<3s1sII")
_PART = b"P"


class WireError(Exception):
    """The bytes are no sound frame; the message says why."""


class Control(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of the messages that are not events."""


class Hello(Control, frozen=True):
    """The child is ready; both sides must speak the same version."""

    version: int
    pid: int
    origin: Origin = Origin()


class Start(Control, frozen=True):
    """Run this program; ``limits`` are the fields of the runner's own.

    ``folder`` is where its imports are looked for first, ``cwd`` the folder it runs in (None:
    where the child stands), ``arguments`` its ``sys.argv[1:]``, ``beat`` its heartbeat's file.
    ``asks`` : there is somebody to answer its questions. ``temporary`` is a folder of its own,
    ``writable`` the folders it may write to where that can be seen to (none: all it likes).
    ``stays`` : after its end the program is kept for ``Code``. Before ``holds`` lines it waits.
    Leaves get other values by ``replacements``. Batches of a weight of ``credit`` may be on
    their way before it waits for a ``Grant``, 0 for any number of them.
    """

    source: str
    name: str
    limits: dict[str, int | float | None] = {}
    arguments: tuple[str, ...] = ()
    folder: str = ""
    cwd: str | None = None
    beat: str = ""
    asks: bool = False
    temporary: str = ""
    writable: tuple[str, ...] = ()
    stays: bool = False
    holds: tuple[int, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    credit: int = 0


class Answer(Control, frozen=True):
    """The line of input that the program waits for, None for the end of its input."""

    text: str | None


class Code(Control, frozen=True):
    """Run this in the namespace of the program, which has ended or waits; see ``Given``.

    ``name`` is that of the cell it is, "" for what was typed into the console.
    """

    text: str
    line: int
    shown: int = 0
    name: str = ""


class Grant(Control, frozen=True):
    """So many batches of events have been taken in."""

    batches: int


class Pause(Control, frozen=True):
    """Wait before the next statement."""


class Resume(Control, frozen=True):
    """Go on from where the program waits."""


class Hold(Control, frozen=True):
    """Wait before these lines, and before no others, from now on."""

    lines: tuple[int, ...]


class Break(Control, frozen=True):
    """End the code that was given, at its next line; the program that it was given to stays."""


class Stop(Control, frozen=True):
    """End the running program at its next line."""


class Header(Control, frozen=True):
    """What a ``.trace`` file opens with; ``events`` is how many follow.

    ``origin`` is what made them, ``reader`` where somebody was in them who saved them.
    """

    version: int
    source: str
    name: str
    events: int
    origin: Origin = Origin()
    reader: Reader = Reader()


Frame: TypeAlias = (
    Hello
    | Start
    | Answer
    | Code
    | Grant
    | Pause
    | Resume
    | Hold
    | Break
    | Stop
    | Header
    | list[AnyEvent]
)

_KINDS: dict[type, bytes] = {
    list: b"E",
    tuple: b"E",
    Hello: b"H",
    Start: b"S",
    Answer: b"A",
    Code: b"C",
    Grant: b"G",
    Pause: b"W",
    Resume: b"R",
    Hold: b"B",
    Break: b"I",
    Stop: b"X",
    Header: b"F",
}
_DECODERS: dict[bytes, msgspec.msgpack.Decoder[Any]] = {
    b"E": msgspec.msgpack.Decoder(list[AnyEvent]),
    b"H": msgspec.msgpack.Decoder(Hello),
    b"S": msgspec.msgpack.Decoder(Start),
    b"A": msgspec.msgpack.Decoder(Answer),
    b"C": msgspec.msgpack.Decoder(Code),
    b"G": msgspec.msgpack.Decoder(Grant),
    b"W": msgspec.msgpack.Decoder(Pause),
    b"R": msgspec.msgpack.Decoder(Resume),
    b"B": msgspec.msgpack.Decoder(Hold),
    b"I": msgspec.msgpack.Decoder(Break),
    b"X": msgspec.msgpack.Decoder(Stop),
    b"F": msgspec.msgpack.Decoder(Header),
}
_SHORT = b"K"
_EVENTS = (b"E", _SHORT)
_PACKED = msgspec.msgpack.Decoder(list[Packed])
_ENCODER = msgspec.msgpack.Encoder()


def encode(message: Control | Sequence[AnyEvent]) -> bytes:
    """One message, or the events of a list or tuple, as bytes to send."""
    try:
        payload = _ENCODER.encode(message)
    except UnicodeEncodeError:
        payload = _ENCODER.encode(encodable(msgspec.to_builtins(message, builtin_types=(bytes,))))
    return _frames(_KINDS[type(message)], payload)


def encode_packed(batch: list[Packed]) -> bytes:
    """Events, sites and short events as bytes to send."""
    try:
        payload = _ENCODER.encode(batch)
    except UnicodeEncodeError:
        payload = _ENCODER.encode(encodable(msgspec.to_builtins(batch, builtin_types=(bytes,))))
    return _frames(_SHORT, payload)


def _frames(kind: bytes, payload: bytes) -> bytes:
    if len(payload) <= LIMIT:
        return _frame(kind, payload)
    starts = range(0, len(payload), LIMIT)
    parts = [payload[start : start + LIMIT] for start in starts]
    return b"".join([*(_frame(_PART, part) for part in parts[:-1]), _frame(kind, parts[-1])])


def encodable(thing: Any) -> Any:
    """The same plain data with what UTF-8 cannot say (lone surrogates) replaced by "?"."""
    if isinstance(thing, str):
        return thing.encode("utf-8", "replace").decode()
    if isinstance(thing, dict):
        return {key: encodable(item) for key, item in thing.items()}
    if isinstance(thing, list | tuple):
        return [encodable(item) for item in thing]
    return thing


class Decoder:
    """Puts frames together again from bytes that come in pieces of any size."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._position = 0
        self._parts: list[bytes] = []
        self._unpacker = Unpacker()

    @property
    def pending(self) -> bool:
        """Has a frame begun that is not yet whole?"""
        return len(self._buffer) > self._position or bool(self._parts)

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Take more bytes, and yield the frames they complete.

        Raises:
            WireError: at a frame that is not sound. Frames before it are yielded first, none
                after it ever: where one is broken, nobody knows where the next begins.
        """
        del self._buffer[: self._position]
        self._position = 0
        self._buffer += data
        return self._frames()

    def _frames(self) -> Iterator[Frame]:
        while (taken := self._take()) is not None:
            kind, payload = taken
            if kind == _PART:
                self._keep(payload)
            else:
                whole = b"".join([*self._parts, payload])
                self._parts.clear()
                yield from self._content(kind, whole)

    def _content(self, kind: bytes, payload: bytes) -> Iterator[Frame]:
        """What a whole frame says; of events those before one that is not sound, at least."""
        try:
            frame = self._unpacked(payload) if kind == _SHORT else _decoded(kind, payload)
        except WireError:
            if kind in _EVENTS:
                yield salvaged(payload, self._unpacker)
            raise
        yield frame

    def _take(self) -> tuple[bytes, bytes] | None:
        """Kind and payload of the next frame, None while it is not whole."""
        start = self._position + _HEAD.size
        _check_magic(self._buffer[self._position : self._position + len(MAGIC)])
        if len(self._buffer) < start:
            return None
        _, kind, length, crc = _HEAD.unpack_from(self._buffer, self._position)
        if kind not in (_PART, _SHORT) and kind not in _DECODERS:
            raise WireError(f"a frame is of the unknown kind {kind!r}")
        if length > LIMIT:
            raise WireError(f"a frame claims {length:,} bytes, more than the {LIMIT:,} allowed")
        if len(self._buffer) < start + length:
            return None
        with memoryview(self._buffer) as buffer:
            payload = bytes(buffer[start : start + length])
        if zlib.crc32(payload, zlib.crc32(kind)) != crc:
            raise WireError("a frame's checksum does not match its content")
        self._position = start + length
        return kind, payload

    def _unpacked(self, payload: bytes) -> list[AnyEvent]:
        try:
            return self._unpacker.unpack(_PACKED.decode(payload))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, PackingError) as error:
            raise WireError(f"a frame's content is not what it should be: {error}") from error

    def _keep(self, part: bytes) -> None:
        if sum(map(len, self._parts)) + len(part) > LARGEST:
            raise WireError(f"a message is longer than the {LARGEST:,} bytes allowed")
        self._parts.append(part)


def _frame(kind: bytes, payload: bytes) -> bytes:
    crc = zlib.crc32(payload, zlib.crc32(kind))
    return _HEAD.pack(MAGIC, kind, len(payload), crc) + payload


def _check_magic(begin: bytes | bytearray) -> None:
    if not MAGIC.startswith(begin):
        raise WireError("a frame does not begin with AGI")


def _decoded(kind: bytes, payload: bytes) -> Frame:
    try:
        frame: Frame = _DECODERS[kind].decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise WireError(f"a frame's content is not what it should be: {error}") from error
    return frame
