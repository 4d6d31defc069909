"""The README's table of keys, read from the commands: ``python3 -m tests.keys`` writes it anew."""

from __future__ import annotations

from pathlib import Path

from inspector.commands import COMMANDS, MENUS

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN = "<!-- keys: written by `python3 -m tests.keys` -->\n"
END = "<!-- end of keys -->"


def table() -> str:
    """Every command that has a key, in the order of the menus."""
    rows = [
        f"| {' '.join(f'`{key}`' for key in one.keys)} | {one.title} | {one.help} |"
        for one in sorted(COMMANDS.values(), key=lambda command: MENUS.index(command.menu))
        if one.keys
    ]
    return "\n".join(["| keys | command | what it does |", "|---|---|---|", *rows, ""])


def with_table(text: str) -> str:
    """The README with the table as it should be."""
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + table() + END + rest.partition(END)[2]


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
