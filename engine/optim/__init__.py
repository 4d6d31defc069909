"""Optimisers: how parameters follow their gradients."""

from engine.absent import module_getattr
from engine.optim import lr_scheduler
from engine.optim.adam import Adam, AdamW
from engine.optim.adaptive import Adadelta, Adagrad, RMSprop
from engine.optim.optimizer import Optimizer
from engine.optim.sgd import SGD

__getattr__ = module_getattr("torch.optim")
__all__ = [
    "SGD", "Adadelta", "Adagrad", "Adam", "AdamW", "Optimizer", "RMSprop", "lr_scheduler",
]  # fmt: skip
