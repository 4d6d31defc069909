"""How every ``.grad`` came about: each contribution, the way it came, and the sums."""

from __future__ import annotations

from itertools import chain

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)
from PySide6.QtWidgets import QTreeWidgetItem as Item

from inspector.model.attempting import leaf_at
from inspector.model.graphs.vertex import Kind
from inspector.model.moments.ledger import ARROW
from inspector.model.recordings.recording import Recording
from inspector.model.reports.accounts import Account, Accounts, Entry
from inspector.model.reports.beside import Other, beside, others
from inspector.model.session import Session
from inspector.panels.panel import Panel
from inspector.widgets.chooser import chooser
from inspector.widgets.labels import plain
from inspector.widgets.rows import SplitDelegate, SplitTree
from inspector.widgets.value_editor import ValueEditor

_EMPTY = "Run a program (F5): every .grad is added up here, contribution by contribution."
_NO_LEAF = "No leaf requires grad at this step. Step forward (Right)."
_NO_LEAF_AT_ALL = "No leaf requires grad by this step."
_SOON = "Every .grad is being added up …"
_NONE_HERE = "No leaf of this graph requires grad."
_STEP = Qt.ItemDataRole.UserRole
_KEY = Qt.ItemDataRole.UserRole + 1
_ODD = Qt.ItemDataRole.UserRole + 2


