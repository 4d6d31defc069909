"""A decoder that reads letters: tied weights, two ways of attention, decay by groups, sampling."""

import inspect
import math
from dataclasses import asdict, dataclass

import torch
from torch import nn
from torch.nn import functional as F

TEXT = "she sells sea shells by the sea shore. " * 6


@dataclass
class Size:
    letters: int
    context: int = 12
    layers: int = 2
    heads: int = 2
    width: int = 16
    dropout: float = 0.1
    fused: bool = False


class Norm(nn.Module):
    """A normalisation of rows without an offset."""

    def __init__(self, width):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return F.layer_norm(x, self.gain.shape, self.gain, None, 1e-5)


class Attention(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = size
        self.inward = nn.Linear(size.width, 3 * size.width, bias=False)
        self.outward = nn.Linear(size.width, size.width, bias=False)
        self.drop = nn.Dropout(size.dropout)
        seen = torch.ones(size.context, size.context).tril().bool()
        self.register_buffer("seen", seen, persistent=False)

    def forward(self, x):
        rows, time, width = x.shape
        split = self.inward(x).view(rows, time, 3, self.size.heads, -1)
        query, key, value = split.permute(2, 0, 3, 1, 4).unbind(0)
        if self.size.fused:
            p = self.size.dropout if self.training else 0.0
            mixed = F.scaled_dot_product_attention(query, key, value, dropout_p=p, is_causal=True)
        else:
            scores = query @ key.mT / math.sqrt(key.size(-1))
            hidden = ~self.seen[:time, :time]
            shares = scores.masked_fill(hidden, float("-inf")).softmax(dim=-1)
            mixed = self.drop(shares) @ value
        return self.outward(mixed.transpose(1, 2).reshape(rows, time, width))


class Layer(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.attention = nn.Sequential(Norm(size.width), Attention(size))
        self.thinking = nn.Sequential(
            Norm(size.width),
            nn.Linear(size.width, 4 * size.width),
            nn.GELU(approximate="tanh"),
            nn.Linear(4 * size.width, size.width),
            nn.Dropout(size.dropout),
        )

    def forward(self, x):
        x = x + self.attention(x)
        return x + self.thinking(x)


class Reader(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.size = size
        self.parts = nn.ModuleDict(
            {
                "letters": nn.Embedding(size.letters, size.width),
                "places": nn.Embedding(size.context, size.width),
                "layers": nn.ModuleList(Layer(size) for _ in range(size.layers)),
                "norm": Norm(size.width),
            }
        )
        self.head = nn.Linear(size.width, size.letters, bias=False)
        self.head.weight = self.parts["letters"].weight
        self.apply(self.begin)
        with torch.no_grad():
            for name, weight in self.named_parameters():
                if name.endswith(("outward.weight", "thinking.3.weight")):
                    weight.mul_(1 / math.sqrt(2 * size.layers))

    @staticmethod
    def begin(module):
        if isinstance(module, (nn.Linear, nn.Embedding)):
            nn.init.normal_(module.weight, std=0.05)
        if isinstance(module, nn.Linear) and module.bias is not None:
            nn.init.zeros_(module.bias)

    def forward(self, letters, next_letters=None):
        places = torch.arange(letters.size(1), device=letters.device)
        x = self.parts["letters"](letters) + self.parts["places"](places)
        for layer in self.parts["layers"]:
            x = layer(x)
        x = self.parts["norm"](x)
        if next_letters is None:
            return self.head(x[:, [-1]]), None
        logits = self.head(x)
        return logits, F.cross_entropy(
            logits.flatten(0, 1), next_letters.flatten(), ignore_index=-1
        )

    def shorten(self, context):
        self.size.context = context
        places = self.parts["places"]
        places.weight = nn.Parameter(places.weight[:context])

    @torch.no_grad()
    def write(self, letters, count, heat=1.0, best=None):
        for _ in range(count):
            logits, _ = self(letters[:, -self.size.context :])
            logits = logits[:, -1] / heat
            if best is not None:
                least = logits.topk(best).values[:, [-1]]
                logits[logits < least] = -math.inf
            letters = torch.cat([letters, torch.multinomial(logits.softmax(-1), 1)], dim=1)
        return letters


def groups(model, decay):
    wide = [p for p in model.parameters() if p.dim() > 1]
    flat = [p for p in model.parameters() if p.dim() <= 1]
    print(len(wide), sum(map(torch.numel, wide)), len(flat), sum(map(torch.numel, flat)))
    return [{"params": wide, "weight_decay": decay}, {"params": flat, "weight_decay": 0.0}]


def rate(turn, top=1e-2, rising=2, turns=8):
    if turn < rising:
        return top * (turn + 1) / rising
    return 0.1 * top + 0.45 * top * (1 + math.cos(math.pi * (turn - rising) / (turns - rising)))


alphabet = sorted(set(TEXT))
numbers = torch.tensor([alphabet.index(letter) for letter in TEXT])
for fused in (False, True):
    torch.manual_seed(40)
    size = Size(len(alphabet), fused=fused)
    model = Reader(size)
    print(asdict(size), model, sep="\n")
    print(len(list(model.parameters())), "seen" in " ".join(model.state_dict()))
    known = inspect.signature(torch.optim.AdamW).parameters
    optimizer = torch.optim.AdamW(groups(model, 0.1), betas=(0.9, 0.95))
    print("fused" in known, optimizer)
    scaler = torch.amp.GradScaler("cpu", enabled=False)
    for turn in range(8):
        for group in optimizer.param_groups:
            group["lr"] = rate(turn)
        for _ in range(2):
            starts = torch.randint(len(numbers) - size.context, (4,))
            windows = torch.stack([numbers[i : i + size.context + 1] for i in starts])
            with torch.amp.autocast("cpu", dtype=torch.bfloat16, enabled=False):
                _, loss = model(windows[:, :-1], windows[:, 1:])
            scaler.scale(loss / 2).backward()
        scaler.unscale_(optimizer)
        norm = nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
        optimizer.zero_grad(set_to_none=True)
        print(f"{turn}: {loss.item():.4f} {norm:.4f} {rate(turn):.5f}")
    model.eval()
    print(model(windows[:2, :5])[0].shape)
    model.shorten(8)
    print(model.head.weight is model.parts["letters"].weight, model.parts["places"].weight.shape)
    written = model.write(windows[:1, :1], 24, heat=0.8, best=5)
    print(repr("".join(alphabet[n] for n in written[0].tolist())))
    again = Reader(Size(len(alphabet), context=8, fused=fused))
    print(again.load_state_dict(model.state_dict()))
    again.eval()
    print(torch.equal(again(written[:, -8:])[0], model(written[:, -8:])[0]))
