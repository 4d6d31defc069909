"""``torch.utils``: data loading, checkpoints, hooks."""

from engine.foundation.absent import module_getattr
from engine.foundation.determinism import DETERMINISM
from engine.utils import _pytree, checkpoint, data, hooks

__all__ = ["_pytree", "checkpoint", "data", "hooks"]

deterministic = DETERMINISM

__getattr__ = module_getattr("torch.utils")
