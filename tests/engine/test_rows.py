"""Layer norm and the loss of classes, row by row: as PyTorch's, at the corners too."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import engine
from tests.support.oracle import assert_same

Shape = tuple[int, ...]


def normalised(module: Any, shape: Shape, features: Shape, kind: str) -> list[Any]:
    """The output of a layer norm, and the gradients of input, weight and bias."""
    random = np.random.default_rng(1)

    def leaf(*size: int) -> Any:
        values = random.normal(2, 3, size).tolist()
        return module.tensor(values, dtype=getattr(module, kind)).reshape(size).requires_grad_()

    leaves = [leaf(*shape), leaf(*features), leaf(*features)]
    output = module.nn.functional.layer_norm(leaves[0], features, *leaves[1:])
    (output * leaf(*shape).detach()).sum().backward()
    return [each.detach().numpy() for each in (output, *(leaf.grad for leaf in leaves))]


@pytest.mark.parametrize("kind", ["float32", "float64"])
@pytest.mark.parametrize(("shape", "features"), [
    ((2, 3), (3,)), ((5,), (5,)), ((4, 32, 64), (64,)), ((2, 5, 16), (5, 16)), ((0, 3), (3,)),
    ((2, 3, 4), (2, 3, 4)), ((3, 1), (1,)),
])  # fmt: skip
def test_a_layer_norm_and_its_gradients_are_pytorchs(
    shape: Shape, features: Shape, kind: str
) -> None:
    own, its = (normalised(module, shape, features, kind) for module in (engine, torch))
    tolerance = 1e-4 if kind == "float32" else 1e-12
    for one, other in zip(own, its, strict=True):
        assert one.shape == other.shape
        assert one.dtype == other.dtype
        np.testing.assert_allclose(one, other, tolerance, tolerance)


@pytest.mark.parametrize("program", [
    "print(F.cross_entropy(torch.tensor([[5.], [3.]]), torch.tensor([0, 0])))",
    "print(F.cross_entropy(torch.tensor([[5.], [3.]]), torch.tensor([0, 0]), reduction='none'))",
    # A gradient that is negative or infinite leaves the other classes alone.
    ("x = torch.zeros(2, 3, requires_grad=True)\n"
    "(F.nll_loss(x, torch.tensor([0, 1])) * -1).backward(); print(x.grad)"),
    ("x = torch.zeros(2, 3, requires_grad=True)\n"
    "(F.nll_loss(x, torch.tensor([0, 1])) * float('inf')).backward(); print(x.grad)"),
    ("x = torch.ones(2, 3, requires_grad=True); g = torch.tensor([1., -2.])\n"
    "F.cross_entropy(x, torch.tensor([2, 1]), reduction='none').backward(g); print(x.grad)"),
])  # fmt: skip
def test_a_loss_of_classes_at_its_corners(program: str) -> None:
    assert_same(f"F = torch.nn.functional\n{program}")
