"""Names of files, as Qt's own dialog asks for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from inspector.shell.appearance.dress import dress
from inspector.shell.documents.asking import file_to_open, file_to_save
from inspector.theme.tokens import LIGHT

KINDS = "Programs (*.py);;Notebooks (*.ipynb);;All files (*)"


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    dress(window, LIGHT, 1.0)
    return window


def then(act: Callable[[QFileDialog], None]) -> None:
    """What somebody does once the dialog is there; it is put away whatever happens."""

    def acted() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        try:
            act(dialog)
        finally:
            if dialog.isVisible():
                dialog.reject()

    QTimer.singleShot(0, acted)


@pytest.mark.parametrize(
    ("kind", "name"), zip(KINDS.split(";;"), ("net.py", "net.ipynb", "net"), strict=True)
)
def test_a_name_without_an_ending_gets_that_of_its_kind(
    parent: QWidget, tmp_path: Path, kind: str, name: str
) -> None:
    def answer(dialog: QFileDialog) -> None:
        dialog.selectNameFilter(kind)
        dialog.filterSelected.emit(kind)
        dialog.findChild(QLineEdit, "fileNameEdit").setText("net")
        dialog.accept()

    then(answer)
    assert file_to_save(parent, "Save", str(tmp_path / "program.py"), KINDS) == str(
        tmp_path / name
    )


def test_sizes_and_dates_of_files_are_not_cut(
    parent: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "net.py").write_text("x = 1\n" * 20)
    seen: list[bool] = []

    def look(dialog: QFileDialog) -> None:
        tree = dialog.findChild(QTreeView, "treeView")
        qtbot.waitUntil(lambda: tree.model().rowCount(tree.rootIndex()) == 1)
        qtbot.waitUntil(lambda: tree.sizeHintForColumn(3) > 0)
        seen.extend(tree.columnWidth(own) >= tree.sizeHintForColumn(own) for own in range(4))

    then(look)
    assert file_to_open(parent, "Open", str(tmp_path), KINDS) == ""
    assert seen == [True] * 4
