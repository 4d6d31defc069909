"""``torch.testing.assert_close`` says what PyTorch's says, and is silent where that is."""

from __future__ import annotations

import pytest

from tests.support.oracle import assert_same

PAIRS = (
    "T([1., 2.]), T([1., 2.1])", "T([1., 1.]), T([1., 1., 1.])", "T([1.]), T([1.]).double()",
    "1., 1.1", "1, 2", "1, 1.", "T([1]), T([2])", "T(1.), T(float('nan'))",
    "T(float('nan')), T(float('nan')), equal_nan=True", "[T([1.])], [T([0.])]",
    "{'a': T([1.])}, {'a': T([0.])}", "{'a': 1}, {'b': 1}", "[1], [1, 2]", "T([1.]), 1.",
    "True, False", "None, None", "None, 1", "1., 1.00000001", "T([1.]), T([1.0001])",
    "T([1.]), T([1.0001]), rtol=1e-3, atol=0", "T([1.]), T([1.]), rtol=1e-3",
    "T([[1., 1.]]), T([[1., 2.]]), rtol=0, atol=0", "T([True]), T([False])", "1., 2., msg='x'",
    "1., 2., msg=lambda said: 'so ' + said", "[[1.], [2.]], [[1.], [3.]]", "'a', 'b'",
)  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS)
def test_a_comparison_says_what_pytorchs_says(pair: str) -> None:
    assert_same(
        f"T = torch.tensor\ntry: print(torch.testing.assert_close({pair}))\n"
        "except Exception as e: print(type(e).__name__, e)"
    )
