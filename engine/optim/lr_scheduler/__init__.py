"""Schedules: how the learning rate changes from step to step."""

from engine.foundation.absent import module_getattr
from engine.optim.lr_scheduler.base import LRScheduler, _LRScheduler
from engine.optim.lr_scheduler.combined import ChainedScheduler, SequentialLR
from engine.optim.lr_scheduler.cosine import CosineAnnealingLR, CosineAnnealingWarmRestarts
from engine.optim.lr_scheduler.cycles import CyclicLR, OneCycleLR
from engine.optim.lr_scheduler.multiplying import (
    ConstantLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    MultiplicativeLR,
    MultiStepLR,
    PolynomialLR,
    StepLR,
)
from engine.optim.lr_scheduler.plateau import ReduceLROnPlateau

__all__ = [
    "ChainedScheduler", "ConstantLR", "CosineAnnealingLR", "CosineAnnealingWarmRestarts",
    "CyclicLR", "ExponentialLR", "LRScheduler", "LambdaLR", "LinearLR", "MultiStepLR",
    "MultiplicativeLR", "OneCycleLR", "PolynomialLR", "ReduceLROnPlateau", "SequentialLR",
    "StepLR",
]  # fmt: skip

# In PyTorch all of them live in this one module.
for _each in (_LRScheduler, *(globals()[_name] for _name in __all__)):
    _each.__module__ = "torch.optim.lr_scheduler"
__getattr__ = module_getattr("torch.optim.lr_scheduler")
