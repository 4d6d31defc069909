"""The menu bar: the commands' menus, and what is found rather than declared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QMenu

from inspector.model.lessons.classroom import Entry
from inspector.shell.controls.actions import Actions
from inspector.shell.frame.building import put_back
from inspector.shell.frame.window import Window


def fill_menus(window: Window, actions: Actions) -> dict[str, QMenu]:
    """The menus of the commands; the View menu also shows and hides panels."""
    menus = actions.fill(window.menuBar())
    menus["Edit"].aboutToShow.connect(lambda: actions.refresh("Edit"))
    add_panels(menus["View"], window.docks, partial(put_back, window))
    return menus


def add_panels(menu: QMenu, docks: Mapping[str, QDockWidget], reset: Callable[[], None]) -> None:
    """A submenu with a switch for each panel, and one entry that puts all back."""
    fill_panels(menu.addMenu("Panels"), docks, reset)


def fill_panels(menu: QMenu, docks: Mapping[str, QDockWidget], reset: Callable[[], None]) -> None:
    """A switch for each panel, and one entry that puts all back."""
    menu.addActions([dock.toggleViewAction() for dock in docks.values()])
    menu.addSeparator()
    menu.addAction("Put panels back", reset)


def add_course(menu: QMenu, course: Sequence[Entry], choose: Callable[[int], object]) -> None:
    """A submenu for each chapter of the course; its lessons are numbered throughout."""
    menu.addSeparator()
    chapters: dict[str, QMenu] = {}
    for place, lesson in enumerate(course):
        title = lesson.chapter or "Others"
        if title not in chapters:
            chapters[title] = menu.addMenu(title)
        action = QAction(f"{place + 1}. {lesson.title}".replace("&", "&&"), chapters[title])
        action.triggered.connect(partial(_chosen, choose, place))
        chapters[title].addAction(action)


def _chosen(choose: Callable[[int], object], place: int, _checked: bool = False) -> None:
    choose(place)


def add_recent(
    file_menu: QMenu, recent: Callable[[], list[Path]], choose: Callable[[Path], object]
) -> QMenu:
    """A submenu of the files opened last, read anew whenever it opens."""
    menu = QMenu("Recent", file_menu)

    def fill() -> None:
        menu.clear()
        menu.addActions([file_entry(menu, path, choose) for path in recent()])

    menu.aboutToShow.connect(fill)
    file_menu.insertMenu(file_menu.actions()[2], menu)
    return menu


def file_entry(menu: QMenu, path: Path, choose: Callable[[Path], object]) -> QAction:
    """The entry of one file."""
    action = QAction(str(path), menu)
    action.triggered.connect(lambda: choose(path))
    return action
