"""The command line: the window by default, and what works without one.

Imports stand inside functions here so that commands without a window load no Qt, and the window
loads nothing it does not show.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inspector import __version__
from inspector.arguments import (
    PROGRAM,
    VIEWS,
    Refused,
    draw_parser,
    film_parser,
    is_recording,
    opened,
    opened_as_left,
    parser_for,
    program_file,
    readable,
    recorded,
    seconds,
    size,
    step,
    writable,
    writing,
)
from inspector.model.uncollected import kept
from inspector.panels import PANELS
from inspector.runner.aloud import write
from inspector.theme.tokens import THEMES

if TYPE_CHECKING:
    from inspector.model.lessons.lesson import Problem
    from inspector.model.recordings.recording import Recording

NOT_GIVEN = -1
"""The step where none was named."""
LESSON = 15.0
"""Seconds that a lesson may run, which takes one as a rule."""
UNUSABLE = 2
"""The exit status where an argument or a file cannot be used, as argparse's own."""

WINDOW_EXAMPLES = """\
without a window:
  run FILE [ARGS]           run a program, as Python would
  record FILE -o OUT        run a program and keep every step (.json or .trace)
  draw FILE -o OUT          draw a program's graph, or a recording's
                            (.svg .png .pdf .dot .graphml .json)
  film FILE -o OUT          a film of its steps (.gif .mp4), a page that replays them
                            (.html), or a picture a step (.pdf .svg)
  check LESSON              say what is wrong with a lesson
  (a program that has one of these names is written with its folder: ./run)

examples:
  autograd-inspector                              go on where the window was left
  autograd-inspector model.py                     open a program
  autograd-inspector run.trace                    open a recording; nothing is run
  autograd-inspector model.py --screenshot a.png --step end --theme dark --size 1440x900
  autograd-inspector draw model.py -o graph.svg --view tensors
  autograd-inspector film model.py -o backward.gif --from 12 --to end --by backward
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with these arguments (the process's own where None); the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    chosen = SUBCOMMANDS.get(given[0]) if given else None
    try:
        return chosen(given[1:]) if chosen else window(given)
    except Refused as refusal:
        print(f"{PROGRAM}: {refusal}", file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        return 130


def window_parser() -> argparse.ArgumentParser:
    """The parser of the form without a subcommand."""
    parser = parser_for("", "See automatic differentiation happen.", WINDOW_EXAMPLES)
    parser.add_argument("file", nargs="?", metavar="FILE", help="a program, or a recording")
    parser.add_argument("--screenshot", metavar="OUT.png", help="save a picture, then quit")
    parser.add_argument(
        "--step", type=step, default=NOT_GIVEN, metavar="N|end", help="the step to picture (end)"
    )
    parser.add_argument(
        "--select", metavar="NAME", help="the variable whose node is selected in the picture"
    )
    parser.add_argument(
        "--panel",
        choices=[panel.id for panel in PANELS],
        action="append",
        help="a panel to bring to the front",
    )
    parser.add_argument("--size", type=size, metavar="WxH", help="the window's size in pixels")
    parser.add_argument("--theme", choices=tuple(THEMES), help="colours and type for this time")
    parser.add_argument("--view", choices=VIEWS, help="what is drawn as nodes, for this time")
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    return parser


def window(arguments: Sequence[str]) -> int:
    """Open the window, or save a picture of it, or say why there can be none."""
    parser = window_parser()
    chosen = parser.parse_args(arguments)
    if chosen.screenshot and Path(chosen.screenshot).suffix.lower() != ".png":
        parser.error("--screenshot writes PNG pictures: its name must end in .png")
    for option, given in (
        ("--step", chosen.step != NOT_GIVEN),
        ("--select", chosen.select is not None),
        ("--panel", chosen.panel is not None),
    ):
        if given and not chosen.screenshot:
            parser.error(f"{option} belongs to --screenshot")
    path = readable(chosen.file) if chosen.file else None
    if chosen.screenshot:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return open_window(path, chosen)


def open_window(path: Path | None, chosen: argparse.Namespace) -> int:
    """Start Qt where it can start, and go without it where it cannot."""
    from inspector.shell.startup.environment import certain_reason

    reason = certain_reason(os.environ)
    if not reason:
        try:
            from inspector import app
            from inspector.shell.startup.launch import Launch, Shot
        except ImportError as error:
            reason = f"Qt cannot be loaded ({error})"
    if reason is None:
        from inspector.shell.startup import probe

        reason = probe.reason(os.environ)
    if reason:
        return without_window(path, reason)
    shot = None
    if chosen.screenshot:
        step = None if chosen.step == NOT_GIVEN else chosen.step
        shot = Shot(Path(chosen.screenshot), step, chosen.select or "", tuple(chosen.panel or ()))
    return app.run_window(Launch(path, shot, chosen.size, chosen.theme, chosen.view))


def without_window(path: Path | None, reason: str) -> int:
    """Say why there is no window, and tell as text what it would have shown."""
    from inspector.runner.report import ledger_text
    from inspector.shell.documents.lessons import lessons

    program = path or lessons()[0].path
    saved = is_recording(program)
    instead = "This is what was recorded" if saved else "The program runs without one"
    print(f"No window can be opened here: {reason}. {instead}.", file=sys.stderr)
    recording = opened(program) if saved else recorded(program, None)
    write_output(recording)
    write(sys.stdout, f"{ledger_text(recording)}\n")
    write(sys.stdout, f"To draw its graph: {PROGRAM} draw {program} -o graph.svg\n")
    return 0


def run(arguments: Sequence[str]) -> int:
    """Run a program on the engine; its output and exit status are Python's."""
    parser = parser_for("run", "Run a program, as Python would, on the inspector's engine.")
    parser.add_argument("file", metavar="FILE")
    rest = parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="ARGS")
    rest.required = False  # before Python 3.12 a call without any is said to lack them
    chosen = parser.parse_args(arguments)
    path = program_file(chosen.file)
    with kept():
        from inspector.runner.headless import run_program

    return run_program(path, chosen.arguments)


