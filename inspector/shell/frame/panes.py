"""Walking from pane to pane with the keyboard: the editor keeps the Tab key for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from inspector.panels.visibility import in_sight
from inspector.shell.frame.window import Window

TAB = Qt.FocusPolicy.TabFocus


def panes(window: Window, canvas: QWidget) -> list[QWidget]:
    """The source, the graph and then every other panel that is in sight."""
    shown = [dock.widget() for dock in window.docks.values() if in_sight(dock)]
    return [*shown[:1], canvas, *shown[1:]]


def give_focus(all_of_them: Sequence[QWidget], offset: int) -> None:
    """Focus what takes the keyboard in the pane ``offset`` places after the focused one."""
    here = next((n for n, pane in enumerate(all_of_them) if has_focus(pane)), -offset)
    for away in range(1, len(all_of_them) + 1):
        pane = all_of_them[(here + offset * away) % len(all_of_them)]
        if target := receiver(pane):
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return


def neighbour(docks: Mapping[str, QDockWidget], offset: int) -> str | None:
    """The panel so many tabs after the one with the keyboard; None where it has no neighbour.

    Where the keyboard is in no panel, those beside the graph are meant.
    """
    focused = next((name for name, dock in docks.items() if has_focus(dock)), "node")
    window = docks[focused].parentWidget()
    if not isinstance(window, QMainWindow):
        return None
    beside = {docks[focused], *window.tabifiedDockWidgets(docks[focused])}
    names = [name for name, dock in docks.items() if dock in beside and not dock.isHidden()]
    here = next((name for name in names if in_sight(docks[name])), None)
    if len(names) < 2 or here is None:
        return None
    return names[(names.index(here) + offset) % len(names)]


def has_focus(pane: QWidget) -> bool:
    """Whether the keyboard is somewhere in a pane."""
    focused = pane.window().focusWidget()
    return focused is not None and (focused is pane or pane.isAncestorOf(focused))


def receiver(pane: QWidget) -> QWidget | None:
    """What takes the keyboard in a pane; None where nothing does."""
    proxy = pane.focusProxy()
    if proxy is not None:
        return proxy
    if pane.focusPolicy() & TAB:
        return pane
    children = pane.findChildren(QWidget)
    return next((one for one in children if one.isVisible() and one.focusPolicy() & TAB), None)
