"""``torch.func``: transforms of functions: gradients, Jacobians, maps over a batch."""

from engine.foundation.absent import module_getattr
from engine.func.batching import vmap
from engine.func.forward import hessian, jacfwd, jvp, linearize
from engine.func.modules import (
    functional_call,
    functionalize,
    replace_all_batch_norm_modules_,
    stack_module_state,
)
from engine.func.reverse import grad, grad_and_value, jacrev, vjp

__all__ = [
    "functional_call", "functionalize", "grad", "grad_and_value", "hessian", "jacfwd", "jacrev",
    "jvp", "linearize", "replace_all_batch_norm_modules_", "stack_module_state", "vjp", "vmap",
]  # fmt: skip

__getattr__ = module_getattr("torch.func")
