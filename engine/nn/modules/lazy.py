"""Layers that learn the size of their input from the first one they see."""

from __future__ import annotations

from inspect import Signature, signature
from typing import Any

from engine.calls.signing import NEEDED
from engine.nn.modules import batchnorm, conv, instancenorm
from engine.nn.modules.calling import arguments
from engine.nn.modules.linear import Linear
from engine.nn.modules.module import Module
from engine.nn.modules.unknown import (
    Uninitialized,
    UninitializedBuffer,
    UninitializedParameter,
)
from engine.tensor import Tensor


class LazyModuleMixin(Module):
    """Base of layers whose parameters are made at their first forward pass, by ``_sizes``."""

    cls_to_become: type[Module] | None = None

    def has_uninitialized_params(self) -> bool:
        """Is any parameter still without a shape?"""
        every = (*self._parameters.values(), *self._buffers.values())
        return any(isinstance(each, Uninitialized) for each in every)

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        """What the layer gives, once its parameters are made."""
        self.initialize_parameters(*inputs, **options)
        if self.cls_to_become is not None:
            self.__class__ = self.cls_to_become  # type: ignore[assignment]
        return self(*inputs, **options)

    def initialize_parameters(self, *inputs: Any) -> None:
        """Give every parameter its shape and first values."""
        if not self.has_uninitialized_params():
            return
        for name, shape in self._sizes(*inputs).items():
            own = self._parameters[name]
            if isinstance(own, UninitializedParameter):
                own.materialize(shape)
        self._draw()

    def _save_to_state_dict(self, destination: Any, prefix: str, keep_vars: bool) -> None:
        """Save what there is: of a parameter without a shape, the parameter itself."""
        if not self.has_uninitialized_params():
            super()._save_to_state_dict(destination, prefix, keep_vars)
            return
        for name, value in self._lasting().items():
            whole = keep_vars or isinstance(value, Uninitialized)
            destination[prefix + name] = value if whole else value.detach()

    def _load_from_state_dict(self, state_dict: Any, prefix: str, *rest: Any) -> None:
        """Let parameters take the shapes of those that are loaded into them."""
        for name, own in (*self._parameters.items(), *self._buffers.items()):
            given = state_dict.get(prefix + name)
            unknown = isinstance(own, Uninitialized)
            if unknown and given is not None and not isinstance(given, Uninitialized):
                own.materialize(given.shape)
        super()._load_from_state_dict(state_dict, prefix, *rest)

    def _sizes(self, input: Tensor) -> dict[str, tuple[int, ...]]:
        """The shapes of the parameters, from an input."""
        raise NotImplementedError(
            f"initialize_parameters is not implemented for {type(self).__name__}"
        )

    def reset_parameters(self) -> None:
        """Nothing to draw before the shapes are known."""

    def _draw(self) -> None:
        kind: Any = self.cls_to_become
        kind.reset_parameters(self)


def _wait(module: Any, bias: bool, dtype: Any, device: Any) -> None:
    """Parameters in the place of those a layer has made too early."""
    module.weight = UninitializedParameter(device=device, dtype=dtype)
    if bias:
        module.bias = UninitializedParameter(device=device, dtype=dtype)


