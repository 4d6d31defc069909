"""Which node an error came from, as the engine said when the backward pass ended."""

from __future__ import annotations


class Failure:
    """The last error that ended a pass, and the id of the node that raised it."""

    def __init__(self) -> None:
        self._known: tuple[BaseException, int] | None = None

    def note(self, error: BaseException, node: int) -> None:
        """A node raised an error."""
        self._known = error, node

    def forget(self) -> None:
        """Another pass begins."""
        self._known = None

    def node(self, error: BaseException | None) -> int | None:
        """The id of the node that raised ``error``, or what it was raised from, if one did."""
        while error is not None and self._known is not None:
            if error is self._known[0]:
                return self._known[1]
            error = error.__cause__ or error.__context__
        return None
