"""Weaving faults are found by closures that pull gradients back, listeners of layers, and a loop that is a generator."""

import math
from contextlib import contextmanager
from functools import partial

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(27)


# ---- Gradients pulled back by hand: each step returns its value and how to go back through it. ----


def product(left, right):
    """The product of two matrices, one row of the answer at a time."""
    answer = torch.zeros(left.shape[0], right.shape[1])
    for row in range(left.shape[0]):
        answer[row] = (left[row, :, None] * right).sum(dim=0)
    return answer


def mixed(threads, weight, shift):
    value = product(threads, weight) + shift

    def back():
        threads.pull = value.pull @ weight.t()
        weight.pull = threads.t() @ value.pull
        shift.pull = value.pull.sum(0)

    return value, back


def floored(threads, least=0.0):
    value = threads.clamp_min(least)

    def back():
        threads.pull = (threads > least).float() * value.pull

    return value, back


def missed(guess, wanted):
    gap = guess.squeeze(-1) - wanted
    value = gap.pow(2).mean()

    def back():
        guess.pull = value.pull * 2.0 * gap.unsqueeze(-1) / wanted.shape[0]

    return value, back


def woven(cloth, wanted, weights):
    """The error of two layers, with the way back through all of them."""
    (first, first_shift, second, second_shift), ways = weights, []
    for step, *known in (
        (mixed, first, first_shift),
        (floored,),
        (mixed, second, second_shift),
        (missed, wanted),
    ):
        cloth, way = step(cloth, *known)
        ways.append(way)
    return cloth, ways


cloth, wanted = torch.randn(16, 7), torch.randint(0, 4, (16,)).float()
weights = [torch.randn(7, 6) / math.sqrt(7), torch.zeros(6), torch.randn(6, 1), torch.zeros(1)]
print(torch.allclose(product(cloth, weights[0]), cloth @ weights[0], atol=1e-5))
error, ways = woven(cloth, wanted, weights)
error.pull = torch.ones(())
for way in reversed(ways):
    way()
recorded = [leaf.clone().requires_grad_(True) for leaf in (cloth, *weights)]
again, _ = woven(recorded[0], wanted, recorded[1:])
again.backward()
print(error, again, error.pull, hasattr(again, "pull"))
for by_hand, leaf in zip((cloth, *weights), recorded, strict=True):
    torch.testing.assert_close(by_hand.pull, leaf.grad, rtol=1e-4, atol=1e-5)
    print(tuple(leaf.shape), f"{leaf.grad.abs().sum():.4f}", type(leaf.grad_fn).__name__)
try:
    torch.testing.assert_close(weights[0].pull, recorded[1].grad + 1)
except AssertionError as unlike:
    print(str(unlike).splitlines()[0], "|", str(unlike).splitlines()[2])


# ---- Layers that are listened to, only for as long as somebody listens. ----


@contextmanager
def listening(layers):
    """A ledger for each layer: mean, spread and histogram of each of its outputs."""
    ledgers = [{"mean": [], "spread": [], "bins": []} for _ in layers]

    def note(ledger, layer, given, output):
        if not layer.training:
            return
        seen = output.detach().cpu()
        ledger["mean"].append(seen.mean())
        ledger["spread"].append(seen.std())
        ledger["bins"].append(seen.abs().histc(8, 0, 4))

    handles = [
        layer.register_forward_hook(partial(note, ledger))
        for layer, ledger in zip(layers, ledgers, strict=True)
    ]
    try:
        yield ledgers
    finally:
        for handle in handles:
            handle.remove()


class Lowered(nn.Module):
    """A leaky floor, moved down and with a ceiling, both in place."""

    def __init__(self, leak, drop, ceiling=None):
        super().__init__()
        self.leak, self.drop, self.ceiling = leak, drop, ceiling

    def forward(self, threads):
        threads = F.leaky_relu(threads, self.leak) if self.leak else F.relu(threads)
        threads -= self.drop
        return threads if self.ceiling is None else threads.clamp_max_(self.ceiling)

    def extra_repr(self):
        return f"leak={self.leak}, drop={self.drop}"


def halved(wide, narrow, then=None, even=None):
    """A convolution that halves the cloth; what evens its output makes its bias needless."""
    parts = [nn.Conv2d(wide, narrow, 3, stride=2, padding=1, bias=even is None)]
    parts += [make(narrow) for make in (even,) if make]
    return nn.Sequential(*parts, *(make() for make in (then,) if make))


