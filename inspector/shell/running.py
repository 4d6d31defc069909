"""What runs the program and plays what it did, from the question of trust to the end."""

from __future__ import annotations

from PySide6.QtCore import QObject

from inspector.model.session import Session
from inspector.shell.execution.player import Player, Screen
from inspector.shell.execution.process import Process
from inspector.shell.execution.retyping import Retyping
from inspector.shell.execution.trust import Trust
from inspector.shell.frame.notice import Notice
from inspector.shell.settings.memory import Memory


class Running:
    """The process of the program, with what starts it, stands before it, and follows it."""

    def __init__(
        self,
        session: Session,
        screen: Screen,
        notice: Notice,
        memory: Memory | None,
        parent: QObject,
    ) -> None:
        self.trust = Trust(session, notice, memory)
        self.program = Process(session, notice, self.trust.may_run, parent)
        self.player = Player(session, screen, parent)
        self._retyping = Retyping(session, self.program, self.player, self.trust, notice)

    def close(self) -> None:
        """End the run, and start no other."""
        self.player.close()
        self._retyping.close()
        self.program.close()
