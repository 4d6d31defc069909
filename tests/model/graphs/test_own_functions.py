"""What the methods of custom Functions make within is not drawn beside what they give back."""

from __future__ import annotations

import pytest

from inspector.model.graphs.vertex import View
from inspector.model.recordings.recording import Recording
from tests.panels.stage import session_with
from tests.runner.running import record_all

SINE = """
class Sine(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.from_numpy(np.sin(x.numpy()))
    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.saved_tensors[0].cos()
sine = Sine.apply
"""
OPERATOR = """
@torch.library.custom_op("own::sine", mutates_args=())
def sine(x: torch.Tensor) -> torch.Tensor:
    return torch.from_numpy(np.sin(x.numpy()))
sine.register_autograd(
    lambda ctx, grad: grad * ctx.x.cos(),
    setup_context=lambda ctx, inputs, output: setattr(ctx, "x", inputs[0]),
)
"""


@pytest.mark.parametrize(
    ("made", "symbol"), [(SINE, "Sine"), (OPERATOR, "sine")], ids=["Function", "operator"]
)
@pytest.mark.parametrize("view", View)
def test_what_numpy_computed_within_is_the_result_alone(
    made: str, symbol: str, view: View
) -> None:
    source = (
        f"import numpy as np\n{made}"
        "x = torch.tensor([0.5, 1.0], requires_grad=True)\n"
        "y = sine(x)\nloss = (y * 2).sum()\nloss.backward()\n"
    )
    recording = Recording(source)
    recording.extend(record_all(source))
    session = session_with(recording)
    session.settings["view"] = view.value
    labels = [each.label for each in session.graph.vertices]
    expected = ["x", symbol, "×2", "Σ"] if view is View.OPERATIONS else ["x", "y", "", "loss"]
    assert labels == expected
