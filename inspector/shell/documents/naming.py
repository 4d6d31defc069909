"""What a file that is written is called: as the program, or as the lesson."""

from __future__ import annotations

import re

from inspector.model.session import Session


def stem(session: Session, otherwise: str) -> str:
    """The file's name without its ending, where neither has one ``otherwise``."""
    path, lesson = session.document.path, session.classroom.lesson
    if path is not None:
        return path.stem
    words = [] if lesson is None else re.findall(r"\w+", lesson.title.lower())
    return "_".join(words) or otherwise
