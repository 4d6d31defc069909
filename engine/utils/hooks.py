"""``torch.utils.hooks``, where PyTorch keeps the handle that removes a hook."""

from engine.graph.hooks import RemovableHandle

__all__ = ["RemovableHandle"]