class LedgerPanel(Panel):
    """One account a leaf, the selected one first; a click goes to the step of an entry."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "ledgerPanel")
        self.tree = SplitTree()
        self.tree.setObjectName("ledger")
        self.tree.setAccessibleName("Accumulation ledger")
        self.tree.setHeaderLabels(["Contribution", ".grad"])
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._rows = SplitDelegate(ARROW)
        self.tree.setItemDelegate(self._rows)
        self.tree.setIndentation(12)
        self.tree.setHeaderHidden(True)
        self.tree.setColumnHidden(1, True)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tree.itemClicked.connect(self._go)
        self.tree.itemActivated.connect(self._go)
        self.tree.itemDoubleClicked.connect(self._edit)
        self.tree.setExpandsOnDoubleClick(False)
        self.editor = ValueEditor(session, self.tree.viewport())
        self.hint = plain(_EMPTY, "empty")
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.other = chooser("Compare the ledger with")
        self.other.activated.connect(self.refresh_later)
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.other)
        self.other.setProperty("role", "beside")
        rows.addWidget(self.tree)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.hint)
        self._pages.addWidget(page)
        self._accounts = Accounts(session.recording)
        self._before: Accounts | None = None
        self._others: tuple[Other, ...] = ()
        self._shown: tuple[Account, ...] = ()
        self._at: list[dict[int, list[Item]]] = []
        self._marked: list[Item] = []
        self.watch_node()
        self.dress()

    def wear(self) -> None:
        self._shown = ()

    def refresh(self) -> None:
        recording = self.session.recording
        if recording is not self._accounts.recording:
            kept = self._accounts
            self._before = kept if len(kept.recording) else self._before
            self._accounts = Accounts(recording)
        if not self._accounts.prepare(self.session):
            self.hint.setText(_SOON)
            self.refresh_later()
            return
        accounts = self._compared(self._accounts.at(self.session))
        self.hint.setText(self._hint(recording))
        self._pages.setCurrentIndex(1 if accounts else 0)
        if accounts != self._shown:
            self._write(accounts)
            self._shown = accounts
        self._mark_step()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.tree.scheduleDelayedItemsLayout()

    def _hint(self, recording: Recording) -> str:
        """What is shown while no leaf has an account."""
        if not len(recording):
            return _EMPTY
        graph = self.session.graph
        hidden = (each for group in graph.groups.values() for each in group.members)
        leaf = any(each.kind is Kind.LEAF for each in chain(graph.vertices, hidden))
        if leaf or not graph.vertices:
            return _NO_LEAF_AT_ALL if self.at_end else _NO_LEAF
        return _NONE_HERE

    def _compared(self, accounts: tuple[Account, ...]) -> tuple[Account, ...]:
        """The accounts beside what was chosen to compare them with."""
        before = self._before.recording if self._before is not None else None
        found = others(self.session.recording, before, self.session.step)
        if found != self._others:
            chosen = self.other.currentText()
            self._others = found
            self.other.clear()
            self.other.addItems(["Compare with …", *(one.title for one in found)])
            self.other.setCurrentIndex(max(0, self.other.findText(chosen)))
        self.other.setVisible(bool(found))
        place = self.other.currentIndex() - 1
        if place < 0:
            return accounts
        return beside(accounts, self._accounts, self._before, found[place])

    def _write(self, accounts: tuple[Account, ...]) -> None:
        """Write the accounts that have changed; all of them where there are others than before."""
        self._emphasise([])
        if [one.tensor for one in accounts] != [one.tensor for one in self._shown]:
            self.tree.clear()
            self._at = [{} for _ in accounts]
            self._shown = ()
        for place, account in enumerate(accounts):
            if place >= len(self._shown) or account != self._shown[place]:
                if self._shown:
                    self.tree.takeTopLevelItem(place)
                self.tree.insertTopLevelItem(place, self._account(account, self._at[place]))
        self.tree.expandAll()

    def _account(self, account: Account, at: dict[int, list[Item]]) -> Item:
        """The rows of an account, which ``at`` has by their steps."""
        at.clear()
        item = self._heading(account)
        if account.left_out:
            item.addChild(Item([f"… {account.left_out:,} earlier entries", ""]))
        item.addChildren([self._row(entry, at) for entry in account.entries])
        return item

    def _heading(self, account: Account) -> Item:
        item = Item([f"{account.name}.grad", account.grad])
        item.setData(0, _KEY, account.key)
        font = QFont(self.tree.font())
        font.setWeight(QFont.Weight.DemiBold)
        for column in (0, 1):
            item.setFont(column, font)
        spoken = f".grad of {account.name} is {account.grad}"
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, spoken)
        item.setToolTip(0, "Double-click (F2) to try another value for it")
        return item

    def _row(self, entry: Entry, at: dict[int, list[Item]]) -> Item:
        item = Item([entry.text, entry.sum])
        item.setData(0, _STEP, entry.step)
        if entry.differs:
            item.setData(0, _ODD, True)
            self._mark(item, now=False)
        item.setToolTip(0, f"{entry.text}: {entry.sum}")
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{entry.text}: {entry.sum}")
        at.setdefault(entry.step, []).append(item)
        item.addChildren([self._row(part, at) for part in entry.parts])
        return item

    def _mark_step(self) -> None:
        """Colour the entries of this very step, and bring the last of them into sight."""
        self._emphasise([item for at in self._at for item in at.get(self.session.step, ())])
        if self._marked:
            self.tree.scrollToItem(self._marked[-1])

    def _emphasise(self, items: list[Item]) -> None:
        """Colour some entries, and those no more that were coloured before."""
        for item in self._marked:
            self._mark(item, now=False)
        self._marked = items
        for item in self._marked:
            self._mark(item, now=True)

    def _mark(self, item: Item, now: bool) -> None:
        """Let an entry stand out where it is of this step, or differs from what it is beside."""
        soft = self.theme.gradient_soft if now else None
        colour = self.theme.warning_soft if item.data(0, _ODD) else soft
        font = QFont(self.tree.font())
        font.setWeight(QFont.Weight.DemiBold if now else font.weight())
        for column in (0, 1):
            item.setBackground(column, QBrush() if colour is None else QBrush(QColor(colour)))
            item.setFont(column, font)

    def _edit(self, item: Item) -> None:
        """Let another value be typed for the leaf of a heading."""
        leaf = leaf_at(self.session, item.data(0, _KEY))
        if leaf is not None:
            self.editor.edit(leaf, self.tree.visualItemRect(item))

    def choose(self, row: Item) -> bool:
        """Select the leaf whose account a row stands in; whether it has a node."""
        while (above := row.parent()) is not None:
            row = above
        key = row.data(0, _KEY)
        if key is not None:
            self.session.select(key)
        return key is not None

    def _go(self, item: Item) -> None:
        step, key = item.data(0, _STEP), item.data(0, _KEY)
        if step is not None:
            self.session.arrive(step)
        elif key is not None:
            self.session.select(key)
