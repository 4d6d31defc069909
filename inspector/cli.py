"""The command line: the window by default, and what works without one.

Imports stand inside functions here so that commands without a window load no Qt, and the window
loads nothing it does not show.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inspector import __version__
from inspector.theme.tokens import THEMES

if TYPE_CHECKING:
    from inspector.model.recording import Recording

PROGRAM = "autograd-inspector"
NOT_GIVEN = -1
"""The step where none was named."""
UNUSABLE = 2
"""The exit status where an argument or a file cannot be used, as argparse's own."""

WINDOW_EXAMPLES = """\
without a window:
  run FILE [ARGS]           run a program, as Python would
  record FILE -o OUT        run a program and keep every step (.json or .trace)
  draw FILE -o OUT          draw a program's graph, or a recording's (.svg .png .pdf .dot .graphml)
  (a program that has one of these names is written with its folder: ./run)

examples:
  autograd-inspector                              open the first lesson
  autograd-inspector model.py                     open a program
  autograd-inspector run.trace                    open a recording; nothing is run
  autograd-inspector model.py --screenshot a.png --step end --theme dark --size 1440x900
  autograd-inspector draw model.py -o graph.svg --view tensors
"""


class Refused(Exception):
    """What was asked cannot be done; the message is one clear sentence."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with these arguments (the process's own where None); the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    chosen = {}.get(given[0]) if given else None
    try:
        return chosen(given[1:]) if chosen else window(given)
    except Refused as refusal:
        print(f"{PROGRAM}: {refusal}", file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        return 130


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
        if 320 <= min(found) and max(found) <= 16384:
            return found
    raise argparse.ArgumentTypeError(
        f"{text!r} is no size: write width x height in pixels, such as 1440x900 (320 to 16384)"
    )


def seconds(text: str) -> float:
    """A span of time greater than nothing."""
    try:
        span = float(text)
    except ValueError:
        span = 0.0
    if not 0 < span < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds greater than 0")
    return span


def window_parser() -> argparse.ArgumentParser:
    """The parser of the form without a subcommand."""
    parser = parser_for("", "See automatic differentiation happen.", WINDOW_EXAMPLES)
    parser.add_argument("file", nargs="?", metavar="FILE", help="a program, or a recording")
    parser.add_argument("--screenshot", metavar="OUT.png", help="save a picture, then quit")
    parser.add_argument("--step", type=step, default=NOT_GIVEN, metavar="N|end", help="the step to picture")
    parser.add_argument("--size", type=size, metavar="WxH", help="the window's size in pixels")
    parser.add_argument("--theme", choices=tuple(THEMES), help="colours and type for this time")
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    return parser


def window(arguments: Sequence[str]) -> int:
    """Open the window, or save a picture of it, or say why there can be none."""
    parser = window_parser()
    chosen = parser.parse_args(arguments)
    if chosen.screenshot and Path(chosen.screenshot).suffix.lower() != ".png":
        parser.error("--screenshot writes PNG pictures: its name must end in .png")
    if chosen.step is not NOT_GIVEN and not chosen.screenshot:
        parser.error("--step belongs to --screenshot")
    path = readable(chosen.file) if chosen.file else None
    if chosen.screenshot:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return open_window(path, chosen)


def open_window(path: Path | None, chosen: argparse.Namespace) -> int:
    """Start Qt where it can start, and go without it where it cannot."""
    from inspector.shell.display import Probe

    probe = Probe()
    reason = probe.known
    if not reason:
        try:
            from inspector import app
            from inspector.shell.launch import Launch
        except ImportError as error:
            reason = f"Qt cannot be loaded ({error})"
        else:
            reason = probe.reason()
    if reason:
        return without_window(path, reason)
    shot = Path(chosen.screenshot) if chosen.screenshot else None
    step = None if chosen.step is NOT_GIVEN else chosen.step
    return app.run_window(Launch(path, shot, step, chosen.size, chosen.theme))


def without_window(path: Path | None, reason: str) -> int:
    """Say why there is no window, and tell as text what it would have shown."""
    from inspector.runner.headless import ledger_text, record_program
    from inspector.shell.lessons import lessons

    program = path or lessons()[0].path
    print(
        f"No window can be opened here: {reason}. The program runs without one; "
        f"`{PROGRAM} draw {program} -o graph.svg` draws its graph.",
        file=sys.stderr,
    )
    recording = recorded(program, None)
    return 0


def readable(name: str) -> Path:
    """The file of this name; refused where it is no text or recording that can be read."""
    from inspector.model.document import UnreadableFile, open_document
    from inspector.model.files import SUFFIXES, UnreadableRecording, load

    path = Path(name)
    try:
        if path.suffix.lower() in SUFFIXES:
            load(path)
        else:
            open_document(path)
    except (UnreadableFile, UnreadableRecording) as error:
        raise Refused(str(error)) from error
    return path
