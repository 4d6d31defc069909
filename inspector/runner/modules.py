"""What the modules of a program are called within the one that it called itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inspector.model.events import Entered, Left

if TYPE_CHECKING:
    from engine.nn.modules.module import Module


class Modules:
    """The calls that are running, and the names found when the outermost began."""

    def __init__(self) -> None:
        self._depth = 0
        self._names: dict[int, str] = {}

    def enter(self, module: Module, line: int) -> Entered:
        """A call begins on a line."""
        self._depth += 1
        if self._depth == 1:
            self._names = {id(each): name for name, each in module.named_modules()}
        count = sum(parameter.numel() for parameter in module.parameters())
        return Entered(self._names.get(id(module), ""), type(module).__name__, count, line)

    def leave(self) -> Left:
        """The call that began last is over."""
        self._depth -= 1
        return Left()
