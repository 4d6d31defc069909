"""Recordings on disk: ``.json``, the open form, and ``.trace``, the compact one.

A JSON recording is an object with ``format``, ``version``, ``source``, ``name`` and ``events``,
one event a line. A trace is a header frame, then frames of events as short as a running program
sends them (see ``wire``, ``shortening``). Both open as
far as they are sound: a file cut short or damaged gives what comes before the damage.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from inspector.model.recordings import json_file
from inspector.model.recordings.opening import (
    AT_END,
    MOST_BYTES,
    Opening,
    OtherVersion,
    UnreadableRecording,
    check_version,
)
from inspector.model.recordings.origin import Reader
from inspector.model.recordings.recording import Recording
from inspector.model.recordings.shortening import Shortener
from inspector.model.recordings.wire import (
    MAGIC,
    VERSION,
    Decoder,
    Frame,
    Header,
    WireError,
    encode,
    encode_packed,
)
from inspector.model.sources.atomic import replace_content
from inspector.model.uncollected import uncollected

__all__ = ["SUFFIXES", "Opening", "UnreadableRecording", "load", "loading", "save"]

SUFFIXES = (".json", ".trace")
BATCH = 64
"""Events of a frame: as many may be lost where a byte is, and more open no faster."""
TOGETHER = 8
"""Frames that are read at a time: in some milliseconds."""
CHUNK = 2**20


def save(recording: Recording, path: Path, reader: Reader = AT_END) -> None:
    """Write a recording in the form its suffix names; the old file stays until that worked.

    ``reader`` is where it will be opened.

    Raises:
        ValueError: for another suffix than ``.json`` and ``.trace``.
        OSError: where the file cannot be written.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise ValueError(f"{path.name}: a recording is saved as .json or as .trace")
    chunks = json_file.written if path.suffix.lower() == ".json" else _trace
    replace_content(path, chunks(recording, reader))


def load(path: Path) -> tuple[Recording, str]:
    """A recording from disk, and a sentence about what of it is missing, "" if nothing is.

    The content, not the suffix, decides which form it is. Nothing in the file is run.

    Raises:
        UnreadableRecording: where the file cannot be opened or is not a recording at all.
    """
    opened = load_as_left(path)
    return opened.recording, opened.complaint


def load_as_left(path: Path) -> Opening:
    """A recording from disk with all that stands beside it, as ``load`` reads it."""
    (opened,) = (piece for piece in loading(path) if isinstance(piece, Opening))
    return opened


def loading(path: Path) -> Iterator[float | Opening]:
    """Load a recording in small pieces: how much of it is read, from 0 to 1, then what was opened.

    Each piece takes some milliseconds, so that a window can do it between two pictures.

    Raises:
        UnreadableRecording: where the file cannot be opened or is not a recording at all.
    """
    try:
        yield from _opened(path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnreadableRecording(f"{path.name} cannot be read: {reason}.") from error
    except UnreadableRecording as error:
        raise UnreadableRecording(f"{path.name} is not a recording: {error}.") from error
    except OtherVersion as error:
        raise UnreadableRecording(f"{path.name} {error}.") from error


def _opened(path: Path) -> Iterator[float | Opening]:
    if path.exists() and not path.is_file():
        raise UnreadableRecording("it is not a file")
    with path.open("rb") as file:
        begin = file.read(CHUNK)
        if begin.startswith(MAGIC):
            yield from _read_trace(begin, file, path.stat().st_size)
        else:
            yield from json_file.reading(begin + file.read(MOST_BYTES - len(begin)))


def _trace(recording: Recording, reader: Reader) -> Iterator[bytes]:
    short = Shortener().shortened(recording.events)
    about = recording.source, recording.name, len(recording), recording.origin, reader
    yield encode(Header(VERSION, *about))
    while batch := list(islice(short, BATCH)):
        yield encode_packed(batch)


def _read_trace(begin: bytes, file: BinaryIO, size: int) -> Iterator[float | Opening]:
    decoder = Decoder()
    frames = _frames(decoder, begin, file)
    try:
        header = next(frames, None)
    except WireError as error:
        raise UnreadableRecording(str(error)) from error
    if not isinstance(header, Header):
        raise UnreadableRecording("it has no header")
    check_version(header.version, VERSION)
    opening = Opening(Recording(header.source, header.name), header.origin, header.reader)
    try:
        while _takes_some(opening, frames):
            yield min(1.0, file.tell() / max(1, size))
    except WireError as error:
        opening.stop(str(error))
    if len(opening.recording) < header.events:
        opening.stop(f"{header.events:,} were saved and the file ends early")
    yield opening


def _takes_some(opening: Opening, frames: Iterator[Frame]) -> bool:
    """Take the next few frames; was there any?"""
    some = False
    with uncollected():
        for frame in islice(frames, TOGETHER):
            some = True
            if isinstance(frame, list):
                opening.take_all(frame)
            else:
                opening.stop("there is something else between the events")
    return some


def _frames(decoder: Decoder, begin: bytes, file: BinaryIO) -> Iterator[Frame]:
    """The frames of the file, up to the largest size a file may have."""
    data, total = begin, 0
    while data and total < MOST_BYTES:
        yield from decoder.feed(data)
        total += len(data)
        data = file.read(CHUNK)
