"""Pruning: weights multiplied by a mask of zeros and ones before every call of their module.

A pruned parameter ``weight`` becomes ``weight_orig`` (trained) and ``weight_mask`` (a buffer);
``weight`` itself is their product. PyTorch's ``torch.nn.utils.prune``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

import numpy as np

from engine.calls.declare import FUNCTIONS
from engine.nn.utils.convert_parameters import parameters_to_vector
from engine.tensor import Tensor

ones_like, zeros_like, rand_like = (FUNCTIONS[f"{n}_like"] for n in ("ones", "zeros", "rand"))
topk, norm = FUNCTIONS["topk"], FUNCTIONS["norm"]


def _check_amount(amount: Any) -> None:
    """Raise where ``amount`` is neither a share between 0 and 1 nor a count."""
    if not isinstance(amount, float | int | np.number):
        raise TypeError(f"Invalid type for amount: {amount}. Must be int or float.")
    whole = isinstance(amount, int | np.integer)
    if (whole and amount < 0) or (not whole and not 0.0 <= amount <= 1.0):
        raise ValueError(
            f"amount={amount} should either be a float in the range [0, 1] or a non-negative "
            "integer"
        )


def _count(amount: Any, size: int) -> int:
    """How many of ``size`` an amount means.

    Raises:
        ValueError: more than there are.
    """
    whole = isinstance(amount, int | np.integer)
    if whole and amount > size:
        raise ValueError(
            f"amount={amount} should be smaller than the number of parameters to prune={size}"
        )
    return int(amount if whole else round(amount * size))


class BasePruningMethod(ABC):
    """A way of choosing what to prune, hung before the calls of a module."""

    _tensor_name: str
    PRUNING_TYPE = ""

    def __call__(self, module: Any, inputs: Any) -> None:
        """Multiply the weight by its mask."""
        setattr(module, self._tensor_name, self.apply_mask(module))

    @abstractmethod
    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The mask by the importance ``t`` of the elements, on top of an older mask."""

    def apply_mask(self, module: Any) -> Any:
        """The product of the trained weight and the mask."""
        mask = getattr(module, f"{self._tensor_name}_mask")
        original = getattr(module, f"{self._tensor_name}_orig")
        return mask.to(dtype=original.dtype) * original

    @classmethod
    def apply(
        cls, module: Any, name: str, *args: Any, importance_scores: Any = None, **kwargs: Any
    ) -> Any:
        """Prune ``module.name`` from now on."""
        method = _on_top(module, name, cls(*args, **kwargs))
        original = getattr(module, name)
        scores = original if importance_scores is None else importance_scores
        if scores.shape != original.shape:
            raise AssertionError(
                "importance_scores should have the same shape as parameter "
                f"{name} of {module}, got {scores.shape} vs {original.shape}"
            )
        fresh = not isinstance(method, PruningContainer)
        if fresh:
            _move(module, name, f"{name}_orig", original)
        try:
            older = ones_like(original) if fresh else getattr(module, f"{name}_mask").detach()
            mask = method.compute_mask(scores, older if fresh else older.clone())
        except Exception:
            if fresh:
                _move(module, f"{name}_orig", name, original)
            raise
        module.register_buffer(f"{name}_mask", mask)
        setattr(module, name, method.apply_mask(module))
        module.register_forward_pre_hook(method)
        return method

    def prune(self, t: Any, default_mask: Any = None, importance_scores: Any = None) -> Any:
        """A pruned copy of a tensor."""
        scores = t if importance_scores is None else importance_scores
        mask = ones_like(t) if default_mask is None else default_mask
        return t * self.compute_mask(scores, default_mask=mask)

    def remove(self, module: Any) -> None:
        """Leave the pruned weight behind as an ordinary parameter."""
        name = self._tensor_name
        weight = self.apply_mask(module)
        original = module._parameters.pop(f"{name}_orig")
        original.data = weight.data
        del module._buffers[f"{name}_mask"]
        if hasattr(module, name):
            delattr(module, name)
        setattr(module, name, original)


def _move(module: Any, old: str, new: str, parameter: Any) -> None:
    module.register_parameter(new, parameter)
    del module._parameters[old]


