"""Optimisers: how parameters follow their gradients.

Each stands in a module of its own name. ``optimizer`` is the base of all: groups of parameters,
their state, what is saved and loaded; ``stepping`` is what happens around each ``step()``,
``rounding`` arithmetic that rounds as PyTorch's, ``moments`` what Adam and its kin remember of
gradients, ``line_search`` the one of L-BFGS.
"""

from engine.foundation.absent import module_getattr
from engine.optim import lr_scheduler, swa_utils
from engine.optim._adafactor import Adafactor
from engine.optim._muon import Muon
from engine.optim.adadelta import Adadelta
from engine.optim.adagrad import Adagrad
from engine.optim.adam import Adam
from engine.optim.adamax import Adamax
from engine.optim.adamw import AdamW
from engine.optim.asgd import ASGD
from engine.optim.lbfgs import LBFGS
from engine.optim.nadam import NAdam
from engine.optim.optimizer import Optimizer
from engine.optim.radam import RAdam
from engine.optim.rmsprop import RMSprop
from engine.optim.rprop import Rprop
from engine.optim.sgd import SGD
from engine.optim.sparse_adam import SparseAdam

__getattr__ = module_getattr("torch.optim")
__all__ = [
    "ASGD", "LBFGS", "SGD", "Adadelta", "Adafactor", "Adagrad", "Adam", "AdamW", "Adamax", "Muon",
    "NAdam", "Optimizer", "RAdam", "RMSprop", "Rprop", "SparseAdam", "lr_scheduler", "swa_utils",
]  # fmt: skip
