"""Devices: every name PyTorch knows can be written, one can be used."""

from __future__ import annotations

import re
from typing import Any, Final, Self

from engine.foundation.absent import LackingError
from engine.foundation.built_in import BuiltIn

TYPES: Final = (
    "cpu", "cuda", "ipu", "xpu", "mkldnn", "opengl", "opencl", "ideep", "hip", "ve", "fpga",
    "maia", "xla", "lazy", "vulkan", "mps", "meta", "hpu", "mtia", "privateuseone",
)  # fmt: skip
ADVICE: Final = (
    "This program runs on the Autograd Inspector's own engine, which computes on the CPU. Write "
    "device='cpu', or device = 'cuda' if torch.cuda.is_available() else 'cpu', which runs on both."
)


NO_LIBRARY: Final = (
    "Cannot initialize CUDA without ATen_cuda library. PyTorch splits its backend into two shared "
    "libraries: a CPU library and a CUDA library; this error has occurred because you are trying "
    "to use some CUDA functionality, but the CUDA library has not been loaded by the dynamic "
    "linker for some reason.  The CUDA library MUST be loaded, EVEN IF you don't directly use any "
    "symbols from the CUDA library! One common culprit is a lack of -Wl,--no-as-needed in your "
    "link arguments; many dynamic linkers will delete dynamic library dependencies if you don't "
    "depend on any of their symbols.  You can check if this has occurred by using ldd on your "
    "binary to see if there is a dependency on *_cuda.so library."
)
_NOTHING: Final = object()


class device(metaclass=BuiltIn):
    """Where a tensor is kept, as PyTorch writes it: ``device(type='cuda', index=0)``."""

    __module__ = "torch"
    __slots__ = ("index", "type")

    type: str
    index: int | None

    def __init__(self, type: Any = _NOTHING, index: int | None = None) -> None:
        if isinstance(type, device):
            self.type, self.index = type.type, type.index
            return
        if isinstance(type, int):
            error = RuntimeError("Cannot access accelerator device when none is available.")
            error.add_note(ADVICE)
            raise error
        if not isinstance(type, str):
            raise TypeError(_miscalled(type))
        if not type:
            raise RuntimeError("Device string must not be empty")
        if index is not None and index < 0:
            raise RuntimeError("Device index must not be negative")
        if type in TYPES:  # no pattern need be compiled while the engine is imported
            self.type, self.index = type, index
            return
        found = re.fullmatch(r"([a-z_]+)(?::(0|[1-9]\d*))?", type)
        if found is None or found[1] not in TYPES:
            raise RuntimeError(_unknown(type))
        self.type = found[1]
        self.index = int(found[2]) if found[2] is not None else index

    def __eq__(self, other: object) -> bool:
        return isinstance(other, device) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __repr__(self) -> str:
        index = "" if self.index is None else f", index={self.index}"
        return f"device(type='{self.type}'{index})"

    def __reduce__(self) -> Any:
        return device, (str(self),)

    def __enter__(self) -> Self:
        usable(self)
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing changed, so nothing is put back."""


CPU: Final = device("cpu")


def _miscalled(given: Any) -> str:
    shown = "" if given is _NOTHING else type(given).__name__
    wrong = "      didn't match because some of the arguments have invalid types: "
    wrong = "" if given is _NOTHING else f"{wrong}(!{shown}!)\n"
    return (
        "device() received an invalid combination of arguments - got "
        f"({shown}), but expected one of:\n * (torch.device device)\n"
        f"{wrong} * (str type, int index = -1)\n"
    )


def _unknown(name: str) -> str:
    kind, colon, number = name.partition(":")
    letters = kind.replace("_", "a")
    wellformed = letters.isalpha() and letters.isascii() and (not colon or number.isdecimal())
    if kind in TYPES or (name and not wellformed):
        return f"Invalid device string: '{name}'"
    return f"Expected one of {', '.join(TYPES)} device type at start of device string: {kind}"


def usable(wanted: Any) -> None:
    """Raise PyTorch's error where a tensor is asked for on a device that is not here.

    Raises:
        AssertionError: CUDA or XPU.
        RuntimeError: another device that PyTorch may have been built without.
    """
    if wanted is None:
        return
    where = device(wanted)
    if where.type == "cpu":
        return
    error: Exception
    if where.type in ("cuda", "xpu"):
        error = AssertionError(f"Torch not compiled with {where.type.upper()} enabled")
    elif where.type == "meta":
        error = LackingError("The meta device exists in PyTorch but not here")
    else:
        error = RuntimeError(f"PyTorch is not linked with support for {where.type} devices")
    error.add_note(ADVICE)
    raise error
