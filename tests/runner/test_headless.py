"""Running and recording without a window."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from inspector import __version__
from inspector.model.recordings.events import End, Printed, Statement
from inspector.model.recordings.files import load, save
from inspector.model.sources.document import UnreadableFile
from inspector.runner.headless import record_program
from inspector.runner.process import environment
from inspector.runner.report import ledger_text
from tests.runner.running import of

RUN = """\
import sys
from pathlib import Path
from inspector.runner.headless import run_program
status = run_program(Path(sys.argv[1]), sys.argv[2:])
assert not [name for name in sys.modules if name.startswith(("PySide6", "pyqtgraph", "networkx"))]
sys.exit(status)
"""
ACCUMULATE = """\
import torch
x = torch.tensor(2.0, requires_grad=True)
y = x * x + x * 3
y.backward(retain_graph=True)
y.backward()
x.grad.zero_()
(x ** 2).backward()
x.grad = None
"""
LEDGER = """\
x.grad
  backward 1: 3 + 2 + 2 = 7   (line 4)
      3  by AddBackward0 → MulBackward0 → AccumulateGrad
      2  by AddBackward0 → MulBackward0 → AccumulateGrad
      2  by AddBackward0 → MulBackward0 → AccumulateGrad
  backward 2: 7 + (3 + 2 + 2) = 14   (line 5)
      3  by AddBackward0 → MulBackward0 → AccumulateGrad
      2  by AddBackward0 → MulBackward0 → AccumulateGrad
      2  by AddBackward0 → MulBackward0 → AccumulateGrad
  .zero_(): 14 → 0   (line 6)
  backward 3: 0 + 4 = 4  by PowBackward0 → AccumulateGrad   (line 7)
  = None: 4 → None   (line 8)"""


def python(
    tmp_path: Path, source: str, *arguments: str, given: str = "", name: str = "prog.py"
) -> subprocess.CompletedProcess[str]:
    """A program run without recording, as ``autograd-inspector run`` does."""
    (tmp_path / name).write_text(source, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-c", RUN, name, *arguments],
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=tmp_path,
        env={**environment(), "PYTHONUTF8": "1"},
        check=False,
    )


def test_a_program_reads_and_prints_like_under_python(tmp_path: Path) -> None:
    source = "import sys, torch\nprint(sys.argv[1:], input(), torch.ones(2) * 2)\n"
    ended = python(tmp_path, source, "a", "b", given="typed\n")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == "['a', 'b'] typed tensor([2., 2.])\n"


def test_an_error_is_printed_as_python_prints_it_with_status_1(tmp_path: Path) -> None:
    source = "import torch\n\nw = torch.ones(2, 3)\nw @ w\n"
    ended = python(tmp_path, source)
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[:3] == [
        "Traceback (most recent call last):",
        f'  File "{tmp_path / "prog.py"}", line 4, in <module>',
        "    w @ w",
    ]
    assert "engine" not in ended.stderr
    assert "RuntimeError: " in ended.stderr


ANOMALY = """\
import torch
def root(x):
    return torch.sqrt(x)
with torch.autograd.detect_anomaly():
    root(torch.tensor(-1.0, requires_grad=True)).backward()
"""


def test_an_anomaly_is_traced_from_the_first_line_of_the_program(tmp_path: Path) -> None:
    lines = python(tmp_path, ANOMALY).stderr.splitlines()
    begun = next(n for n, line in enumerate(lines) if "Traceback of forward call" in line)
    path = tmp_path / "prog.py"
    assert lines[begun + 1 : begun + 5] == [
        f'  File "{path}", line 5, in <module>',
        "    root(torch.tensor(-1.0, requires_grad=True)).backward()",
        f'  File "{path}", line 3, in root',
        "    return torch.sqrt(x)",
    ]


@pytest.mark.parametrize(
    ("source", "status"), [("import sys; sys.exit(5)", 5), ("import sys; sys.exit('no')", 1)]
)
def test_the_exit_status_is_the_programs(tmp_path: Path, source: str, status: int) -> None:
    assert python(tmp_path, source).returncode == status


def test_a_recording_is_made_of_whatever_a_program_does(tmp_path: Path) -> None:
    program = tmp_path / "prog.py"
    program.write_text("x = 1\nwhile True:\n    pass\n")
    recording = record_program(program, timeout=0.5)
    assert isinstance(recording.events[-1], End)
    assert recording.events[-1].reason == "timeout"
    assert recording.events[0] == Statement(1)
    save(recording, tmp_path / "out.trace")
    assert load(tmp_path / "out.trace")[0].events == recording.events


def test_a_recording_knows_the_seed_that_repeats_it(tmp_path: Path) -> None:
    program = tmp_path / "prog.py"
    program.write_text("import torch\nprint(torch.randn(3))\n")
    first = record_program(program)
    assert first.origin.version == __version__
    seed = first.origin.seed
    program.write_text(f"import torch\ntorch.manual_seed({seed})\nprint(torch.randn(3))\n")
    assert of(Printed, record_program(program).events) == of(Printed, first.events)


def test_a_page_with_prose_is_run_and_recorded_as_its_program(tmp_path: Path) -> None:
    text = "# A rule\n\n```python\nx = 6 * 7\nprint(x)\n1 / 0\n```\n"
    ran = python(tmp_path, text, name="page.md")
    assert ran.stdout == "42\n"
    assert 'File "<program>", line 5' in ran.stderr
    recording = record_program(tmp_path / "page.md")
    assert recording.source == "# # A rule\n\nx = 6 * 7\nprint(x)\n1 / 0\n"
    assert of(Printed, recording.events)[0].text == "42\n"


def test_a_file_that_is_no_program_is_refused(tmp_path: Path) -> None:
    (tmp_path / "picture.py").write_bytes(b"\x00\x01")
    with pytest.raises(UnreadableFile):
        record_program(tmp_path / "picture.py")


def test_the_ledger_is_told_as_text(tmp_path: Path) -> None:
    program = tmp_path / "prog.py"
    program.write_text(ACCUMULATE)
    assert ledger_text(record_program(program)) == LEDGER


def test_a_ledger_of_nothing_says_so(tmp_path: Path) -> None:
    program = tmp_path / "prog.py"
    program.write_text("x = 1\n")
    assert ledger_text(record_program(program)) == "No gradient was accumulated."