def _on_top(module: Any, name: str, method: BasePruningMethod) -> BasePruningMethod:
    """The method, or where the weight is pruned already both methods in one."""
    method._tensor_name = name
    hooks = list(module._forward_pre_hooks.items())
    for key, old in hooks:
        if isinstance(old, BasePruningMethod) and old._tensor_name == name:
            del module._forward_pre_hooks[key]
            container = old if isinstance(old, PruningContainer) else PruningContainer(old)
            container.add_pruning_method(method)
            return container
    return method


class PruningContainer(BasePruningMethod):
    """Several methods, one on top of the other."""

    def __init__(self, *args: Any) -> None:
        self._pruning_methods: tuple[BasePruningMethod, ...] = ()
        for each in args:
            self._tensor_name = each._tensor_name
            self.add_pruning_method(each)

    def add_pruning_method(self, method: Any) -> None:
        """Put another method on top."""
        if not isinstance(method, BasePruningMethod):
            raise TypeError(f"{type(method)} is not a BasePruningMethod subclass")
        if method._tensor_name != self._tensor_name:
            raise ValueError(
                "Can only add pruning methods acting on the parameter named "
                f"'{self._tensor_name}' to PruningContainer {self}. "
                f"Found '{method._tensor_name}'"
            )
        self._pruning_methods += (method,)

    def __len__(self) -> int:
        return len(self._pruning_methods)

    def __getitem__(self, idx: Any) -> Any:
        return self._pruning_methods[idx]

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The old mask and that of the newest method, which sees only what is left."""
        method, mask = self._pruning_methods[-1], default_mask.to(dtype=t.dtype)
        if method.PRUNING_TYPE == "unstructured":
            left: Any = mask == 1
        elif method.PRUNING_TYPE == "global":
            left = slice(None)
        else:
            left = _channels_left(mask, getattr(method, "dim", 0))
        mask = mask.clone()
        mask[left] = method.compute_mask(t[left], default_mask=mask[left])
        return mask


def _channels_left(mask: Any, dim: int) -> Any:
    others = [d for d in range(mask.dim()) if d != dim % mask.dim()]
    kept = mask.sum(dim=others) != 0
    return (*(slice(None),) * (dim % mask.dim()), kept)


class Identity(BasePruningMethod):
    """Prunes nothing, but brings mask and product."""

    PRUNING_TYPE = "unstructured"

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The old mask."""
        return default_mask


class RandomUnstructured(BasePruningMethod):
    """Prunes elements at random."""

    PRUNING_TYPE = "unstructured"

    def __init__(self, amount: Any) -> None:
        _check_amount(amount)
        self.amount = amount

    def _chances(self, t: Any) -> tuple[Any, bool]:
        """Whose extremes go, and are they the largest?"""
        return rand_like(t), True

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """Zeros for the elements to go."""
        count = _count(self.amount, t.nelement())
        mask = default_mask.clone()
        if count:
            chances, largest = self._chances(t)
            mask.view(-1)[topk(chances.view(-1), k=count, largest=largest).indices] = 0
        return mask


class L1Unstructured(RandomUnstructured):
    """Prunes the elements of the least size."""

    def _chances(self, t: Any) -> tuple[Any, bool]:
        return t.abs(), False


class RandomStructured(BasePruningMethod):
    """Prunes whole channels along ``dim`` at random."""

    PRUNING_TYPE = "structured"

    def __init__(self, amount: Any, dim: int = -1) -> None:
        _check_amount(amount)
        self.amount, self.dim = amount, dim

    def _kept(self, t: Any, count: int) -> Any:
        """The numbers of the ``count`` channels to stay."""
        chances = FUNCTIONS["rand"](t.shape[self.dim])
        return topk(chances, k=count).indices

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """Zeros for the channels to go.

        Raises:
            ValueError, IndexError: the weight has no channels, or not that dimension.
        """
        _check_channels(t, self.dim)
        size = t.shape[self.dim]
        count = _count(self.amount, size)
        if not count:
            return default_mask
        mask = zeros_like(t)
        mask[(*(slice(None),) * (self.dim % t.dim()), self._kept(t, size - count))] = 1
        mask *= default_mask.to(dtype=mask.dtype)
        return mask


class LnStructured(RandomStructured):
    """Prunes the channels along ``dim`` that have the least norm."""

    def __init__(self, amount: Any, n: Any, dim: int = -1) -> None:
        super().__init__(amount, dim)
        self.n = n

    def _kept(self, t: Any, count: int) -> Any:
        others = [d for d in range(t.dim()) if d != self.dim % t.dim()]
        return topk(norm(t, p=self.n, dim=others), k=count, largest=True).indices


