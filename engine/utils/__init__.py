"""Help around training: data, checkpoints."""

from engine.utils import checkpoint, data, hooks

__all__ = ["checkpoint", "data", "hooks"]
