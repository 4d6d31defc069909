"""Gradients that vanish on a long way

Chapter: Training
Aim: Say why the first layers of a deep sigmoid network hardly learn, and what helps.

Every layer multiplies the gradient by its own slope. That of a sigmoid is at most a quarter, so
after ten of them little is left: the first layer gets a millionth of what the last one gets. With
slopes above 1 the same product explodes. What helps are slopes near 1 (relu), sensible sizes of
weights, and short cuts around the layers.

Open the panel Plots (Shift+I) after the run: below the curves stands the flow, layer by layer.
"""

import torch

weights = [torch.tensor(1.0, requires_grad=True) for layer in range(10)]
first, last = weights[0], weights[-1]

h = torch.tensor(0.5)
for w in weights:
    #: A layer of one number: times its weight, through the sigmoid.
    h = torch.sigmoid(w * h)

#: From the last layer to the first: watch the numbers on the arrows shrink.
#: [SigmoidBackward0] s(1 − s) is at most a quarter.
#? Which gets the larger gradient?
#+ last | One slope lies between it and the result, and ten before first.
#- first | It takes part in all that follows, but every slope makes its gradient smaller.
h.backward()
print(f"last {last.grad.item():.2e}, first {first.grad.item():.2e}")

shortcuts = [torch.tensor(1.0, requires_grad=True) for layer in range(10)]
h = torch.tensor(0.5)
for w in shortcuts:
    #: The same layer, and beside it a way around.
    h = h + 0.1 * torch.sigmoid(w * h)

#: Each layer's slope is now 1 and a little: the product neither vanishes nor explodes.
h.backward()
ratio = shortcuts[0].grad / shortcuts[-1].grad
print(f"with short cuts, first / last: {ratio.item():.2f}")

#? Why does the way around help?
#+ Its slope is 1. | The sum hands the gradient on unchanged, whatever the sigmoid does.
#- The values become larger. | They do, but it is the slopes that are multiplied.
print(first.grad < 1e-4 * last.grad)
