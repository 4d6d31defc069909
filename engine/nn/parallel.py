"""Modules on several devices, of which there is one."""

from engine.nn.modules.parallel import DataParallel, DistributedDataParallel
from engine.surface.absent import module_getattr

__all__ = ["DataParallel", "DistributedDataParallel"]

__getattr__ = module_getattr("torch.nn.parallel")
