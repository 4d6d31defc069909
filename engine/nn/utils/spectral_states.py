"""How ``spectral_norm`` writes a module's state, and reads one that an old version wrote."""

from __future__ import annotations

from typing import Any

from engine.calls.declare import FUNCTIONS
from engine.switches.grad_modes import no_grad


class SpectralNormStateDictHook:
    """Notes in a state which version of the hook wrote it."""

    def __init__(self, fn: Any) -> None:
        self.fn = fn

    def __call__(self, module: Any, state_dict: Any, prefix: str, local_metadata: Any) -> None:
        """Add the note."""
        notes = local_metadata.setdefault("spectral_norm", {})
        key = f"{self.fn.name}.version"
        if key in notes:
            raise RuntimeError(f"Unexpected key in metadata['spectral_norm']: {key}")
        notes[key] = self.fn._version


class SpectralNormLoadStateDictPreHook:
    """Finds the vector that states lacked before version 1, which held the weight itself."""

    def __init__(self, fn: Any) -> None:
        self.fn = fn

    def __call__(
        self, state_dict: Any, prefix: str, local_metadata: Any, strict: bool,
        missing_keys: list[str], unexpected_keys: list[str], error_msgs: list[str],
    ) -> None:  # fmt: skip
        """Make an old state a new one, or say what it lacks."""
        key = prefix + self.fn.name
        version = local_metadata.get("spectral_norm", {}).get(f"{self.fn.name}.version")
        new = all(f"{key}_{part}" in state_dict for part in ("orig", "u", "v"))
        if (version or 0) >= 1 or (version is None and new and key not in state_dict):
            return
        lacking = [each for each in (f"{key}_orig", key, f"{key}_u") if each not in state_dict]
        if lacking:
            missing_keys.extend(lacking if strict else ())
            return
        with no_grad.quietly():
            original, u = state_dict[f"{key}_orig"], state_dict[f"{key}_u"]
            sigma = (original / state_dict.pop(key)).mean()
            matrix = self.fn.reshape_weight_to_matrix(original)
            state_dict[f"{key}_v"] = _right_vector(matrix, u, sigma)


def _right_vector(matrix: Any, u: Any, sigma: Any) -> Any:
    """The ``v`` for which ``u`` is the direction of ``W v``, and ``u W v`` is sigma."""
    inverse = matrix.t().mm(matrix).pinverse()
    v = inverse.mm(matrix.t().mm(u.unsqueeze(1))).squeeze(1)
    return v.mul_(sigma / FUNCTIONS["dot"](u, matrix.mv(v)))
