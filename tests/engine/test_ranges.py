"""Numbers at the edge of what an element type holds: refused, wrapped or ordered."""

from __future__ import annotations

import pytest

from tests.support.oracle import assert_same

WRITTEN = (
    "torch.full((2,), {0}, dtype=d)", "torch.zeros(2, dtype=d).fill_({0})",
    "torch.full_like(torch.zeros(2, dtype=d), {0})", "torch.tensor([{0}], dtype=d)",
    "torch.zeros(2, dtype=d).masked_fill(torch.tensor([True, False]), {0})",
    "torch.zeros(2, dtype=d).clamp(max={0})", "torch.zeros(2, dtype=d) + {0}",
    "torch.nn.functional.pad(torch.zeros(2, dtype=d), (1, 1), value={0})",
    "torch.zeros(2, dtype=d).index_fill(0, torch.tensor([0]), {0})",
    "torch.zeros(2, dtype=d).scatter(0, torch.tensor([0]), {0})",
    "torch.where(torch.tensor(True), torch.zeros(2, dtype=d), {0})",
)  # fmt: skip
COMPUTED = (
    "2 ** torch.tensor([1, -1, 0])",
    "torch.tensor([1, 2, -1, 0]) ** torch.tensor([-1, -1, -3, -2])",
    "x.to(torch.int32)", "x.to(torch.int16)", "x.sort(descending=True)", "x.topk(3)",
    "x.cummax(0)", "x.cummin(0)", "x % 2", "x.remainder(-2)", "x.fmod(2)", "x.erfinv()",
    "torch.nn.functional.elu(x)", "torch.nn.functional.selu(x)", "torch.nn.functional.celu(x)",
    "torch.nn.functional.softshrink(x)", "torch.nn.functional.hardshrink(x)",
    "torch.heaviside(x, torch.tensor(0.5))",
)  # fmt: skip


@pytest.mark.parametrize("written", WRITTEN)
def test_a_number_that_does_not_fit_is_refused(written: str) -> None:
    lines = "".join(
        f"for d in ({kinds}):\n    try: print({written.format(number)})\n"
        "    except Exception as e: print(type(e).__name__, e)\n"
        for kinds, number in (
            ("torch.int8, torch.int16, torch.int32, torch.int64, torch.bool", "300"),
            ("torch.int8, torch.uint8, torch.int64, torch.float32, torch.float64", "1e40"),
            ("torch.int8, torch.uint8, torch.float32", "float('inf')"),
        )
    )
    assert_same(lines)


@pytest.mark.parametrize("computed", COMPUTED)
def test_corners_come_out_as_in_pytorch(computed: str) -> None:
    values = "float('inf'), float('nan'), -float('inf'), -0.0, 3e9, -4.0, 0.25"
    assert_same(f"x = torch.tensor([{values}])\nprint({computed})")
