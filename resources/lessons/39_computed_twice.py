"""Computed twice: memory for time

Chapter: Training
Aim: Say what the forward pass keeps for the way back, and what checkpointing gives up.

Many operations keep what their derivative will read: mul its two inputs, exp its result. In a deep
network that is most of the memory. checkpoint() keeps only what a part was given. When the gradient
comes back, the part is computed once more, and then goes backward as usual.

The gradients are the same numbers; the forward pass of that part is paid for twice.
"""

import torch
from torch.utils.checkpoint import checkpoint

calls = []


def part(t):
    calls.append("forward")
    return (t * t).exp().sin()


x = torch.tensor([0.5, 1.0], requires_grad=True)

#: The usual way: mul, exp and sin each keep something for the way back.
usual = part(x).sum()
usual.backward()
expected = x.grad.clone()
x.grad = None

calls.clear()
#: Now the part is computed, and forgotten but for its input.
once = checkpoint(part, x, use_reentrant=False).sum()
print(calls)

#: The gradient arrives, and the part is computed again.
#? How often does part run by the end of this line, since calls was cleared?
#+ Twice | Once forward, and once more when the gradient comes back to it.
#- Once | What it had kept was thrown away: without a second run there is nothing to go back with.
once.backward()
print(calls)
print(torch.equal(x.grad, expected))

#? What does checkpoint cost?
#+ Time | One more forward pass of the part, in exchange for what it would have kept.
#- Accuracy | The same operations on the same numbers give the same gradients.
#? Where does it pay?
#+ In large parts that keep much | Only the input stays, whatever happens within.
#- In a single addition | That keeps nothing, so nothing is saved.
print(len(calls))
