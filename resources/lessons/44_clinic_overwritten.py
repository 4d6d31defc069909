"""Clinic 4: needed, but overwritten

Chapter: Debugging clinic
Aim: Name the tensor that an in-place error is about.
Ends: with an error

Somebody saves memory and works in place. The forward pass is right to the last digit, and
backward() refuses: a variable needed for gradient computation has been modified.

Diagnose it: which node failed, what has it saved, and who changed that afterwards?
"""

import torch

x = torch.tensor([0.0, 1.0, 2.0], requires_grad=True)

#: The derivative of sigmoid is s(1 − s): the node saves its own result.
gate = torch.sigmoid(x)
print("version", gate._version)
#: In place: no new tensor, but another version of the old one.
gate += 1
print("version", gate._version)
loss = gate.sum()
#: The sum goes back without trouble. The next node does not.
#? Which node will refuse?
#+ SigmoidBackward0 | It saved version 0 of gate, and finds version 1.
#- AddBackward0 | Addition saves nothing: its gradient is passed on unchanged.
#- SumBackward0 | It needs only the shape.
#? What helps?
#+ gate = gate + 1 | A new tensor; the saved one stays as it was.
#- gate.retain_grad() | It keeps the gradient of gate, not its old values.
#- torch.no_grad() around it | The memory would be overwritten all the same.
loss.backward()
