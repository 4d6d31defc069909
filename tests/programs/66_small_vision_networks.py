"""Small vision networks of today: a vision transformer, a mixer, a ConvNeXt block, an inverted residual."""

import torch, torch.nn as nn, torch.nn.functional as F

torch.manual_seed(21)


class PatchEmbed(nn.Module):
    def __init__(self, d, p):
        super().__init__()
        self.p = p
        self.proj = nn.Linear(p * p, d)

    def forward(self, x):
        b = len(x)
        u = x.unfold(2, self.p, self.p).unfold(3, self.p, self.p)
        return self.proj(u.reshape(b, -1, self.p * self.p))


class ViT(nn.Module):
    def __init__(self, d=16, heads=2, depth=2, n=4, classes=3):
        super().__init__()
        self.patch = PatchEmbed(d, 4)
        self.cls = nn.Parameter(torch.zeros(1, 1, d))
        self.pos = nn.Parameter(torch.randn(1, n + 1, d) * 0.02)
        self.blocks = nn.ModuleList(
            nn.ModuleDict(
                dict(
                    n1=nn.LayerNorm(d),
                    att=nn.MultiheadAttention(d, heads, batch_first=True),
                    n2=nn.LayerNorm(d),
                    mlp=nn.Sequential(nn.Linear(d, 2 * d), nn.GELU(), nn.Linear(2 * d, d)),
                )
            )
            for _ in range(depth)
        )
        self.norm, self.head = nn.LayerNorm(d), nn.Linear(d, classes)

    def forward(self, x):
        x = self.patch(x)
        x = torch.cat([self.cls.expand(len(x), -1, -1), x], 1) + self.pos
        for b in self.blocks:
            h = b["n1"](x)
            x = x + b["att"](h, h, h, need_weights=False)[0]
            x = x + b["mlp"](b["n2"](x))
        return self.head(self.norm(x)[:, 0])


class Mixer(nn.Module):
    def __init__(self, d=16, n=4, classes=3):
        super().__init__()
        self.patch = PatchEmbed(d, 4)
        self.n1, self.n2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.tok = nn.Sequential(nn.Linear(n, 8), nn.GELU(), nn.Linear(8, n))
        self.ch = nn.Sequential(nn.Linear(d, 32), nn.GELU(), nn.Linear(32, d))
        self.head = nn.Linear(d, classes)

    def forward(self, x):
        x = self.patch(x)
        x = x + self.tok(self.n1(x).transpose(1, 2)).transpose(1, 2)
        x = x + self.ch(self.n2(x))
        return self.head(x.mean(1))


class ConvNeXtBlock(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.dw = nn.Conv2d(d, d, 3, padding=1, groups=d)
        self.norm = nn.LayerNorm(d, eps=1e-6)
        self.p1, self.p2 = nn.Linear(d, 4 * d), nn.Linear(4 * d, d)
        self.gamma = nn.Parameter(1e-2 * torch.ones(d))

    def forward(self, x):
        h = self.dw(x).permute(0, 2, 3, 1)
        h = self.gamma * self.p2(F.gelu(self.p1(self.norm(h))))
        return x + h.permute(0, 3, 1, 2)


class InvertedResidual(nn.Module):
    def __init__(self, d, t):
        super().__init__()
        h = d * t
        self.conv = nn.Sequential(
            nn.Conv2d(d, h, 1, bias=False),
            nn.BatchNorm2d(h),
            nn.ReLU6(),
            nn.Conv2d(h, h, 3, 1, 1, groups=h, bias=False),
            nn.BatchNorm2d(h),
            nn.Hardswish(),
            nn.Conv2d(h, d, 1, bias=False),
            nn.BatchNorm2d(d),
        )

    def forward(self, x):
        return x + self.conv(x)


class SE(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.f = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            nn.Conv2d(d, 2, 1),
            nn.ReLU(),
            nn.Conv2d(2, d, 1),
            nn.Hardsigmoid(),
        )

    def forward(self, x):
        return x * self.f(x)


def conv_net():
    return nn.Sequential(
        nn.Conv2d(1, 4, 3, 2, 1),
        ConvNeXtBlock(4),
        InvertedResidual(4, 2),
        SE(4),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(4, 3),
    )


y = torch.arange(24) % 3
x = torch.randn(24, 1, 8, 8) * 0.3
x[y == 1, :, :4] += 1
x[y == 2, :, :, :4] += 1
for make in (ViT, Mixer, conv_net):
    net = make()
    opt = torch.optim.AdamW(net.parameters(), lr=5e-3, weight_decay=0.05)
    sched = torch.optim.lr_scheduler.OneCycleLR(opt, max_lr=1e-2, total_steps=6)
    print(type(net).__name__, sum(p.numel() for p in net.parameters()))
    for i in range(6):
        loss = F.cross_entropy(net(x), y, label_smoothing=0.1)
        opt.zero_grad()
        loss.backward()
        opt.step()
        sched.step()
        print(f"  {i} {loss.item():.4f} lr {sched.get_last_lr()[0]:.5f}")
    net.eval()
    print("  accuracy", (net(x).argmax(1) == y).float().mean().item())
print(net)
