"""``DataParallel``: a module on several devices, of which there is one here."""

from __future__ import annotations

from typing import Any

from engine.foundation.absent import LACKS, LackingError
from engine.nn.modules.module import Module


class DataParallel(Module):
    """Passes every call on to the module it holds."""

    module: Any

    def __init__(
        self, module: Module, device_ids: Any = None, output_device: Any = None, dim: int = 0
    ) -> None:
        super().__init__()
        self.module = module
        self.device_ids: list[int] = []

    def forward(self, *inputs: Any, **options: Any) -> Any:
        """What the module gives."""
        return self.module(*inputs, **options)


class DistributedDataParallel(Module):
    """A name to import and to ask about with ``isinstance``: there is one process only."""

    def __init__(self, module: Module, *args: Any, **options: Any) -> None:
        name = "torch.nn.parallel.DistributedDataParallel"
        raise LackingError(f"{LACKS.format(name=name)}: leave it away")
