"""The user's program: compiled as it stands, and run as ``__main__`` like Python would."""

from __future__ import annotations

import ast
import linecache
import sys
from dataclasses import dataclass
from types import CodeType, ModuleType


@dataclass(frozen=True, slots=True)
class Program:
    """A program's text, the file name it goes by, its arguments and the folder of its imports.

    ``called`` is the name it was started by, where that is not its file name.
    """

    source: str
    filename: str
    arguments: tuple[str, ...] = ()
    folder: str = ""
    called: str = ""

    def parse(self) -> ast.Module:
        """Its syntax tree; raises SyntaxError as Python does."""
        return ast.parse(self.source, self.filename)

    def compile(self) -> CodeType:
        """Its code, never rewritten; raises SyntaxError as Python does."""
        return compile(self.source, self.filename, "exec", dont_inherit=True)


def become_main(program: Program) -> ModuleType:
    """Make this process look to the program as if Python had started it."""
    module = ModuleType("__main__")
    module.__dict__.update(__file__=program.filename, __builtins__=sys.modules["builtins"])
    sys.modules["__main__"] = module
    sys.argv = [program.called or program.filename, *program.arguments]
    sys.path.insert(0, program.folder)
    remember_source(program)
    return module


def remember_source(program: Program) -> None:
    """Let tracebacks and warnings quote the program, wherever its text came from."""
    lines = program.source.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    linecache.cache[program.filename] = (len(program.source), None, lines, program.filename)


def exit_status(leaving: SystemExit) -> tuple[int, str]:
    """The status of ``sys.exit(…)``, and what Python prints for it."""
    if leaving.code is None:
        return 0, ""
    if isinstance(leaving.code, int):
        return leaving.code & 0xFF, ""
    return 1, f"{leaving.code}\n"
