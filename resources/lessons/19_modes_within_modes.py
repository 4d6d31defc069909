"""Modes within modes: enable_grad and inference_mode

Chapter: Modes
Aim: Say of each line whether it is recorded, and what inference_mode takes away for good.

A mode holds for its block and gives way to the one inside: enable_grad() records again within
no_grad(). When a block ends, the mode before it holds again. inference_mode() goes further than
no_grad(): its tensors carry no version counter and may never take part in a graph again. That
makes it a little faster, and it is for results that nobody will differentiate.
"""

import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)

with torch.no_grad():
    #: Not recorded.
    a = x * 2
    with torch.enable_grad():
        #: Recorded again, inside a block that looks away.
        #? Does b require grad?
        #+ Yes | The innermost mode holds.
        #- No, as no_grad() is around it | The block inside has its own mode.
        b = x * 3
    #: The inner block is over: not recorded.
    c = x * 4
print(a.requires_grad, b.requires_grad, c.requires_grad)

with torch.inference_mode():
    #: The same numbers, and a tensor of another kind: an inference tensor.
    d = x * 5
print(d.requires_grad, d.is_inference())

#: Only b knows where it came from.
#? What is x.grad?
#= x.grad | 3 for each element, by way of b.
b.sum().backward()
print(x.grad)

try:
    #: x * d would have to save d for its backward pass, and d must not be saved.
    #? What happens?
    #+ An error | An inference tensor cannot be saved for backward.
    #- x gets d as its gradient | With no_grad() it would: that tensor is an ordinary one.
    (x * d).sum().backward()
except RuntimeError as error:
    print(error)

#: A clone made outside is an ordinary tensor, and may be saved.
#? x.grad was [3, 3]. What is it after this?
#= x.grad | 5x is [5, 10]: it is added.
(x * d.clone()).sum().backward()
print(x.grad)
