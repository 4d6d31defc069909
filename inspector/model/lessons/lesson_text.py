"""Reading a lesson's file: its docstring, and the comments that teach.

The file is a plain program. Its docstring has the title on the first line and then, before the
text, lines such as "Aim: …". A comment of its own line that begins with one of ``SIGNS`` belongs
to the statement below it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from inspector.model.lessons.lesson import Lesson, Note, Option, Problem, Quiz
from inspector.model.lessons.slips import strange_headers
from inspector.model.sources.parsing import UNREADABLE

SIGNS = {
    "#:": "narration",
    "#?": "a question",
    "#+": "a right option",
    "#-": "a wrong option",
    "#=": "an answer",
}
HEADERS = ("Chapter", "Aim", "Ends")
FAILING = "with an error"
TITLE_OF_FAILING = "The error:"
ABOUT = re.compile(r"\[(?P<about>[\w.]+)\]\s*")
_MARK = re.compile(r"\s*#( ?)([:?+\-=])(?:\s+(.*)|$)")
"""Formatters put a space behind the hash; it changes nothing."""
_HEADER = re.compile(rf"({'|'.join(HEADERS)}):\s*(.*)")


@dataclass(frozen=True, slots=True)
class Read:
    """A lesson as far as its file could be understood, and what could not be."""

    lesson: Lesson
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """One teaching comment: its sign, its text with what continues it, its line in the file."""

    sign: str
    text: str
    place: int
    below: int
    """The line of the program that it stands above; 0 at the end."""


def is_lesson(text: str) -> bool:
    """Whether a program's text teaches: it states an aim, or has teaching comments."""
    return re.search(r"^(Aim: |\s*# ?[:?] )", text, re.MULTILINE) is not None


def program_of(text: str) -> str:
    """What a class is shown of a program's text: without its teaching comments."""
    return read_lesson(text).lesson.program if is_lesson(text) else text


def read_lesson(text: str) -> Read:
    """Understand a lesson's file; what is wrong is said, line by line, and left out."""
    try:
        tree = ast.parse(text)
    except UNREADABLE as error:
        line = getattr(error, "lineno", 0) or 0
        said = getattr(error, "msg", None) or str(error) or "it is nested too deeply"
        problem = Problem(line, f"This is not Python: {said}. Mend the statement.")
        return Read(Lesson("", program=text), (problem,))
    doc = ast.get_docstring(tree) or ""
    end = (tree.body[0].end_lineno or 0) if doc else 0
    lines = text.split("\n")
    program, marks = _parted(lines, end, _strings(tree))
    title, headers, words = _headed(doc)
    notes, quizzes, problems = _understood(marks)
    title = title.rstrip(".")
    fails = headers.get("Ends", "").startswith(FAILING) or title.startswith(TITLE_OF_FAILING)
    problems += [*_unknown_end(headers), *strange_headers(text, headers)]
    lesson = Lesson(
        title, headers.get("Chapter", ""), headers.get("Aim", ""), words, fails, program,
        tuple(notes), tuple(quizzes),
    )  # fmt: skip
    return Read(lesson, tuple(problems))


def header_of(text: str) -> tuple[str, str]:
    """A lesson's title and chapter, from the first lines of its file alone."""
    start = text.lstrip()
    if not start.startswith('"""'):
        return "", ""
    title, headers, _ = _headed(start[3:].partition('"""')[0].strip())
    return title.rstrip("."), headers.get("Chapter", "")


def _headed(doc: str) -> tuple[str, dict[str, str], str]:
    """A docstring's title, its headers, and the text below."""
    title, _, rest = doc.strip().partition("\n")
    if _HEADER.match(title):
        title, rest = "", doc.strip()
    lines = rest.strip().split("\n")
    headers: dict[str, str] = {}
    last = ""
    while lines and (lines[0].strip() or not headers):
        found = _HEADER.match(lines[0])
        if found is None and not last:
            break
        line = lines.pop(0).strip()
        if found is None:
            headers[last] = f"{headers[last]} {line}"
        else:
            last = found[1]
            headers[last] = found[2].strip()
    return title.strip(), headers, _paragraphs("\n".join(lines).strip())


