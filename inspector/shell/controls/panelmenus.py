"""What the right button offers beside the graph: in panels, on the timeline, on their tabs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QTabBar, QWidget

from inspector.shell.controls.actions import Actions
from inspector.shell.controls.contextmenu import GROUPS, Pointing, filled
from inspector.shell.frame.titlebar import TitleBar
from inspector.shell.frame.window import Window
from inspector.widgets.scrubber import Scrubber

COPY = (("editing.copy",),)
"""What any text offers."""
OF_STEP = (
    ("finding.bookmark", "finding.next_bookmark"),
    ("breaks.back", "breaks.on"),
    ("step.first", "step.play", "step.last"),
)
"""Commands for a step of the timeline."""


@runtime_checkable
class Describing(Protocol):
    """A panel about one node."""

    def choose_described(self) -> bool:
        """Select the node it is about; whether there is one."""


@runtime_checkable
class Scrubbed(Protocol):
    """A panel with the timeline."""

    scrubber: Scrubber


def offer_panel_menu(panel: QWidget, actions: Actions) -> None:
    """Open a menu of what can be done with what a panel shows."""

    def show(at: QPoint) -> None:
        described = isinstance(panel, Describing) and panel.choose_described()
        actions.refresh()
        groups = (*COPY, *GROUPS[:-1]) if described else COPY
        pop(filled(QMenu(panel), actions, frozenset(), groups), panel, at)

    offer(panel, show)


def offer_step_menu(scrubber: Scrubber, actions: Actions) -> None:
    """Go to the step under the pointer, and open its menu; by key, that of the step shown."""
    pointing = Pointing(scrubber)

    def show(at: QPoint) -> None:
        if pointing.by_mouse:
            scrubber.setValue(scrubber.step_at(at.x()))
        actions.refresh()
        pop(filled(QMenu(scrubber), actions, frozenset(), OF_STEP), scrubber, at)

    offer(scrubber, show)


def offer_tab_menu(window: Window, fill: Callable[[QMenu], object]) -> None:
    """Let tabs and titles of panels offer all panels; ``fill`` puts them into a menu."""

    def show(at: QPoint) -> None:
        here = window.childAt(at)
        if isinstance(here, QTabBar) or (here is not None and within_title(here)):
            menu = QMenu(window)
            fill(menu)
            pop(menu, window, at)

    offer(window, show)


def within_title(widget: QWidget) -> bool:
    """Whether a widget is the title of a panel, or stands in it."""
    return isinstance(widget, TitleBar) or isinstance(widget.parentWidget(), TitleBar)


def offer(widget: QWidget, show: Callable[[QPoint], None]) -> None:
    """Call ``show`` with the place whenever a widget is asked for a menu."""
    widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    widget.customContextMenuRequested.connect(show)


def pop(menu: QMenu, widget: QWidget, at: QPoint) -> None:
    """Open a menu at a place of a widget, unless there is nothing in it."""
    if menu.isEmpty():
        menu.deleteLater()
        return
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(widget.mapToGlobal(at))
