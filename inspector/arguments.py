"""What all forms of the command line read alike: files, steps, sizes, and how they refuse.

Imports stand inside functions here as they do in ``cli``: what is not asked for is not loaded.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.model.looks.look import Colouring

if TYPE_CHECKING:
    from inspector.model.recordings.recording import Recording

PROGRAM = "autograd-inspector"
SMALLEST, LARGEST = 320, 16384
"""Pixels of a window's side."""
VIEWS = ("operations", "tensors")
COLOURS = tuple(each.value for each in Colouring)
MOST_SCALED = (0.05, 20.0)


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault
    """What was asked cannot be done; the message is one clear sentence."""


def parser_for(name: str, description: str, epilog: str = "") -> argparse.ArgumentParser:
    """A parser whose help keeps the line breaks of its examples."""
    return argparse.ArgumentParser(
        prog=f"{PROGRAM} {name}".strip(),
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def step(text: str) -> int | None:
    """A step's number, None for ``end``."""
    if text == "end":
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is neither a step's number nor 'end'")


def size(text: str) -> tuple[int, int]:
    """A window's width and height in pixels, from ``1440x900``."""
    width, separator, height = text.lower().partition("x")
    if separator and width.isdigit() and height.isdigit():
        found = int(width), int(height)
        if min(found) >= SMALLEST and max(found) <= LARGEST:
            return found
    raise argparse.ArgumentTypeError(
        f"{text!r} is no size: write width and height in pixels as in 1440x900, "
        f"each from {SMALLEST} to {LARGEST}"
    )


def factor(text: str) -> float:
    """How much larger than at 100 % a picture shall be."""
    try:
        times = float(text)
    except ValueError:
        times = 0.0
    if not MOST_SCALED[0] <= times <= MOST_SCALED[1]:
        least, most = MOST_SCALED
        raise argparse.ArgumentTypeError(f"{text!r} is no number from {least} to {most}")
    return times


def seconds(text: str) -> float:
    """A span of time greater than nothing."""
    try:
        span = float(text)
    except ValueError:
        span = 0.0
    if not 0 < span < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds greater than 0")
    return span


def is_recording(path: Path) -> bool:
    """Whether a file is called as recordings are."""
    from inspector.model.recordings.files import SUFFIXES

    return path.suffix.lower() in SUFFIXES


def readable(name: str) -> Path:
    """A file of this name that holds a program or may hold a recording; refused otherwise."""
    path = Path(name)
    return program_file(name) if not (path.is_file() and is_recording(path)) else path


def program_file(name: str) -> Path:
    """A file of this name that holds a program; refused otherwise."""
    from inspector.model.sources.document import UnreadableFile, open_document

    if is_recording(Path(name)):
        raise Refused(
            f"{name} is named like a recording, not like a program; open it with "
            f"'autograd-inspector {name}', or draw it with 'autograd-inspector draw {name} -o …'."
        )
    try:
        open_document(Path(name))
    except UnreadableFile as error:
        raise Refused(str(error)) from error
    return Path(name)


def opened(path: Path) -> Recording:
    """A recording from disk; what is missing of it is said."""
    from inspector.model.recordings.files import UnreadableRecording, load

    try:
        recording, complaint = load(path)
    except UnreadableRecording as error:
        raise Refused(str(error)) from error
    if complaint:
        print(f"{PROGRAM}: {complaint}", file=sys.stderr)
    return recording


def recorded(
    path: Path, timeout: float | None, edit: Callable[[str], str] = str, aloud: bool = False
) -> Recording:
    """Run a program to its end, or for so many seconds, and keep what it did."""
    from inspector.runner.headless import record_program

    return record_program(path, timeout, edit=edit, aloud=aloud)
