"""The named results of functions that give back several, as ``torch.return_types``."""

from __future__ import annotations

from typing import Any


class Named(tuple[Any, ...]):
    """Several results that can be unpacked, indexed, or asked for by name."""

    __slots__ = ()
    names: tuple[str, ...] = ()

    def __new__(cls, *values: Any) -> Any:
        """The results in the order of ``names``."""
        return super().__new__(cls, values)

    def __getattr__(self, name: str) -> Any:
        if name in self.names:
            return self[self.names.index(name)]
        raise AttributeError(
            f"'torch.return_types.{type(self).__name__}' object has no attribute '{name}'"
        )

    def __repr__(self) -> str:
        shown = ",\n".join(f"{n}={value!r}" for n, value in zip(self.names, self, strict=True))
        return f"torch.return_types.{type(self).__name__}(\n{shown})"


def _kind(name: str, *names: str) -> Any:
    return type(
        name, (Named,), {"names": names, "__slots__": (), "__module__": "torch.return_types"}
    )


max, min, sort, topk, median, mode, kthvalue, cummax, cummin = (
    _kind(name, "values", "indices")
    for name in (
        "max", "min", "sort", "topk", "median", "mode", "kthvalue", "cummax", "cummin",
    )
)  # fmt: skip
aminmax = _kind("aminmax", "min", "max")
