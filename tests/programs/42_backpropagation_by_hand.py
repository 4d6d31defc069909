"""Which tide follows two others: every gradient of a gated network by hand, checked against autograd's."""

import torch
import torch.nn.functional as F

chance = torch.Generator().manual_seed(1842)
TIDES = "ebb flood slack flood high ebb low slack flood high high ebb ebb low slack flood".split()
KINDS = sorted(set(TIDES))
FEATURES, WIDTH, MANY = 3, 7, 9

seen = torch.tensor([KINDS.index(tide) for tide in TIDES])
windows = seen.unfold(0, 3, 1)
before, after = windows[:, :2], windows[:, 2]
print(KINDS, windows.shape, before[:2], after[:4])

leaves = {
    "kinds": torch.randn((len(KINDS), FEATURES), generator=chance),
    "gates": torch.randn((2 * FEATURES, WIDTH), generator=chance) / 6**0.5,
    "inner": torch.randn((2 * FEATURES, WIDTH), generator=chance) / 6**0.5,
    "scale": 1 + 0.1 * torch.randn(WIDTH, generator=chance),
    "outer": torch.randn((WIDTH, len(KINDS)), generator=chance) * 0.3,
    "habit": torch.zeros(len(KINDS)),
}
for leaf in leaves.values():
    leaf.requires_grad = True


def forward(chosen):
    """Everything on the way from two tides to the surprise about the third, by name."""
    way = dict(leaves)
    way["pair"] = way["kinds"][before[chosen]].view(len(chosen), -1)
    way["shut"] = way["pair"] @ way["gates"]
    way["open"] = torch.sigmoid(way["shut"])
    way["mixed"] = way["pair"] @ way["inner"]
    way["passed"] = way["open"] * way["mixed"]
    length = (way["passed"].pow(2).mean(1, keepdim=True) + 1e-5) ** 0.5
    way["level"] = way["passed"] / length
    way["scaled"] = way["level"] * way["scale"]
    way["scores"] = way["scaled"] @ way["outer"] + way["habit"]
    return way, length, F.cross_entropy(way["scores"], after[chosen])


def backward(way, length, chosen):
    """The gradient of each step by its formula, from the last step to the first."""
    found = {}
    found["scores"] = F.softmax(way["scores"], 1)
    found["scores"][range(len(chosen)), after[chosen]] -= 1
    found["scores"] /= len(chosen)
    found["habit"] = found["scores"].sum(0)
    found["outer"] = way["scaled"].T @ found["scores"]
    found["scaled"] = found["scores"] @ way["outer"].T
    found["scale"] = (found["scaled"] * way["level"]).sum(0)
    found["level"] = found["scaled"] * way["scale"]
    along = (found["level"] * way["level"]).mean(1, keepdim=True)
    found["passed"] = (found["level"] - along * way["level"]) / length
    found["mixed"] = found["passed"] * way["open"]
    found["open"] = found["passed"] * way["mixed"]
    found["shut"] = found["open"] * way["open"] * (1 - way["open"])
    found["inner"] = way["pair"].T @ found["mixed"]
    found["gates"] = way["pair"].T @ found["shut"]
    found["pair"] = found["mixed"] @ way["inner"].T + found["shut"] @ way["gates"].T
    found["kinds"] = torch.zeros_like(way["kinds"])
    found["kinds"].index_add_(0, before[chosen].reshape(-1), found["pair"].view(-1, FEATURES))
    return found


for step in range(4):
    chosen = torch.randint(0, len(after), (MANY,), generator=chance)
    way, length, loss = forward(chosen)
    for value in way.values():
        value.retain_grad()
    loss.backward()
    with torch.no_grad():
        found = backward(way, length, chosen)
        alike = {
            name: torch.allclose(by_hand, way[name].grad, atol=1e-6)
            for name, by_hand in found.items()
        }
        print(f"step {step}: {loss.item():.5f}", len(alike), [n for n in way if not alike[n]])
        for name, leaf in leaves.items():
            leaf -= 0.5 * found[name]
            leaf.grad = None
for name, by_hand in found.items():
    print(f"{name:>7} {tuple(by_hand.shape)!s:>7} {by_hand.norm():.5f} {way[name].is_leaf}")
print(found["kinds"], loss)
with torch.no_grad():
    _, _, at_last = forward(torch.arange(len(after)))
print(at_last, at_last.requires_grad, [leaf.grad for leaf in leaves.values()].count(None))
