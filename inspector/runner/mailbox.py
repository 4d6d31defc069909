"""A bounded queue between the threads that read a pipe and their reader."""

from __future__ import annotations

import threading
from collections import deque
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Mailbox(Generic[Item]):
    """First in, first out; a full box makes the reader wait, and so the writer at the far end."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._items: deque[Item] = deque()
        self._changed = threading.Condition()
        self._closed = False

    def put(self, item: Item) -> bool:
        """Add an item when there is room; False once nobody takes any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or len(self._items) < self._room)
            if not self._closed:
                self._items.append(item)
                self._changed.notify_all()
            return not self._closed

    def take(self, timeout: float = 0.0) -> Item | None:
        """The oldest item, None if none comes within ``timeout`` seconds."""
        with self._changed:
            if not self._items and timeout > 0:
                self._changed.wait_for(lambda: self._closed or self._items, timeout)
            item = self._items.popleft() if self._items else None
            self._changed.notify_all()
            return item

    def __len__(self) -> int:
        return len(self._items)

    def close(self) -> None:
        """Let nobody wait any longer; what is in the box can still be taken."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
