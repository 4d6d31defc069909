"""The style everyone agreed on: formatted, linted, typed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".mypy_cache"
"""What mypy wrote down for the next time: where there is none, writing it takes a sixth longer."""


@pytest.mark.parametrize(
    "tool",
    [
        ("ruff", "format", "--check", "."),
        ("ruff", "check", "."),
        ("mypy", *(() if KEPT.exists() else ("--no-incremental",))),
    ],
    ids=["format", "lint", "types"],
)
def test_the_sources_are_formatted_linted_and_typed(tool: tuple[str, ...]) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", *tool], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
