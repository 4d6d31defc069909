"""What autograd adds to a tensor: its gradient, its hooks, its way out of the graph."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from engine.calls.declare import composite
from engine.calls.general import tell
from engine.calls.inplace import refuse_change
from engine.calls.later import later
from engine.errors import type_name
from engine.graph.hooks import RemovableHandle, add
from engine.modes import MODES
from engine.node import carry_hooks, hooks_of
from engine.observer import WATCH, closed, leave
from engine.op import Op, register
from engine.storage.stale import Stale
from engine.storage.views import settle_views, share_changes
from engine.tensor import (
    UNCOUNTED,
    CutOff,
    Recounted,
    Tensor,
    is_inference,
    new_tensor,
    set_grad,
    set_requires_grad,
    shared_counter,
    storage,
)

run_backward = later("engine.graph.starting", "backward")
retain = later("engine.graph.starting", "retain")
NO_HOOK = "cannot register a hook on a tensor that doesn't require gradient"
DETACH_VIEW = (
    "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel "
    "(DDP) for training, and gradient_as_bucket_view is set as True, gradients are views of DDP "
    "buckets, and hence detach_() cannot be called on these gradients. To fix this error, please "
    "refer to the Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution."
)
DETACH = register(Op("detach", "detach", lambda self: self[...], {}, ("self",), {}, "",
                     is_view=True,
                     about="The same values outside the graph, sharing the storage."))  # fmt: skip
DATA = register(Op("data", "data", lambda self: self[...], {}, ("self",), {}, "", is_view=True,
                   about="The same values, unknown to autograd."))  # fmt: skip


IN_TRANSFORM = (
    "You are attempting to call Tensor.requires_grad_() (or perhaps using "
    "torch.autograd.functional.* APIs) inside of a function being transformed by a functorch "
    "transform. This is unsupported, please attempt to use the functorch transforms (e.g. grad, "
    "vjp, jacrev, jacfwd, hessian) or call requires_grad_() outside of a function being "
    "transformed instead."
)
RETAINED_WITHIN = (
    "You are attempting to call Tensor.retain_grad() inside of a function being transformed by a "
    "functorch transform. This is unsupported, please attempt to use the functorch transforms "
    "(e.g. grad, vjp, jacrev, jacfwd, hessian) or call retain_grad() outside of a function being "
    "transformed instead."
)
TRANSFORMED = (
    "backward() called inside a functorch transform. This is not supported, please use "
    "functorch.grad or functorch.vjp instead or call backward() outside of functorch transforms."
)


@composite()
@closed
def backward(
    self: Tensor,
    gradient: Tensor | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Any = None,
) -> None:
    """Send a gradient (1 for a scalar) back through the graph and accumulate it in the leaves.

    Raises:
        RuntimeError: a transform of ``torch.func`` is at work.
    """
    if MODES.transforms:
        leave()
        raise RuntimeError(TRANSFORMED)
    try:
        run_backward(self, gradient, retain_graph, create_graph, inputs=inputs)
    except BaseException:
        leave()
        raise


@composite()
def requires_grad_(self: Tensor, requires_grad: bool = True) -> Tensor:
    """Switch recording for a leaf, and give it back."""
    if not isinstance(requires_grad, bool):
        raise TypeError(
            "requires_grad_(): argument 'requires_grad' (position 1) must be bool, not "
            f"{type_name(requires_grad)}"
        )
    if MODES.transforms and requires_grad:
        raise RuntimeError(IN_TRANSFORM)
    if requires_grad and self._data.dtype.kind not in "fc":
        raise RuntimeError("only Tensors of floating point dtype can require gradients")
    if type(self) is Stale and self._learnt_as_leaf:
        return self  # it requires grad as its base does, whatever it is told
    if self._learnt_as_leaf or not requires_grad:
        set_requires_grad(self, requires_grad)
    return self


@composite()
def retain_grad(self: Tensor) -> None:
    """Let a tensor that is not a leaf keep its gradient too.

    Raises:
        RuntimeError: a transform of ``torch.func`` is at work, or it does not require grad.
    """
    if MODES.transforms:
        raise RuntimeError(RETAINED_WITHIN)
    retain(self)


@composite()
def register_hook(self: Tensor, hook: Any) -> RemovableHandle:
    """Call ``hook`` with each gradient of this tensor; what it returns takes its place."""
    if self._edge is None:
        raise RuntimeError(NO_HOOK)
    return add(hooks_of(self._edge).tensor, (self._number, hook))


@composite()
def register_post_accumulate_grad_hook(self: Tensor, hook: Any) -> RemovableHandle:
    """Call ``hook`` with this leaf after its ``.grad`` has been accumulated."""
    if self._edge is None:
        raise RuntimeError(NO_HOOK)
    if not self._edge.is_accumulator:
        raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
    return add(hooks_of(self._edge).accumulated, hook)


@composite()
def detach(self: Tensor) -> Tensor:
    """The same values outside the graph, sharing storage and version counter."""
    out = new_tensor(storage(self)[...])
    out._counter = shared_counter(self) if not is_inference(self) else _counter_without(self)
    share_changes(self, out)
    tell(DETACH, (("self", self),), (out,))
    return out


@composite()
def detach_(self: Tensor) -> Tensor:
    """Take this tensor itself out of the graph.

    Raises:
        RuntimeError: it is a view.
    """
    refuse_change("detach_", self)
    if self._base is not None:
        raise RuntimeError(DETACH_VIEW)
    if not self.is_leaf:
        self._counter = CutOff(shared_counter(self))
        for each in self._views or ():
            view = each()
            if view is not None:
                view._counter = self._counter
    former, number = self._edge, self._number
    self._edge, self._number = None, 0
    carry_hooks(self, former, number)
    self._duals = None
    settle_views(self)
    return self


def _data(self: Tensor) -> Tensor:
    """The same values, sharing storage but neither graph nor version counter."""
    out = new_tensor(storage(self)[...])
    out._counter = _counter_without(self)
    tell(DATA, (("self", self),), (out,))
    return out


def _counter_without(tensor: Tensor) -> list[int]:
    """A version counter for the same memory outside the graph, known as an inference tensor's."""
    if not is_inference(tensor):
        return [0]
    return UNCOUNTED if MODES.inference else Recounted()