class LazyLinear(LazyModuleMixin, Linear):
    """An affine layer that takes its ``in_features`` from its first input."""

    cls_to_become = Linear

    def __init__(
        self, out_features: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        Linear.__init__(self, 0, 0, False, device, dtype)
        self.out_features = out_features
        _wait(self, bias, dtype, device)

    def _sizes(self, input: Tensor) -> dict[str, tuple[int, ...]]:
        self.in_features = input.shape[-1]
        return {"weight": (self.out_features, self.in_features), "bias": (self.out_features,)}


class _LazyConvXdMixin(LazyModuleMixin):
    """A convolution that takes its ``in_channels`` from its first input."""

    def __init__(self, *args: Any, **options: Any) -> None:
        kind: Any = self.cls_to_become
        given = arguments(type(self).__name__, _asked(kind), args, options)
        out_channels, bias = given.pop("out_channels"), given.pop("bias")
        kind.__init__(self, 0, 0, bias=False, **given)
        self.out_channels = out_channels
        _wait(self, bias, given["dtype"], given["device"])

    def _sizes(self, input: Tensor) -> dict[str, tuple[int, ...]]:
        kind: Any = self.cls_to_become
        if input.dim() not in (kind.count + 1, kind.count + 2):
            raise RuntimeError(
                f"Expected {kind.count + 1}D (unbatched) or {kind.count + 2}D (batched) input to "
                f"{type(self).__name__}, but got input of size: {input.shape}"
            )
        self.in_channels = input.shape[-kind.count - 1]
        if self.in_channels % self.groups:
            raise ValueError("in_channels must be divisible by groups")
        return {"weight": kind._weight_shape(self), "bias": (self.out_channels,)}


class _LazyNormBase(LazyModuleMixin):
    """Batch normalisation that takes its ``num_features`` from its first input."""

    def __init__(
        self, eps: float = 1e-5, momentum: float | None = 0.1, affine: bool = True,
        track_running_stats: bool = True, device: Any = None, dtype: Any = None, *,
        bias: bool = True,
    ) -> None:  # fmt: skip
        kind: Any = self.cls_to_become
        kind.__init__(
            self, 0, eps, momentum, affine, track_running_stats, device, dtype, bias=bias
        )
        if affine:
            _wait(self, bias, dtype, device)
        if track_running_stats:
            for name in ("running_mean", "running_var"):
                self._buffers[name] = UninitializedBuffer(device=device, dtype=dtype)

    def initialize_parameters(self, input: Tensor) -> None:
        """Give parameters and running statistics their shape and first values."""
        self.num_features = input.shape[1]
        for name in ("running_mean", "running_var"):
            own = self._buffers[name]
            if isinstance(own, UninitializedBuffer):
                own.materialize((self.num_features,))
        super().initialize_parameters(input)
        self._draw()

    def _sizes(self, input: Tensor) -> dict[str, tuple[int, ...]]:
        return dict.fromkeys(("weight", "bias"), (input.shape[1],))


def _asked(kind: Any) -> dict[str, Any]:
    """What a layer takes whose ``in_channels`` are not known yet, and the defaults."""
    told = signature(kind).parameters.values()
    every = {each.name: NEEDED if each.default is each.empty else each.default for each in told}
    return {name: default for name, default in every.items() if name != "in_channels"}


def _lazy(base: type[Any], kind: type[Module]) -> Any:
    body = {
        "cls_to_become": kind, "__module__": __name__,
        "__doc__": f"``{kind.__name__}``, which takes the size of its input from the first.",
    }  # fmt: skip
    made: Any = type(f"Lazy{kind.__name__}", (base, kind), body)
    if base is _LazyConvXdMixin:
        made.__signature__ = Signature(
            [each for each in signature(kind).parameters.values() if each.name != "in_channels"]
        )
    return made


LazyConv1d, LazyConv2d, LazyConv3d = (
    _lazy(_LazyConvXdMixin, kind) for kind in (conv.Conv1d, conv.Conv2d, conv.Conv3d)
)
LazyConvTranspose1d, LazyConvTranspose2d, LazyConvTranspose3d = (
    _lazy(_LazyConvXdMixin, kind)
    for kind in (conv.ConvTranspose1d, conv.ConvTranspose2d, conv.ConvTranspose3d)
)
LazyBatchNorm1d, LazyBatchNorm2d, LazyBatchNorm3d = (
    _lazy(_LazyNormBase, kind)
    for kind in (batchnorm.BatchNorm1d, batchnorm.BatchNorm2d, batchnorm.BatchNorm3d)
)
LazyInstanceNorm1d, LazyInstanceNorm2d, LazyInstanceNorm3d = (
    _lazy(_LazyNormBase, kind)
    for kind in (
        instancenorm.InstanceNorm1d, instancenorm.InstanceNorm2d, instancenorm.InstanceNorm3d,
    )
)  # fmt: skip
