"""What the README says is so: its pictures, its commands, its keys, its events."""

from __future__ import annotations

import re
import shlex
from importlib.util import find_spec
from pathlib import Path
from typing import get_args

import pytest
from msgspec.inspect import StructType, type_info

from inspector.cli import main
from inspector.model.recordings.events import AnyEvent
from tests.keys import README, with_table
from tests.pictures import ALL, LARGEST

ROOT = README.parent
TEXT = README.read_text(encoding="utf-8")
COMMANDS = [
    line.partition(" # ")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    for line in block.splitlines()
]
FORMS = [line for line in COMMANDS if line.startswith("autograd-inspector ")]


def test_every_picture_and_file_it_names_is_there() -> None:
    named = re.findall(r"\]\(([^)#:]+)\)", TEXT)
    assert TEXT.startswith("![")
    assert [path for path in named if not (ROOT / path).is_file()] == []


def test_its_pictures_are_the_ones_that_are_taken() -> None:
    named = set(re.findall(r"\((resources/pictures/[^)]+)\)", TEXT))
    assert named == {picture.path.relative_to(ROOT).as_posix() for picture in ALL}
    assert all(picture.path.stat().st_size <= LARGEST for picture in ALL)


def test_it_starts_with_exactly_two_commands() -> None:
    start = TEXT.partition("## Start")[2].partition("\n## ")[0]
    assert re.findall(r"```sh\n(.*?)\n```", start, re.DOTALL) == [
        "python3 -m pip install . && autograd-inspector",
        'python3 -m pip install ".[test]" && python3 -m pytest',
    ]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_command_line_is_understood(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only the file is missing here: what could not be read at all would leave with SystemExit."""
    monkeypatch.chdir(tmp_path)
    assert main(shlex.split(form)[1:]) == 2
    assert re.search(r"(model|lesson)\.py|run\.(trace|json)", capsys.readouterr().err)


def test_every_module_and_test_it_runs_exists() -> None:
    text = " ".join(TEXT.split())
    modules = set(re.findall(r"python3 -m (tests\.\w+)", text))
    files = set(re.findall(r"pytest (tests/\S+)", text))
    assert {"tests.pictures", "tests.keys"} <= modules
    assert all(find_spec(module) for module in modules)
    assert files
    assert all((ROOT / file).exists() for file in files)


def test_its_keys_are_the_commands_keys() -> None:
    assert with_table(TEXT) == TEXT, "python3 -m tests.keys writes them anew"


def test_it_names_every_kind_of_event() -> None:
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", TEXT, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert {tag(kind) for kind in get_args(AnyEvent)} <= named


def tag(kind: type) -> object:
    """What an event is called in a file."""
    described = type_info(kind)
    assert isinstance(described, StructType)
    return described.tag
