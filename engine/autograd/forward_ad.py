"""Forward-mode differentiation, which PyTorch has and this engine has not."""

from __future__ import annotations

from typing import Any, NoReturn


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise NotImplementedError(
        "torch.autograd.forward_ad (forward-mode differentiation) exists in PyTorch but not here; "
        "torch.autograd.functional.jvp computes the same products by two backward passes"
    )


dual_level = make_dual = unpack_dual = enter_dual_level = exit_dual_level = _refuse
