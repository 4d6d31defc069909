"""Every gradient of a small character model by hand, checked against autograd's."""

import torch
import torch.nn.functional as F

g = torch.Generator().manual_seed(2147483647)
words = ["emma", "olivia", "ava", "isabella", "sophia"]
number = {c: n for n, c in enumerate([".", *sorted(set("".join(words)))])}
contexts, following = [], []
for word in words:
    context = [0] * 3
    for letter in word + ".":
        contexts.append(context)
        following.append(number[letter])
        context = [*context[1:], number[letter]]
X, Y = torch.tensor(contexts), torch.tensor(following)
print(X.shape, X[:3], Y[:5], sep="\n")

C = torch.randn((len(number), 4), generator=g)
W1 = torch.randn((12, 10), generator=g) * (5 / 3) / 12**0.5
W2 = torch.randn((10, len(number)), generator=g) * 0.1
b2 = torch.randn(len(number), generator=g) * 0.1
gain, shift = torch.ones((1, 10)), torch.zeros((1, 10))
for parameter in (C, W1, W2, b2, gain, shift):
    parameter.requires_grad = True

n = 8
chosen = torch.randint(0, X.shape[0], (n,), generator=g)
Xb, Yb = X[chosen], Y[chosen]
embedded = C[Xb]
row = embedded.view(n, -1)
before = row @ W1
centred = before - before.mean(0, keepdim=True)
variance = (centred**2).sum(0, keepdim=True) / (n - 1)
inverse = (variance + 1e-5) ** -0.5
normal = centred * inverse
hidden = torch.tanh(gain * normal + shift)
logits = hidden @ W2 + b2
loss = F.cross_entropy(logits, Yb)
for value in (embedded, row, before, centred, normal, hidden, logits):
    value.retain_grad()
loss.backward()
print(loss)


def check(name, by_hand, value):
    """Say whether a gradient by hand is autograd's."""
    print(f"{name:10s}", tuple(by_hand.shape), torch.allclose(by_hand, value.grad, atol=1e-7))


with torch.no_grad():
    d_logits = F.softmax(logits, 1)
    d_logits[range(n), Yb] -= 1
    d_logits /= n
    check("logits", d_logits, logits)
    check("W2", hidden.T @ d_logits, W2)
    check("b2", d_logits.sum(0), b2)
    d_hidden = d_logits @ W2.T
    d_scaled = (1 - hidden**2) * d_hidden
    check("gain", (normal * d_scaled).sum(0, keepdim=True), gain)
    check("shift", d_scaled.sum(0, keepdim=True), shift)
    d_normal = gain * d_scaled
    spread = d_normal - d_normal.mean(0) - n / (n - 1) * normal * (d_normal * normal).mean(0)
    d_before = inverse * spread
    check("before", d_before, before)
    check("W1", row.T @ d_before, W1)
    d_embedded = (d_before @ W1.T).view(embedded.shape)
    d_C = torch.zeros_like(C)
    d_C.index_add_(0, Xb.view(-1), d_embedded.view(-1, 4))
    check("C", d_C, C)
    for parameter in (C, W1, W2, b2, gain, shift):
        parameter -= 0.1 * parameter.grad
print(C.grad[:2])
