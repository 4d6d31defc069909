"""What is pasted from a page, a notebook or a session at a prompt, as a program takes it."""

from __future__ import annotations

import re
from textwrap import dedent, indent

from inspector.model.sources.magics import as_python
from inspector.model.sources.parsing import parsed

MOST = 200_000
"""Characters; longer texts are pasted as they are, for to read them would be felt."""
LONGEST = 200
"""Lines of one cell that are looked through for where its code ends."""
_ANSWER = "tensor("
NO_BREAK = "\u00a0"
"""The blank that pages indent code with, and Python does not read."""
_FENCE = re.compile(r"\s*(```|~~~)\s*(?P<language>[\w+-]*)")
_PYTHON = {"", "python", "python3", "py", "py3", "pycon", "ipython", "ipython3", "pytorch"}
_PYTHONS = re.compile(r"\s*(>>>|\.\.\.)( |$)")
_IPYTHONS = re.compile(r"\s*(In \[[ \d*]*\]|\.{3,}): ?")
_GOES_ON = re.compile(r"[:,([{\\]\s*(#.*)?$")
"""A line whose next one may be indented deeper."""
_HEAD = re.compile(r"\s*(In|Out) ?\[(None|[ \d*]*)\]:\s*$")


def as_code(pasted: str, above: str = "") -> str:
    """``pasted`` without prompts, Markdown's fences, and a margin that its place has no use for.

    ``above`` is the text before the place. What Python reads as it stands stays as it stands.
    """
    if len(pasted) > MOST or parsed(pasted) is not None:
        return pasted
    code = _without_prompts(_without_fences(_without_heads(pasted.replace(NO_BREAK, " "))))
    python = as_python(code)
    return _fitted(code if parsed(dedent(python)) is None else python, above)


def _without_heads(text: str) -> str:
    """A notebook that was copied as text, as cells: code stands below "In [1]:", up to prose."""
    parts: list[list[str]] = [[]]
    for line in text.split("\n"):
        if _HEAD.match(line):
            parts.append([])
        else:
            parts[-1].append(line)
    if len(parts) == 1:
        return text
    cells = [("# %% [markdown]", _comments(parts[0]))]
    for part in parts[1:]:
        code, rest = _code_of(part)
        cells += [("# %%", code), ("# %% [markdown]", _comments(rest))]
    written = [(head, body) for head, body in cells if body]
    if len(written) == 1:
        return written[0][1] + "\n"
    return "\n\n".join(f"{head}\n{body}" for head, body in written) + "\n"


def _code_of(lines: list[str]) -> tuple[str, list[str]]:
    """As many lines as Python reads, before what was answered; and the others."""
    answered = (number for number, line in enumerate(lines) if line.startswith(_ANSWER))
    stop = min(next(answered, len(lines)), LONGEST)
    while parsed(code := as_python("\n".join(lines[:stop]))) is None:
        stop -= 1
    return code.strip("\n"), lines[stop:]


def _without_fences(text: str) -> str:
    """The blocks of code of a text in Markdown; what is said between them becomes comments."""
    lines = text.split("\n")
    if not any(map(_FENCE.match, lines)):
        return text
    blocks: list[tuple[bool, list[str]]] = [(False, [])]
    fenced = False
    for line in lines:
        if fence := _FENCE.match(line):
            fenced = not fenced
            blocks.append((fenced and fence["language"].lower() in _PYTHON, []))
        else:
            blocks[-1][1].append(line)
    shown = (_block(part) if code else _comments(part) for code, part in blocks)
    return "\n\n".join(block for block in shown if block) + "\n"


def _block(lines: list[str]) -> str:
    return _without_prompts(dedent("\n".join(lines))).strip("\n")


def _comments(lines: list[str]) -> str:
    return "\n".join(f"# {line.strip()}" for line in lines if line.strip(" \t-"))


def _without_prompts(text: str) -> str:
    """What was typed in a session at a prompt; what was answered there is left out."""
    lines = text.split("\n")
    first = next((line for line in lines if line.strip()), "")
    for prompt in (_PYTHONS, _IPYTHONS):
        if prompt.match(first):
            typed = (line for line in lines if prompt.match(line))
            return "\n".join(prompt.sub("", line, count=1) for line in typed) + "\n"
    return text


def _fitted(code: str, above: str) -> str:
    """Code that is indented deeper than its place allows, at the margin of its place."""
    level = dedent(code)
    if level == code or parsed(level) is None:
        return code
    *before, here = above.split("\n")
    if here.strip():
        return code
    if here:
        return indent(level, here)[len(here) :]
    line = next((line for line in reversed(before) if line.strip()), "")
    margin, depth = _margin(line), _margin(code.lstrip("\n"))
    deeper = depth != margin and depth.startswith(margin) and not _GOES_ON.search(line)
    return indent(level, margin) if deeper else code


def _margin(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
