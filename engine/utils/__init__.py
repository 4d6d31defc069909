"""Help around training: data, checkpoints."""

from engine.surface.absent import module_getattr
from engine.utils import checkpoint, data, hooks

__all__ = ["checkpoint", "data", "hooks"]

__getattr__ = module_getattr("torch.utils")
