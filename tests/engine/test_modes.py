"""Recording is on and off where PyTorch has it on and off."""

from __future__ import annotations

import pytest

from tests.support.oracle import assert_same

MODES = (
    """
x = torch.ones(1, requires_grad=True)
with torch.no_grad():
    print((x * 2).requires_grad)
    with torch.enable_grad(): print((x * 2).requires_grad)
print(torch.is_grad_enabled())
""",
    """
@torch.no_grad()
def f(x): return x * 2
@torch.no_grad
def g(x): return x * 3
x = torch.ones(1, requires_grad=True); print(f(x), g(x), f.__name__)
""",
    "torch.set_grad_enabled(False); print(torch.is_grad_enabled()); torch.set_grad_enabled(True)",
    """
with torch.set_grad_enabled(False): print(torch.is_grad_enabled())
print(torch.is_grad_enabled())
""",
    """
@torch.no_grad()
def f():
    yield torch.is_grad_enabled()
for a in f(): print(a, torch.is_grad_enabled())
""",
    """
@torch.no_grad()
class A: pass
""",
    """
try:
    with torch.no_grad(): raise ValueError
except ValueError: print(torch.is_grad_enabled())
""",
)


@pytest.mark.parametrize("program", MODES)
def test_modes_switch_as_in_pytorch(program: str) -> None:
    assert_same(program)
