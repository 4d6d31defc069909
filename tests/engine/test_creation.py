"""Tensors are made, and refused, as PyTorch makes and refuses them."""

# ruff: noqa: E501  (programs keep their lines)

from __future__ import annotations

import pytest

from tests.support.oracle import assert_same

MADE = (
    "print(torch.tensor([[1, 2], [3]]))",
    "print(torch.tensor([1, [2]]))",
    "print(torch.tensor('a'))",
    "print(torch.tensor(['a']))",
    "print(torch.tensor([None]))",
    "print(torch.tensor([1, 2.5, True]))",
    "print(torch.tensor([True, 2]))",
    "print(torch.tensor([1j, 2]))",
    "print(torch.tensor([[], []]))",
    "print(torch.tensor(2 ** 70))",
    "print(torch.tensor([1.5], dtype=torch.int64))",
    "print(torch.tensor([300], dtype=torch.uint8))",
    "print(torch.tensor(3, dtype=float))",
    "print(torch.tensor([torch.tensor(1), torch.tensor(2)]))",
    "print(torch.tensor([torch.ones(2), torch.ones(2)]))",
    "print(torch.tensor(range(3)))",
    "print(torch.Tensor([1, 2]))",
    "print(torch.Tensor(2, 3).shape)",
    "print(torch.FloatTensor([1, 2]))",
    "print(torch.LongTensor([1.5]))",
    "print(torch.zeros(2, 3))",
    "print(torch.zeros(2.5))",
    "print(torch.zeros(-1))",
    "print(torch.zeros(2, dtype='float'))",
    "print(torch.ones(size=(2,)))",
    "print(torch.full((2,), 1))",
    "print(torch.full((2,), True))",
    "print(torch.full(2, 1))",
    "print(torch.arange(5))",
    "print(torch.arange(1, 2, .25))",
    "print(torch.arange(0, 10, .3).tolist())",
    "print(torch.arange(0, 10, .3, dtype=torch.float64).tolist())",
    "print(torch.arange(0, -1))",
    "print(torch.arange(0, 1, 0))",
    "print(torch.linspace(-3, 7, 100).tolist())",
    "print(torch.linspace(0, 1, 1))",
    "print(torch.linspace(0, 1, -1))",
    "print(torch.logspace(0, 2, 3))",
    "print(torch.eye(2, 3))",
    "print(torch.eye(-1))",
    "print(torch.tril_indices(3, 3))",
    "print(torch.triu_indices(3, 3, 1))",
    "print(torch.full_like(torch.ones(2), 3))",
    "print(torch.randn(2, dtype=torch.int64))",
    "print(torch.randperm(-1))",
    "print(torch.ones(1, dtype=torch.int64).new_tensor([1.5]))",
    "print(torch.ones(1).new_full((2,), 3))",
    "print(torch.set_default_dtype(torch.int32))",
    "print(torch.get_default_dtype())",
    "print(torch.as_tensor([1, 2]))",
    "print(torch.from_numpy([1]))",
    "print(torch.range(0, 2))",
    "print(torch.device('cuda:x'))",
    "print(torch.ones(1).to('cuda'))",
    "print(torch.ones(1, device='cuda'))",
    "print(torch.ones(1).to('mps'))",
    "print(torch.ones(1, device='foo'))",
    "print(torch.ones(1, device='cpu').device)",
    "print(torch.tensor(torch.ones(1)))",
    "print(torch.is_tensor(3), torch.is_tensor(torch.ones(1)))",
    "print(torch.cuda.is_available(), torch.cuda.device_count(), torch.__version__)",
    "torch.set_default_dtype(torch.float64); print(torch.tensor(1.), torch.ones(1).dtype); torch.set_default_dtype(torch.float32)",
    """
import pickle, copy
x = torch.ones(2, requires_grad=True); x.sum().backward(); y = copy.deepcopy(x); print(y, y.grad, y is x); print(pickle.loads(pickle.dumps(x)))
""",
)


@pytest.mark.parametrize("program", MADE)
def test_a_tensor_is_made_as_in_pytorch(program: str) -> None:
    assert_same(program)
