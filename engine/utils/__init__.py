"""``torch.utils``: data loading, checkpoints, hooks."""

from engine.foundation.absent import module_getattr
from engine.utils import _pytree, checkpoint, data, hooks

__all__ = ["_pytree", "checkpoint", "data", "hooks"]

__getattr__ = module_getattr("torch.utils")