def _set_data(self: Tensor, value: Tensor) -> None:
    if not isinstance(value, Tensor):
        raise TypeError(f"Variable data has to be a tensor, but got {type_name(value)}")
    if self.requires_grad and value._data.dtype.kind in "biu":
        raise RuntimeError(
            "data set to a tensor that requires gradients must be floating point or complex dtype"
        )
    before = self._data if WATCH.observer is None else storage(self)
    if not MODES.inference and (is_inference(value) or is_inference(self)):
        count = 0 if self._counter is UNCOUNTED else self._version
        self._counter = Recounted(count) if is_inference(value) else [count]
    self._data = storage(value)
    if WATCH.observer is not None and _moved(before, self._data):
        WATCH.observer.updated(self, before, ".data = …")


def _moved(before: Any, after: Any) -> bool:
    """Whether an array is other memory than one before: ``w.data -= 1`` puts back its own."""
    return bool(before.__array_interface__ != after.__array_interface__)


def _keep_data(self: Tensor) -> None:
    raise RuntimeError("Deleting tensor data is not allowed. Delete tensor instead!")


def _backward_hooks(self: Tensor) -> OrderedDict[int, Any] | None:
    """A copy of the tensor's own hooks by the numbers of their handles; None before the first."""
    hooks = self._edge.extras.hooks if self._edge is not None and self._edge.extras else None
    if hooks is None or not (hooks.tensor or not hooks.exist()):
        return None
    own = ((n, hook) for n, (number, hook) in hooks.tensor.items() if number == self._number)
    return OrderedDict(own)


def _post_accumulate_grad_hooks(self: Tensor) -> OrderedDict[int, Any] | None:
    """A copy of the leaf's hooks after ``.grad`` has changed; None if there is none."""
    hooks = self._edge.extras.hooks if self._edge is not None and self._edge.extras else None
    return None if hooks is None or not hooks.accumulated else OrderedDict(hooks.accumulated)


Tensor.data = property(_data, _set_data, _keep_data, _data.__doc__)
# Which PyTorch writes in Python: an error of theirs tells the class.
for _written in (backward, register_hook, register_post_accumulate_grad_hook):
    _written.__qualname__ = f"Tensor.{_written.__name__}"
for _hooks in (_backward_hooks, _post_accumulate_grad_hooks):
    setattr(Tensor, _hooks.__name__, property(_hooks, doc=_hooks.__doc__))


@composite()
def _clear_grad_(self: Tensor, how: str) -> None:
    """Set ``.grad`` to None on behalf of ``how``."""
    set_grad(self, None, how)


@composite()
def _is_view(self: Tensor) -> bool:
    """Does it show part of another tensor's storage?"""
    return self._base is not None


for _method in (backward, register_hook, register_post_accumulate_grad_hook):
    _method.__qualname__ = f"Tensor.{_method.__name__}"  # which PyTorch writes in Python
