"""Neural networks: modules, their parameters, and losses."""

from engine.foundation.absent import module_getattr
from engine.foundation.constructors import settle
from engine.nn import common_types, functional, grad, init, modules, parallel, parameter, utils
from engine.nn.factory import factory_kwargs
from engine.nn.modules import *  # noqa: F403  (its names are this package's, as in PyTorch)
from engine.nn.modules import __all__ as _layers
from engine.nn.modules.unknown import UninitializedBuffer, UninitializedParameter, is_lazy
from engine.nn.parameter import Buffer, Parameter

settle(__name__, {"parameter": (UninitializedBuffer, UninitializedParameter, is_lazy)})
__getattr__ = module_getattr("torch.nn")
__all__ = [  # noqa: PLE0604  (strings all)
    "Buffer", "Parameter", "UninitializedBuffer", "UninitializedParameter", "common_types",
    "factory_kwargs", "functional", "grad", "init", "modules", "parallel", "parameter", "utils",
    *_layers,
]  # fmt: skip
