from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication


@pytest.fixture(autouse=True)
def application(qapp: QApplication) -> QApplication:
    """An application with widgets from the start: without one a film makes a lesser one.

    In that no test of the same process could show a widget any more.
    """
    return qapp
