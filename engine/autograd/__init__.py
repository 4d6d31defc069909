"""``torch.autograd``: starting backward passes, custom functions, modes, checks of gradients."""

from engine.autograd import forward_ad, functional, grad_mode, graph, profiler
from engine.autograd.anomaly_mode import detect_anomaly, set_detect_anomaly
from engine.autograd.function import Function
from engine.autograd.gradcheck import gradcheck, gradgradcheck
from engine.autograd.variable import Variable
from engine.foundation.absent import module_getattr
from engine.graph.starting import backward, grad
from engine.switches.grad_modes import (
    enable_grad,
    inference_mode,
    is_multithreading_enabled,
    is_view_replay_enabled,
    no_grad,
    set_grad_enabled,
    set_multithreading_enabled,
)

__all__ = [
    "Function", "Variable", "backward", "detect_anomaly", "enable_grad", "forward_ad",
    "functional", "grad", "grad_mode", "gradcheck", "gradgradcheck", "graph", "inference_mode",
    "is_multithreading_enabled", "is_view_replay_enabled", "no_grad", "profiler",
    "set_detect_anomaly", "set_grad_enabled", "set_multithreading_enabled",
]  # fmt: skip

__getattr__ = module_getattr("torch.autograd")