def record(arguments: Sequence[str]) -> int:
    """Run a program and write every step of it to a file."""
    parser = parser_for("record", "Run a program and keep every step of it.")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("-o", dest="out", required=True, type=Path, metavar="OUT.json|OUT.trace")
    parser.add_argument("--timeout", type=seconds, metavar="SECONDS", help="stop it after so long")
    chosen = parser.parse_args(arguments)
    from inspector.model.recordings.files import SUFFIXES, save

    if chosen.out.suffix.lower() not in SUFFIXES:
        parser.error(
            f"a recording's name ends in {' or '.join(SUFFIXES)}, not {chosen.out.name!r}"
        )
    writable(chosen.out)
    recording = recorded(program_file(chosen.file), chosen.timeout, aloud=True)
    with writing(chosen.out):
        save(recording, chosen.out)
    return 0


def draw(arguments: Sequence[str]) -> int:
    """Draw the graph of a program or a recording."""
    parser = draw_parser()
    chosen = parser.parse_args(arguments)
    from inspector.export.compose import NothingFoundError, Request, compose
    from inspector.export.files import FORMATS, export

    if chosen.out.suffix.lower() not in FORMATS:
        parser.error(f"a drawing's name ends in {', '.join(FORMATS)}, not {chosen.out.name!r}")
    writable(chosen.out)
    path = readable(chosen.file)
    recording = opened(path) if is_recording(path) else recorded_whole(path, chosen.timeout)
    theme = THEMES[chosen.theme]
    request = Request(
        chosen.step, chosen.view, chosen.direction, theme, chosen.colour, chosen.only,
        None if chosen.groups == "auto" else chosen.groups == "open",
    )  # fmt: skip
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        with writing(chosen.out):
            export(chosen.out, compose(recording, request), chosen.scale)
    except NothingFoundError as error:
        raise Refused(str(error)) from error
    return 0


