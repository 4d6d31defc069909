"""What all forms of the command line read alike: files, steps, sizes, and how they refuse.

Imports stand inside functions here as they do in ``cli``: what is not asked for is not loaded.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.model.looks.look import Colouring
from inspector.theme.tokens import THEMES

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
        f"{text!r} is not a size: write width and height in pixels as in 1440x900, "
        f"each from {SMALLEST} to {LARGEST}"
    )


def factor(text: str) -> float:
    """How much larger than at 100 % a picture is to be."""
    try:
        times = float(text)
    except ValueError:
        times = 0.0
    if not MOST_SCALED[0] <= times <= MOST_SCALED[1]:
        least, most = MOST_SCALED
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least} to {most}")
    return times


def seconds(text: str) -> float:
    """A span of time greater than nothing."""
    try:
        span = float(text)
    except ValueError:
        span = 0.0
    if not 0 < span < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds greater than 0")
    return span


def is_recording(path: Path) -> bool:
    """Whether a file is called as recordings are."""
    from inspector.model.recordings.files import SUFFIXES

    return path.suffix.lower() in SUFFIXES


def readable(name: str) -> Path:
    """A file of this name that holds a program or may hold a recording; refused otherwise."""
    path = Path(name)
    return program_file(name) if not (path.is_file() and is_recording(path)) else path


def writable(path: Path) -> None:
    """Refuse what can never be written, before a program runs for it."""
    if not path.parent.is_dir():
        raise Refused(f"{path} cannot be written: there is no folder {path.parent}.")
    if path.is_dir():
        raise Refused(f"{path} cannot be written: it is a folder.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise Refused(f"{path} cannot be written: you may not write there.")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Refuse what proves while it is written that it cannot be."""
    try:
        yield
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}.") from error


def program_file(name: str) -> Path:
    """A file of this name that holds a program; refused otherwise."""
    from inspector.model.sources.document import UnreadableFile, open_document

    path = Path(name)
    if is_recording(path) and path.is_file():
        raise Refused(
            f"{name} is named like a recording, not like a program; open it with "
            f"'autograd-inspector {name}', or draw it with 'autograd-inspector draw {name} -o …'."
        )
    try:
        open_document(path)
    except UnreadableFile as error:
        raise Refused(str(error)) from error
    return path


def opened(path: Path) -> Recording:
    """A recording from disk; what is missing of it is said."""
    return opened_as_left(path)[0]


def opened_as_left(path: Path) -> tuple[Recording, Mapping[str, bool]]:
    """A recording from disk, and the groups that who saved it had opened and closed."""
    from inspector.model.recordings.files import UnreadableRecording, load_as_left

    try:
        found = load_as_left(path)
    except UnreadableRecording as error:
        raise Refused(str(error)) from error
    if found.complaint:
        print(f"{PROGRAM}: {found.complaint}", file=sys.stderr)
    return found.recording, found.reader.groups


def recorded(
    path: Path, timeout: float | None, edit: Callable[[str], str] = str, aloud: bool = False
) -> Recording:
    """Run a program to its end, or for so many seconds, and keep what it did."""
    from inspector.runner.headless import record_program

    return record_program(path, timeout, edit=edit, aloud=aloud)


def add_looks(parser: argparse.ArgumentParser) -> None:
    """What films and drawings are asked alike: what is a node, which way it runs, its colours."""
    parser.add_argument("--view", choices=VIEWS, default="operations")
    parser.add_argument("--direction", choices=("LR", "TB"), default="LR")
    parser.add_argument(
        "--colour", choices=COLOURS, default="kind", help="what the fills of nodes show"
    )


def film_parser() -> argparse.ArgumentParser:
    """The parser of ``film``."""
    parser = parser_for("film", "Write the steps of a program or a recording as a film.")
    parser.add_argument("file", metavar="FILE|RECORDING")
    parser.add_argument(
        "-o", dest="out", required=True, type=Path, metavar="OUT.gif|mp4|html|pdf|svg"
    )
    parser.add_argument(
        "--from", dest="first", type=step, default=0, metavar="N", help="the first step (0)"
    )
    parser.add_argument(
        "--to", dest="last", type=step, metavar="N|end", help="the last step (end)"
    )
    parser.add_argument(
        "--by",
        choices=("op", "statement", "backward"),
        default="op",
        help="a frame for whatever happens in the graph (op), for each statement, or for each "
        "node of a backward pass",
    )
    add_looks(parser)
    parser.add_argument(
        "--theme", choices=tuple(THEMES), help="light, but a page is as its reader prefers"
    )
    parser.add_argument(
        "--groups", choices=("auto", "open", "closed"), default="auto",
        help="whether modules, functions and turns stand as one node each (where it is large, "
        "or as a recording was left)",
    )  # fmt: skip
    parser.add_argument(
        "--size", type=size, default=(1280, 720), metavar="WxH", help="pixels of a film (1280x720)"
    )
    parser.add_argument(
        "--seconds", type=seconds, default=1.5, metavar="S", help="how long a step stays (1.5)"
    )
    parser.add_argument(
        "--no-source", dest="source", action="store_false", help="leave the program out"
    )
    parser.add_argument(
        "--handout", action="store_true", help="one page: program, ledger, graph at three steps"
    )
    parser.add_argument("--timeout", type=seconds, metavar="SECONDS", help="stop it after so long")
    parser.add_argument("--progress", action="store_true", help="print a line for every frame")
    return parser


def draw_parser() -> argparse.ArgumentParser:
    """The parser of ``draw``."""
    parser = parser_for("draw", "Draw the graph of a program or a recording.")
    parser.add_argument("file", metavar="FILE|RECORDING")
    parser.add_argument(
        "-o", dest="out", required=True, type=Path, metavar="OUT.svg|png|pdf|dot|graphml|json"
    )
    parser.add_argument("--step", type=step, metavar="N|end", help="the step to draw (end)")
    add_looks(parser)
    parser.add_argument("--theme", choices=tuple(THEMES), default="light")
    parser.add_argument(
        "--only", default="", metavar="QUERY", help="only what a search finds, and its neighbours"
    )
    parser.add_argument(
        "--groups", choices=("auto", "open", "closed"), default="auto",
        help="whether modules, functions and turns stand as one node each (where it is large)",
    )  # fmt: skip
    parser.add_argument(
        "--scale", type=factor, default=1.0, metavar="X", help="how large a picture is (1)"
    )
    parser.add_argument("--timeout", type=seconds, metavar="SECONDS", help="stop it after so long")
    return parser
