"""Modules on several devices, of which there is one here."""

from engine.foundation.absent import module_getattr
from engine.nn.modules.parallel import DataParallel, DistributedDataParallel

__all__ = ["DataParallel", "DistributedDataParallel"]

__getattr__ = module_getattr("torch.nn.parallel")
