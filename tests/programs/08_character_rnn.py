"""Backpropagation through time by hand: a recurrent net learns a short text."""

import torch
import torch.nn.functional as F

text = "hello autograd, hello graph. "
letters = sorted(set(text))
index = {letter: place for place, letter in enumerate(letters)}
data = torch.tensor([index[letter] for letter in text])

torch.manual_seed(7)
hidden, vocabulary = 24, len(letters)
wx = (torch.randn(vocabulary, hidden) * 0.1).requires_grad_()
wh = (torch.randn(hidden, hidden) * 0.1).requires_grad_()
bh = torch.zeros(hidden, requires_grad=True)
wy = (torch.randn(hidden, vocabulary) * 0.1).requires_grad_()
by = torch.zeros(vocabulary, requires_grad=True)
parameters = [wx, wh, bh, wy, by]
optimizer = torch.optim.Adagrad(parameters, lr=0.05)

state = torch.zeros(hidden)
for epoch in range(30):
    state = state.detach()
    loss = torch.zeros(())
    for now, following in zip(data[:-1], data[1:]):
        state = torch.tanh(F.one_hot(now, vocabulary).float() @ wx + state @ wh + bh)
        loss = loss + F.cross_entropy(state @ wy + by, following)
    loss = loss / (len(data) - 1)
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_value_(parameters, 1.0)
    optimizer.step()
    if epoch % 5 == 0:
        print(f"epoch {epoch:2d} loss {loss.item():.3f}")

letter, state, written = index["h"], torch.zeros(hidden), "h"
with torch.no_grad():
    for _ in range(20):
        state = torch.tanh(wx[letter] + state @ wh + bh)
        letter = (state @ wy + by).argmax().item()
        written += letters[letter]
print(repr(written))