def film(arguments: Sequence[str]) -> int:
    """Write the steps of a program or a recording as a film, a page, or numbered pictures."""
    parser = film_parser()
    chosen = parser.parse_args(arguments)
    from inspector.export.film import Cut, NoFilmError, film
    from inspector.export.films import FORMATS, Look, MissingExtraError, UnknownFilmError, shoot
    from inspector.model.lessons.lesson_text import program_of

    if chosen.out.suffix.lower() not in FORMATS:
        parser.error(f"a film's name ends in {', '.join(FORMATS)}, not {chosen.out.name!r}")
    writable(chosen.out)
    path = readable(chosen.file)
    recording, groups = (
        opened_as_left(path)
        if is_recording(path)
        else (recorded_whole(path, chosen.timeout, program_of), {})
    )
    cut = Cut(
        first=chosen.first or 0,
        last=chosen.last,
        by=chosen.by,
        view=chosen.view,
        direction=chosen.direction,
        colour=chosen.colour,
        source=chosen.source,
        groups=groups,
        opened=None if chosen.groups == "auto" else chosen.groups == "open",
    )
    width, height = chosen.size
    look = Look(width, height, chosen.seconds, chosen.theme is None, chosen.handout)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        made = film(recording, cut, THEMES[chosen.theme or "light"])
        with writing(chosen.out):
            shoot(chosen.out, made, look, counter(len(made.steps), chosen.progress))
    except (NoFilmError, MissingExtraError, UnknownFilmError) as error:
        raise Refused(str(error)) from error
    return 0


def counter(frames: int, lines: bool) -> Callable[[int], None]:
    """Says how far a film is: to a person at a terminal, or in lines to another program."""

    def told(done: int) -> None:
        if lines:
            print(f"{done}/{frames}", flush=True)
        elif sys.stderr is not None and sys.stderr.isatty():
            end = "\n" if done == frames else ""
            print(f"\rframe {done} of {frames}", end=end, file=sys.stderr, flush=True)

    return told


def check(arguments: Sequence[str]) -> int:
    """Say what is wrong with a lesson, line by line; 1 where anything is."""
    parser = parser_for("check", "Check a lesson: its text, its run, and its answers.")
    parser.add_argument("files", nargs="+", metavar="LESSON")
    parser.add_argument(
        "--timeout",
        type=seconds,
        default=LESSON,
        metavar="SECONDS",
        help="stop each after so long",
    )
    chosen = parser.parse_args(arguments)
    from inspector.model.lessons.lesson_check import told

    wrong = refused = 0
    for name in chosen.files:
        try:
            found = problems_of(program_file(name), chosen.timeout)
        except Refused as refusal:
            print(f"{PROGRAM}: {refusal}", file=sys.stderr)
            refused += 1
            continue
        wrong += bool(found)
        for problem in found:
            write(sys.stdout, f"{told(name, problem)}\n")
        if not found:
            write(sys.stdout, f"{name}: nothing is wrong.\n")
    return UNUSABLE if refused else int(wrong > 0)


def problems_of(path: Path, timeout: float) -> list[Problem]:
    """What is wrong with one lesson; its run is looked at only where its text is sound."""
    from inspector.model.lessons.lesson_check import problems_of_run, problems_of_text
    from inspector.model.lessons.lesson_text import read_lesson
    from inspector.model.sources.document import open_document

    read = read_lesson(open_document(path).text)
    found = problems_of_text(read)
    if found:
        return found
    print(f"{path} runs, for {timeout:g} seconds at most …", file=sys.stderr, flush=True)
    return problems_of_run(read.lesson, recorded(path, timeout))


def recorded_whole(
    path: Path, timeout: float | None, edit: Callable[[str], str] = str
) -> Recording:
    """Run a program to see what it does, and say why, where that is not all there was to see."""
    from inspector.model.recordings.events import End

    recording = recorded(path, timeout, edit)
    last = recording.events[-1] if recording.events else None
    if isinstance(last, End) and last.reason not in ("finished", "exit"):
        from inspector.model.questions.explain import caption

        print(f"{PROGRAM}: {caption(recording, len(recording))}", file=sys.stderr)
    return recording


def write_output(recording: Recording) -> None:
    """What the program printed, to the streams it printed to, and how else it ended."""
    from inspector.model.recordings.events import End, Printed

    for event in recording.events:
        if isinstance(event, Printed):
            (sys.stderr if event.stream == "stderr" else sys.stdout).write(event.text)
        elif isinstance(event, End) and event.message:
            print(f"{PROGRAM}: {event.message}", file=sys.stderr)


SUBCOMMANDS: Mapping[str, Callable[[Sequence[str]], int]] = {
    "run": run,
    "record": record,
    "draw": draw,
    "film": film,
    "check": check,
}
