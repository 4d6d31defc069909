"""The sheet that exports steps: which of them, as what, how large, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from inspector.export.cut import Cut, NoFilmError, steps
from inspector.model.session import Session
from inspector.shell.documents import asking
from inspector.shell.documents.filming import Filming
from inspector.shell.documents.naming import stem
from inspector.shell.frame.notice import Notice, Weight
from inspector.shell.frame.overlay import Overlay
from inspector.theme.tokens import THEMES
from inspector.widgets.announcing import announce
from inspector.widgets.labels import plain
from inspector.widgets.scrolled import scrolled
from inspector.widgets.switch_row import Number

FORMATS = (
    ("Animated GIF", ".gif"),
    ("Page that replays in a browser", ".html"),
    ("Video (MP4)", ".mp4"),
    ("PDF, a page a step", ".pdf"),
    ("Numbered SVG files", ".svg"),
    ("One-page handout (PDF)", "handout.pdf"),
    ("One-page handout (SVG)", "handout.svg"),
)
WAYS = (
    ("all that happens", "op"),
    ("each statement", "statement"),
    ("each node of a backward pass", "backward"),
)
SIZES = (
    ("1280 × 720", "1280x720"),
    ("1920 × 1080", "1920x1080"),
    ("960 × 540", "960x540"),
    ("3840 × 2160 (4K)", "3840x2160"),
)
HANDOUT = "handout"
PREFERRED = "as the reader prefers"


class FilmSheet(Overlay):
    """Asks what is to be filmed, and shows how far it is; the window goes on meanwhile."""

    def __init__(self, window: QWidget, session: Session, notice: Notice) -> None:
        super().__init__(window, QSize(560, 470))
        self._session, self._notice = session, notice
        self.filming = Filming(self)
        self.filming.told.connect(self._show_progress)
        self.filming.ended.connect(self._ended)
        self._path, self._given_up = Path(), False
        self.first, self.last, self.seconds = Number(), Number(), Number()
        self.by, self.kind = choice(WAYS), choice(FORMATS)
        self.pixels, self.theme = (
            choice(SIZES),
            choice([(t.title, t.name) for t in THEMES.values()]),
        )
        self.source = QCheckBox("Show the program too")
        self.count = plain("", "fact-name")
        self.bar = QProgressBar()
        self.make, self.cancel = QPushButton("Export …"), QPushButton("Close")
        self._build()
        self._link()
        self.setFocusProxy(self.kind)

    def open(self) -> None:
        """Show it for the recording of now, from its first to its last step."""
        end = len(self._session.recording)
        if not self.filming.working:
            self.last.setRange(0, end)
            self.last.setValue(end)
            self.first.setRange(0, end)
            self.theme.setCurrentIndex(self.theme.findData(self._session.settings["theme"]))
            self._recount()
        super().open()

    def close(self) -> bool:
        """End what is being made."""
        self.filming.close()
        return super().close()

    @property
    def cut(self) -> Cut:
        """What is chosen."""
        settings = self._session.settings
        return Cut(
            first=int(self.first.value()),
            last=int(self.last.value()),
            by=str(self.by.currentData()),
            view=str(settings["view"]),
            direction=str(settings["direction"]),
            colour=str(settings["colour"]),
            source=self.source.isChecked(),
        )

    def options(self) -> list[str]:
        """What is chosen, as options of the command."""
        cut, theme = self.cut, self.theme.currentData()
        pairs = {
            "--from": cut.first,
            "--to": cut.last,
            "--by": cut.by,
            "--view": cut.view,
            "--direction": cut.direction,
            "--colour": cut.colour,
            "--size": self.pixels.currentData(),
            "--seconds": f"{self.seconds.value():g}",
            **({"--theme": theme} if theme else {}),
        }
        plain_pairs = [text for pair in pairs.items() for text in map(str, pair)]
        flags = ([] if cut.source else ["--no-source"]) + (["--handout"] if self.handout else [])
        return [*plain_pairs, *flags]

    @property
    def handout(self) -> bool:
        """Whether it is to be one page."""
        return str(self.kind.currentData()).startswith(HANDOUT)

    @property
    def ending(self) -> str:
        """How the file's name is to end."""
        return f".{str(self.kind.currentData()).rpartition('.')[2]}"

    def write(self, path: Path) -> None:
        """Begin to make the film."""
        self._path, self._given_up = path, False
        self.bar.setRange(0, 0)
        self._show_working(True)
        session = self._session
        self.filming.begin(session.recording, path, self.options(), session.folding.chosen)

    def give_up_or_close(self) -> None:
        """Give up the film that is being made, else put the sheet away."""
        if self.filming.working:
            self.give_up()
        else:
            self.close_sheet()

    def give_up(self) -> None:
        """Make it no more; nothing of it stays."""
        self._given_up = True
        self.filming.stop()

    def _ask(self) -> None:
        ending = self.ending
        document = self._session.document.path
        name = stem(self._session, "film") + (f"-{HANDOUT}" if self.handout else "")
        start = (document.parent if document else Path.home()) / f"{name}{ending}"
        kind = f"{self.kind.currentText()} (*{ending})"
        chosen = asking.file_to_save(self, "Export film", str(start), kind)
        if chosen:
            self.write(Path(chosen).with_suffix(ending))

    def _show_progress(self, done: int, frames: int) -> None:
        self.bar.setRange(0, frames)
        self.bar.setValue(done)

    def _ended(self, trouble: str) -> None:
        self._show_working(False)
        if trouble:
            self._notice.tell(trouble, Weight.ERROR)
        elif not self._given_up:
            self._notice.tell(f"{self._path} is written.")
            self.close_sheet()

    def _show_working(self, working: bool) -> None:
        self.bar.setVisible(working)
        self.cancel.setText("Cancel" if working else "Close")
        self.make.setEnabled(not working)
        if working:
            self.cancel.setFocus()
            announce(self.count, "The film is being made.")
        else:
            self.make.setFocus()

    def _kind_changed(self) -> None:
        """A page may follow its reader; a size and a time mean nothing on paper."""
        ending = self.ending
        place = self.theme.findText(PREFERRED)
        if ending == ".html" and place < 0:
            self.theme.insertItem(0, PREFERRED, "")
            self.theme.setCurrentIndex(0)
        elif ending != ".html" and place >= 0:
            self.theme.removeItem(place)
        self.pixels.setEnabled(ending in (".gif", ".mp4"))
        self.seconds.setEnabled(ending in (".gif", ".mp4", ".html"))
        self.source.setEnabled(ending != ".html" and not self.handout)
        self.by.setEnabled(not self.handout)
        self._recount()

    def _recount(self) -> None:
        """Say how many frames there will be, or why there can be none."""
        try:
            frames = len(steps(self._session.recording, self.cut))
        except NoFilmError as error:
            self.count.setText(str(error))
            self.make.setEnabled(False)
        else:
            many = f"{frames} frames" if frames > 1 else "One frame"
            self.count.setText("One page" if self.handout else many)
            self.make.setEnabled(not self.filming.working)

    def _build(self) -> None:
        self._set_up_fields()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(20, 16, 20, 16)
        rows.addWidget(plain("Export a film of the steps", "sentence"))
        rows.addWidget(scrolled(self._form(), "What is exported"), 1)
        rows.addWidget(self.count)
        rows.addLayout(self._buttons())
        self._show_working(False)
        self._kind_changed()

    def _set_up_fields(self) -> None:
        for number in (self.first, self.last):
            number.setDecimals(0)
        self.seconds.setDecimals(1)
        self.seconds.setRange(0.1, 60)
        self.seconds.setSingleStep(0.5)
        self.seconds.setValue(1.5)
        self.source.setChecked(True)

    def _form(self) -> QWidget:
        page = QWidget()
        page.setProperty("role", "page")
        form = QFormLayout(page)
        form.setContentsMargins(0, 0, 0, 0)
        for title, field in (
            ("Export as", self.kind),
            ("From step", self.first),
            ("To step", self.last),
            ("A frame for", self.by),
            ("Size", self.pixels),
            ("Seconds a step", self.seconds),
            ("Theme", self.theme),
        ):
            field.setAccessibleName(title)
            label = QLabel(title)
            label.setBuddy(field)
            form.addRow(label, field)
        form.addRow("", self.source)
        return page

    def _buttons(self) -> QHBoxLayout:
        self.bar.setAccessibleName("Frames that are done")
        buttons = QHBoxLayout()
        buttons.addWidget(self.bar, 1)
        buttons.addStretch()
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.make)
        return buttons

    def _link(self) -> None:
        for changed in (
            self.first.valueChanged,
            self.last.valueChanged,
            self.by.currentIndexChanged,
        ):
            changed.connect(self._recount)
        self.kind.currentIndexChanged.connect(self._kind_changed)
        self.make.clicked.connect(self._ask)
        self.cancel.clicked.connect(self.give_up_or_close)


def choice(rows: Iterable[tuple[str, str]]) -> QComboBox:
    """A list of titles with a value each."""
    box = QComboBox()
    for title, value in rows:
        box.addItem(title, value)
    return box
