"""Predicting, as a person does it: turning it on, answering, having it revealed."""

from __future__ import annotations

from inspector.model.lessons.prediction import Verdict
from inspector.model.questions.explain import sentence
from inspector.model.session import Session


def turn(session: Session, on: bool) -> None:
    """Ask from this step on, from the start where this is the end; or show everything again."""
    if on and session.step >= len(session.recording):
        session.go(0)
    session.prediction.turn(on, session.recording, session.step)


def pending(session: Session) -> bool:
    """Whether the step shown is the last before something that is to be predicted."""
    question = session.prediction.question(session.recording)
    return question is not None and session.step == question.step


def answer(session: Session, text: str) -> Verdict | None:
    """Judge an answer to the question; once it is decided, go on to what was asked for.

    Raises:
        Unreadable: it is not an answer.
    """
    session.prediction.question(session.recording)
    return _decided(session, session.prediction.answer(text))


def reveal(session: Session) -> Verdict | None:
    """Show what was asked for."""
    session.prediction.question(session.recording)
    return _decided(session, session.prediction.reveal())


def derivation(session: Session, verdict: Verdict) -> str:
    """How the value came about: the sentence of its step, or why there is none."""
    question = verdict.question
    step = question.step + 1
    return question.why or sentence(session.recording, step, session.teacher.knows.formulas)


def _decided(session: Session, verdict: Verdict | None) -> Verdict | None:
    if verdict is not None and verdict.over:
        session.go(verdict.question.step + 1)
    return verdict
