"""A recorded value as a table of numbers on a heat map."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSpinBox,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from inspector.model.recordings.arrays import Array, array, is_told
from inspector.model.recordings.facts import Value
from inspector.model.recordings.format import number_text
from inspector.theme.colour import heat, legible
from inspector.theme.tokens import LIGHT, Theme
from inspector.widgets.labels import plain
from inspector.widgets.rows import RowDelegate
from inspector.widgets.switch_row import inset

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SAMPLE_COLUMNS = 8
_MOST = 1000
_ROWS_SEEN = 8
_MEASURED = 40
"""So many first rows and columns tell how wide a column must be."""


class ArrayModel(QAbstractTableModel):
    """The numbers of a matrix; up to 1,000 rows and columns of it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._matrix: Array = np.zeros((0, 0))
        self._bound = 0.0
        self._theme = LIGHT

    def show_matrix(self, matrix: Array, bound: float) -> None:
        """Show a 2-d array; ``bound`` is the magnitude of the strongest colour."""
        self.beginResetModel()
        self._matrix, self._bound = matrix[:_MOST, :_MOST], bound
        self.endResetModel()

    def set_theme(self, theme: Theme) -> None:
        """Colour by ``theme``'s heat scale."""
        self.beginResetModel()
        self._theme = theme
        self.endResetModel()

    def corner(self, side: int) -> list[complex]:
        """The numbers in so many first rows and columns."""
        numbers: list[complex] = self._matrix[:side, :side].ravel().tolist()
        return numbers

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else int(self._matrix.shape[0])

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else int(self._matrix.shape[1])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        number = self._matrix[index.row(), index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return number_text(number.item())
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(number.item())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.BackgroundRole:
            return QBrush(QColor(self._fill(number.item())))
        if role == Qt.ItemDataRole.ForegroundRole:
            return QBrush(QColor(legible(self._fill(number.item()))))
        return None

    def headerData(
        self, section: int, _: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        return str(section) if role == Qt.ItemDataRole.DisplayRole else None

    def _fill(self, number: complex) -> str:
        shown = abs(number) if isinstance(number, complex) else float(number)
        return heat(self._theme, shown, self._bound)


class ArrayTable(QWidget):
    """A value of any shape: a table of its last two dimensions, and a box for each other one."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: Value | None = None
        self._array: Array = np.zeros((0, 0))
        self._indices: list[QSpinBox] = []
        self._widest: tuple[str, int] = "", 0
        self._model = ArrayModel(self)
        self._table = QTableView()
        self._table.setObjectName("arrayTable")
        self._table.setModel(self._model)
        self._table.setAccessibleName(name)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self._table.setTabKeyNavigation(False)
        self._table.setWordWrap(False)
        self._cells = RowDelegate()
        self._table.setItemDelegate(self._cells)
        for header in (self._table.horizontalHeader(), self._table.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(8)
        self._note = plain("", "muted")
        self._boxes = QHBoxLayout()
        self._boxes.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addLayout(self._boxes)
        rows.addWidget(self._table)
        rows.addWidget(self._note)
        self.show_value(None)

    @property
    def table(self) -> QTableView:
        """The table of numbers."""
        return self._table

    @property
    def note(self) -> str:
        """What is said of a value that is not shown whole."""
        return self._note.text() if not self._note.isHidden() else ""

    def set_theme(self, theme: Theme) -> None:
        """Colour by ``theme``'s heat scale."""
        self._model.set_theme(theme)
        self._fit()

    def show_value(self, value: Value | None) -> None:
        """Show ``value``; None shows an empty table."""
        if value == self._value and value is not None:
            return
        shape = () if self._value is None else self._value.shape
        self._value = value
        self._array = np.zeros((0, 0)) if value is None else array(value)
        if value is None or value.shape != shape:
            self._make_boxes(self._array.shape[:-2])
        self._note.setText(_note(value) if value is not None else "")
        self._note.setVisible(bool(self._note.text()))
        self._table.setVisible(value is None or is_told(value))
        self._show_slice()

    def _make_boxes(self, leading: tuple[int, ...]) -> None:
        while self._boxes.count() > 1:
            item = self._boxes.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        self._indices = [_index_box(number, length) for number, length in enumerate(leading)]
        for number, box in enumerate(self._indices):
            box.valueChanged.connect(self._show_slice)
            label = QLabel(f"dim {number}")
            label.setBuddy(box)
            self._boxes.insertWidget(2 * number, label)
            self._boxes.insertWidget(2 * number + 1, box)

    def _show_slice(self) -> None:
        part = self._array
        for box in self._indices if part.ndim > 2 else ():
            part = part[box.value()]
        if self._value is not None and not self._value.whole:
            part = _wrapped(part)
        self._model.show_matrix(np.atleast_2d(part), _bound(self._array))
        self._widest = "", 0
        self._fit()

    def _fit(self) -> None:
        metrics = self._table.fontMetrics()
        self._table.horizontalHeader().setDefaultSectionSize(self._width() + metrics.height())
        row = round(1.5 * metrics.height())
        self._table.verticalHeader().setDefaultSectionSize(row)
        rows = min(_ROWS_SEEN, self._model.rowCount())
        header = self._table.horizontalHeader().sizeHint().height()
        self._table.setFixedHeight(rows * row + header + self._bar_height() + 4)

    def _width(self) -> int:
        """The width of the widest text, which a layout asks for many times."""
        font = self._table.font().key()
        if self._widest[0] != font:
            advance = self._table.fontMetrics().horizontalAdvance
            self._widest = font, max(map(advance, self._texts()), default=20)
        return self._widest[1]

    def _bar_height(self) -> int:
        """Room for the horizontal scroll bar, where there will be one."""
        needed = self._table.horizontalHeader().length()
        needed += self._table.verticalHeader().sizeHint().width()
        wide = needed > self.width()
        return self._table.horizontalScrollBar().sizeHint().height() if wide else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _texts(self) -> set[str]:
        return {number_text(number) for number in self._model.corner(_MEASURED)}


def _index_box(dimension: int, length: int) -> QSpinBox:
    box = QSpinBox()
    inset(box)
    box.setRange(0, max(0, length - 1))
    box.setAccessibleName(f"Index in dimension {dimension}")
    return box


def _wrapped(flat: Array) -> Array:
    """A flat sample in rows of eight, as far as it fills them."""
    rows = max(1, len(flat) // _SAMPLE_COLUMNS)
    return flat[: rows * _SAMPLE_COLUMNS].reshape(rows, -1) if len(flat) else flat


def _bound(values: Array) -> float:
    """The largest finite magnitude."""
    with np.errstate(invalid="ignore", over="ignore"):
        magnitudes = np.abs(values.astype(np.complex128 if values.dtype.kind == "c" else float))
    finite = magnitudes[np.isfinite(magnitudes)]
    return float(finite.max()) if finite.size else 0.0


def _note(value: Value) -> str:
    """What the table leaves out, and what statistics say about it."""
    total = math.prod(value.shape)
    if total == 0:
        return "There are no elements."
    if value.whole:
        large = any(length > _MOST for length in value.shape[-2:])
        return f"The first {_MOST:,} rows and columns." if large else ""
    kept = len(array(value))
    if not kept:
        return "Its elements were not recorded, as little room was left."
    parts = [f"A sample of {kept:,} of {total:,} elements."]
    facts = (("min", value.minimum), ("max", value.maximum), ("mean", value.mean))
    parts += [f"{name} {number_text(fact)}" for name, fact in facts if fact is not None]
    parts += [f"{value.nans:,} NaN"] if value.nans else []
    parts += [f"{value.infs:,} Inf"] if value.infs else []
    return "  ".join(parts)
