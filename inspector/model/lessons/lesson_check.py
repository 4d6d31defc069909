"""What is wrong with a lesson: with its file, and with what it says about its own run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inspector.model.lessons.guesses import Unreadable, read_guess
from inspector.model.lessons.lesson import CHAPTERS, Lesson, Note, Problem, Quiz
from inspector.model.lessons.lesson_text import FAILING, Read
from inspector.model.lessons.narration import SPOKEN_OF, aligned, is_about, note_at
from inspector.model.lessons.quizzing import Unanswerable, answer_of, reference
from inspector.model.lessons.slips import denied, near_chapter
from inspector.model.moments.moment import Moment
from inspector.model.recordings.events import End, Error
from inspector.model.recordings.recording import Recording

LONGEST_TITLE = 72


def problems_of_text(read: Read) -> list[Problem]:
    """What can be seen without running anything, in the order of its lines."""
    lesson = read.lesson
    if any(problem.text.startswith("This is not Python") for problem in read.problems):
        return list(read.problems)
    found = [*read.problems, *_of_header(lesson)]
    for quiz in lesson.quizzes:
        found += _of_quiz(quiz)
    if not lesson.notes:
        found.append(Problem(0, "No step is narrated. Put “#: …” above a statement."))
    if not lesson.quizzes:
        found.append(Problem(0, "Nothing is asked. Put “#? …” and its answer above a statement."))
    return sorted(found, key=lambda problem: problem.line)


def problems_of_run(lesson: Lesson, recording: Recording) -> list[Problem]:
    """What only a run shows: how it ends, words on what never happens, answers it lacks."""
    lines = aligned(lesson.program, recording.source)
    found = [*_of_end(lesson, recording)]
    if recording.of_kind(Error) and not lesson.fails:
        return found  # whatever else is missing comes of that
    for note in lesson.notes:
        found += _of_note(note, lesson, recording, lines)
    for quiz in lesson.quizzes:
        found += _of_answer(quiz, recording, lines)
    return sorted(found, key=lambda problem: problem.line)


def _of_header(lesson: Lesson) -> Iterator[Problem]:
    if not lesson.title:
        yield Problem(1, "It has no title. Begin with a docstring, the title on its first line.")
    elif len(lesson.title) > LONGEST_TITLE:
        yield Problem(1, f"The title has over {LONGEST_TITLE} characters. Shorten it.")
    if not lesson.aim:
        yield Problem(1, "It has no aim. Write “Aim: …” below the title, and an empty line.")
    if not lesson.chapter:
        yield Problem(1, f"It has no chapter. Write “Chapter: {CHAPTERS[0]}” below the title.")
    yield from near_chapter(lesson.chapter)
    if not lesson.text:
        yield Problem(1, "It explains nothing. Write its text below the aim.")


def _of_quiz(quiz: Quiz) -> Iterator[Problem]:
    right = sum(option.right for option in quiz.options)
    if quiz.options and quiz.answer:
        yield Problem(quiz.place, "It has options and an answer. Keep one or the other.")
    elif not quiz.options and not quiz.answer:
        yield Problem(quiz.place, "It has no answer. Add “#= …”, or options “#+ …” and “#- …”.")
    elif quiz.options and (right != 1 or len(quiz.options) < 2):
        yield Problem(quiz.place, "One option must be right (#+) and at least one wrong (#-).")
    elif any(not option.remark for option in quiz.options):
        yield Problem(
            quiz.place, "An option teaches nothing. Write why after it: “… | because …”."
        )
    elif quiz.answer and reference(quiz) is None:
        try:
            read_guess(quiz.answer)
        except Unreadable as error:
            yield Problem(quiz.place, f"The answer {quiz.answer!r} cannot be read. {error}")


def _of_end(lesson: Lesson, recording: Recording) -> Iterator[Problem]:
    failed = recording.of_kind(Error)
    if lesson.fails and not failed:
        said = "It says that it ends with an error, but it does not."
        yield Problem(1, f"{said} Take “Ends: {FAILING}” out.")
    if failed and not lesson.fails:
        error = recording.at(Error, failed[0])
        said = error.message.strip() or "no words"
        said = said if said.endswith((".", "!", "?")) else f"{said}."
        remedy = f"Mend it, or write “Ends: {FAILING}” below the title."
        yield Problem(error.line or 1, f"It ends with {error.type}: {said} {remedy}")
    ends = recording.of_kind(End)
    reason = recording.at(End, ends[0]).reason if ends else "died"
    if reason == "timeout":
        said = "It was stopped, as it took too long. Is there a loop without an end?"
        yield Problem(0, f"{said} If it is slow only, give it longer with --timeout.")
    elif reason in {"stopped", "died"}:
        yield Problem(0, "It did not come to its end. Is there a loop without one?")


def _of_note(
    note: Note, lesson: Lesson, recording: Recording, lines: Mapping[int, int]
) -> Iterator[Problem]:
    ran = recording.scopes.lines.get(lines.get(note.line, 0), ()) if note.line else (0,)
    if not ran:
        yield Problem(note.place, "Its statement never runs. Move it above one that does.")
    elif note.about:
        yield from _of_words(note, lesson, recording, lines)


def _of_words(
    note: Note, lesson: Lesson, recording: Recording, lines: Mapping[int, int]
) -> Iterator[Problem]:
    """Words on a step that never comes, or that comes while others are said."""
    moments = (Moment(recording, i + 1) for kind in SPOKEN_OF for i in recording.of_kind(kind))
    own = [moment for moment in moments if is_about(note.about, moment)]
    if not own:
        said = f"Nothing called {note.about} ever happens."
        yield Problem(note.place, f"{said} Name a node, an operation or a gradient of this run.")
    elif not any(note_at(lesson, lines, moment) is note for moment in own):
        said = f"These words are never said: {note.about} happens while others are."
        yield Problem(note.place, f"{said} Put them above the statement in which it happens.")


def _of_answer(quiz: Quiz, recording: Recording, lines: Mapping[int, int]) -> Iterator[Problem]:
    if quiz.options or not quiz.answer:
        return
    yield from denied(quiz, recording, lines)
    try:
        answer_of(quiz, recording, lines)
    except Unanswerable as error:
        yield Problem(quiz.place, f"The run has no answer. {error} Ask for another.")
    except Unreadable:
        return


def told(path: str, problem: Problem) -> str:
    """A problem as compilers write theirs: "file:line: text"."""
    where = f"{path}:{problem.line}" if problem.line else path
    return f"{where}: {' '.join(problem.text.split())}"
