"""An encoder and a decoder of layers by hand learn to turn rows round: smoothed aims, warm-up."""

import math
from copy import deepcopy

import torch
import torch.nn as nn
from torch.optim.lr_scheduler import LambdaLR

PAD, BEGIN, KINDS, LENGTH = 0, 1, 9, 6
WIDTH, HEADS = 16, 2


class Standard(nn.Module):
    """Rows less their mean, over their spread."""

    def __init__(self):
        super().__init__()
        self.gain, self.offset = nn.Parameter(torch.ones(WIDTH)), nn.Parameter(torch.zeros(WIDTH))

    def forward(self, x):
        spread = x.std(-1, keepdim=True) + 1e-6
        return self.gain * ((x - x.mean(-1, keepdim=True)) / spread) + self.offset


class Looking(nn.Module):
    def __init__(self):
        super().__init__()
        line = nn.Linear(WIDTH, WIDTH)
        self.asked, self.offered, self.given, self.joined = (deepcopy(line) for _ in range(4))
        self.drop = nn.Dropout(p=0.1)
        self.shares = None

    def heads(self, x):
        return x.view(x.size(0), x.size(1), HEADS, -1).transpose(1, 2)

    def forward(self, x, memory, allowed):
        q, k, v = map(self.heads, (self.asked(x), self.offered(memory), self.given(memory)))
        scores = torch.matmul(q, k.transpose(-2, -1)) * q.size(-1) ** -0.5
        scores = scores.masked_fill(allowed.unsqueeze(1) == 0, -1e9)
        self.shares = scores.softmax(dim=-1)
        mixed = torch.matmul(self.drop(self.shares), v).transpose(1, 2).contiguous()
        return self.joined(mixed.view(x.size(0), -1, WIDTH))


class Block(nn.Module):
    """What looks at itself, then maybe at a memory, then thinks; each adds to what came."""

    def __init__(self, looks):
        super().__init__()
        self.looks = nn.ModuleList([Looking() for _ in range(looks)])
        self.up, self.down = nn.Linear(WIDTH, 32), nn.Linear(32, WIDTH)
        self.norms = nn.ModuleList([Standard() for _ in range(looks + 1)])
        self.drop = nn.Dropout(0.1)

    def forward(self, x, own, memory=None, beyond=None):
        for look, norm in zip(self.looks, self.norms):
            rows, allowed = norm(x), beyond
            if look is self.looks[0]:
                memory_now, allowed = rows, own
            else:
                memory_now = memory
            x = x + self.drop(look(rows, memory_now, allowed))
        return x + self.drop(self.down(self.drop(self.up(self.norms[-1](x)).relu())))


class Placed(nn.Module):
    def __init__(self, most=20):
        super().__init__()
        self.table = nn.Embedding(KINDS, WIDTH)
        angles = torch.arange(most).unsqueeze(1) / 10000.0 ** (torch.arange(0, WIDTH, 2) / WIDTH)
        waves = torch.zeros(most, WIDTH)
        waves[:, 0::2], waves[:, 1::2] = angles.sin(), angles.cos()
        self.register_buffer("waves", waves[None])

    def forward(self, x):
        return self.table(x) * math.sqrt(WIDTH) + self.waves[:, : x.size(1)].requires_grad_(False)


class Turner(nn.Module):
    def __init__(self, depth=2):
        super().__init__()
        self.read, self.write = Placed(), Placed()
        self.inward = nn.ModuleList([deepcopy(Block(1)) for _ in range(depth)])
        self.outward = nn.ModuleList([deepcopy(Block(2)) for _ in range(depth)])
        self.norm_in, self.norm_out = Standard(), Standard()
        self.head = nn.Linear(WIDTH, KINDS)
        for weight in self.parameters():
            if weight.dim() > 1:
                nn.init.xavier_uniform_(weight)

    def encode(self, source, seen):
        x = self.read(source)
        for block in self.inward:
            x = block(x, seen)
        return self.norm_in(x)

    def decode(self, memory, seen, target, allowed):
        x = self.write(target)
        for block in self.outward:
            x = block(x, allowed, memory, seen)
        return torch.log_softmax(self.head(self.norm_out(x)), dim=-1)


def before(length):
    return torch.triu(torch.ones((1, length, length)), diagonal=1).type(torch.uint8) == 0


def masks(source, target):
    own = (target != PAD).unsqueeze(-2)
    return (source != PAD).unsqueeze(-2), own & before(target.size(-1)).type_as(own.data)


class Smoothed(nn.Module):
    """The divergence from aims of which a tenth is spread over all the other kinds."""

    def __init__(self, spread):
        super().__init__()
        self.measure, self.spread, self.aims = nn.KLDivLoss(reduction="sum"), spread, None

    def forward(self, x, target):
        aims = x.data.clone().fill_(self.spread / (x.size(1) - 2))
        aims.scatter_(1, target.data.unsqueeze(1), 1.0 - self.spread)
        aims[:, PAD] = 0
        padded = torch.nonzero(target.data == PAD)
        if padded.numel():
            aims.index_fill_(0, padded.squeeze(1), 0.0)
        self.aims = aims
        return self.measure(x, aims.clone().detach())


def drawn(rows):
    source = torch.randint(2, KINDS, size=(rows, LENGTH))
    source[: rows // 2, -1] = PAD
    return source, torch.cat([torch.full((rows, 1), BEGIN), source.flip(1)], dim=1)


torch.manual_seed(47)
print(before(4))
smoothed = Smoothed(0.4)
guess = torch.FloatTensor([[1e-9, 0.2, 0.7, 0.1, 1e-9]] * 3)
print(smoothed(guess.log(), torch.LongTensor([2, 1, 0])), smoothed.aims)
model, measure = Turner(), Smoothed(0.1)
optimizer = torch.optim.Adam(model.parameters(), lr=1.0, betas=(0.9, 0.98), eps=1e-9)
warm_up = LambdaLR(
    optimizer=optimizer,
    lr_lambda=lambda turn: WIDTH**-0.5 * min(max(turn, 1) ** -0.5, max(turn, 1) * 20**-1.5),
)
for turn in range(10):
    source, target = drawn(8)
    seen, allowed = masks(source, target[:, :-1])
    found = model.decode(model.encode(source, seen), seen, target[:, :-1], allowed)
    known = (target[:, 1:] != PAD).data.sum()
    loss = measure(found.contiguous().view(-1, KINDS), target[:, 1:].contiguous().view(-1)) / known
    loss.backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    warm_up.step()
    print("%2d | %6.3f | %6.1e | %d" % (turn, loss, optimizer.param_groups[0]["lr"], known))
print(allowed.shape, allowed.dtype, sum(p.numel() for p in model.parameters()))

model.eval()
source = torch.LongTensor([[2, 3, 4, 5, 6, 7]])
seen = torch.ones(1, 1, LENGTH)
memory = model.encode(source, seen)
written = torch.zeros(1, 1).fill_(BEGIN).type_as(source.data)
for _ in range(LENGTH):
    rows = model.decode(memory, seen, written, before(written.size(1)).type_as(source.data))
    _, best = torch.max(rows[:, -1], dim=1)
    written = torch.cat([written, torch.empty_like(written[:, :1]).fill_(best.data[0])], dim=1)
print(written)
print(model.outward[0].looks[1].shares.shape, model.outward[0].looks[1].shares[0, 0, 0])
