"""Clinic 1: the loss swings and does not fall

Chapter: Debugging clinic
Aim: Recognise a gradient that was never cleared.

A patient in good health: one number to learn, a loss that is a parabola, a sensible learning
rate. The loss should shrink to a twenty-fifth in every round. It falls once, then swings.

Diagnose it: step to the second backward() and read the ledger of w.
"""

import torch

w = torch.tensor(0.0, requires_grad=True)

for step in range(5):
    loss = (w - 3) ** 2
    print(f"step {step}: w {w.item():.3f}, loss {loss.item():.4f}")
    #: Compare what arrives with what w.grad is afterwards.
    #? In the first round w is 0 and the loss (w − 3)². What is w.grad?
    #= w.grad | 2 · (0 − 3).
    loss.backward()
    #: w goes against its .grad, whatever that holds.
    with torch.no_grad():
        w -= 0.4 * w.grad

#: Five rounds, and five contributions in one account.
#? What is wrong?
#+ Nobody cleared w.grad between the rounds. | Each step follows the sum of all gradients so far.
#- The learning rate is too large. | With 0.4 and one gradient the error shrinks to a fifth.
#- The loss has the wrong sign. | Then the first step would already go the wrong way.
#? Where does w.grad.zero_() belong?
#+ Before backward(), or after the update | Anywhere between an update and the next backward().
#- Between backward() and the update | The update would follow a gradient of 0.
print(w.grad)
