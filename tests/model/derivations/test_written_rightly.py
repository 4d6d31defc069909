"""What is written down of a gradient is true: of complex numbers, and of several results."""

from __future__ import annotations

import pytest

from inspector.model.derivations.deriving import derivations
from inspector.model.moments.moment import Moment
from inspector.model.recordings.recording import Recording
from tests.runner.running import record

GIVEN = """
L = torch.linalg
z = torch.tensor([[2 + 1j, 0.5 - 1j], [0.3j, 1 - 1j]], requires_grad=True)
x = torch.tensor([[2.0, 0.5], [0.3, 1.0]], requires_grad=True)
out = {}
out.backward(torch.ones_like(out))
"""
WRITTEN = {
    "z.inverse()": "∂out/∂z = −(outᴴ @ (incoming @ outᴴ))",
    "x.inverse()": "∂out/∂x = −(outᵀ @ (incoming @ outᵀ))",
    "z.det()": "∂out/∂z = incoming · conj(out) · inverse(z)ᴴ",
    "z.angle()": "∂out/∂z = incoming · z / (|z| · |z|) · 1j · [z ≠ 0]",
    "torch.sgn(z)": "∂out/∂z = (incoming − real(conj(out) · incoming) · out) / |z| · [|z| ≠ 0]",
    "torch.fft.fft(z)": "∂out/∂z = n · ifft(incoming)",
    "torch.fft.ifft(z)": "∂out/∂z = fft(incoming) / n",
    "torch.fft.ifft(z, norm='ortho')": "∂out/∂z = fft(incoming) / √n",
    "L.solve(x, x.detach(), left=False)": (
        "∂out/∂x = −(outᵀ @ (incoming @ inverse(xᵀ)))"
    ),
    "L.svdvals(x)": "∂out/∂x = U @ diag(incoming) @ Vh",
    "L.eigvalsh(x)": "∂out/∂x = eigenvectors @ diag(incoming) @ eigenvectorsᵀ",
    "L.solve_triangular(x, x.detach(), upper=True)": (
        "∂out/∂x = triu(−solve(triu(x)ᵀ, incoming) @ outᵀ)"
    ),
    "torch.matrix_exp(x)": "∂out/∂x = exp [[xᵀ, incoming], [0, xᵀ]], its upper right block",
    "x.logcumsumexp(0)": "∂out/∂x = sum_from_end(incoming · e^(−out), 0) · e^x",
    "x.std(unbiased=False)": (
        "∂out/∂x = 2 / n · incoming / (out · 2) · [out ≠ 0] · (x − mean x)"
    ),
    "x.digamma()": "∂out/∂x = incoming · polygamma(1, x)",
    "x.log_softmax(0)": "∂out/∂x = incoming − e^out · Σ incoming",
    "sum(torch.var_mean(x))": (
        "2 / (n − 1) · incoming₁ · (x − mean x) + incoming₂ / n, spread over the input's shape"
    ),
    "sum(x.aminmax())": (
        "incoming₁ / Σ [x = min] · [x = min] + incoming₂ / Σ [x = max] · [x = max]"
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", WRITTEN)
def test_a_gradient_is_written_as_it_is_computed(text: str) -> None:
    recording = Recording(source := GIVEN.format(text))
    recording.extend(record(source))
    moment = Moment(recording, len(recording))
    found = [one for node in recording.nodes.next for one in derivations(moment, node)]
    texts = [one.formula.text for one in found]
    assert any(each.endswith(WRITTEN[text]) for each in texts), texts


def test_a_formula_that_would_not_be_all_of_it_is_not_written() -> None:
    recording = Recording(source := GIVEN.format("L.svd(x)[0]"))
    recording.extend(record(source))
    moment = Moment(recording, len(recording))
    found = [one for node in recording.nodes.next for one in derivations(moment, node)]
    assert [one.formula.text for one in found] == [""]
