from __future__ import annotations

from collections.abc import Iterator

import pytest

from inspector.widgets.code_editor import CodeEditor
from tests.support.staging import Show, show

__all__ = ["show"]


@pytest.fixture
def editor(show: Show) -> Iterator[CodeEditor]:
    """An editor on the screen, whose thread of suggestions ends with the test."""
    made = CodeEditor()
    show(made)
    yield made
    thread = made.suggestions.thread
    made.close_threads()
    if thread is not None:
        thread.join(30)
