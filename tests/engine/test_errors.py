"""What PyTorch refuses is refused with its words."""

from __future__ import annotations

import pytest

from tests.support.oracle import assert_same

WRONG = (
    """
x = torch.tensor([1., 2.], requires_grad=True)
y = (x * x).sum(); y.backward(); y.backward()
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
y = (x + 1).sum(); y.backward(); y.backward(); print(x.grad)
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
(x * 2).backward()
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
torch.ones(1).backward()
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
(x * 2).backward(torch.ones(3))
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
x += 1
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
x[0] = 1
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
y = x.exp(); y += 1; y.sum().backward()
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
y = x * 2; z = y * y; y.add_(1); z.sum().backward()
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
y = (x * x).sum()
with torch.no_grad(): x.add_(1)
y.backward()
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
x.grad = 1
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
x.grad = torch.ones(3)
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
x.grad = torch.ones(2, dtype=torch.float64)
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
x.numpy()
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
(x * 2).requires_grad_(False)
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
y = x * 2; y.requires_grad = True
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
y = x * 2; print(y.grad)
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
v = (x * 2)[:1]; v.detach_()
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
torch.autograd.grad((x * 2).sum(), torch.ones(1, requires_grad=True))
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
torch.autograd.grad((x * 2).sum(), torch.ones(1))
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
torch.autograd.grad((x * 2).sum(), [])
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
torch.autograd.backward([x * 2], [None, None])
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
torch.autograd.backward((x * 2).sum(), inputs=[])
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
x.register_hook(lambda g: torch.ones(3)); x.sum().backward()
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
(x * 2).register_post_accumulate_grad_hook(print)
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
torch.ones(1).retain_grad()
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
y = x * 1
with torch.no_grad(): v = y[:1]
v.add_(1)
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
import copy; copy.deepcopy(x * 2)
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
float(torch.ones(2))
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
bool(torch.ones(2))
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
torch.foo
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
torch.ones(2).foo
""",
    """
x = torch.tensor([1., 2.], requires_grad=True)
torch.ones(2, 3) @ torch.ones(2, 3)
""",
    "torch.tensor([1, 2], requires_grad=True)",
    "torch.tensor([1, 2]).requires_grad_()",
    "x = torch.ones(1); x.requires_grad = 1",
    "torch.ones(1).expand(3).add_(1)",
    """
x = torch.ones(1, requires_grad=True)
with torch.autograd.set_detect_anomaly(False): (x / 0).sum().backward()
print(x.grad)
""",
)


@pytest.mark.parametrize("program", WRONG)
def test_a_wrong_program_fails_with_pytorchs_words(program: str) -> None:
    assert_same(program)