def _check_channels(t: Any, dim: int) -> None:
    if len(t.shape) <= 1:
        raise ValueError(
            "Structured pruning can only be applied to multidimensional tensors. Found tensor of "
            f"shape {t.shape} with {len(t.shape)} dims"
        )
    if dim >= len(t.shape):
        raise IndexError(f"Invalid index {dim} for tensor of size {t.shape}")


class CustomFromMask(BasePruningMethod):
    """Prunes by a mask that was given."""

    PRUNING_TYPE = "global"

    def __init__(self, mask: Any) -> None:
        self.mask = mask

    def compute_mask(self, t: Any, default_mask: Any) -> Any:
        """The old mask times the given one."""
        return default_mask * self.mask.to(dtype=default_mask.dtype)


def identity(module: Any, name: str) -> Any:
    """Bring mask and product, without pruning."""
    Identity.apply(module, name)
    return module


def random_unstructured(module: Any, name: str, amount: Any) -> Any:
    """Prune elements at random."""
    RandomUnstructured.apply(module, name, amount)
    return module


def l1_unstructured(module: Any, name: str, amount: Any, importance_scores: Any = None) -> Any:
    """Prune the elements of the least size."""
    L1Unstructured.apply(module, name, amount=amount, importance_scores=importance_scores)
    return module


def random_structured(module: Any, name: str, amount: Any, dim: int) -> Any:
    """Prune channels at random."""
    RandomStructured.apply(module, name, amount, dim)
    return module


def ln_structured(
    module: Any, name: str, amount: Any, n: Any, dim: int, importance_scores: Any = None
) -> Any:
    """Prune the channels of the least norm."""
    LnStructured.apply(module, name, amount, n, dim, importance_scores=importance_scores)
    return module


def custom_from_mask(module: Any, name: str, mask: Tensor) -> Any:
    """Prune by a mask."""
    CustomFromMask.apply(module, name, mask)
    return module


def global_unstructured(
    parameters: Any, pruning_method: Any, importance_scores: Any = None, **kwargs: Any
) -> None:
    """Prune several weights as if they were one; ``parameters`` : pairs of module and name."""
    if not isinstance(parameters, Iterable):
        raise TypeError("global_unstructured(): parameters is not an Iterable")
    pairs, given = list(parameters), importance_scores or {}
    if not isinstance(given, dict):
        raise TypeError("global_unstructured(): importance_scores must be of type dict")
    weights = [getattr(module, name) for module, name in pairs]
    scores = parameters_to_vector(
        [given.get(pair, weight) for pair, weight in zip(pairs, weights, strict=True)]
    )
    masks = [
        getattr(module, f"{name}_mask", ones_like(weight))
        for (module, name), weight in zip(pairs, weights, strict=True)
    ]
    mask = _global_mask(pruning_method, kwargs, scores, parameters_to_vector(masks))
    sizes = [weight.numel() for weight in weights]
    for (module, name), weight, part in zip(pairs, weights, mask.split(sizes), strict=True):
        custom_from_mask(module, name, mask=part.view_as(weight))


def _global_mask(pruning_method: Any, options: dict[str, Any], scores: Any, masks: Any) -> Any:
    container, method = PruningContainer(), pruning_method(**options)
    container._tensor_name = method._tensor_name = "temp"
    if method.PRUNING_TYPE != "unstructured":
        raise TypeError(
            'Only "unstructured" PRUNING_TYPE supported for the `pruning_method`. Found method '
            f"{pruning_method} of type {method.PRUNING_TYPE}"
        )
    container.add_pruning_method(method)
    return container.compute_mask(scores, masks)


def remove(module: Any, name: str) -> Any:
    """Make the pruning of a weight final."""
    for key, hook in module._forward_pre_hooks.items():
        if isinstance(hook, BasePruningMethod) and hook._tensor_name == name:
            hook.remove(module)
            del module._forward_pre_hooks[key]
            return module
    raise ValueError(
        f"Parameter '{name}' of module {module} has to be pruned before pruning can be removed"
    )


def is_pruned(module: Any) -> bool:
    """Is anything in the module or its submodules pruned?"""
    return any(
        isinstance(hook, BasePruningMethod)
        for each in module.modules()
        for hook in each._forward_pre_hooks.values()
    )
