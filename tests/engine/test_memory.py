"""Tensors and the memory behind them: what is shared, where it begins, what cannot be had."""

from __future__ import annotations

import numpy as np
import pytest

import engine
from tests.support.oracle import assert_same

SAME = {
    "a part of a storage is seen through other strides": """
        x = torch.arange(12.).reshape(3, 4)
        v = x[1:]
        print(v.as_strided((2, 2), (4, 1)), v.as_strided((2, 2), (4, 1), 0))
        print(x.t().as_strided((5,), (1,)), v.detach().as_strided((2,), (1,), 0))
        for size, stride, offset in [((4, 4), (4, 1), 0), ((2,), (1,), 12), ((0,), (1,), 100)]:
            try:
                print(x.as_strided(size, stride, offset))
            except RuntimeError as error:
                print(error)
    """,
    "the gradient of overlapping elements is shared among them": """
        w = torch.arange(12., requires_grad=True)
        part = w.reshape(3, 4)[1:, ::2]
        part.as_strided((3,), (1,)).sum().backward()
        print(w.grad)
        v = torch.tensor([1., 2., 3.], requires_grad=True)
        v.expand(2, 3).as_strided((2, 2), (1, 1)).pow(2).sum().backward()
        print(v.grad)
    """,
    "an array that is part of another begins a storage": """
        import numpy
        whole = numpy.arange(6.)
        t = torch.from_numpy(whole[2:])
        print(t.storage_offset(), t[1:].storage_offset(), t.as_strided((2,), (2,)))
        t[0] = 9
        print(whole)
    """,
    "a smaller tensor still has its storage": """
        a = torch.ones(3)
        b = a.detach()
        a.resize_(2)
        b[0] = 5
        print(a, a.resize_(3), a.resize_as_(torch.zeros(1, 2)))
    """,
    "a view is changed in place of a base that lies in columns": """
        w = torch.arange(6.).reshape(3, 2).requires_grad_()
        b = w.t() * 1
        c = b.t().view(-1)
        c[0:3].mul_(5)
        (b * torch.arange(6.).reshape(2, 3)).sum().backward()
        print(b, w.grad)
        z = torch.zeros(2, 3).t().clone()
        u = z.t().view(-1)
        u[:2].add_(w.view(-1)[1:3])
        w.grad = None
        (z * torch.arange(6.).reshape(3, 2)).sum().backward()
        print(w.grad, u)
    """,
}


@pytest.mark.parametrize("told", SAME)
def test_memory_is_pytorchs(told: str) -> None:
    assert_same(SAME[told])


def test_a_shared_storage_does_not_grow_behind_a_tensors_back() -> None:
    whole = engine.ones(3)
    other = whole.detach()
    with pytest.raises(
        NotImplementedError, match=r"resize_ to more elements .* exists in PyTorch"
    ):
        whole.resize_(5)
    assert other.tolist() == [1.0, 1.0, 1.0]


def test_an_array_knows_its_place_in_memory() -> None:
    from_the_end = engine.from_numpy(np.arange(6.0))[4:]
    assert (from_the_end.storage_offset(), from_the_end.stride()) == (4, (1,))
