"""Asking for the name of a file: in the desktop's own dialog, or in Qt's where there is none."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QFileDialog, QHeaderView, QTreeView, QWidget

NAME = 0
"""The column of a file's name."""


def file_to_open(parent: QWidget, title: str, folder: str, kinds: str) -> str:
    """The name of a file there is; "" where none was chosen."""
    dialog = QFileDialog(parent, title, folder, kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _chosen(dialog)


def file_to_save(parent: QWidget, title: str, start: str, kinds: str) -> str:
    """The name of a file to write, ``start`` on offer; "" where none was chosen.

    A name without an ending gets that of the kind: what stands there is then asked about.
    """
    dialog = QFileDialog(parent, title, start, kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(suffix_of(kind)))
    dialog.setDefaultSuffix(suffix_of(dialog.selectedNameFilter()))
    return _chosen(dialog)


def suffix_of(kind: str) -> str:
    """The first suffix of a file dialog's filter: ".svg" of "Drawing (*.svg)"; "" of all files."""
    return kind.partition("*")[2].partition(")")[0].partition(" ")[0]


def _chosen(dialog: QFileDialog) -> str:
    for tree in dialog.findChildren(QTreeView):
        _fit_columns(tree.header())
    taken = dialog.exec() == QDialog.DialogCode.Accepted
    names = dialog.selectedFiles()
    dialog.deleteLater()
    return names[0] if taken and names else ""


def _fit_columns(header: QHeaderView) -> None:
    """Let sizes and dates be read, and names have what is left (Qt guesses, and cuts)."""
    header.setStretchLastSection(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
