"""The variables of the running functions at the shown step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QStackedLayout,
    QTreeWidget,
    QTreeWidgetItem,
)

from inspector.model.moments.moment import Moment
from inspector.model.moments.scopes import line_of
from inspector.model.moments.states import Frame, TensorState
from inspector.model.questions.variable_history import VariableHistory, words
from inspector.model.recordings.facts import Binding
from inspector.model.recordings.format import shape_text, true_minus
from inspector.model.reports.brief import brief
from inspector.model.reports.lists import Row, rows
from inspector.model.session import Session
from inspector.panels.panel import Panel
from inspector.widgets.fitted_height import FittedHeight
from inspector.widgets.labels import plain, tip
from inspector.widgets.sparkline import TREND
from inspector.widgets.two_line_rows import TwoLineDelegate

_COLUMNS = ("Name", "Shape", "Value", "Gradient", "Trend")
_VALUE, _TREND = _COLUMNS.index("Value"), _COLUMNS.index("Trend")
_GRADIENT = _COLUMNS.index("Gradient")
_SPARED = (_COLUMNS.index("Shape"), _TREND)
"""What is left out, in this order, of a panel that is too narrow; the node panel has it."""
_BESIDE = _VALUE + 1
"""Where the column of trends is shown: next to the value."""
_LEAST = 120
"""Pixels that names may have in any panel; a name that is longer shows its end."""
_KEPT = 3
"""Heights of a line that every column keeps of its width in the narrowest panel."""
_NAMED, _VALUED = 0.4, 0.24
"""The parts of a narrow panel's width that names and values have, where they need it."""
_BOTH = "Value and .grad"
"""Heads the column of values where gradients stand below them."""
_AROUND = 12
"""Pixels around the text of a cell."""
_EMPTY = "Variables appear here while the program runs. F5 runs it."
_NONE_YET = "No variable is bound yet. Step forward (Right)."
_NONE_AT_ALL = "No variable is bound by this step."
_TENSOR = Qt.ItemDataRole.UserRole
_LIST = Qt.ItemDataRole.UserRole + 8
_CHANGED = "●"
_USUAL = " float32"
"""The dtype that goes without saying, as where PyTorch prints tensors."""


class _Table(FittedHeight, QTreeWidget):
    """A table that fits its columns anew when it has another width, or a scroll bar comes."""

    def __init__(self, fit: Callable[[], None]) -> None:
        super().__init__()
        self._fit_columns = fit

    def _fit(self) -> None:
        self._fit_columns()


