"""What the lessons were asked to cover: each statement of the user's notes, and where it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing the notes say, the lesson that shows it, and what must be found there."""

    says: str
    lesson: str
    told: tuple[str, ...] = ()
    """In its title or explanation."""
    code: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    """In the type and text of the exception that ends it."""


def shows(
    lesson: str, says: str, told: str = "", code: str = "", printed: str = "", failed: str = ""
) -> Statement:
    """A statement with at most one text of a kind; lines are separate texts."""
    told_, code_, printed_, failed_ = (
        tuple(text.split("\n")) if text else () for text in (told, code, printed, failed)
    )
    assert told_ or code_ or printed_ or failed_, f"nothing to check: {says}"
    return Statement(says, lesson, told_, code_, printed_, failed_)


THE_GRAPH = (
    shows("01", "the graph is directed and has no cycles", told="a directed graph without cycles"),
    shows("01", "nodes may be read as tensors, edges as operations", told="boxes are tensors"),
    shows("01", "nodes may be read as operations, edges as tensors", told="boxes are operations"),
    shows("01", "2 times 3 plus 5 has the gradient 3", code="x * 3\ny + 5", printed="tensor(3.)"),
    shows("07", "autograd is the system, backward the trigger", told="backward() is the command"),
    shows("07", "the forward pass computes and records at once", told="does two things"),
    shows("07", "the graph is defined by running", told="no graph was declared beforehand"),
    shows("07", "square plus 3 at 1 has the gradient 2", code="y + 3", printed="tensor(2.)"),
    shows("07", "a node prints as an object", printed="<PowBackward0 object at 0x…>"),
    shows("05", "leaves are inputs, roots are outputs", told="Leaves\nroots are what you call"),
    shows("15", "each pass builds a new graph", told="builds its own graph from scratch"),
    shows("15", "control flow decides which operations run", code="while y < 10\nif start > 2"),
)

WHO_IS_TRACKED = (
    shows(
        "02",
        "requires_grad is asked for",
        code="requires_grad=True",
        printed="a requires_grad: True",
    ),
    shows("02", "requires_grad is False unless asked for", printed="b requires_grad: False"),
    shows("02", "a result of mixed inputs is tracked", printed="c requires_grad: True"),
    shows("02", "only tracked inputs get a gradient", printed="dc/da: tensor(4.)\ndc/db: None"),
    shows(
        "02", "the flag can be set later", code="requires_grad_(True)", printed="dd/db: tensor(5.)"
    ),
    shows(
        "31",
        "parameters ask for gradients, data does not",
        told="parameters\ninputs x and the target y",
    ),
    shows("05", "only leaves keep .grad", printed="g.grad: None"),
    shows("04", "a tensor has data, grad and grad_fn", code="x.data, x.grad, x.grad_fn"),
    shows(
        "29", "a Function knows its forward and its derivative", code="def forward\ndef backward"
    ),
    shows("29", "grad_fn refers to the backward of a Function", printed="CubeBackward"),
)

GOING_BACK = (
    shows("03", "backward applies the chain rule in reverse", told="walks the graph in reverse"),
    shows("03", "cube plus 2x plus 1 at 2 has the gradient 14", printed="tensor(14.)"),
    shows("08", "a vector is summed before backward", code="y.sum().backward()"),
    shows("08", "twice a vector has the gradient 2", code="x * 2", printed="tensor([2., 2.])"),
    shows("08", "squares have the gradient 2a", code="(s ** 2).sum()", printed="tensor([4., 6.])"),
    shows("08", "cubes have the gradient 3a²", code="a ** 3", printed="tensor([12., 75.])"),
    shows("09", "backward is for scalars", failed="RuntimeError\ngrad can be implicitly created"),
    shows(
        "13",
        "x²y has the gradients 2xy and x²",
        printed="dz/dx: tensor([12.])\ndz/dy: tensor([4.])",
    ),
    shows("17", "3x² + 4x + 5 at 2 has the gradient 16", printed="tensor(16.)"),
    shows("04", "2x³ + 4x + 1 at 3 has the gradient 58", printed="AddBackward0\ntensor(58.)"),
    shows("07", "one element is enough for backward", printed="dy/dx: tensor([6.])"),
)

AGAIN_AND_AGAIN = (
    shows("12", "gradients accumulate", printed="tensor(14.)\ntensor(28.)"),
    shows("12", "zero_ empties a gradient", code="x.grad.zero_()", printed="tensor(0.)"),
    shows(
        "13",
        "a second backward fails",
        failed="RuntimeError: Trying to backward through the graph a second time",
    ),
    shows("14", "retain_graph allows a second backward", code="retain_graph=True"),
    shows(
        "14",
        "both passes add up",
        printed="Accumulated dz/dx: tensor([24.])\nAccumulated dz/dy: tensor([8.])",
    ),
    shows(
        "32",
        "a step against the gradient lowers the loss",
        code="w -= 0.1 * w.grad",
        printed="epoch 2",
    ),
    shows("32", "gradients are reset between epochs", code="w.grad.zero_()"),
    shows("33", "an optimizer resets gradients", code="optimizer.zero_grad()"),
)

LOOKING_AWAY = (
    shows(
        "16",
        "no_grad stops tracking for a block",
        printed="y requires_grad: True\ny requires_grad: False",
    ),
    shows("16", "under no_grad nothing is written down", told="nothing is written down"),
    shows("16", "no_grad saves memory", told="saves memory and time"),
    shows("16", "a leaf made under no_grad has no gradient", printed="True False\nNone"),
    shows(
        "33",
        "a model is evaluated under no_grad",
        code="prediction = model(inputs)",
        printed="False (2, 1)",
    ),
    shows("17", "a result under no_grad has no grad_fn", printed="tensor(25.) None"),
    shows(
        "17",
        "the gradient stays as it was",
        code="torch.equal(x.grad, before)",
        printed="True",
    ),
    shows(
        "17",
        "backward under no_grad fails",
        failed="element 0 of tensors does not require grad",
    ),
    shows("18", "detach stops tracking", printed="detached requires_grad: False"),
    shows("18", "what follows a detached tensor is untracked", printed="made of it: False"),
    shows(
        "18",
        "detach shares the memory",
        told="the memory is shared",
        printed="tensor(0., grad_fn",
    ),
    shows("18", "x = x.detach() leaves the graph behind", code="x = x.detach()"),
    shows(
        "40",
        "a missing name is an error like any other",
        failed="NameError: name 'model' is not defined",
    ),
)

A_LAYER = (
    shows("31", "matmul plus bias", code="torch.matmul(x, w) + b"),
    shows(
        "31",
        "the loss compares logits with targets",
        code="binary_cross_entropy_with_logits(z, y)",
    ),
    shows(
        "31",
        "nodes are called after operations",
        printed="AddBackward0\nBinaryCrossEntropyWithLogitsBackward0",
    ),
    shows("31", "every row of W.grad is the same", told="All five rows of W.grad are equal"),
    shows("31", "the gradients are read after backward", code="print(w.grad)\nprint(b.grad)"),
)

STATEMENTS = (
    *THE_GRAPH, *WHO_IS_TRACKED, *GOING_BACK, *AGAIN_AND_AGAIN, *LOOKING_AWAY, *A_LAYER,
)  # fmt: skip
"""In the order the notes go through them."""
