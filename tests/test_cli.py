"""The command line, as it is typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from inspector import __version__
from inspector.cli import main, size, step
from inspector.model.recordings.files import save
from inspector.shell.startup.environment import certain_reason
from tests.support.hosts import product

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = """\
import sys
import torch

x = torch.tensor(2.0, requires_grad=True)
y = x ** 3 + 4 * x
y.backward()
print(x.grad, *sys.argv[1:])
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "model.py"
    path.write_text(PROGRAM, encoding="utf-8")
    return path


def typed(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, from the checkout."""
    given = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        [sys.executable, "-m", "inspector", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={name: value for name, value in given.items() if value},
        check=False,
    )


def test_version_and_help_say_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--version"], ["--help"]):
        with pytest.raises(SystemExit) as left:
            main(arguments)
        assert left.value.code == 0
    printed = capsys.readouterr().out
    assert __version__ in printed
    for form in ("run FILE", "record FILE", "draw FILE", "--screenshot", "examples:"):
        assert form in printed


def test_run_without_a_program_lacks_nothing_but_that(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["run"])
    assert capsys.readouterr().err.endswith("the following arguments are required: FILE\n")


@pytest.mark.parametrize("form", [["{}"], ["run", "{}"], ["record", "{}", "-o", "a.json"]])
@pytest.mark.parametrize("kind", ["missing", "binary", "folder"])
def test_what_is_no_program_is_refused_in_one_sentence(
    form: list[str], kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "model.py"
    if kind == "binary":
        path.write_bytes(b"\x7fELF\x00\x00")
    elif kind == "folder":
        path.mkdir()
    assert main([part.format(path) for part in form]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("autograd-inspector: ")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["a.py", "--screenshot", "a.png", "--theme", "sepia"], "sepia"),
        (["a.py", "--screenshot", "a.png", "--size", "wide"], "wide"),
        (["a.py", "--screenshot", "a.png", "--size", "0x0"], "0x0"),
        (["a.py", "--screenshot", "a.png", "--step", "-1"], "--step"),
        (["a.py", "--screenshot", "a.jpeg"], ".png"),
        (["a.py", "--step", "3"], "--screenshot"),
        (["a.py", "--select", "x"], "--screenshot"),
        (["a.py", "--panel", "why"], "--screenshot"),
        (["a.py", "--screenshot", "a.png", "--panel", "what"], "what"),
        (["record", "a.py"], "-o"),
        (["record", "a.py", "-o", "a.txt"], "a.txt"),
        (["record", "a.py", "-o", "a.json", "--timeout", "soon"], "soon"),
        (["draw", "a.py", "-o", "a.gif"], "a.gif"),
        (["draw", "a.py", "-o", "a.svg", "--view", "nodes"], "nodes"),
        (["a.py", "--screenshot", "a.png", "--view", "nodes"], "nodes"),
    ],
)
def test_an_argument_that_means_nothing_is_named(
    arguments: list[str], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert word in capsys.readouterr().err


def test_steps_and_sizes_are_read_as_they_are_written() -> None:
    assert (step("12"), step("end")) == (12, None)
    assert size("1440x900") == (1440, 900)


def test_run_prints_what_python_would_hands_arguments_on_and_ends_with_the_programs_status(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The collector runs, but never goes through the engine's modules; what few need is not there.
    collects = (
        "import gc\nprint(gc.isenabled(), gc.get_freeze_count() > 10_000)\n"
        "print('_hashlib' in sys.modules)\n"
    )
    own = f"{PROGRAM}print(__file__, sys.argv[0])\n{collects}sys.exit(7)\n"
    program.write_text(own, encoding="utf-8")
    monkeypatch.chdir(program.parent)
    ran = typed("run", program.name, "one", "--two")
    told = f"tensor(16.) one --two\n{program} {program.name}\nTrue True\nFalse\n"
    assert (ran.stdout, ran.returncode) == (told, 7)


def test_an_uncaught_error_is_told_as_python_tells_it(tmp_path: Path) -> None:
    path = tmp_path / "fails.py"
    path.write_text("def f():\n    return {}['a']\n\n\nf()\n", encoding="utf-8")
    python = subprocess.run(
        [sys.executable, path.name], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    ran = typed("run", path)
    assert (ran.returncode, ran.stderr) == (python.returncode, python.stderr)


def test_a_program_called_as_a_subcommand_is_reached_by_its_folder(
    tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "run").write_text(PROGRAM, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    ran = typed("run", "./run")
    assert ran.stdout == "tensor(16.)\n"


def test_record_writes_the_documented_json(program: Path, tmp_path: Path) -> None:
    out = tmp_path / "run.json"
    ran = typed("record", program, "-o", out)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == "tensor(16.)\n"
    written = json.loads(out.read_text(encoding="utf-8"))
    assert written["format"] == "autograd-inspector recording"
    assert written["version"] == 1
    assert written["source"] == PROGRAM
    kinds = {event["kind"] for event in written["events"]}
    assert {"statement", "op", "backward_begin", "accumulate", "output", "end"} <= kinds


def test_record_keeps_a_program_that_fails_or_never_ends(tmp_path: Path) -> None:
    path, out = tmp_path / "loop.py", tmp_path / "run.trace"
    for text in ("raise ValueError(1)\n", "while True: pass\n"):
        path.write_text(text, encoding="utf-8")
        ran = typed("record", path, "-o", out, "--timeout", "0.5")
        assert ran.returncode == 0, ran.stderr
        assert out.exists()
        out.unlink()


@pytest.mark.parametrize("command", ["record", "draw", "film"])
def test_no_program_runs_for_a_file_that_cannot_be_written(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "writes.py"
    path.write_text("open('ran', 'w').close()", encoding="utf-8")
    out = tmp_path / "none" / {"record": "a.json", "draw": "a.svg", "film": "a.html"}[command]
    assert main([command, str(path), "-o", str(out)]) == 2
    assert f"there is no folder {out.parent}" in capsys.readouterr().err
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("suffix", ["svg", "png", "pdf", "dot", "graphml"])
def test_draw_writes_every_format_of_a_recording(
    suffix: str, qapp: QApplication, tmp_path: Path
) -> None:
    recording, out = tmp_path / "run.trace", tmp_path / f"graph.{suffix}"
    save(product(), recording)
    for view in ("operations", "tensors"):
        assert main(["draw", str(recording), "-o", str(out), "--view", view]) == 0
        assert out.stat().st_size > 200
        out.unlink()


def test_draw_runs_a_program_first(program: Path, tmp_path: Path) -> None:
    out = tmp_path / "graph.svg"
    ran = typed("draw", program, "-o", out, "--theme", "dark", "--step", "9", "--direction", "TB")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert out.read_text(encoding="utf-8").startswith("<")


def test_draw_says_when_the_program_failed(
    tmp_path: Path, qapp: QApplication, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "open.py"
    path.write_text("x = (\n", encoding="utf-8")
    assert main(["draw", str(path), "-o", str(tmp_path / "graph.svg")]) == 0
    assert "The program fails on line 1" in capsys.readouterr().err


def test_a_film_of_a_lesson_leaves_its_teaching_comments_out(tmp_path: Path) -> None:
    lesson, out = tmp_path / "lesson.py", tmp_path / "film.html"
    lesson.write_text(
        '"""Twice.\n\nAim: See it.\n"""\n\n#: Made here.\nx = 2\n#? What is x?\n#= x\n'
    )
    assert main(["film", str(lesson), "-o", str(out), "--by", "statement"]) == 0
    page = out.read_text(encoding="utf-8")
    assert "x = 2" in page
    assert "Made here" not in page


def test_a_file_that_cannot_be_read_keeps_no_other_from_being_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    binary, text = tmp_path / "binary.py", tmp_path / "text.py"
    binary.write_bytes(bytes(range(256)))
    text.write_text("x = = 1\n", encoding="utf-8")
    assert main(["check", str(binary), str(text)]) == 2
    told = capsys.readouterr()
    assert "binary file" in told.err
    assert "text.py:1: This is not Python" in told.out


def test_a_lesson_without_an_end_is_told_of_as_it_runs_and_stopped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "endless.py"
    path.write_text(
        '"""Endless\n\nChapter: Scalars\nAim: See it.\n\nIt turns.\n"""\n\n'
        "#: It turns here.\n#? Is this so?\n#+ Yes | It is.\n#- No | It is.\n"
        "while True:\n    pass\n",
        encoding="utf-8",
    )
    assert main(["check", str(path), "--timeout", "0.5"]) == 1
    told = capsys.readouterr()
    assert "endless.py runs, for 0.5 seconds at most" in told.err
    assert "It was stopped, as it took too long" in told.out
    assert "--timeout" in told.out


def test_draw_refuses_what_is_no_recording(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "run.json"
    path.write_text("[]", encoding="utf-8")
    assert main(["draw", str(path), "-o", str(tmp_path / "graph.svg")]) == 2
    assert "not a recording" in capsys.readouterr().err


def test_a_screenshot_shows_the_real_window_at_its_size(program: Path, tmp_path: Path) -> None:
    out = tmp_path / "window.png"
    ran = typed(program, "--screenshot", out, "--size", "1024x700", "--theme", "dark")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    header = out.read_bytes()[:24]
    assert header.startswith(b"\x89PNG")
    shape = int.from_bytes(header[16:20], "big"), int.from_bytes(header[20:24], "big")
    assert shape == (1024, 700)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have a display")
def test_without_a_display_the_run_is_told_as_text(program: Path) -> None:
    ran = typed(program, QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")
    assert ran.returncode == 0
    assert "no display" in ran.stderr
    assert "tensor(16.)" in ran.stdout
    assert "x.grad" in ran.stdout
    assert "draw" in ran.stdout


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have a display")
def test_without_a_display_a_recording_is_told_and_nothing_runs(
    program: Path, tmp_path: Path
) -> None:
    path = tmp_path / "run.json"
    assert main(["record", str(program), "-o", str(path)]) == 0
    ran = typed(path, QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")
    assert ran.returncode == 0
    assert "tensor(16.)" in ran.stdout
    assert "x.grad" in ran.stdout


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have a display")
def test_without_a_display_a_program_that_dies_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "dies.py"
    path.write_text("import os\nos._exit(7)\n", encoding="utf-8")
    ran = typed(path, QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")
    assert ran.returncode == 0
    assert "status 7" in ran.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have a display")
def test_a_display_that_does_not_answer_never_becomes_qts_abort(program: Path) -> None:
    ran = typed(program, QT_QPA_PLATFORM="", DISPLAY=":987", WAYLAND_DISPLAY="")
    assert ran.returncode == 0
    assert "tensor(16.)" in ran.stdout
    assert "qt.qpa" not in ran.stderr


def test_what_is_certain_about_the_display_is_not_tried() -> None:
    assert certain_reason({}, "linux") == "there is no display"
    assert certain_reason({"DISPLAY": ":0"}, "linux") is None
    assert certain_reason({"QT_QPA_PLATFORM": "offscreen"}, "linux") == ""
    assert certain_reason({}, "darwin") == ""


def photographed(path: Path, out: Path, patch: str) -> subprocess.CompletedProcess[str]:
    """A picture taken by a photographer that a line of code has changed."""
    code = (
        "import sys, inspector.shell.startup.screenshot as s; from inspector.cli import main\n"
        f"{patch}\nsys.exit(main([{str(path)!r}, '--screenshot', {str(out)!r}]))"
    )
    given = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=given, check=False
    )


def test_a_screenshot_that_goes_wrong_ends_instead_of_waiting(
    program: Path, tmp_path: Path
) -> None:
    ran = photographed(program, tmp_path / "a.png", "s.Photographer._look = lambda self: 1 / 0")
    assert ran.returncode == 1
    assert "ZeroDivisionError" in ran.stderr


def test_a_screenshot_of_a_long_recording_waits_until_it_is_open(tmp_path: Path) -> None:
    program, recorded = tmp_path / "long.py", tmp_path / "long.trace"
    program.write_text("import torch\nfor _ in range(600):\n    x = torch.randn(16, 16)\n")
    assert main(["record", str(program), "-o", str(recorded)]) == 0
    told = "print(self._inspector.session.step), take(self, lacks)"
    patch = "s.EVERY, s.STILL, take = 1, 1, s.Photographer._take\n"
    patch += f"s.Photographer._take = lambda self, lacks: ({told})"
    ran = photographed(recorded, tmp_path / "a.png", patch)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert int(ran.stdout) > 1200


def test_a_screenshot_that_takes_too_long_says_what_it_lacks(
    program: Path, tmp_path: Path
) -> None:
    out = tmp_path / "a.png"
    patch = "import inspector.canvas.screen as screen, inspector.canvas.backing as backing\n"
    patch += "s.WAIT_FOR, backing.AT_ONCE, screen.Screen.refine = 0, 0, lambda self: None"
    ran = photographed(program, out, patch)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith(f"{out} is not complete: the graph was still being ")
    assert out.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("command", ["run", "record"])
def test_a_recording_is_not_taken_for_a_program(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "saved.json"
    path.write_text("{}")
    extra = ["-o", str(tmp_path / "again.json")] if command == "record" else []
    assert main([command, str(path), *extra]) == 2
    assert "named like a recording" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["run", "record", "draw"])
def test_a_recording_that_is_not_there_is_said_to_be_missing(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "missing.json"
    extra = [] if command == "run" else ["-o", str(tmp_path / "made.json")]
    assert main([command, str(path), *extra]) == 2
    assert f"There is no file {path}." in capsys.readouterr().err