def _paragraphs(text: str) -> str:
    """Text that its reader's window is to wrap: one line for each paragraph."""
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", text))


def _strings(tree: ast.Module) -> frozenset[int]:
    """The lines that lie within a string of several lines, where nothing is a comment."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and node.end_lineno is not None:
            found.update(range(node.lineno + 1, node.end_lineno + 1))
    return frozenset(found)


def _parted(lines: list[str], start: int, within: frozenset[int]) -> tuple[str, list[Mark]]:
    """The program below the docstring without its teaching comments, and these."""
    kept: list[str] = []
    marks: list[Mark] = []
    open_marks: list[Mark] = []
    for number, line in enumerate(lines[start:], start + 1):
        found = None if number in within else _MARK.fullmatch(line)
        if found is not None and _teaches(found, open_marks):
            open_marks.append(Mark(f"#{found[2]}", (found[3] or "").strip(), number, 0))
            continue
        if not line.strip() and (open_marks or not kept):
            continue
        kept.append(line)
        if line.strip() and not line.lstrip().startswith("#"):
            marks += [Mark(one.sign, one.text, one.place, len(kept)) for one in open_marks]
            open_marks = []
    return "\n".join(kept).rstrip() + "\n", _joined([*marks, *open_marks])


def _teaches(found: re.Match[str], above: Iterable[Mark]) -> bool:
    """Whether a comment is one of a lesson, and not the point of an ordinary list ("# - so")."""
    return not found[1] or found[2] in ":?" or any(mark.sign == "#?" for mark in above)


def _joined(marks: Iterable[Mark]) -> list[Mark]:
    """Marks of several lines as one: the same sign again goes on, except in a list of options."""
    found: list[Mark] = []
    for mark in marks:
        last = found[-1] if found else None
        goes_on = mark.sign in {"#:", "#?"} and not ABOUT.match(mark.text)
        if last and goes_on and last.sign == mark.sign and last.below == mark.below:
            found[-1] = Mark(last.sign, f"{last.text} {mark.text}".strip(), last.place, last.below)
        else:
            found.append(mark)
    return found


def _understood(marks: list[Mark]) -> tuple[list[Note], list[Quiz], list[Problem]]:
    notes: list[Note] = []
    quizzes: list[Quiz] = []
    problems: list[Problem] = []
    for mark in marks:
        if not mark.text:
            problems.append(Problem(mark.place, f"{mark.sign} is empty. Write its text after it."))
        elif mark.sign == "#:":
            notes.append(_note(mark))
        elif mark.sign == "#?":
            quizzes.append(Quiz(mark.below, mark.text, place=mark.place))
        elif not quizzes or quizzes[-1].line != mark.below:
            said = f"{mark.sign} is {SIGNS[mark.sign]}, but no question (#?) stands above it."
            problems.append(Problem(mark.place, f"{said} Put it below its question."))
        else:
            quizzes[-1] = _answered(quizzes[-1], mark)
    return notes, quizzes, problems


def _unknown_end(headers: Mapping[str, str]) -> Iterator[Problem]:
    ends = headers.get("Ends", FAILING)
    if not ends.startswith(FAILING):
        yield Problem(1, f"It cannot end {ends!r}. Write “Ends: {FAILING}”, or take it out.")


def _note(mark: Mark) -> Note:
    found = ABOUT.match(mark.text)
    about = found["about"] if found else ""
    return Note(mark.below, mark.text[found.end() :] if found else mark.text, about, mark.place)


def _answered(quiz: Quiz, mark: Mark) -> Quiz:
    """A question with one more option, or with its answer."""
    text, _, remark = (part.strip() for part in mark.text.partition("|"))
    if mark.sign == "#=":
        return Quiz(quiz.line, quiz.text, quiz.options, text, remark, quiz.place)
    option = Option(text, mark.sign == "#+", remark)
    options = (*quiz.options, option)
    return Quiz(quiz.line, quiz.text, options, quiz.answer, quiz.remark, quiz.place)
