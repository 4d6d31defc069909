"""Hooks run when PyTorch runs them, with what it gives them."""

# ruff: noqa: E501  (programs keep their lines)

from __future__ import annotations

import pytest

from tests.support.oracle import assert_same

HOOKS = (
    """
log = []
x = torch.ones(1, requires_grad=True); y = x * 2; y.retain_grad()
y.register_hook(lambda g: log.append('tensor y')); y.grad_fn.register_prehook(lambda g: log.append('pre')); y.grad_fn.register_hook(lambda gi, go: log.append('post'))
x.register_hook(lambda g: log.append('tensor x')); x.register_post_accumulate_grad_hook(lambda p: log.append(p.grad.item()))
a = y.grad_fn.next_functions[0][0]; a.register_prehook(lambda g: log.append('pre leaf')); a.register_hook(lambda gi, go: log.append((gi, len(go))))
(y * 3).sum().backward(); print(log)
""",
    "x = torch.ones(1, requires_grad=True); y = x * 2; y.grad_fn.register_hook(lambda gi, go: (gi[0] * 100, None)); y.backward(); print(x.grad)",
    "x = torch.ones(1, requires_grad=True); y = x * 2; y.grad_fn.register_prehook(lambda go: (go[0] * 5,)); y.backward(); print(x.grad)",
    "x = torch.ones(1, requires_grad=True); y = x * 2; y.grad_fn.register_hook(lambda gi, go: (gi[0],)); y.backward()",
    "x = torch.ones(1, requires_grad=True); h = x.register_hook(lambda g: g * 10); h.remove(); (x * 2).backward(); print(x.grad, type(h))",
    "x = torch.ones(1, requires_grad=True); x.register_hook(lambda g: 1); x.sum().backward()",
    "x = torch.ones(1, requires_grad=True); y = torch.ones(1, requires_grad=True); torch.autograd.graph.register_multi_grad_hook((x, y), lambda gs: print(gs)); (x * 2 + y * 3).backward()",
    """
m = torch.nn.Linear(1, 1, bias=False); torch.nn.init.ones_(m.weight)
m.register_forward_pre_hook(lambda mod, i: print('pre', i)); m.register_forward_hook(lambda mod, i, o: print('after', o)); m.register_full_backward_hook(lambda mod, gi, go: print(gi, go))
y = m(torch.ones(1, 1, requires_grad=True)); print(y.grad_fn.name()); y.sum().backward(); print(m.weight.grad)
""",
)


@pytest.mark.parametrize("program", HOOKS)
def test_hooks_run_as_in_pytorch(program: str) -> None:
    assert_same(program)


@pytest.mark.parametrize(
    "change", ["zero_()", "fill_(2)", "mul_(3)", "__setitem__(0, 5.0)", "t_()"]
)
@pytest.mark.parametrize(
    "hooked", ["h.register_hook(lambda g: {})", "h.grad_fn.register_prehook(lambda gs: {})"]
)
@pytest.mark.parametrize(
    ("made", "root"),
    [
        ("torch.ones(3)", "h.sum()"),
        ("torch.ones(3)", "(h * h).sum()"),
        ("torch.tensor(2.0)", "h * 3"),
    ],
)
def test_a_hook_may_change_a_gradient_in_place(
    change: str, hooked: str, made: str, root: str
) -> None:
    change = (
        change if made != "torch.tensor(2.0)" else change.replace("__setitem__(0, 5.0)", "add_(1)")
    )
    given = "gs[0]" if "gs" in hooked else "g"
    hook = hooked.format(f"[{given}.{change}] and None")
    assert_same(
        f"x = {made}.requires_grad_(); h = x * 2\n{hook}\n{root}.backward(); print(x.grad)"
    )
