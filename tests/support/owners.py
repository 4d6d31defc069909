"""What PySide takes for a part of what: whoever is gone takes its parts along, in Python's eyes.

Asked for a widget, some of Qt's functions (``nextInFocusChain``, ``defaultWidget`` …) let PySide
write it down as a part of the widget that was asked. When that one is deleted, all that was ever
written down below it is unusable, and Qt may call into what is not there any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import shiboken6
from PySide6.QtWidgets import QWidget


def owner(widget: QWidget) -> int | None:
    """The id of what PySide takes a widget for a part of; None for no part of anything."""
    found = re.search(r"^parent\.+ <.* at 0x([0-9a-f]+)>", shiboken6.dump(widget), re.MULTILINE)
    return int(found[1], 16) if found else None


def disowned(window: QWidget) -> Iterator[QWidget]:
    """The widgets of a window, and itself, that PySide takes for parts of what they are not in."""
    for widget in (window, *window.findChildren(QWidget)):
        if owner(widget) not in (None, *map(id, around(widget))):
            yield widget


def around(widget: QWidget) -> Iterator[QWidget]:
    """What a widget is in, from the nearest on."""
    while (outer := widget.parentWidget()) is not None:
        yield outer
        widget = outer
