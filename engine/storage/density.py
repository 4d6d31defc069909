"""Questions about sparse and quantised tensors: here every tensor is dense."""

from __future__ import annotations

from typing import Any

from engine.calls.declare import METHODS
from engine.device import ADVICE
from engine.foundation.warn import warn
from engine.tensor import Tensor

RESIZED = (
    "requested resize to {wanted} ({count} elements in total), but the given tensor has a size of "
    "{own} ({size} elements). autograd's resize can only change the shape of a given tensor, "
    "while preserving the number of elements. "
)
MTIA = (
    "Torch not compiled with MTIA enabled. Ensure you have `import "
    "mtia.host_runtime.torch_mtia.dynamic_library` in your python src file and include "
    "`//mtia/host_runtime/torch_mtia:torch_mtia` as your target dependency!"
)
# What each question is about, of which a dense tensor is not.
ABOUT = {
    "is_coalesced": "sparse coordinate", "coalesce": "sparse coordinate",
    "indices": "sparse coordinate", "values": "sparse",
    "crow_indices": "sparse row compressed", "col_indices": "sparse row compressed",
    "ccol_indices": "sparse column compressed", "row_indices": "sparse column compressed",
}  # fmt: skip


def _refusing(name: str, layout: str) -> Any:
    def ask(self: Tensor) -> Any:
        raise RuntimeError(f"{name} expected {layout} tensor layout but got Strided")

    ask.__name__, ask.__qualname__ = name, f"Tensor.{name}"
    ask.__doc__ = f"Asked of {layout} tensors only, so never answered here."
    return ask


METHODS |= {name: _refusing(name, layout) for name, layout in ABOUT.items()}


def _to_dense(self: Tensor, dtype: Any = None, *, masked_grad: bool | None = None) -> Tensor:
    """The tensor itself: it is dense already."""
    return self if dtype is None else self.to(dtype)


def _sparse_dim(self: Tensor) -> int:
    """How many of its dimensions are sparse: none."""
    return 0


def _dense_dim(self: Tensor) -> int:
    """How many of its dimensions are dense: all."""
    return self.ndim


def _resize(self: Tensor, *sizes: Any) -> Any:
    """The same elements in another shape; PyTorch's old name for ``view``."""
    warn("non-inplace resize is deprecated")
    shape = tuple(sizes[0]) if len(sizes) == 1 and not isinstance(sizes[0], int) else sizes
    return _in_shape(self, shape)


def _resize_as(self: Tensor, tensor: Tensor) -> Any:
    """The same elements in the shape of another tensor."""
    warn("non-inplace resize_as is deprecated")
    return _in_shape(self, tuple(tensor.shape))


def _in_shape(self: Tensor, shape: tuple[int, ...]) -> Any:
    count = 1
    for each in shape:
        count *= each
    if count != self.numel():
        wanted, own = ("x".join(str(each) for each in sizes) for sizes in (shape, self.shape))
        raise RuntimeError(RESIZED.format(wanted=wanted, count=count, own=own, size=self.numel()))
    return self.contiguous().view(*shape)


def _load(self: Tensor, other: Tensor, assign: bool = False) -> Any:
    """What ``load_state_dict`` puts in the place of a parameter of a subclass."""
    return other.detach() if assign else self.copy_(other).detach()


def _volatile(self: Tensor) -> bool:
    warn("volatile was removed (Variable.volatile is always False)")
    return False


def _set_volatile(self: Tensor, value: Any) -> None:
    warn("volatile was removed and now has no effect. Use `with torch.no_grad():` instead.")


def _pinned(self: Tensor, device: Any = None) -> Any:
    """Refused: there is no device that pinned memory would be copied to faster."""
    raise RuntimeError("Cannot access accelerator device when none is available.")


def _moving(text: str) -> Any:
    def move(self: Tensor, *_: Any, **__: Any) -> Any:
        error = AssertionError(text)
        error.add_note(ADVICE)
        raise error

    move.__doc__ = "Refused: there is no such device."
    return move


def _to_ipu(self: Tensor, *_: Any, **__: Any) -> Any:
    """Refused: there is no such device."""
    return self.to("ipu")


METHODS |= {
    "xpu": _moving("Torch not compiled with XPU enabled"), "mtia": _moving(MTIA), "ipu": _to_ipu,
    "to_dense": _to_dense, "sparse_dim": _sparse_dim, "dense_dim": _dense_dim,
    "resize": _resize, "resize_as": _resize_as, "module_load": _load, "pin_memory": _pinned,
    "volatile": property(_volatile, _set_volatile, doc="What old programs set: always False."),
}  # fmt: skip
