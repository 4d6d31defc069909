"""The expressions to try every operation with: its own, or what its operands suggest."""

from __future__ import annotations

from collections.abc import Iterator

import engine
from engine.calls.declare import SAMPLES
from engine.op import OPS, Op
from engine.surface.surface import load_packages

UNARY = (
    "torch.{}(p)",
    "p.{}()",
    "s.{}()",
    "torch.{}(x)",
    "torch.{}(o)",
    "torch.{}(i)",
    "(p * 1).{}_()",
    "{}(3)",
)
BINARY = (
    "torch.{}(x, y)",
    "x.{}(y)",
    "x.{}(2)",
    "s.{}(u)",
    "x.{}(v)",
    "i.{}(j)",
    "i.{}(2.5)",
    "x.{}(m)",
    "(x * 1).{}_(y)",
    "(x * 1).{}_(2)",
    "x.{}(i)",
)
# Only reached through nn.functional, so that they have no place among torch's own functions.
FUNCTIONAL = frozenset(
    {
        "elu",
        "gelu",
        "glu",
        "hardsigmoid",
        "hardswish",
        "hardtanh",
        "leaky_relu",
        "log_sigmoid",
        "mish",
        "silu",
        "softplus",
        "softshrink",
    }
)


def samples() -> Iterator[tuple[str, str]]:
    """Every operation's and every composite's expressions, with its name."""
    load_packages()
    for name, own in tuple(SAMPLES.items()):
        op = OPS.get(name)
        suggested = own if own or op is None or name.startswith("_") else tuple(derived(op))
        for text in suggested:
            yield name, text


def derived(op: Op) -> list[str]:
    """The expressions that an operation's arity suggests."""
    if "." in op.name or op.options or op.name in FUNCTIONAL or not hasattr(engine, op.name):
        return []
    forms = {1: UNARY, 2: BINARY}.get(len(op.inputs), ())
    twin = hasattr(engine.Tensor, f"{op.name}_")
    return [form.format(op.name) for form in forms if twin or "_(" not in form]
