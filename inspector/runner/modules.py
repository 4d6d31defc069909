"""What the modules of a program are called within the one that it called itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.nn.modules.module import Module


class Modules:
    """The calls that are running, and the names found when the outermost began."""

    def __init__(self) -> None:
        self._depth = 0
        self._names: dict[int, str] = {}

    def enter(self, module: Module) -> tuple[str, int]:
        """Begin a call; the module's name and how many elements its parameters have."""
        if not self._depth:
            self._names = {id(each): name for name, each in module.named_modules()}
        self._depth += 1
        count = sum(parameter.numel() for parameter in module.parameters())
        return self._names.get(id(module), ""), count

    def leave(self) -> None:
        """End the call that began last."""
        self._depth -= 1
