"""What is read from files and written to them, and what becomes of text that is not."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from inspector.canvas.view import GraphCanvas
from inspector.model.lessons.classroom import OUTSIDE
from inspector.model.session import Session
from inspector.model.sources.document import Document
from inspector.shell.background.layouting import Layouting
from inspector.shell.documents.files import FileDesk
from inspector.shell.documents.outside import Outside
from inspector.shell.documents.revisiting import Revisiting
from inspector.shell.documents.shown import Shown
from inspector.shell.documents.unsaved import Kept, Unsaved, discard, mark_told
from inspector.shell.execution.trust import Trust
from inspector.shell.frame.notice import Offer, Weight
from inspector.shell.frame.window import Window
from inspector.shell.settings.memory import Memory

NOTHING_LEFT = "No text is kept that was not saved."
CRASHED = "The window did not end as it should. What was typed in it is back."


class Filing(QObject):
    """The desk where files are opened and saved, with who looks after them meanwhile.

    ``folder`` : where text is kept that is not saved; None where nothing can be written.
    """

    def __init__(
        self,
        window: Window,
        session: Session,
        canvas: GraphCanvas,
        layouting: Layouting,
        trust: Trust,
        folder: Path | None,
    ) -> None:
        super().__init__(window)
        self._session, self._notice = session, window.notice
        self.unsaved = None if folder is None else Unsaved(session, folder, self)
        self._outside = Outside(session, window.notice, trust.forget, self.put_aside, self)
        self.files = FileDesk(
            session,
            window,
            self.put_aside,
            self._outside.may_write,
            Shown(session, canvas, layouting),
            Revisiting(session, canvas),
        )
        self.files.saved.connect(trust.wrote)
        self.files.wanted_back.connect(lambda: self.offer_kept(again=True))

    def put_aside(self, document: Document) -> None:
        """Keep text that makes room for another, where anything is kept."""
        if self.unsaved is not None:
            self.unsaved.put_aside(document)

    def remember(self, memory: Memory) -> None:
        """Let every file that is opened or saved stand among the recent ones."""
        self.files.opened.connect(memory.keep_recent)

    @property
    def open_now(self) -> Path | None:
        """The file, or the lesson's, that is in the editor; None where the text has none."""
        room, document = self._session.classroom, self._session.document
        return document.path if room.place == OUTSIDE else room.course[room.place].path

    def bring_back(self) -> bool:
        """Open the newest text that was left behind, where it has no file; whether one has."""
        kept = next(iter(self._left_behind()), None)
        if kept is None or kept.path is not None:
            return False
        self._open(kept)
        if kept.by_crash:
            self._notice.tell(CRASHED)
        return True

    def _left_behind(self) -> list[Kept]:
        return self.unsaved.left() if self.unsaved is not None else []

    def offer_kept(self, again: bool = False) -> None:
        """Offer the newest text that a crash or a closed window left behind, once if not asked.

        ``again`` : somebody asks for it, so that it is offered even if it was before.
        """
        left = [kept for kept in self._left_behind() if again or not kept.told]
        if left:
            self._offer(left[0], again)
        elif again:
            self._notice.tell(NOTHING_LEFT)

    def _offer(self, kept: Kept, again: bool) -> None:
        """Ask what is to become of it, beside what is already told where nobody asked for it."""
        mark_told(kept)
        told = "" if again else self._notice.text
        self._notice.tell(
            f"{told} The unsaved text of {kept.name} was kept.".lstrip(),
            Weight.PLAIN,
            Offer("Bring it back", lambda: self._open(kept)),
            Offer("Throw it away", lambda: self._throw_away(kept, again)),
        )

    def _open(self, kept: Kept) -> None:
        """Bring text back; it is kept for this window before it is no more for the one before."""
        self.files.open_kept(kept)
        if self.unsaved is not None:
            self.unsaved.keep()
        discard(kept)

    def _throw_away(self, kept: Kept, again: bool) -> None:
        """Forget it, and offer what was left before."""
        discard(kept)
        if not again or self._left_behind():
            self.offer_kept(again)

    def close(self) -> None:
        """Look after no file any more."""
        self._outside.close()
        if self.unsaved is not None:
            self.unsaved.close()
