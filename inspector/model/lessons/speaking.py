"""A presenter's notes on a lesson: the words on a step, and what to ask the class there."""

from __future__ import annotations

from inspector.model.lessons.classroom import Classroom
from inspector.model.lessons.guesses import Unreadable
from inspector.model.lessons.lesson import Lesson, Quiz
from inspector.model.lessons.narration import begins
from inspector.model.lessons.quizzing import Unanswerable, answer_of
from inspector.model.moments.moment import Moment
from inspector.model.moments.walking import over
from inspector.model.recordings.history import NEVER


def notes_on(classroom: Classroom, moment: Moment) -> str:
    """The words on a moment, and the question on it with its answer, on lines of their own.

    Before the first step the lesson's aim, and how its text begins; "" where nothing is to be
    said, or no lesson open.
    """
    lesson = classroom.lesson
    if lesson is None:
        return ""
    if not moment.step:
        return _introduction(lesson)
    note = classroom.note(moment)
    asked = next(reversed(_due(classroom, lesson, moment)), None)
    return "\n\n".join(
        part
        for part in (
            note.text if note is not None else "",
            f"Ask: {asked.text}\n{_answer(asked, classroom, moment)}" if asked else "",
        )
        if part
    )


def _due(classroom: Classroom, lesson: Lesson, moment: Moment) -> list[Quiz]:
    """The questions on the statement that runs; at the end those on the whole run."""
    recording = moment.recording
    lines = classroom.lines(recording)
    due = [lesson.quizzes[number] for number in classroom.due(moment)]
    begun = [begins(recording, lines, quiz) for quiz in due]
    return [
        quiz
        for quiz, first in zip(due, begun, strict=True)
        if first == NEVER or moment.step < over(recording, first + 1, forward=True)
    ]


def _introduction(lesson: Lesson) -> str:
    aim = f"Aim: {lesson.aim}" if lesson.aim else ""
    return "\n\n".join(part for part in (aim, lesson.text.partition("\n\n")[0]) if part)


def _answer(quiz: Quiz, classroom: Classroom, moment: Moment) -> str:
    """The right answer, and why it is."""
    remark = quiz.remark
    if quiz.options:
        right = next((option for option in quiz.options if option.right), quiz.options[0])
        answer, remark = right.text, right.remark
    else:
        try:
            answer = str(answer_of(quiz, moment.recording, classroom.lines(moment.recording)))
        except (Unanswerable, Unreadable):
            return ""
    return f"Answer: {answer}{'' if answer.endswith('.') else '.'} {remark}".strip()
