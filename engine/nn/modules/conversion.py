"""Converting the parameters and buffers of a module to other dtypes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Self

from engine import dtypes
from engine.calls.destination import asked_of
from engine.device import usable
from engine.errors import absent
from engine.foundation.warn import warn
from engine.observer import WATCH
from engine.switches.grad_modes import no_grad
from engine.tensor import is_inference

COMPLEX = (
    "Complex modules are a new feature under active development whose design may change, and some "
    "modules might not work as expected when using complex tensors as parameters or buffers. "
    "Please file an issue at "
    "https://github.com/pytorch/pytorch/issues/new?template=bug-report.yml if a complex module "
    "does not work as expected."
)


class Convertible:
    """The methods of a module that convert all of its parameters and buffers."""

    _parameters: dict[str, Any]
    _buffers: dict[str, Any]
    children: Callable[[], Iterator[Any]]

    def _apply(self, fn: Callable[[Any], Any], recurse: bool = True) -> Self:
        """Replace the numbers of every parameter and buffer by what ``fn`` makes of them."""
        for module in self.children() if recurse else ():
            module._apply(fn)
        for parameter in self._parameters.values():
            if parameter is not None:
                with no_grad.quietly():
                    found = fn(parameter)
                    before, parameter._data = parameter._data, found._data
                    if is_inference(parameter) and not is_inference(found):
                        parameter._counter = None
                    if WATCH.observer is not None and parameter._data is not before:
                        WATCH.observer.updated(parameter, before, "Module.to")
                    if parameter._grad is not None:
                        parameter._grad._data = fn(parameter._grad)._data
        for name, buffer in self._buffers.items():
            if buffer is not None:
                self._buffers[name] = fn(buffer)
        return self

    def to(self, *args: Any, **options: Any) -> Self:
        """Convert floating parameters and buffers to another dtype."""
        asked = asked_of(args, options)
        if asked.get("copy"):
            raise RuntimeError(".to() does not accept copy argument")
        usable(asked.get("device"))
        if asked.get("memory_format") is not None:
            self._lie_in(asked["memory_format"])
        if asked.get("dtype") is None:
            return self
        wanted = dtypes.BY_NUMPY[asked["dtype"]]
        if not (wanted.is_floating_point or wanted.is_complex):
            raise TypeError(
                "nn.Module.to only accepts floating point or complex dtypes, but got desired "
                f"dtype={wanted}"
            )
        if wanted.is_complex:
            warn(COMPLEX)
        return self._floats_to(wanted, complex_too=True)

    def _lie_in(self, wished: Any) -> Self:
        """Lay parameters and buffers in memory as ``wished``, those of other ranks aside."""
        ranks = (4, 5)
        return self._apply(
            lambda each: each.to(memory_format=wished) if each.ndim in ranks else each
        )

    def _floats_to(self, wanted: Any, complex_too: bool = False) -> Self:
        def convert(tensor: Any) -> Any:
            floats = tensor.is_floating_point() or (complex_too and tensor.is_complex())
            return tensor.to(wanted) if floats else tensor

        return self._apply(convert)

    def to_empty(self, *, device: Any, recurse: bool = True) -> Self:
        """Move to a device without copying the values."""
        usable(device)
        return self._apply(lambda tensor: tensor.clone(), recurse)

    def float(self) -> Self:
        """Every floating parameter and buffer as float32."""
        return self._floats_to(dtypes.float32)

    def double(self) -> Self:
        """Every floating parameter and buffer as float64."""
        return self._floats_to(dtypes.float64)

    def half(self) -> Self:
        """Every floating parameter and buffer as float16."""
        return self._floats_to(dtypes.float16)

    def bfloat16(self) -> Self:
        """Every floating parameter and buffer as bfloat16."""
        wanted = dtypes.BY_NAME.get("bfloat16")
        if wanted is None:
            raise absent("torch.bfloat16")
        return self._floats_to(wanted)

    def type(self, dst_type: Any) -> Self:
        """Every parameter and buffer as another dtype."""
        return self._apply(lambda tensor: tensor.type(dst_type))

    def cpu(self) -> Self:
        """The module itself: everything is on the CPU."""
        return self

    def cuda(self, device: Any = None) -> Self:
        """Refused: there is no graphics card here."""
        return self.to("cuda")

    def xpu(self, device: Any = None) -> Self:
        """Refused: there is no such processor here."""
        raise AssertionError("Torch not compiled with XPU enabled")

    def ipu(self, device: Any = None) -> Self:
        """Refused: there is no such processor here."""
        return self.to("ipu")

    def share_memory(self) -> Self:
        """Accepted, and does nothing: there is one process."""
        return self
