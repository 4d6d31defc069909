"""Element types: bfloat16 and half precision, whole numbers, devices, bits, and ``out=``."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import engine
from tests.support.oracle import assert_same

torch = pytest.importorskip("torch")

# Tried in every dtype; what is refused must be refused in the same words.
EVERYWHERE = (
    "x + y", "x - y", "x * y", "x / y", "x + 1.5", "2 - x", "x ** 2", "-x", "x.exp()", "x.sqrt()",
    "x.tanh()", "x.sum()", "x.sum(0)", "x.max()", "x.cumsum(0)", "x == y", "x < y",
    "torch.where(x > 1, x, y)", "torch.cat([x, y])", "x.sort().values", "x[0]", "x[x > 1]",
    "x.t()", "x.float()", "x.long()", "x.half()", "x.bfloat16()", "x.bool()", "x[0, 0].item()",
    "x.tolist()", "repr(x)", "repr(x.sum())", "x.type()", "x.element_size()", "x.add_(y)",
    "torch.maximum(x, y)", "x * torch.tensor(2.5)", "x + torch.tensor([1, 2, 3])", "x.amax()",
    "torch.zeros_like(x)", "x.masked_fill(x > 1, 0)", "x.clone()", "x.isnan()", "x.any()",
    "torch.lerp(x, y, 0.3)", "torch.hypot(x, y)", "torch.nn.functional.silu(x)", "x.frac()",
)  # fmt: skip
# Where the half-precision types round once: products, sums, norms, activations, losses.
FLOATING = (
    "x @ y.t()", "x.mean()", "x.var()", "x.norm()", "x.softmax(1)", "x.sigmoid()", "x.mul_(1.1)",
    "torch.nn.functional.linear(x, y)", "torch.nn.functional.mse_loss(x, y)",
    "torch.nn.functional.layer_norm(x, (3,))", "torch.addcmul(x, x, y)", "x.expm1()", "x.erf()",
    "torch.arange(3, dtype=x.dtype)", "torch.linspace(0, 1, 3, dtype=x.dtype)",
    "torch.full_like(x, 1 / 3)", "x.new_tensor([1.3])", "torch.outer(x[0], y[0])", "x.median()",
)  # fmt: skip
DTYPES = ("bfloat16", "float16", "int64", "int32", "int16", "int8", "uint8")


def operands(module: Any, dtype: str) -> dict[str, Any]:
    kind = getattr(module, dtype)
    if "float" in dtype:
        x, y = [[0.3, 1.7, 2.2], [0.9, 0.45, 3.1]], [[1.1, 0.7, 0.2], [2.9, 1.45, 0.1]]
    else:
        x, y = [[3, 1, 2], [0, 4, 3]], [[1, 2, 2], [3, 1, 1]]
    return {"torch": module, "x": module.tensor(x, dtype=kind), "y": module.tensor(y, dtype=kind)}


def outcome(module: Any, dtype: str, expression: str) -> Any:
    """The dtype and the elements of a result, or the error."""
    try:
        found = eval(expression, operands(module, dtype))
    except Exception as error:  # noqa: BLE001  (whatever it is, it is compared)
        return f"{type(error).__name__}: {str(error).splitlines()[0]}"
    if isinstance(found, engine.Tensor | torch.Tensor):
        return str(found.dtype), np.array(found.detach().tolist())
    return found


def same(ours: Any, theirs: Any) -> bool:
    if not (isinstance(ours, tuple) and isinstance(theirs, tuple)):
        return bool(ours == theirs)
    exact = theirs[0] in ("torch.bfloat16", "torch.float16")
    tolerance = 0 if exact else 1e-5
    return ours[0] == theirs[0] and np.allclose(
        ours[1], theirs[1], tolerance, tolerance, equal_nan=True
    )


@pytest.mark.parametrize("dtype", DTYPES)
def test_an_operation_rounds_promotes_and_refuses_as_pytorchs_in_every_dtype(dtype: str) -> None:
    expressions = EVERYWHERE + (FLOATING if "float" in dtype else ())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pairs = {e: (outcome(engine, dtype, e), outcome(torch, dtype, e)) for e in expressions}
    assert not {e: pair for e, pair in pairs.items() if not same(*pair)}


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_a_gradient_in_half_precision_is_rounded_at_every_step(dtype: str) -> None:
    assert_same(
        f"x = torch.tensor([0.3, 1.7, 2.2], dtype=torch.{dtype}, requires_grad=True)\n"
        "y = (x.exp() * x.sin() + x * x / 3).sum()\ny.backward()\nprint(y, x.grad, x.grad.dtype)\n"
        "(x * 2).sum().backward()\nprint(x.grad)\n"
        "w = torch.ones(3, requires_grad=True)\n(w.to(x.dtype) * x.detach()).sum().backward()\n"
        "print(w.grad)"
    )


def test_bfloat16_is_rounded_to_the_nearest_and_halves_to_even() -> None:
    bits = np.random.default_rng(3).integers(0, 2**32, 4000, dtype=np.uint32)
    numbers = bits.view(np.float32)
    ours = engine.from_numpy(numbers.copy()).bfloat16().view(engine.int16).numpy()
    theirs = torch.from_numpy(numbers.copy()).bfloat16().view(torch.int16).numpy()
    sound = ~np.isnan(numbers)
    assert (ours[sound] == theirs[sound]).all()


@pytest.mark.parametrize("program", [
    "print(torch.tensor([1.5, -2.3, float('nan'), 1e40], dtype=torch.bfloat16))",
    "torch.ones(2).bfloat16().numpy()",
    "print(torch.tensor([1., 2.]).view(torch.int32), torch.tensor([1, 2]).view(torch.float32))",
    "x = torch.tensor([1., 2.]); y = x.view(torch.int32); y[0] = 0; print(x)",
    "torch.tensor([1, 2, 3], dtype=torch.int16).view(torch.int64)",
    "x = torch.arange(4.); print(x[torch.tensor([1, 0, 0, 1], dtype=torch.uint8)])",
    "torch.ones(2)[torch.tensor([1, 0], dtype=torch.uint8)] = 5.",
    "print(torch.where(torch.tensor([1, 0], dtype=torch.uint8), torch.ones(2), torch.zeros(2)))",
    "print(torch.finfo(torch.bfloat16), torch.finfo(torch.complex64), torch.iinfo(torch.int64))",
    "print(torch.finfo(torch.float32) == torch.finfo(torch.float32), torch.finfo().eps)",
    "torch.iinfo(torch.float32)",
    "print(torch.promote_types(torch.bfloat16, torch.float16), torch.bfloat16.itemsize)",
    "torch.promote_types(torch.uint16, torch.int32)",
    "print(torch.tensor([1, 2], dtype=torch.uint32) * 2)",
    "print(torch.FloatTensor([1, 2]), torch.LongTensor(2).shape, torch.FloatTensor.dtype)",
    "print(isinstance(torch.ones(1), torch.FloatTensor), torch.ones(1).type(torch.DoubleTensor))",
    "torch.FloatTensor(2.5)",
    "torch.LongTensor(torch.ones(2))",
    "torch.set_default_tensor_type(torch.DoubleTensor); print(torch.ones(1).dtype)",
    "torch.device('')", "torch.device('cuda:a')", "torch.device(0)", "torch.ones(2).to('cuda')",
    "print(torch.tensor([1 + 2j]).to(torch.float32))",
    "print(torch.ones(2).to('cpu', torch.float64, True, copy=True), torch.ones(2).to(float))",
    "torch.tensor([1j], dtype=torch.float32)", "torch.tensor([1, 'a'])",
])  # fmt: skip
def test_dtypes_and_devices_print_warn_and_refuse_as_pytorchs(program: str) -> None:
    assert_same(program.replace("; ", "\n"))


def test_what_no_tensor_here_can_hold_is_refused_by_name() -> None:
    with pytest.raises(NotImplementedError, match=r"torch\.float8_e5m2 exist in PyTorch but"):
        engine.zeros(2, dtype=engine.float8_e5m2)
    with pytest.raises(NotImplementedError, match=r"torch\.complex32 exist in PyTorch"):
        engine.ones(2).chalf()


@pytest.mark.parametrize("program", [
    "o = torch.empty(3); r = torch.add(x, x, out=o); print(o, r is o)",
    "o = torch.empty(2); torch.add(x, x, out=o); print(o)",
    "torch.exp(x, out=torch.zeros(3, dtype=torch.int64))",
    "torch.mm(m, m, out=torch.zeros(2, 2, dtype=torch.int64))",
    "torch.cat([x, x], out=torch.zeros(6, dtype=torch.int64))",
    "torch.add(g, x, out=torch.empty(3))",
    "torch.exp(x, out=g)",
    "v, i = torch.empty(0), torch.tensor([]).long(); print(torch.max(x, 0, out=(v, i))); print(v)",
    "o = torch.empty(0); torch.linspace(0, 1, 3, out=o); print(o)",
    "o = torch.zeros(3, dtype=torch.int64); torch.ones(3, out=o); print(o)",
    "torch.mul(x, 2, out=x); print(x)",
    "o = torch.empty(3, dtype=torch.complex64); torch.fft.fft(x, out=o); print(o)",
    "o = torch.empty(()); torch.linalg.norm(x, out=o); print(o)",
    "o = torch.empty(3); torch.special.entr(x, out=o); print(o)",
    "y = x * 1; y.requires_grad_(); z = y * y; torch.add(x, 1, out=y.data); z.sum().backward()",
])  # fmt: skip
def test_results_are_written_where_out_says(program: str) -> None:
    setting = "x = torch.tensor([1., 2., 3.])\nm = torch.eye(2)\n"
    setting += "g = torch.ones(3, requires_grad=True)\n"
    assert_same(setting + program.replace("; ", "\n"))
