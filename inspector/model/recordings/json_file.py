"""The open form of a recording, written line by line and read as far as it is sound."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from inspector.model.recordings.open_form import event_of, plain
from inspector.model.recordings.opening import Opening, UnreadableRecording, check_version
from inspector.model.recordings.origin import Origin, Reader
from inspector.model.recordings.recording import Recording
from inspector.model.recordings.soundness import Unsound
from inspector.model.recordings.wire import encodable

FORMAT = "autograd-inspector recording"
VERSION = 1

_EVENTS = re.compile(rb'"events"\s*:\s*\[')
_PIECE = 256
_GAP = re.compile(r"[\s,]*")


class _Head(msgspec.Struct):
    format: str
    version: int
    source: str = ""
    name: str = "<program>"
    origin: Origin = Origin()
    reader: Reader = Reader()


class _Document(_Head):
    events: list[msgspec.Raw] = []


def written(recording: Recording, reader: Reader) -> Iterator[bytes]:
    """The document in pieces, one event a line."""
    head = _Head(FORMAT, VERSION, recording.source, recording.name, recording.origin, reader)
    fields = (f'"{key}":'.encode() + _encoded(item) for key, item in _fields(head))
    yield b"{" + b",\n".join(fields) + b',\n"events":['
    separator = b"\n"
    for event in recording.events:
        yield separator + _encoded(plain(event))
        separator = b",\n"
    yield b"\n]}\n"


def reading(data: bytes) -> Iterator[float | Opening]:
    """How much is read of a JSON document, piece by piece, then the recording in it.

    Of a broken one it is what comes before the break.
    """
    try:
        document = msgspec.json.decode(data, type=_Document)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        yield _salvaged(data)
        return
    opening = _begun(document)
    for number, raw in enumerate(document.events):
        if opening.stopped:
            break
        _take(opening, raw)
        if number % _PIECE == 0:
            yield number / len(document.events)
    yield opening


def _fields(head: _Head) -> Iterator[tuple[str, Any]]:
    """What the head says, but for what is not known."""
    for name, item in msgspec.structs.asdict(head).items():
        if item not in (Origin(), Reader()):
            yield name, item


def _encoded(data: Any) -> bytes:
    try:
        return msgspec.json.encode(data)
    except UnicodeEncodeError:
        return msgspec.json.encode(encodable(data))


def _begun(head: _Head) -> Opening:
    if head.format != FORMAT:
        raise UnreadableRecording("it is JSON of another kind")
    check_version(head.version, VERSION)
    return Opening(Recording(head.source, head.name), head.origin, head.reader)


def _take(opening: Opening, raw: msgspec.Raw | str) -> None:
    """Take one event, given as the text of its JSON object."""
    try:
        opening.take(event_of(msgspec.json.decode(raw)))
    except (msgspec.MsgspecError, Unsound, UnicodeDecodeError, RecursionError) as error:
        opening.stop(str(error))


def _salvaged(data: bytes) -> Opening:
    """What can be had of a document that is cut short or broken somewhere."""
    begin = _EVENTS.search(data)
    if begin is None:
        raise UnreadableRecording("it is neither a trace nor a JSON recording")
    head = data[: begin.start()].rstrip().removesuffix(b",") + b"}"
    try:
        opening = _begun(msgspec.json.decode(head, type=_Head))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableRecording("its header is broken") from error
    for text in _objects(_sound_text(data[begin.end() :])):
        if opening.stopped:
            break
        _take(opening, text)
    opening.stop("the file is broken from there on")
    return opening


def _sound_text(data: bytes) -> str:
    """The text up to the first byte that is not UTF-8."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        return data[: error.start].decode()


def _objects(text: str) -> Iterator[str]:
    """The JSON values of a list, one after another, up to the first that is not whole."""
    scan = json.JSONDecoder().raw_decode
    gap = _GAP.match(text)
    while gap is not None and gap.end() < len(text):
        try:
            _, end = scan(text, gap.end())
        except (ValueError, RecursionError):
            return
        yield text[gap.end() : end]
        gap = _GAP.match(text, end)
