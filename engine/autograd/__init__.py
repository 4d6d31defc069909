"""Automatic differentiation: starting backward passes, and what may be hung on them."""

from engine.autograd.engine import backward, grad
from engine.grad_modes import enable_grad, inference_mode, no_grad, set_grad_enabled

__all__ = ["backward", "enable_grad", "grad", "inference_mode", "no_grad", "set_grad_enabled"]
