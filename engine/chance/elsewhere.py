"""What PyTorch, built for the CPU, says of random streams on other devices."""

from __future__ import annotations

from typing import Any

from engine.device import ADVICE, device, usable

NO_LIBRARY = (
    "Cannot get CUDA generator without ATen_cuda library. PyTorch splits its backend into two "
    "shared libraries: a CPU library and a CUDA library; this error has occurred because you are "
    "trying to use some CUDA functionality, but the CUDA library has not been loaded by the "
    "dynamic linker for some reason.  The CUDA library MUST be loaded, EVEN IF you don't directly "
    "use any symbols from the CUDA library! One common culprit is a lack of -Wl,--no-as-needed in "
    "your link arguments; many dynamic linkers will delete dynamic library dependencies if you "
    "don't depend on any of their symbols.  You can check if this has occurred by using ldd on "
    "your binary to see if there is a dependency on *_cuda.so library."
)
SAID = {
    "cuda": NO_LIBRARY,
    "mps": "Cannot execute getNewGenerator() without MPS backend.",
    "meta": "META device type not an accelerator.",
}


def refuse_elsewhere(wanted: Any) -> None:
    """Raise what PyTorch does of a stream on any device but the processor.

    Raises:
        RuntimeError: it is on another.
    """
    kind = device(wanted).type
    if kind in SAID:
        error = RuntimeError(SAID[kind])
        error.add_note(ADVICE)
        raise error
    usable(wanted)
