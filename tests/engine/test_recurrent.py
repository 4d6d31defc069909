"""Recurrent layers and cells, padded and packed sequences, beside PyTorch."""

from __future__ import annotations

import pytest

from tests.engine.side_by_side import assert_same

KINDS = ("RNN", "GRU", "LSTM")
OPTIONS = (
    "", "batch_first=True", "num_layers=2", "num_layers=2, bidirectional=True", "bias=False",
    "num_layers=2, dropout=.4",
)  # fmt: skip
every_kind = pytest.mark.parametrize("kind", KINDS)


def states(kind: str, *shape: int) -> str:
    """Statements that make first states, and how they are passed."""
    size = ", ".join(map(str, shape))
    return f"h = t({size}); c = t({size}); ", "(h, c)" if kind == "LSTM" else "h"


@every_kind
@pytest.mark.parametrize("options", OPTIONS)
def test_a_recurrent_layer_does_what_pytorchs_does(kind: str, options: str) -> None:
    assert_same(f"m = nn.{kind}(3, 4, {options}); x = t(5, 2, 3); m(x)")


@every_kind
def test_in_double_precision_every_step_has_its_nodes(kind: str) -> None:
    assert_same(f"m = nn.{kind}(3, 4, dtype=torch.float64); x = t(4, 2, 3); m(x.double())")


@every_kind
def test_a_sequence_may_come_without_a_batch(kind: str) -> None:
    made, passed = states(kind, 1, 4)
    assert_same(f"m = nn.{kind}(3, 4); x = t(5, 3); {made}m(x, {passed})")


@every_kind
def test_first_states_of_all_layers_get_gradients(kind: str) -> None:
    made, passed = states(kind, 4, 2, 4)
    assert_same(
        f"m = nn.{kind}(3, 4, 2, bidirectional=True); x = t(3, 2, 3); {made}m(x, {passed})"
    )


@every_kind
@pytest.mark.parametrize(
    "fault", ["x = t(5, 2, 4)", "x = t(5, 2, 3, 1)", "x = t(5, 2, 3).double()"]
)
def test_an_input_that_does_not_fit_is_refused_in_pytorchs_words(kind: str, fault: str) -> None:
    assert_same(f"m = nn.{kind}(3, 4); {fault}; m(x)")


@every_kind
@pytest.mark.parametrize("shape", [(1, 3, 4), (2, 5), (1, 2, 5)])
def test_a_state_that_does_not_fit_is_refused(kind: str, shape: tuple[int, ...]) -> None:
    made, passed = states(kind, *shape)
    assert_same(f"m = nn.{kind}(3, 4); x = t(5, 2, 3); {made}m(x, {passed})")


PACK = "r = nn.utils.rnn; "
PACKED = "o, h = m(r.pack_padded_sequence(x, {lengths})); [*o, h, *r.pad_packed_sequence(o{rest})]"


@every_kind
@pytest.mark.parametrize("options", ["", "2", "2, bidirectional=True"])
def test_a_packed_batch_runs_without_its_padding(kind: str, options: str) -> None:
    run = PACKED.format(lengths="[5, 3, 3]", rest="")
    assert_same(f"{PACK}m = nn.{kind}(3, 4, {options}); x = t(5, 3, 3); {run}")


@every_kind
def test_a_packed_batch_need_not_be_sorted(kind: str) -> None:
    run = PACKED.format(lengths="torch.tensor([2, 5, 3]), True, enforce_sorted=False",
                        rest=", True, -1., 6")  # fmt: skip
    assert_same(f"{PACK}m = nn.{kind}(3, 4, batch_first=True); x = t(3, 5, 3); {run}")


@every_kind
@pytest.mark.parametrize("given", ["t(2, 3)", "t(3)", "t(2, 2, 3)"])
@pytest.mark.parametrize("options", ["", ", bias=False"])
def test_a_cell_does_what_pytorchs_does(kind: str, given: str, options: str) -> None:
    assert_same(f"m = nn.{kind}Cell(3, 4{options}); x = {given}; m(x)")


@every_kind
def test_a_loop_of_cells_does_what_pytorchs_does(kind: str) -> None:
    made, passed = states(kind, 2, 4)
    names = passed.strip("()")
    assert_same(f"m = nn.{kind}Cell(3, 4); x = t(2, 3); {made}{names} = m(x, {passed}); "
                f"{names} = m(x, {passed}); {passed}")  # fmt: skip


@pytest.mark.parametrize(
    "program",
    [
        "m = nn.LSTM(3, 4, proj_size=2); x = t(4, 2, 3); m(x)",
        "m = nn.RNN(3, 4, nonlinearity='relu'); x = t(4, 2, 3); m(x)",
        "m = nn.RNNCell(3, 4, nonlinearity='relu'); m(t(2, 3))",
        "nn.RNN(3, 4, dropout=.5)",
        "nn.LSTM(3, 4, dropout=2)",
        "nn.LSTM(3, 0)",
        "nn.LSTM(3, 4, proj_size=4)",
        "nn.GRU(3, 4, proj_size=1)",
        "nn.RNN(3, 4, nonlinearity='x')",
        "nn.LSTM('a', 4)",
        "m = nn.LSTM(3, 4); list(m.state_dict())",
    ],
)
def test_settings_are_told_and_checked_as_in_pytorch(program: str) -> None:
    assert_same(program)


@pytest.mark.parametrize("options", ["", "2, bidirectional=True"])
def test_the_one_node_of_an_lstm_layer_has_second_derivatives(options: str) -> None:
    assert_same(
        f"m = nn.LSTM(3, 4, {options}); x = t(3, 2, 3); o, (h, c) = m(x); "
        "g, = torch.autograd.grad(o.sum() + (h * c).sum(), x, create_graph=True); "
        "torch.autograd.grad(g.pow(2).sum(), [*m.parameters(), x])"
    )


@pytest.mark.parametrize(
    "call",
    [
        "pad_sequence([a, b])", "pad_sequence([a, b], True, -1., 'left')", "pad_sequence(3)",
        "pad_sequence([a, b], padding_side='x')", "pack_sequence([a, b])", "pack_sequence([b, a])",
        "pack_sequence([b, a], enforce_sorted=False)",
        "unpack_sequence(r.pack_sequence([b, a], enforce_sorted=False))",
        "pack_padded_sequence(a, [3])", "pack_padded_sequence(a, [3, 0])",
        "unpad_sequence(torch.arange(6).reshape(2, 3), torch.tensor([3, 2]), True)",
    ],
)  # fmt: skip
def test_sequences_are_padded_and_packed_as_in_pytorch(call: str) -> None:
    assert_same(f"{PACK}a = t(3, 2); b = t(1, 2); r.{call}")


def test_a_packed_sequence_tells_its_fields() -> None:
    assert_same("str(nn.utils.rnn.pack_sequence([torch.tensor([1, 2]), torch.tensor([4])]))")