class VariablesPanel(Panel):
    """Names, and what they are bound to; a click on a tensor selects it in the graph."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, "variablesPanel")
        self.tree = _Table(self._fit_columns)
        self.tree.setObjectName("variables")
        self.tree.setAccessibleName("Variables")
        self.tree.setHeaderLabels(_COLUMNS)
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setIndentation(0)
        self.tree.header().moveSection(_TREND, _BESIDE)
        self.tree.header().setTextElideMode(Qt.TextElideMode.ElideRight)
        self._rows = TwoLineDelegate(_VALUE, _GRADIENT, ends=(0,))
        self.tree.setItemDelegate(self._rows)
        self._pasts = VariableHistory(session.recording)
        self.tree.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.itemClicked.connect(self.choose)
        self.tree.itemActivated.connect(self.choose)
        self.tree.itemActivated.connect(self._unfold)
        self.tree.itemExpanded.connect(self._turn)
        self.tree.itemCollapsed.connect(self._turn)
        self.tree.setExpandsOnDoubleClick(False)  # which activates as well
        self._open = set[tuple[int, str]]()
        self._lists: dict[tuple[int, str], tuple[Frame, Row]] = {}
        self._filling = False
        self.hint: QLabel = plain(_EMPTY, "empty")
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.hint)
        self._pages.addWidget(self.tree)
        self.watch_run(session.selection_changed)
        self.dress()

    def wear(self) -> None:
        self._rows.theme = self.theme

    def refresh(self) -> None:
        moment = self.session.moment
        if moment.recording is not self._pasts.recording:
            self._pasts = VariableHistory(moment.recording)
        frames = [frame for frame in moment.variables() if frame.bindings]
        self._pages.setCurrentIndex(1 if frames else 0)
        none = _NONE_AT_ALL if self.at_end else _NONE_YET
        self.hint.setText(none if len(moment.recording) else _EMPTY)
        self._filling = True
        self._fill(moment, frames)
        self._filling = False
        self._fit_columns()

    def _fill(self, moment: Moment, frames: Sequence[Frame]) -> None:
        self.tree.clear()
        self._lists.clear()
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(0)
        for frame in reversed(frames):
            if len(frames) > 1:
                heading = self._heading(frame)
                self.tree.addTopLevelItem(heading)
                heading.setFirstColumnSpanned(True)  # which an item outside a tree forgets
            for row in rows(frame.bindings):
                if row.is_list:
                    self._add_list(frame, row)
                else:
                    item = self._row(moment, frame, row.holds[0])
                    self.tree.addTopLevelItem(item)
                    self._mark_selected(item)

    def _add_list(self, frame: Frame, row: Row) -> None:
        """A list as one row; what it holds stands below it while it is open."""
        item = QTreeWidgetItem([row.name, "", row.words])
        item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
        item.setForeground(_VALUE, QBrush(QColor(self.theme.muted)))
        item.setData(0, _LIST, (frame.depth, row.name))
        if frame.changed & {one.name for one in row.holds}:
            self._mark_changed(item, row.name)
        self.tree.addTopLevelItem(item)
        self._lists[frame.depth, row.name] = frame, row
        if (frame.depth, row.name) in self._open:
            self._fill_list(item)
            item.setExpanded(True)
        elif self._selected() in {one.tensor for one in row.holds}:
            item.setSelected(True)
        self.tree.setRootIsDecorated(True)
        self.tree.setIndentation(self.tree.fontMetrics().height())

    def _unfold(self, item: QTreeWidgetItem) -> None:
        """Open a list that was activated, or close it."""
        if item.data(0, _LIST) is not None:
            item.setExpanded(not item.isExpanded())

    def _fill_list(self, item: QTreeWidgetItem) -> None:
        """Put below a list what it holds."""
        frame, row = self._lists[tuple(item.data(0, _LIST))]
        for binding in row.holds:
            child = self._row(self.session.moment, frame, binding)
            item.addChild(child)
            self._mark_selected(child)

    def _turn(self, item: QTreeWidgetItem) -> None:
        """A list was opened or closed: it stays so at other steps."""
        if self._filling or item.data(0, _LIST) is None:
            return
        key = tuple(item.data(0, _LIST))
        if item.isExpanded():
            self._open.add(key)
            self._fill_list(item)
        else:
            self._open.discard(key)
            item.takeChildren()
        self._fit_columns()

    def _selected(self) -> int | None:
        vertex = self.session.graph.by_key.get(self.session.selection or "")
        return None if vertex is None else vertex.tensor

    def _items(self) -> Iterator[QTreeWidgetItem]:
        """Every row that is shown, those of open lists among them."""
        for place in range(self.tree.topLevelItemCount()):
            if (item := self.tree.topLevelItem(place)) is not None:
                yield item
                yield from filter(None, map(item.child, range(item.childCount())))

    def _fit_columns(self) -> None:
        """Give each column what it needs; a long value is cut before anything else is."""
        self._stack(False)
        for column in _SPARED:
            self.tree.setColumnHidden(column, False)
        for column in range(_TREND):
            self.tree.resizeColumnToContents(column)
        room = self.tree.viewport().width()
        self.tree.setColumnWidth(0, min(self.tree.columnWidth(0), max(room * 2 // 5, _LEAST)))
        most = max(3 * self.tree.viewport().width() // 10, 5 * self.tree.fontMetrics().height())
        self.tree.setColumnWidth(_VALUE, min(self.tree.columnWidth(_VALUE), most))
        self.tree.setColumnWidth(_TREND, self.tree.header().sectionSizeHint(_TREND))
        self._spare()
        if self._cut():
            self._stack(True)

    def _cut(self) -> bool:
        """Whether the panel is too narrow for the numbers of some tensor beside each other."""
        shown = [column for column in (_VALUE, _GRADIENT) if self._widest(column)]
        return len(shown) > 1 and any(
            self._widest(column) > self.tree.columnWidth(column) for column in shown
        )

    def _widest(self, column: int) -> int:
        """How many pixels the tensors' texts in a column need; words of others may be cut."""
        metrics = self.tree.fontMetrics()
        shown = self._items()
        texts = [one.text(column) for one in shown if one.data(0, _TENSOR) is not None]
        return max((metrics.horizontalAdvance(text) + _AROUND for text in texts), default=0)

    def _stack(self, stacked: bool) -> None:
        """Let gradients stand below the values, or in a column of their own."""
        self._rows.stacked = stacked
        self.tree.setUniformRowHeights(not stacked)
        self.tree.setColumnHidden(_GRADIENT, stacked)
        self.tree.headerItem().setText(_VALUE, _BOTH if stacked else _COLUMNS[_VALUE])
        if stacked:
            bar = self.tree.verticalScrollBar()  # higher rows may bring it
            coming = 0 if bar.isVisible() else bar.sizeHint().width()
            room = self.tree.viewport().width() - coming
            named = max(self.tree.sizeHintForColumn(0), self.tree.header().sectionSizeHint(0))
            name = min(named, round(_NAMED * room))
            self.tree.setColumnWidth(0, name)
            self.tree.setColumnWidth(_VALUE, room - name)
        self.tree.scheduleDelayedItemsLayout()

    def _spare(self) -> None:
        """Leave out columns that a narrow panel has no room for; the gradient stays longest."""
        drawn = any(item.data(_TREND, TREND) for item in self._items())
        spared = set() if drawn else {_TREND}
        needed = {column: self.tree.columnWidth(column) for column in range(len(_COLUMNS))}
        needed[_GRADIENT] = self.tree.sizeHintForColumn(_GRADIENT)
        for column in _SPARED:
            taken = sum(width for place, width in needed.items() if place not in spared)
            if taken > self.tree.viewport().width():
                spared.add(column)
        for column in _SPARED:
            self.tree.setColumnHidden(column, column in spared)
        taken = sum(needed[column] for column in _SPARED if column not in spared)
        self._narrow(self.tree.viewport().width() - taken, needed)

    def _narrow(self, room: int, needed: Mapping[int, int]) -> None:
        """Share so many pixels among names, values and gradients, so that none is cut to nothing.

        Values are cut first, then gradients, and names last, which tell the rows apart.
        """
        least = _KEPT * self.tree.fontMetrics().height()
        name = min(needed[0], max(round(_NAMED * room), least))
        value = min(needed[_VALUE], max(round(_VALUED * room), least))
        gradient = max(min(needed[_GRADIENT], room - name - value), least)
        value = min(needed[_VALUE], max(room - name - gradient, least))
        for column, width in ((0, name), (_VALUE, value), (_GRADIENT, gradient)):
            self.tree.setColumnWidth(column, width)

    def _heading(self, frame: Frame) -> QTreeWidgetItem:
        line = line_of(self.session.recording, frame, self.session.step)
        name = "module" if frame.function == "<module>" else f"{frame.function}(), line {line}"
        item = QTreeWidgetItem([name])
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.setForeground(0, QBrush(QColor(self.theme.muted)))
        return item

    def _row(self, moment: Moment, frame: Frame, binding: Binding) -> QTreeWidgetItem:
        state = None if binding.tensor is None else moment.tensor(binding.tensor)
        item = QTreeWidgetItem(list(_cells(binding, state)))
        item.setData(0, _TENSOR, binding.tensor)
        for column in (0, _VALUE, _GRADIENT):
            item.setToolTip(column, tip(item.text(column)))  # the whole of what may be cut
        if state is None:
            item.setForeground(_VALUE, QBrush(QColor(self.theme.muted)))
        else:
            ink = self.theme.muted if state.grad is None else self.theme.gradient_text
            item.setForeground(_GRADIENT, QBrush(QColor(ink)))
        self._draw_trend(item, frame, binding.name)
        if binding.name in frame.changed:
            self._mark_changed(item, binding.name)
        return item

    def _draw_trend(self, item: QTreeWidgetItem, frame: Frame, name: str) -> None:
        past = self._pasts.past((frame.depth, frame.function), name, self.session.step)
        if len(past) > 1:
            item.setData(_TREND, TREND, past)
            item.setToolTip(_TREND, f"{name} went {words(past)}")
            item.setData(_TREND, Qt.ItemDataRole.AccessibleTextRole, words(past))

    def _mark_changed(self, item: QTreeWidgetItem, name: str) -> None:
        item.setText(0, f"{_CHANGED} {name}")
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{name}, changed")
        font = QFont(self.tree.font())
        font.setBold(True)
        item.setFont(0, font)
        for column in range(len(_COLUMNS)):
            item.setBackground(column, QBrush(QColor(self.theme.forward_soft)))

    def _mark_selected(self, item: QTreeWidgetItem) -> None:
        selected = self._selected()
        if selected is not None and item.data(0, _TENSOR) == selected:
            item.setSelected(True)

    def choose(self, row: QTreeWidgetItem) -> bool:
        """Select the node of a row's tensor; whether it has one."""
        tensor = row.data(0, _TENSOR)
        vertex = None if tensor is None else self.session.graph.by_tensor.get(tensor)
        if vertex is None:
            return False
        self.session.select(vertex.key)
        return True


def _cells(binding: Binding, state: TensorState | None) -> Iterator[str]:
    yield binding.name
    if state is None:
        yield from ("", true_minus(binding.text))
        return
    yield shape_text(state.value).removesuffix(_USUAL)
    yield brief(state.value)
    yield gradient_text(state)


def gradient_text(state: TensorState) -> str:
    """The ``.grad`` of a tensor, or in a word why there is none."""
    if state.grad is not None:
        return brief(state.grad)
    if not state.requires_grad:
        return "not tracked"
    return "requires grad" if state.is_leaf else f"<{state.grad_fn}>"
