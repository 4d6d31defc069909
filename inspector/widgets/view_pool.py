"""Views of one kind, one for each of some things, reused: hidden while they are not needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtWidgets import QWidget

View = TypeVar("View", bound=QWidget)
Thing = TypeVar("Thing")


def show_each(
    things: Sequence[Thing],
    views: list[View],
    make: Callable[[int], View],
    show: Callable[[View, Thing], object],
) -> None:
    """Show each thing in its view; ``make`` puts a new one of that number in its place."""
    while len(views) < len(things):
        views.append(make(len(views)))
    for number, view in enumerate(views):
        view.setVisible(number < len(things))
        if number < len(things):
            show(view, things[number])
