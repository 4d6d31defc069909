"""An operand that PyTorch takes only as a tensor is refused, in place as well as anew."""

from __future__ import annotations

import pytest

from tests.support.oracle import assert_same

NAMES = (
    "atan2", "maximum", "fmin", "hypot", "logaddexp", "copysign", "heaviside", "xlogy", "fmod",
    "remainder", "pow", "add", "sub", "mul", "div", "eq", "gt", "logical_and", "bitwise_and",
)  # fmt: skip
OPERANDS = ("3", "2.5", "[1., 2.]", "None", "'a'", "np.ones(2)", "np.float32(2)", "(1, 2)")


@pytest.mark.parametrize("name", NAMES)
def test_an_operand_that_is_no_tensor(name: str) -> None:
    calls = [f"{each}({{}})" for each in (f"y.{name}", f"y.clone().{name}_")]
    calls = [f"torch.{name}(y, {{}})", *(each for each in calls if not each.startswith("y.maxi"))]
    lines = ["import numpy as np", "y = torch.ones(2)"]
    for call in calls:
        if name in ("maximum", "fmin", "logaddexp") and "clone" in call:
            continue
        for operand in OPERANDS:
            written = call.format(operand)
            lines += [f"try: print({written})", "except Exception as e: print(type(e), e)"]
    assert_same("\n".join(lines))
