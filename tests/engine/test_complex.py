"""Complex numbers: values, gradients to the second order, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import engine
from engine.op import OPS
from engine.symbolic.derivative import derivative
from tests.support.oracle import assert_same

torch = pytest.importorskip("torch")

EXPRESSIONS = (
    "z * w", "z / w", "z - w.conj()", "z ** w", "z ** 2", "z ** 0.5", "2 ** z", "x * z", "x ** z",
    "z.exp()", "z.log()", "z.sqrt()", "z.sin()", "z.tan()", "z.tanh()", "z.sigmoid()", "z.asin()",
    "z.atan()", "z.acosh()", "z.rsqrt()", "z.log10()", "z.log1p()", "z.expm1()", "z.sinc()",
    "z.reciprocal()", "z.real", "z.imag", "z.conj()", "z.conj_physical()", "z.angle()", "z.abs()",
    "z.sgn()", "torch.view_as_real(z)", "torch.complex(x, x * 2)", "torch.polar(x, x * 2)",
    "torch.view_as_complex(torch.stack([x, x * x], 1))", "z.sum()", "z.mean()", "z.prod()",
    "z.cumsum(0)", "z.cumprod(0)", "z.var()", "z.std()", "z.norm()", "z @ w", "torch.vdot(z, w)",
    "torch.outer(z, w)", "torch.kron(z, w)", "torch.einsum('i,i->', z, w)",
    "z.view(1, 2) @ w.view(2, 1)", "torch.stack([z, w])", "z[1]", "z.roll(1)", "z.lerp(w, 0.3)",
    "z.addcmul(z, w)", "torch.where(torch.tensor([True, False]), z, w)", "z.unsqueeze(0).mH",
    "torch.linalg.inv(torch.stack([z, w]))", "torch.fft.fft(z).abs()", "torch.fft.ifft(z * w)",
    "torch.linalg.cross(m, m * z[0])", "torch.slogdet(m)[0]", "torch.slogdet(m)[1]", "m.logdet()",
    "torch.linalg.householder_product(m, m[0])", "m.renorm(2, 0, 1.)", "m.renorm(1, 1, 1.)",
    "torch.linalg.svdvals(m)", "torch.linalg.eigvalsh(m @ m.mH)", "torch.linalg.matrix_norm(m, 2)",
    "z.norm(1)", "torch.linalg.vector_norm(z, float('inf'))",
    "z.to(torch.complex128)", "x.to(torch.complex64)", "x + 1j", "x * 1j", "z.clone()",
)  # fmt: skip


def leaves(module: Any) -> dict[str, Any]:
    kind = module.complex128
    made = {
        "z": module.tensor([1 + 2j, 3 - 1j], dtype=kind),
        "w": module.tensor([2 - 1j, 0.5 + 0.3j], dtype=kind),
        "x": module.tensor([1.0, 2.0], dtype=module.float64),
        "m": module.tensor(
            [[2 + 1j, 0.3, 0.1j], [0.5j, 3 - 1j, 0.2], [0.1, -0.4j, 2 + 0.3j]], dtype=kind
        ),
    }
    for each in made.values():
        each.requires_grad_()
    return made


def total(found: Any) -> Any:
    """A real number that the size and the direction of every element go into."""
    if found.is_complex():
        return (found.real * 1.3 + found.imag * 0.7 + found.abs() ** 2).sum()
    return (found * found + found).sum()


def orders(module: Any, expression: str) -> Iterator[Any]:
    names = leaves(module)
    found = eval(expression, {"torch": module, **names})
    yield found
    inputs = list(names.values())
    first = module.autograd.grad(total(found), inputs, create_graph=True, allow_unused=True)
    yield from first
    again = [total(each) for each in first if each is not None and each.requires_grad]
    if again:
        yield from module.autograd.grad(sum(again[1:], again[0]), inputs, allow_unused=True)


def elements(tensor: Any) -> Any:
    return np.zeros(()) if tensor is None else np.array(tensor.detach().resolve_conj().tolist())


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_complex_values_and_gradients_are_pytorchs(expression: str) -> None:
    for ours, theirs in zip(orders(engine, expression), orders(torch, expression), strict=True):
        assert np.allclose(elements(ours), elements(theirs), 1e-9, 1e-9, equal_nan=True)


@pytest.mark.parametrize("program", [
    f"z = torch.tensor([1 + 2j, 3 - 1j])\n{each}" for each in (
        "z < z", "z.relu()", "z.floor()", "z.max()", "z.sort()", "z.round()", "z.clamp(0, 1)",
        "z.erf()", "z // z", "z % z", "torch.maximum(z, z)", "z.argmax()", "z.sign()",
        "z.median()", "torch.nn.functional.gelu(z)", "z.topk(1)", "z.cummax(0)", "z.unique()",
        "z.detach().conj().numpy()", "torch.ones(2).imag", "torch.view_as_real(torch.ones(2))",
        "torch.view_as_complex(torch.ones(3))", "torch.complex(torch.ones(1), 2)",
        "z.requires_grad_().sum().backward()", "print(z.conj().is_conj(), z.is_conj())",
        "print(z, z[0], z.conj(), z.real, z.imag.dtype, z * 1e9)",
        "z.real.fill_(2.)\nprint(z)", "z.imag = torch.zeros(2)\nprint(z)",
        "z.requires_grad_()\nprint(z.real.grad_fn, z.conj().grad_fn, z.abs().grad_fn)",
        "print(torch.polar(torch.tensor([1., 2.]), torch.tensor([0., 3.14159265])))",
        "print(z.item())",
    )
])  # fmt: skip
def test_complex_numbers_print_and_refuse_as_pytorchs(program: str) -> None:
    assert_same(program)


def test_formulas_do_not_speak_of_conjugates_where_numbers_are_real() -> None:
    texts = [str(derivative(OPS[name], "self")) for name in ("mul", "exp", "sin", "mm", "abs")]
    assert not [text for text in texts if "conj" in text]


@pytest.mark.parametrize("function", [
    lambda z: z.exp(), lambda z: (z * z).abs(), lambda z: z * z.conj(), lambda z: z.real * z,
    lambda z: z.angle(), lambda z: engine.fft.irfft(z, 4), lambda z: z.sgn(),
])  # fmt: skip
def test_complex_gradients_are_the_slopes_of_the_function(function: Any) -> None:
    z = engine.tensor([1 + 2j, 3 - 1j, -0.5 + 0.2j], dtype=engine.complex128, requires_grad=True)
    assert engine.autograd.gradcheck(function, (z,))
    assert engine.autograd.gradgradcheck(function, (z,))


def test_a_wrong_complex_gradient_does_not_pass_the_check() -> None:
    class Wrong(engine.autograd.Function):
        @staticmethod
        def forward(ctx: Any, z: Any) -> Any:
            ctx.save_for_backward(z)
            return z * z

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            return grad * 2 * ctx.saved_tensors[0]  # without the conjugate

    z = engine.tensor([1 + 2j], dtype=engine.complex128, requires_grad=True)
    with pytest.raises(RuntimeError, match="Jacobian mismatch"):
        engine.autograd.gradcheck(Wrong.apply, (z,))


def test_what_becomes_real_is_said_to_lose_its_imaginary_part() -> None:
    assert_same("import torch\nprint(torch.tensor([1j, 2]).float())")