FAULTS = ("torn", "knot", "thin")
kinds = torch.randint(0, len(FAULTS), (30,))
cloths = 0.4 * torch.randn(30, 1, 8, 8)
for swatch, kind in zip(cloths, kinds.tolist(), strict=True):
    if kind == 0:
        swatch[0, 3:5] -= 2.0
    elif kind == 1:
        swatch[0, 2:5, 2:5] += 2.0
    else:
        swatch[0].mul_(0.1)
gentle = partial(Lowered, leak=0.2, drop=0.25)
loom = nn.Sequential(
    halved(1, 4, then=gentle, even=nn.BatchNorm2d),
    halved(4, 6, then=partial(gentle, leak=0.05, ceiling=1.5)),
    halved(6, 3),
    nn.AdaptiveAvgPool2d(1),
    nn.Flatten(),
)
print(loom)

try:  # relu() keeps its output for the way back, and the output was moved
    Lowered(leak=None, drop=0.25)(torch.ones(2, requires_grad=True)).sum().backward()
except RuntimeError as refusal:
    print(str(refusal).split(" Hint")[0])


def steady(part):
    if isinstance(part, (nn.Conv1d, nn.Conv2d)):
        nn.init.kaiming_normal_(part.weight, a=0.2)


loom.apply(steady)


# ---- The loop itself: it tells each moment, and whoever hears may send back what to do. ----


def swatches(cloths, kinds, size):
    yield from zip(cloths.split(size), kinds.split(size), strict=True)


def practice(model, optimiser, rounds):
    """Train, then look at what was kept back; each moment is (what, number), the answer may be "leave"."""
    kept = slice(20, None)
    for number in range(rounds):
        model.train()
        for pieces, truth in swatches(cloths[:20], kinds[:20], 5):
            error = F.cross_entropy(model(pieces), truth)
            if (yield "error", error.item()) == "leave":
                break
            error.backward()
            if (
                yield "pulled", sum(leaf.grad.abs().sum() for leaf in model.parameters())
            ) != "hold":
                optimiser.step()
            optimiser.zero_grad()
        model.eval()
        with torch.no_grad():
            scores = model(cloths[kept])
        right = (scores.argmax(1) == kinds[kept]).float().mean()
        if (yield "round", (number, F.cross_entropy(scores, kinds[kept]), right)) == "leave":
            return "left early"
    return "ran its course"


def attended(moments, answers):
    """Hear every moment; the listener named after it decides what is sent back."""
    reply = None
    while True:
        try:
            what, number = moments.send(reply)
        except StopIteration as ended:
            return ended.value
        listener = answers.get(what)
        reply = listener(number) if listener else None


def tell(counted):
    number, error, right = counted
    print(f"round {number}: {error:.5f} {right:.2f}")


strongest = []
with listening(loom) as ledgers:
    print([len(part._forward_hooks) for part in loom])
    momentum = torch.optim.SGD(loom.parameters(), 0.15, momentum=0.6)
    telling = {"round": tell, "pulled": lambda pull: strongest.append(pull.detach())}
    print(attended(practice(loom, momentum, 3), telling))
print([len(part._forward_hooks) for part in loom], f"{torch.stack(strongest).max():.3f}")
for ledger in ledgers:
    bins = torch.stack(ledger["bins"]).sum(0)
    print(
        [f"{mean:.4f}" for mean in ledger["mean"][:3]],
        f"{ledger['spread'][-1]:.4f}",
        bins.tolist()[:5],
    )


class PaceSearch:
    """Raise the pace at each step; leave when the error is much worse than the best one."""

    def __init__(self, optimiser, factor, patience):
        self.growing = torch.optim.lr_scheduler.ExponentialLR(optimiser, factor)
        self.best, self.patience, self.over, self.paces = math.inf, patience, False, []

    def hear_error(self, error):
        self.paces += self.growing.get_last_lr()
        self.best = min(self.best, error)
        self.over = math.isnan(error) or error > self.patience * self.best
        return "leave" if self.over else None

    def hear_pull(self, pull):
        return "hold" if pull.isnan() else None

    def hear_round(self, counted):
        return "leave" if self.over else None


plain = torch.optim.SGD(loom.parameters(), 0.02)
search = PaceSearch(plain, factor=1.6, patience=2.5)
plain.register_step_post_hook(lambda optimiser, given, named: search.growing.step())
hearing = {"error": search.hear_error, "pulled": search.hear_pull, "round": search.hear_round}
print(attended(practice(loom, plain, 5), hearing))
print(len(search.paces), [f"{pace:.4f}" for pace in search.paces[:5]], f"{search.best:.5f}")
print(plain.param_groups[0]["lr"] > search.paces[-2], search.growing.last_epoch)
