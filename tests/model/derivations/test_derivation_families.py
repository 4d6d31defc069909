"""Of every family of operations the explained gradients are the recorded ones."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pytest

from inspector.model.derivations.derivation import Outcome
from inspector.model.derivations.deriving import derivations
from inspector.model.derivations.evaluation import indices
from inspector.model.moments.moment import Moment
from inspector.model.questions.gradients.paths import routes
from inspector.model.recordings.events import NodeBackward
from inspector.model.recordings.recording import Recording
from tests.runner.running import record

GIVEN = """
torch.manual_seed(0)
F, L, N = torch.nn.functional, torch.linalg, torch.nn
x = torch.randn(2, 3, requires_grad=True)
w = torch.randn(3, 3, requires_grad=True)
im = torch.randn(1, 2, 5, 5, requires_grad=True)
k = torch.randn(2, 2, 3, 3, requires_grad=True)
q = torch.randn(1, 4, 2, requires_grad=True)
y = torch.rand(2, 3)
i = torch.tensor([0, 2])
out = {}
(out * torch.linspace(0.5, 1.5, out.numel()).reshape(out.shape)).sum().backward()
"""
FAMILIES = {
    "convolution": ("F.conv2d(im, k, padding=1)", "F.conv_transpose2d(im, k)", "F.unfold(im, 2)"),
    "pooling": ("F.max_pool2d(im, 2)", "F.avg_pool2d(im, 2)", "F.adaptive_avg_pool2d(im, 1)"),
    "norms": ("N.BatchNorm2d(2)(im)", "N.BatchNorm2d(2).eval()(im)", "N.LayerNorm(3)(x)",
              "N.GroupNorm(1, 2)(im)", "x.norm(dim=1)", "F.normalize(x)"),
    "attention": ("F.scaled_dot_product_attention(q, q * 2, q + 1)",
                  "N.MultiheadAttention(2, 1, batch_first=True)(q, q, q)[0]"),
    "recurrent": ("N.LSTMCell(3, 2)(x)[0]", "N.GRU(2, 3, batch_first=True)(q)[0]",
                  "N.RNN(2, 3, batch_first=True)(q)[0]", "N.LSTM(3, 2, 2)(x)[0]",
                  "N.LSTM(2, 3, bidirectional=True, batch_first=True)(q)[1][1]"),
    "indexing": ("x[:, i]", "x[x > 0]", "x[..., None, 1:]",
                 "x.gather(1, torch.tensor([[0], [1]]))",
                 "x.index_select(1, i)", "x.take(i)", "F.embedding(i, w)", "x.roll(1)",
                 "x.scatter(1, torch.tensor([[0], [1]]), 0.0)",
                 "x.index_put((i[:1],), torch.ones(3))"),
    "sorting": ("x.sort()[0]", "x.topk(2)[0]", "x.cummax(0)[0]", "x.median()", "x.amax(1)"),
    "losses": ("F.cross_entropy(x, i)", "F.mse_loss(x, y)", "F.kl_div(x.log_softmax(1), y)",
               "F.binary_cross_entropy_with_logits(x, y)", "F.huber_loss(x, y)"),
    "activations": ("F.gelu(x)", "F.silu(x)", "F.elu(x)", "F.softplus(x)", "x.softmax(1)"),
    "matrices": ("torch.einsum('ij,jk->ik', x, w)", "torch.baddbmm(torch.zeros(1, 4, 4), q, q.mT)",
                 "F.linear(x, w, torch.ones(3, requires_grad=True))", "w.det()", "w.inverse()",
                 "L.solve(w + 3 * torch.eye(3), torch.ones(3))", "L.svdvals(w)", "L.qr(w)[1]",
                 "L.eigvalsh(w @ w.T)", "L.cholesky(w @ w.T + torch.eye(3))"),
    "shapes": ("x.repeat(2, 1)", "torch.cat([x, x * 2])", "x.unbind()[0]", "x.movedim(0, 1)",
               "x.expand(2, 2, 3)", "F.pad(x, (1, 1))", "w.tril()",
               "x.masked_fill(x > 0, 1.0)", "torch.where(y > 0.5, x, x * x)",
               "(x * 1).unsqueeze_(0)", "(x * 1).transpose_(0, 1)"),
    "resampling": ("F.interpolate(im, scale_factor=2, mode='bilinear')",
                   "F.grid_sample(im, torch.zeros(1, 2, 2, 2))", "torch.fft.rfft(x).abs()"),
    "few digits": ("x.bfloat16() * 3", "(x.bfloat16() * x.bfloat16()).exp()", "x.half().exp()"),
    "complex numbers": ("(x * 2j).abs()", "(x * (2 - 1j)).exp().abs()", "x.norm(float('inf'))"),
}  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_every_gradient_multiplies_out_and_the_paths_sum_to_grad(family: str) -> None:
    for text in FAMILIES[family]:
        recording = Recording(source := GIVEN.format(text))
        recording.extend(record(source))
        outcomes: Counter[Outcome] = Counter()
        for index in recording.of_kind(NodeBackward):
            event = recording.events[index]
            assert isinstance(event, NodeBackward)
            found = derivations(Moment(recording, index + 1), event.node)
            outcomes.update(one.outcome for one in found)
            assert not [one for one in found if re.search(r"<\w|True|False", one.numbers.text)]
        assert set(outcomes) == {Outcome.AGREES}, (text, outcomes)
        end = Moment(recording, len(recording))
        sums = [routes(end, tensor) for tensor in recording.tensors.accumulations]
        assert all(one is not None and one.adds_up is not False for one in sums), text


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("(:, [0, 2])", np.s_[:, [0, 2]]),
        ("(..., 1:3)", np.s_[..., 1:3]),
        ("([1],)", ([1],)),
        ("(None, 0:2:2)", np.s_[None, 0:2:2]),
        ("1", 1),
    ],
)
def test_what_stood_between_brackets_is_read_from_its_text(text: str, index: object) -> None:
    array = np.arange(6).reshape(2, 3)
    assert np.array_equal(array[indices(text)], array[index])


def test_indices_that_were_too_many_to_be_written_are_not_guessed() -> None:
    with pytest.raises((ValueError, SyntaxError)):
        indices("(:, a 40 int64 tensor)")


def test_where_the_recording_lacks_something_no_numbers_are_claimed() -> None:
    source = GIVEN.format("x.t().as_strided((3,), (2,))")
    recording = Recording(source)
    recording.extend(record(source))
    moment = Moment(recording, len(recording))
    nodes = [moment.recording.events[index] for index in recording.of_kind(NodeBackward)]
    found = [one for node in nodes for one in derivations(moment, getattr(node, "node", 0))]
    lacking = [one for one in found if one.outcome is Outcome.UNKNOWN]
    assert lacking
    assert all(one.result is None for one in lacking)
    assert not [one for one in found if one.outcome is Outcome.DIFFERS]
