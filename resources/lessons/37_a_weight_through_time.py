"""One weight, many moments: a state through time

Chapter: Training
Aim: Read the gradient of a recurrent weight as a sum over time, and say what a forget gate is for.

A recurrent network meets its input one piece at a time, and keeps what it has seen in a state. The
same weight is used at every moment. So its gradient is a sum, one contribution a moment, and what
comes from long ago has been multiplied by the weight again at every moment in between.

An LSTM adds to its state instead, and multiplies it by a forget gate: near 1, the past is kept.
"""

import torch

inputs = [1.0, 2.0, 3.0]
weight = torch.tensor(0.5, requires_grad=True)

state = torch.tensor(0.0)
for each in inputs:
    #: The same weight once more, on what is left of the past.
    state = weight * state + each
print(state)

#: state is ((1 · w) + 2) · w + 3, so it is 1w² + 2w + 3.
#? The state is w² + 2w + 3. What is its derivative at w = 0.5?
#= weight.grad | 2w + 2: the newest moment brings 2.5, the one before it 0.5 · 1, the first 0.
#: [weight.grad] Three arrows end at weight: open the ledger, and see what each moment brought.
state.backward()
print(weight.grad)

forget = torch.tensor(4.0, requires_grad=True)
first = torch.tensor(1.0, requires_grad=True)
cell = first
for step in range(10):
    #: The gate is close to 1: nearly all of the cell goes on to the next moment.
    cell = torch.sigmoid(forget) * cell

#: Ten moments back, and the product of ten gates.
cell.backward()
print(f"after ten moments {first.grad.item():.2f} of the gradient is left")

#? With a weight of 0.5 in place of the gate, how much would be left?
#+ About a thousandth | 0.5 to the power of 10 is 1/1024.
#- A tenth | It is multiplied by 0.5 at every moment, not divided by their number.
#? The first moment brought weight nothing above. Why?
#+ The state was 0 then. | A weight's gradient is what it was multiplied by, times what comes in.
#- It is too long ago. | The moment after it is nearly as old, and brought its share.
print(torch.sigmoid(forget).item() ** 10)
