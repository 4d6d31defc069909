"""Making modules without drawing their parameters."""

from __future__ import annotations

from typing import Any

from engine.foundation.absent import module_getattr


def skip_init(module_cls: Any, *args: Any, **options: Any) -> Any:
    """A module whose parameters were not drawn."""
    return module_cls(*args, **options)


__getattr__ = module_getattr("torch.nn.utils.init")
