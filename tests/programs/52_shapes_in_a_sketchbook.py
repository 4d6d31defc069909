"""A sketchbook of strokes: one memory with numpy, a gradient given from outside, and a small network taken apart."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(1905)

# ---- Pages: from lists, from numpy, from other pages; and which of them share their memory. ----

strokes = [[0, 1, 0], [1, 1, 1]]
listed = torch.tensor(strokes)
lent = torch.from_numpy(np.array(strokes))
pages = {
    "listed": listed,
    "lent": lent,
    "inked": torch.ones_like(listed),
    "washed": torch.rand_like(listed, dtype=torch.float),
    "blank": torch.zeros((2, 3)),
    "full": torch.ones((2, 3)),
    "mottled": torch.rand((2, 3)),
    "wide": torch.empty_like(listed, dtype=torch.float64).fill_(0.5),
}
for name, page in pages.items():
    print(f"{name:>8}: {page.dtype}, {page.shape}, on {page.device}, {page.tolist()}")
print(torch.equal(listed, lent), pages["washed"])

grid = torch.arange(16.0).reshape(4, 4)
grid[:, 2] = -1
grid[3] = torch.tensor([9.0, 8.0, 7.0, 6.0])
print(f"the grid\n{grid}\nits first row {grid[0]}, last column {grid[..., -1]}")
print(torch.cat([grid, grid[:, :1]], dim=1), torch.cat((grid[:1], grid[2:3])))
print(f"point by point\n{grid.mul(grid)}\nrow by column\n{grid.matmul(grid.T)}")
print((grid * grid == grid**2).all(), torch.equal(grid @ grid.T, grid.matmul(grid.T)))
total = grid.sum()
print(total, total.item(), type(total.item()).__name__)
print(grid.sub_(1) is grid, grid[0], grid.t_()[0], grid.T.is_contiguous())

ink = torch.full((4,), 2.0)
seen = ink.numpy()
ink.mul_(3)
seen[1] = -4
print(f"{ink} and {seen} are one memory: {np.shares_memory(seen, ink.numpy())}")
pot = np.linspace(0, 1, 5)
poured = torch.from_numpy(pot)
np.multiply(pot, 10, out=pot)
poured[0] += 0.25
print(poured, pot, poured.dtype)
apart = torch.tensor(pot)
np.negative(pot, out=pot)
print(apart, poured, torch.as_tensor(pot)[1])

# ---- A gradient given from outside: how the area and rim of two frames follow their sides. ----

width = torch.tensor([3.0, 0.5], requires_grad=True)
height = torch.tensor([2.0, 4.0], requires_grad=True)
frames = width**2 * height - 2 * height**3
print(frames, frames.grad_fn.name(), width.grad)
try:
    frames.backward()
except RuntimeError as refusal:
    print(refusal)
frames.backward(gradient=torch.tensor([1.0, -0.5]))
care = torch.tensor([1.0, -0.5])
print(care * 2 * width * height == width.grad, care * (width**2 - 6 * height**2) == height.grad)
fixed, loose = torch.rand(3, 3), torch.rand((3, 3), requires_grad=True)
mixtures = {"fixed": fixed + fixed.T, "loose": fixed + loose, "cut": (fixed + loose).detach()}
print({name: (mixed.requires_grad, mixed.is_leaf) for name, mixed in mixtures.items()})
loose.requires_grad_(False)
print((loose + fixed).requires_grad, loose.is_leaf)

# ---- A network that looks at a sketch twice and says which of four shapes it is. ----


class Beholder(nn.Module):
    """Two looks, each at half the size of the one before, and an opinion."""

    def __init__(self, shapes=4):
        super(Beholder, self).__init__()
        self.glance = nn.Conv2d(1, 3, 3, padding=1)
        self.look = nn.Conv2d(3, 5, kernel_size=(3, 2))
        self.ponder = nn.Linear(5 * 3 * 3, 11)
        self.opinion = nn.Linear(11, shapes)

    def forward(self, sketch):
        near = F.max_pool2d(F.relu(self.glance(sketch)), (2, 1))
        far = F.max_pool2d(F.relu(self.look(near)), 2, padding=(0, 0))
        return self.opinion(torch.tanh(self.ponder(torch.flatten(far, 1))))


beholder = Beholder()
print(beholder)
weights = list(beholder.parameters())
print(len(weights), weights[0].size(), sum(weight.numel() for weight in weights))
sketch = torch.zeros(1, 1, 16, 8)
sketch[0, 0, 2:14, 3] = 1
sketch[0, 0, 8, 1:7] = 1
try:
    beholder(sketch[..., 1:, :3])
except RuntimeError as refusal:
    print(refusal)
opinion = beholder(sketch)
print(opinion, opinion.shape)
beholder.zero_grad()
opinion.backward(torch.randn(1, 4))
print([f"{weight.grad.norm():.5f}" for weight in weights])

wanted = torch.randn(4).view(1, -1)
measure = nn.MSELoss()
error = measure(beholder(sketch), wanted)
print(measure, error)
went, trail = error.grad_fn, []
while went is not None:
    trail.append(f"{type(went).__name__}({len(went.next_functions)})")
    went = next((came for came, _ in went.next_functions if came is not None), None)
print(" < ".join(trail))
added = error.grad_fn.next_functions[0][0]
print([came and came.name() for came, _ in added.next_functions], added.next_functions[0][1])
print(added.next_functions[0][0].variable is beholder.opinion.bias)

print("glance.bias, cleared:", beholder.glance.bias.grad is not None and beholder.zero_grad())
print(beholder.glance.bias.grad)
error.backward()
print("and after going back:", beholder.glance.bias.grad)
for weight in beholder.parameters():
    weight.data.sub_(weight.grad.data * 0.05)
print("one step by hand:", measure(beholder(sketch), wanted))
walker = torch.optim.SGD(beholder.parameters(), lr=0.05)
for _ in range(3):
    walker.zero_grad()
    error = measure(beholder(sketch), wanted)
    error.backward()
    walker.step()
    print("and by the optimizer:", error, beholder.glance.bias.grad[0])
print(beholder.look.weight[0, 0], torch.max(beholder(sketch), 1))
