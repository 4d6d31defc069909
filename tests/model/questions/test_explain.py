"""The sentence of a step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import pytest

from inspector.model.derivations.passing import card
from inspector.model.questions.explain import sentence
from inspector.model.recordings.events import (
    Accumulate,
    Answered,
    AnyEvent,
    Asked,
    BackwardBegin,
    BackwardEnd,
    Created,
    End,
    Entered,
    Error,
    Freed,
    Given,
    GradMode,
    GradSet,
    Held,
    Left,
    Limit,
    Names,
    NodeBackward,
    Op,
    Paused,
    Printed,
    RequiresGrad,
    Resumed,
    RetainGrad,
    Statement,
    Update,
    Warned,
)
from inspector.model.recordings.facts import Binding, Operand, Output, Saved
from inspector.model.recordings.recording import Recording
from tests.model.script import Script
from tests.support.recordings import cubic, recording, sampled, second_backward, untracked, value

DERIVATIVES = {
    ("mul", "self"): "{grad} · {other}",
    ("mul", "other"): "{grad} · {self}",
    ("pow", "self"): "{grad} · {exponent} · {self}^({exponent} − 1)",
    ("add", "self"): "{grad}",
    ("add", "other"): "{grad}",
    ("sum", "self"): "{grad}",
}


def formulas(op: Op, wanted: str, known: Mapping[str, str]) -> str:
    names = {name: name for name in ("grad", "self", "other", "exponent")}
    return DERIVATIVES.get((op.name, wanted), "").format(**(names | dict(known)))


def told(recording: Recording, kind: type, number: int = 0) -> str:
    return sentence(recording, recording.of_kind(kind)[number] + 1, formulas)


def last(*events: AnyEvent) -> str:
    """The sentence for the last of some events."""
    return sentence(recording("a = 1\nb = 2\n", list(events)), len(events))


def test_before_the_first_step_the_sentence_says_what_to_do() -> None:
    assert "run the program" in sentence(recording("", []), 0)
    assert "step forward" in sentence(cubic(), 0)


def test_a_statement_is_quoted() -> None:
    assert told(cubic(), Statement, 2) == "Line 4 runs next: y = x**3 + 2 * x + 1"


def test_a_new_tensor_is_told_with_the_name_it_will_get() -> None:
    assert told(cubic(), Created) == (
        "x = 2 is made by tensor on line 3, "
        "a leaf that requires grad: backward will fill its .grad."
    )
    script = Script()
    script.leaf(3.0, requires_grad=False)
    assert told(script.recording, Created).startswith("The tensor 3 is made by tensor on line 1,")


def test_filling_in_place_is_told_as_such() -> None:
    script = Script()
    c = script.leaf(3.0, "c", requires_grad=False)
    script.op("zero_", c, data=0.0, in_place=True)
    assert told(script.recording, Op).startswith("Line 2: zero_ sets c in place to 0 (version 1)")


def test_an_operation_is_written_out_with_names_and_numbers() -> None:
    assert told(cubic(), Op, 0) == (
        "Line 4: x^3 = 2^3 = 8, recorded as PowBackward0 for the way back."
    )
    assert told(cubic(), Op, 3).startswith("Line 4: y = 12 + 1 = 13,")


def test_an_operation_that_is_not_recorded_says_why() -> None:
    assert told(untracked(), Op).endswith("not recorded: no_grad on line 3 turned that off.")
    script = Script()
    c = script.leaf(2.0, "c", requires_grad=False)
    script.op("mul", c, "3", data=6.0)
    assert told(script.recording, Op).endswith("not recorded: nothing in it requires grad.")
    x = script.leaf(2.0, "x")
    script.op("detach", x, name="d")
    assert "cut off from its history" in told(script.recording, Op, 1)


def test_an_in_place_operation_says_what_it_changes() -> None:
    script = Script()
    x = script.leaf(2.0, "x")
    y = script.op("mul", x, "3", data=6.0, name="y")
    script.op("add", y, "-1", data=5.0, in_place=True)
    assert "y + (−1) = 6 + (−1) = 5, written into y in place (version 1)" in told(
        script.recording, Op, 1
    )


def test_a_backward_pass_is_announced_with_root_gradient_and_line() -> None:
    assert told(cubic(), BackwardBegin) == (
        "backward() on line 5 starts at y with the gradient 1: 4 nodes will run; "
        "saved tensors will be kept (retain_graph)."
    )


def test_an_addition_passes_its_gradient_unchanged() -> None:
    assert told(cubic(), NodeBackward, 1) == (
        "AddBackward0 passes its gradient 1 unchanged to both inputs, "
        "PowBackward0 and MulBackward0."
    )


def test_a_derivative_is_told_with_its_numbers() -> None:
    assert told(cubic(), NodeBackward, 2) == (
        "MulBackward0 receives the gradient 1 and sends 1 · 2 = 2 to x."
    )
    assert told(cubic(), NodeBackward, 3) == (
        "PowBackward0 receives the gradient 1 and sends 1 · 3 · 2^(3 − 1) = 12 to x."
    )


def test_without_formulas_the_numbers_are_still_told() -> None:
    step = cubic().of_kind(NodeBackward)[3] + 1
    assert sentence(cubic(), step) == "PowBackward0 receives the gradient 1 and sends 12 to x."


def test_formulas_of_larger_values_are_told_in_words() -> None:
    script = Script()
    x = script.leaf([1.0] * 4, "x")
    script.op("mul", x, "-2")
    grad, out = value([1.0] * 4), value([-2.0] * 4)
    script.say(NodeBackward(1, 2, "MulBackward0", (grad,), (out, None)))
    assert told(script.recording, NodeBackward) == (
        "MulBackward0 receives the gradient [1, 1, 1, 1] and sends "
        "grad · (−2) = [−2, −2, −2, −2] to x."
    )


def test_a_variable_of_several_numbers_stands_by_its_name() -> None:
    script = Script()
    x, w = script.leaf([1.0] * 4, "x"), script.leaf([3.0] * 4, "w", requires_grad=False)
    script.op("mul", x, w)
    grad, out = value([1.0] * 4), value([3.0] * 4)
    script.say(NodeBackward(1, 2, "MulBackward0", (grad,), (out, None)))
    assert "sends grad · w = [3, 3, 3, 3] to x." in told(script.recording, NodeBackward)


def test_a_vector_of_few_numbers_is_spelled_out() -> None:
    script = Script()
    x, w = script.leaf([1.0, 2.0], "x"), script.leaf([3.0, -4.0], "w", requires_grad=False)
    script.op("mul", x, w)
    grad, out = value([1.0, 1.0]), value([3.0, -4.0])
    script.say(NodeBackward(1, 2, "MulBackward0", (grad,), (out, None)))
    assert "sends [1, 1] · [3, −4] = [3, −4] to x." in told(script.recording, NodeBackward)


def test_the_gradient_of_what_was_broadcast_is_summed() -> None:
    script = Script()
    x, b = script.leaf([1.0, 2.0], "x"), script.leaf(3.0, "b")
    script.op("add", x, b, data=[4.0, 5.0])
    grad = value([1.0, 1.0])
    node = script.nodes
    script.say(NodeBackward(1, node, "AddBackward0", (grad,), (grad, value(2.0))))
    assert told(script.recording, NodeBackward) == (
        "AddBackward0 receives the gradient [1, 1] and sends [1, 1] to x and Σ([1, 1]) = 2 to b."
    )


def test_a_gradient_that_is_only_spread_out_needs_no_equals_sign() -> None:
    script = Script()
    x = script.leaf([1.0, 2.0], "x")
    script.op("sum", x)
    script.say(NodeBackward(1, 2, "SumBackward0", (value(1.0),), (value([1.0, 1.0]),)))
    assert told(script.recording, NodeBackward) == (
        "SumBackward0 receives the gradient 1 and sends [1, 1] to x."
    )


def test_accumulation_is_an_addition_of_what_arrived() -> None:
    assert told(cubic(), Accumulate, 0) == ".grad of x becomes 14: 2 + 12 = 14 arrived."
    assert told(cubic(), Accumulate, 1) == (
        ".grad of x becomes 14 + 14 = 28: 2 + 12 = 14 arrived."
    )


def test_a_cleared_gradient_names_the_call() -> None:
    assert told(cubic(), GradSet) == (".grad of x is set from 28 to None (grad = None) on line 9.")


def test_a_second_backward_names_the_call_that_freed_the_graph_and_the_remedy() -> None:
    text = told(second_backward(), Error)
    assert text.startswith("PowBackward0 fails on line 7: its saved tensors were freed by")
    assert "backward() on line 5" in text
    assert "retain_graph=True" in text


def test_backward_without_grad_fn_names_what_stopped_the_recording() -> None:
    message = "element 0 of tensors does not require grad and does not have a grad_fn"
    error = Error("RuntimeError", message, 5)
    walled = untracked()
    walled.append(error)
    assert "because mul on line 4 ran under no_grad on line 3" in told(walled, Error)
    script = Script()
    x = script.leaf(2.0, "x")
    script.op("detach", x)
    script.say(error)
    assert "because detach() on line 2 cut it off" in told(script.recording, Error)
    plain = Script()
    plain.op("mul", plain.leaf(2.0, "c", requires_grad=False), "2")
    plain.say(error)
    assert "nothing it was made from requires grad" in told(plain.recording, Error)


def test_backward_from_several_numbers_asks_for_a_reduction() -> None:
    text = last(Error("RuntimeError", "grad can be implicitly created only for scalar outputs", 3))
    assert "on line 3" in text
    assert "sum()" in text


def test_a_saved_tensor_that_was_changed_names_who_changed_it() -> None:
    script = Script()
    x = script.leaf(2.0, "x")
    saved = (Saved("_saved_result", 2),)
    out = (Output(2, value(7.0), True, False),)
    script.say(
        Op(1, "exp", "exp", (Operand("self", x),), out, 5, "ExpBackward0", saved=saved),
        Names((Binding("y", 2),)),
        Op(2, "add_", "+", (Operand("self", 2),), out, 6, "AddBackward0", in_place=True, line=4),
        Error("RuntimeError", "… has been modified by an inplace operation: …", 6, node=5),
    )
    text = told(script.recording, Error)
    assert text.startswith("ExpBackward0 fails on line 6")
    assert "(y, by add_ on line 4)" in text


@pytest.mark.parametrize(
    ("message", "word"),
    [
        ("a leaf Variable that requires grad is being used in an in-place operation.", "no_grad"),
        ("Can't call numpy() on Tensor that requires grad. Use …", "detach()"),
        ("One of the differentiated Tensors appears to not have been used in the graph.", "allow"),
        ("'NoneType' object has no attribute 'zero_'", ".grad is None until"),
        ("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", "2x3"),
    ],
)
def test_a_classic_error_comes_with_its_remedy(message: str, word: str) -> None:
    text = last(Error("RuntimeError", message, 2))
    assert word in text
    assert "on line 2" in text


def test_an_error_of_python_is_named_with_its_cause_and_remedy() -> None:
    text = last(Error("NameError", "name 'model' is not defined", 2))
    assert text == (
        "The program fails on line 2: nothing is called model here. Define it before this line, "
        "or check its spelling (NameError: name 'model' is not defined)."
    )


def test_any_other_error_is_told_in_its_own_words() -> None:
    text = last(Error("Odd", "no 'way' {0}", 2))
    assert text == "The program fails on line 2: Odd: no 'way' {0}."


def test_reading_the_gradient_of_an_inner_tensor_is_answered_with_retain_grad() -> None:
    message = "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. …"
    assert "retain_grad()" in last(Warned("UserWarning", message, 2))


ONE, TWO = value(1.0), value(2.0)

ONE_OF_EACH: tuple[AnyEvent, ...] = (
    Statement(1),
    Statement(2, "forward", 1),
    Statement(99),
    Names((Binding("a", 1), Binding("n", text="3")), ("old",)),
    Names(tuple(Binding(name, text="1") for name in "abcdef")),
    Names(()),
    Created(5, sampled((64, 64)), how="randn", line=2),
    Op(1, "sum", "Σ", (Operand("self", 5), Operand("dim", text="0")), (Output(6, ONE),)),
    Op(2, "cat", "cat", (Operand("tensors", 5), Operand("tensors", 5)), (Output(7, TWO),)),
    Op(3, "nothing", "∅", (), ()),
    GradMode(False, "no_grad", 3),
    GradMode(True, "no_grad", 3),
    Paused(2),
    Resumed(),
    Given("z = 1\nz", 5),
    Given("# %%\nz = 1\nz", 5, 3),
    GradMode(True, "enable_grad", 4),
    RequiresGrad(1, True),
    RequiresGrad(1, False),
    RetainGrad(6),
    Held("SGD", (1, 2), 4),
    Held("Lion", (1,)),
    Entered("", "Net", 12, 3),
    Entered("head.0", "Linear"),
    Left(),
    BackwardBegin(1, (6,), (None,), (), accumulates=False),
    NodeBackward(1, 77, "MysteryBackward0", (None,), (ONE,)),
    NodeBackward(1, 77, "MysteryBackward0", (ONE, TWO), ()),
    Accumulate(1, 1, ONE, TWO, ONE),
    Accumulate(1, 6, TWO, TWO),
    Freed((77,), 1),
    Freed(tuple(range(70, 90)), 1),
    BackwardEnd(1),
    BackwardEnd(1, ok=False),
    GradSet(1, "zero_grad", TWO, None, 3),
    Update(1, "SGD", ONE, TWO, 1, 3),
    Printed("stdout", "two\nlines\n"),
    Printed("stderr", ""),
    Asked(3),
    Answered("forty-two"),
    Answered(ended=True),
    Warned("UserWarning", "mind the gap"),
    Error("KeyError", ""),
    Limit("values of tensors"),
    End(0),
    End(3, "exit", "{odd}"),
    End(1, "died", "out of memory"),
    End(1, "something new"),
)


def test_every_kind_of_event_is_among_the_examples() -> None:
    assert {type(event) for event in ONE_OF_EACH} == set(get_args(AnyEvent))


@pytest.mark.parametrize("event", ONE_OF_EACH, ids=lambda event: type(event).__name__)
def test_every_event_has_one_plain_sentence(event: AnyEvent) -> None:
    text = last(Created(1, ONE, requires_grad=True), event)
    assert text == text.strip()
    assert len(text) > 8
    assert "\n" not in text
    assert "None None" not in text
    assert "<" not in text


def test_a_card_lists_what_a_node_sends_where() -> None:
    shown = card(cubic(), 2, formulas=formulas)
    assert (shown.name, shown.operation, shown.line) == ("MulBackward0", "mul", 4)
    assert [(s.slot, s.to, s.formula, s.numbers) for s in shown.sends] == [
        (0, "x", "grad · other", "1 · 2")
    ]
    assert shown.incoming == (value(1.0),)
    assert shown.sends[0].gradient == value(2.0)


def test_a_card_of_a_node_that_has_not_run_has_formulas_but_no_gradients() -> None:
    shown = card(cubic(), 2, step=10, formulas=formulas)
    assert (shown.incoming, shown.sends[0].gradient) == ((), None)
    assert (shown.sends[0].formula, shown.sends[0].numbers) == ("grad · other", "")


def test_a_module_that_returns_is_named_also_around_others() -> None:
    within = (Entered("", "Net", 12, 3), Entered("head.0", "Linear"), Left())
    assert last(*within) == "head.0 (Linear) has returned."
    assert last(*within, Entered("head.1", "ReLU"), Left(), Left()) == "Net has returned."
