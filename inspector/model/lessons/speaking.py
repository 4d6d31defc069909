"""A presenter's notes on a lesson: the words on a step, and what to ask the class there."""

from __future__ import annotations

from inspector.model.lessons.classroom import Classroom
from inspector.model.lessons.guesses import Unreadable
from inspector.model.lessons.lesson import Lesson, Quiz
from inspector.model.lessons.quizzing import Unanswerable, answer_of
from inspector.model.moments.moment import Moment


def notes_on(classroom: Classroom, moment: Moment) -> str:
    """The words on a moment, and the newest question with its answer, on lines of their own.

    Before the first step the lesson's aim, and how its text begins; "" where nothing is to be
    said, or no lesson open.
    """
    lesson = classroom.lesson
    if lesson is None:
        return ""
    if not moment.step:
        return _introduction(lesson)
    note = classroom.note(moment)
    due = classroom.due(moment)
    asked = lesson.quizzes[due[-1]] if due else None
    return "\n\n".join(
        part
        for part in (
            note.text if note is not None else "",
            f"Ask: {asked.text}\n{_answer(asked, classroom, moment)}" if asked else "",
        )
        if part
    )


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
