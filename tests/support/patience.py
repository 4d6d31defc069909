"""Waiting for what is bound to come: on a busy machine it comes late, and is not wrong."""

from __future__ import annotations

from functools import partialmethod

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

PATIENCE = 60_000
"""Milliseconds after which what is waited for will not come."""


class PatientBot(QtBot):
    """Gives up so late that only what never comes is given up; what is told otherwise counts."""

    waitActive = partialmethod(QtBot.waitActive, timeout=PATIENCE)  # noqa: N815  (Qt's names)
    waitExposed = partialmethod(QtBot.waitExposed, timeout=PATIENCE)  # noqa: N815
    waitSignal = partialmethod(QtBot.waitSignal, timeout=PATIENCE)  # noqa: N815
    waitUntil = partialmethod(QtBot.waitUntil, timeout=PATIENCE)  # noqa: N815


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """What pytest-qt gives to a test, patient."""
    return PatientBot(request)
