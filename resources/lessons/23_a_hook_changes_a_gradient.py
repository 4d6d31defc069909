"""A hook: a gradient, changed on its way

Chapter: Hooks
Aim: Say when a tensor's hook runs, and what its result is used for.

register_hook() gives a tensor a function that is called with its gradient, during backward and
before anything is done with it. What the function returns takes the gradient's place; if it
returns None, the gradient stays. On a leaf this happens before the gradient is added to .grad.
"""

import torch

x = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)

#: From now on every gradient of x passes this function. It does not run yet.
x.register_hook(lambda gradient: gradient.clamp(-10, 10))
y = (x ** 3).sum()

#: The pass begins as ever. The hook waits at x.
#: [PowBackward0] It sends 3x² as ever: it knows nothing of the hook.
#: [clamp] The hook runs, on what arrives at x.
#: [x.grad] What is added is what the hook returned.
#? 3x² is [3, 12, 27]. What is x.grad?
#= x.grad | The hook cut everything beyond 10.
y.backward()
print(x.grad)

#: Once more, without zeroing.
#? And x.grad after a second pass, over a new graph?
#= x.grad | The hook runs again, on the gradient that arrives; then the results are added.
(x ** 3).sum().backward()
print(x.grad)

#? Why is the second result not cut to 10 as well?
#+ The hook sees what arrives, not the sum. | .grad = .grad + hook(what arrives).
#- A hook runs only once. | It runs in every backward pass until it is removed.
print("done")
