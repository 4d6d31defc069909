"""Every operation of the table against PyTorch: values, dtypes, graphs, gradients, errors."""

from __future__ import annotations

import pytest

from engine.calls.declare import FUNCTIONS, SAMPLES
from engine.calls.placement import is_function, is_method
from engine.op import OPS
from tests.engine.parity import differences
from tests.engine.samples import samples

torch = pytest.importorskip("torch")

# What is known to differ, and why it is left so.
DIFFERENT = {
    "torch.special.airy_ai(o)": "PyTorch is wrong from the sixth digit on",
    "(x * 1).eq_(y)": "a comparison in place has a node in PyTorch",
    "torch.inner(v, w)": "an extra view in the graph",
    "torch.inner(x, y)": "PyTorch's ReshapeAlias, which nothing else makes",
    "torch.vdot(v, w)": "the node of the complex product",
    "torch.chain_matmul(x, m, n)": "an extra view in the graph",
    "torch.tensordot(x, y, 2)": "an extra view in the graph",
    "torch.einsum('ij,kj->ik', x, y)": "an extra view in the graph",
    "(o / o).nansum()": "NaN or 0 as the second derivative where there is nothing to sum",
    "s.prod()": "zero or None as a second derivative",
    "x.norm(0)": "zero or None as the derivative of a count",
    "(o / o).nanmedian()": "0 or NaN as the second derivative where there is no number",
    "s.logcumsumexp(0)": "zero or None as a second derivative",
    "torch.as_strided_scatter(m, v, (3,), (1,))": "PyTorch's gradient of self is wrong",
    "v.unique()": "PyTorch's node has no derivative",
    **dict.fromkeys(
        (
            "torch.cdist(x, m)",
            "torch.cdist(x, m, p=1)",
            "torch.cdist(x, m, p=3.)",
            "torch.cdist(b, m, p=float('inf'))",
            "torch.cdist(x, x)",
            "torch.pdist(m)",
            "torch.pdist(m, 1)",
        ),
        "PyTorch has no second derivative of distances",
    ),
    "torch.linalg.tensorinv(m.reshape(3, 3), ind=1)": "PyTorch's ReshapeAlias",
    "torch.linalg.cholesky(b @ b.mT + torch.eye(3), upper=True)": "a view that PyTorch conjugates",
    "torch.linalg.cond(m, 'fro')": "PyTorch overwrites what its own derivative reads",
    "torch.linalg.cond(b, 1)": "PyTorch overwrites what its own derivative reads",
    "torch.linalg.pinv(v)": "PyTorch's text names its C++ types",
    "(p * 1).asinh_()": "PyTorch numbers the node of the in-place twin",
    "(p * 1).atanh_()": "PyTorch numbers the node of the in-place twin",
    "torch.frac(i)": "PyTorch refuses whole numbers",
    "(x * 10).round(decimals=1)": "PyTorch numbers the node of rounding to decimals",
    "torch.sinc(o)": "PyTorch's second derivative at 0 is NaN",
    "torch.xlogy(x, 2)": "PyTorch takes a number's logarithm in single precision",
    "o ** o": "PyTorch's second derivative of 0 ** 0 is NaN",
    "x.float() ** y.double()": "the second derivative passes through float32",
    "(o / 0).nan_to_num(nan=1., posinf=5.)": "PyTorch's second derivative is NaN",
}
# Their nodes have no derivative worth the name; the random numbers have tests of their own.
RANDOM = frozenset({"bernoulli", "normal"})
CASES: dict[str, list[str]] = {}
for _name, _text in samples():
    if _text not in DIFFERENT and _name not in RANDOM:
        CASES.setdefault(_name, []).append(_text)


@pytest.mark.parametrize("name", CASES)
def test_an_operation_does_what_pytorchs_does(name: str) -> None:
    found = {text: differences(text) for text in CASES[name]}
    assert not {text: each for text, each in found.items() if each}


@pytest.mark.parametrize("name", CASES)
def test_an_operation_does_the_same_in_single_precision(name: str) -> None:
    found = {text: differences(text, "float32", second=False) for text in CASES[name][:3]}
    assert not {text: each for text, each in found.items() if each}


def test_every_operation_of_torchs_own_surface_has_samples() -> None:
    tried = {name for name, _ in samples()}
    untried = [
        name
        for name in SAMPLES
        if "." not in name
        and not name.startswith("_")
        and getattr(FUNCTIONS.get(name), "__module__", "").startswith("engine.ops")
        and (is_function(name) or is_method(name))
        and name not in tried
    ]
    assert len(untried) < 12, untried


def test_nothing_is_exported_that_pytorch_has_not() -> None:
    own = [name for name in FUNCTIONS if is_function(name) and not hasattr(torch, name)]
    methods = [
        name
        for name, function in FUNCTIONS.items()
        if not name.startswith("_")
        and is_method(name)
        and not hasattr(torch.Tensor, name)
        and not hasattr(torch, name)
        and name != "_clear_grad_"  # by which a program's own zeroing of a gradient is named
        and getattr(function, "__module__", "").startswith("engine.ops")
    ]
    assert not own
    assert not methods


def test_every_derivative_names_an_input_of_its_operation() -> None:
    for op in OPS.values():
        assert set(op.derivatives) <= set(op.inputs), op.name
