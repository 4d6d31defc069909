"""What works without a window: running a program as Python would, and recording one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import engine
from inspector.model.recordings.events import AnyEvent, Asked, Printed
from inspector.model.recordings.recording import Recording
from inspector.model.sources.document import open_program
from inspector.model.uncollected import kept
from inspector.runner.aloud import write
from inspector.runner.child.program import Program, become_main, exit_status
from inspector.runner.child.tracebacks import tell_of_threads, text_of
from inspector.runner.host import Run
from inspector.runner.job import Job
from inspector.runner.limits import Limits
from inspector.runner.terminal import Terminal

INTERRUPTED = 130
_TURN = 0.05


def run_program(path: Path, arguments: Sequence[str] = ()) -> int:
    """Run a program on the engine in this process; output and exit status are Python's.

    Raises:
        UnreadableFile: the file holds no program text.
    """
    document = open_program(path)
    script = Path(document.name) if document.path is None else path.absolute()
    folder = script.absolute().parent
    program = Program(document.text, str(script), tuple(arguments), str(folder), str(path))
    try:
        _execute(program)
    except SystemExit as leaving:
        status, words = exit_status(leaving)
        sys.stderr.write(words)
        return status
    except BaseException as error:  # noqa: BLE001  (whatever a program can raise)
        _tell(error, program)
        return INTERRUPTED if isinstance(error, KeyboardInterrupt) else 1
    return 0


def _execute(program: Program) -> None:
    code = program.compile()
    module = become_main(program)
    with kept():
        engine.install_as_torch()
    tell_of_threads(program.filename)
    exec(code, module.__dict__)


def _tell(error: BaseException, program: Program) -> None:
    if sys.excepthook is sys.__excepthook__:
        sys.stderr.write(text_of(error, program.filename))
    else:
        sys.excepthook(type(error), error, error.__traceback__)


def record_program(
    path: Path,
    timeout: float | None = None,
    arguments: Sequence[str] = (),
    edit: Callable[[str], str] = str,
    aloud: bool = False,
) -> Recording:
    """Run a program in a child process, for ``timeout`` seconds at most, and keep what it did.

    Whatever becomes of the program there is a recording, and Ctrl-C only ends it sooner. What it
    asks is answered from standard input.

    ``edit`` : makes what is run of the file's text. ``aloud`` : what the program prints is
    printed here as it comes, and not its questions only.

    Raises:
        UnreadableFile: the file holds no program text.
    """
    document = open_program(path)
    text = edit(document.text)
    recording = Recording(text, path.name)
    job = Job(
        source=text,
        name=document.name,
        path=document.path,
        arguments=tuple(arguments),
        cwd=Path.cwd(),
        limits=Limits(seconds=timeout),
        asks=True,
    )
    run = Run(job)
    run.start()
    try:
        _follow(run, recording, aloud)
    except KeyboardInterrupt:
        run.stop()
        _follow(run, recording, aloud)
    finally:
        run.close()
    recording.origin = run.origin
    return recording


def _follow(run: Run, recording: Recording, aloud: bool) -> None:
    terminal, answered = Terminal(), 0
    while run.alive:
        waits = len(recording.of_kind(Asked)) > answered
        found = terminal.look(_TURN) if waits else None
        if found is not None:
            run.answer(found[0])
            answered += 1
        events = run.read(_TURN, wait=0 if waits else _TURN)
        recording.extend(events)
        if aloud:
            _print(events)
        elif any(isinstance(event, Asked) for event in events):
            _show_question(recording)


def _print(events: Sequence[AnyEvent]) -> None:
    """Print what the program has printed."""
    for event in events:
        if isinstance(event, Printed):
            write(sys.stderr if event.stream == "stderr" else sys.stdout, event.text)


def _show_question(recording: Recording) -> None:
    """Show what the program printed last, as its question may stand there."""
    for index in recording.of_kind(Printed)[-1:]:
        event = recording.events[index]
        if isinstance(event, Printed):
            write(sys.stderr, event.text.rpartition("\n")[2])
