"""The README's pictures, all of them made by one command: ``python3 -m tests.pictures [NAME …]``.

Each is the real window's own ``--screenshot``, or its ``film``, so none can show what the program
does not.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from inspector.assets import LESSONS, RESOURCES
from tests.support.palette import reduce

PICTURES = RESOURCES / "pictures"
ROOT = RESOURCES.parent
LARGEST = 200 * 1024
"""Bytes of a picture, moving or not; the README is read over slow lines too."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: the lesson it shows, up to which step, and how."""

    name: str
    lesson: str
    step: str = "end"
    options: tuple[str, ...] = ()
    moves: bool = False
    """Whether it is a film of everything from the step on."""

    @property
    def path(self) -> Path:
        """Its file."""
        return PICTURES / f"{self.name}.{'gif' if self.moves else 'png'}"

    def arguments(self, path: Path) -> list[str]:
        """The command line that takes it."""
        lesson = str(next(LESSONS.glob(f"{self.lesson}_*.py")).relative_to(ROOT))
        if self.moves:
            return ["film", lesson, "-o", str(path), "--from", self.step, *self.options]
        return [lesson, "--screenshot", str(path), "--step", self.step, *self.options]


ALL = (
    Picture("film", "03", "2", ("--size", "1040x585", "--seconds", "1.2"), moves=True),
    Picture("backward", "03", "16"),
    Picture("first-run", "01", "end", ("--size", "1200x760")),
    Picture("accumulation", "12", "35"),
    Picture("walls", "18", "24"),
    Picture("second-backward", "13", "end"),
    Picture("why", "13", "end", ("--select", "x", "--panel", "why", "--size", "1280x760")),
    Picture(
        "explain", "11", "end", ("--select", "product", "--panel", "explain", "--size", "1440x900")
    ),
    Picture("plots", "41", "end", ("--panel", "plots", "--size", "1280x860")),
    Picture("groups", "34", "end"),
    Picture("tensors", "01", "end", ("--size", "1200x760", "--view", "tensors")),
    Picture("lesson", "03", "17"),
    Picture("projector", "06", "10", ("--size", "1920x1080", "--theme", "projector")),
)


def take(picture: Picture) -> None:
    """Take one picture and save it in as few bytes as it needs."""
    picture.path.parent.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "inspector", *picture.arguments(picture.path)]
    subprocess.run(command, check=True, cwd=ROOT)
    if not picture.moves:
        reduce(picture.path)
    size = picture.path.stat().st_size
    print(f"{picture.name}: {size // 1024} KB")
    if size > LARGEST:
        raise SystemExit(f"{picture.path.name} is larger than {LARGEST // 1024} KB")


def main(names: list[str]) -> None:
    """Take the pictures of these names, or all of them."""
    for picture in ALL:
        if not names or picture.name in names:
            take(picture)


if __name__ == "__main__":
    main(sys.argv[1:])
