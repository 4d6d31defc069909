"""Denoising diffusion: a small U-net, noise schedules, sampling."""

import torch, torch.nn as nn, torch.nn.functional as F, math


def linear_beta_schedule(T):
    return torch.linspace(0.0001, 0.02, T)


def cosine_beta_schedule(timesteps, s=0.008):
    steps = timesteps + 1
    x = torch.linspace(0, timesteps, steps)
    ac = torch.cos(((x / timesteps) + s) / (1 + s) * torch.pi * 0.5) ** 2
    ac = ac / ac[0]
    betas = 1 - (ac[1:] / ac[:-1])
    return torch.clip(betas, 0.0001, 0.9999)


def get_index_from_list(vals, t, x_shape):
    out = vals.gather(-1, t.cpu())
    return out.reshape(t.shape[0], *((1,) * (len(x_shape) - 1))).to(t.device)


T = 20
betas = linear_beta_schedule(T)
alphas = 1.0 - betas
ac = torch.cumprod(alphas, axis=0)
acp = F.pad(ac[:-1], (1, 0), value=1.0)
sra = torch.sqrt(1.0 / alphas)
sac = torch.sqrt(ac)
s1mac = torch.sqrt(1.0 - ac)
pv = betas * (1.0 - acp) / (1.0 - ac)
print(pv[:4], cosine_beta_schedule(5))


class SinusoidalPositionEmbeddings(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dim = dim

    def forward(self, time):
        half = self.dim // 2
        e = math.log(10000) / (half - 1)
        e = torch.exp(torch.arange(half, device=time.device) * -e)
        e = time[:, None] * e[None, :]
        return torch.cat((e.sin(), e.cos()), dim=-1)


class Block(nn.Module):
    def __init__(self, i, o, td, up=False):
        super().__init__()
        self.time_mlp = nn.Linear(td, o)
        if up:
            self.conv1 = nn.Conv2d(2 * i, o, 3, padding=1)
            self.transform = nn.ConvTranspose2d(o, o, 4, 2, 1)
        else:
            self.conv1 = nn.Conv2d(i, o, 3, padding=1)
            self.transform = nn.Conv2d(o, o, 4, 2, 1)
        self.conv2 = nn.Conv2d(o, o, 3, padding=1)
        self.bnorm1 = nn.GroupNorm(2, o)
        self.bnorm2 = nn.BatchNorm2d(o)
        self.act = nn.SiLU()

    def forward(self, x, t):
        h = self.bnorm1(self.act(self.conv1(x)))
        te = self.act(self.time_mlp(t))
        te = te[(...,) + (None,) * 2]
        h = h + te
        return self.transform(self.bnorm2(self.act(self.conv2(h))))


class U(nn.Module):
    def __init__(self):
        super().__init__()
        self.time_mlp = nn.Sequential(SinusoidalPositionEmbeddings(8), nn.Linear(8, 8), nn.ReLU())
        self.conv0 = nn.Conv2d(1, 4, 3, padding=1)
        self.downs = nn.ModuleList([Block(4, 6, 8), Block(6, 8, 8)])
        self.ups = nn.ModuleList([Block(8, 6, 8, True), Block(6, 4, 8, True)])
        self.output = nn.Conv2d(4, 1, 1)

    def forward(self, x, ts):
        t = self.time_mlp(ts)
        x = self.conv0(x)
        res = []
        for d in self.downs:
            x = d(x, t)
            res.append(x)
        for u in self.ups:
            x = u(torch.cat((x, res.pop()), dim=1), t)
        return self.output(x)


torch.manual_seed(0)
m = U()
print("Num params: ", sum(p.numel() for p in m.parameters()))
print(m)
opt = torch.optim.Adam(m.parameters(), lr=0.001)


def sample_q(x0, t):
    n = torch.randn_like(x0)
    return get_index_from_list(sac, t, x0.shape) * x0 + get_index_from_list(
        s1mac, t, x0.shape
    ) * n, n


for i in range(3):
    t = torch.randint(0, T, (4,)).long()
    x, n = sample_q(torch.rand(4, 1, 8, 8) * 2 - 1, t)
    loss = F.l1_loss(n, m(x, t))
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(i, f"{loss.item():.4f}", t)


@torch.no_grad()
def sample():
    img = torch.randn((1, 1, 8, 8))
    for i in range(0, T)[::-1]:
        t = torch.full((1,), i, dtype=torch.long)
        mean = get_index_from_list(sra, t, img.shape) * (
            img
            - get_index_from_list(betas, t, img.shape)
            * m(img, t)
            / get_index_from_list(s1mac, t, img.shape)
        )
        img = (
            mean
            if i == 0
            else mean + torch.sqrt(get_index_from_list(pv, t, img.shape)) * torch.randn_like(img)
        )
        img = torch.clamp(img, -1.0, 1.0)
    return img


m.eval()
print(sample()[0, 0, :2])
