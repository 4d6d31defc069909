"""SparseAdam: Adam for sparse gradients, of which this engine has none."""

from __future__ import annotations

from typing import Any

from engine.optim.optimizer import Optimizer, check, check_single, number


class SparseAdam(Optimizer):
    """Made as PyTorch's is; every gradient here is dense, which both refuse."""

    def __init__(
        self, params: Any, lr: Any = 1e-3, betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8, maximize: bool = False,
    ) -> None:  # fmt: skip
        check_single("lr", lr)
        check("learning rate", lr, 0.0 < number(lr))  # noqa: SIM300  (what is not a number says so)
        check("epsilon value", eps, 0.0 < eps)  # noqa: SIM300  (the same)
        for index in (0, 1):
            check(f"beta parameter at index {index}", betas[index], 0.0 <= betas[index] < 1.0)
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "maximize": maximize})
        places = [
            [index, place]
            for index, group in enumerate(self.param_groups)
            for place, each in enumerate(group["params"])
            if each.is_complex()
        ]
        if places:
            raise ValueError(
                f"Complex params at indices {places}: SparseAdam does not support complex "
                "parameters"
            )

    def update(self, value: Any, grad: Any, state: dict[str, Any], group: dict[str, Any]) -> None:
        """Refuse a dense gradient.

        Raises:
            RuntimeError: always.
        """
        raise RuntimeError(
            "SparseAdam does not support dense gradients, please consider Adam instead"
        )
