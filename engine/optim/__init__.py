"""Optimisers: how parameters follow their gradients."""

from engine.optim.optimizer import Optimizer
from engine.optim.sgd import SGD

__all__ = ["SGD", "Optimizer"]
