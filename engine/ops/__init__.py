"""The operations, one file a family; importing a family fills the table.

``arithmetic`` shows how an entry looks; ``reduction`` and ``matmul`` have options and shapes to
undo, ``shape`` makes views, ``indexing`` takes parts. Formulas are written with
``engine.formula``.

To a program this package is ``torch.ops``, where its own operators are found (``engine.library``).
"""

from __future__ import annotations

from importlib.machinery import PathFinder
from typing import Any

from engine.calls.later import later
from engine.foundation.absent import UNNAMED, missing

namespace_of = later("engine.library.namespaces", "namespace_of")


def __getattr__(name: str) -> Any:
    """The operators of a namespace.

    Raises:
        AttributeError: they are PyTorch's own, which cannot be called by these names here; or
            it is a file of this package that has not been read yet.
    """
    of_torch = name.startswith("__") or f"torch.ops.{name}" in UNNAMED
    if of_torch or PathFinder.find_spec(f"engine.ops.{name}", __path__) is not None:
        raise missing("torch.ops", name)
    return namespace_of(name)
