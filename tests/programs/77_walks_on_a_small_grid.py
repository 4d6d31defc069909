"""A grid with walls, walked by values learnt from memories and by clipped steps of a policy."""

import torch, random, collections
from torch import nn
from dataclasses import dataclass, field
from torch.distributions import Categorical

random.seed(0)
torch.manual_seed(0)


@dataclass
class Grid:
    n: int = 4
    pos: tuple = (0, 0)
    t: int = 0
    walls: set = field(default_factory=lambda: {(1, 1), (2, 1)})

    def reset(self):
        self.pos, self.t = (0, 0), 0
        return self.obs()

    def obs(self):
        o = torch.zeros(self.n * self.n)
        o[self.pos[0] * self.n + self.pos[1]] = 1.0
        return o

    def step(self, a):
        d = ((0, 1), (1, 0), (0, -1), (-1, 0))[a]
        p = (self.pos[0] + d[0], self.pos[1] + d[1])
        self.t += 1
        if all(0 <= c < self.n for c in p) and p not in self.walls:
            self.pos = p
        done = self.pos == (3, 3)
        return self.obs(), 1.0 if done else -0.04, done or self.t >= 20


Transition = collections.namedtuple("Transition", "s a r s2 d")
q, target = (
    nn.Sequential(nn.Linear(16, 24), nn.ReLU(), nn.Linear(24, 4)),
    nn.Sequential(nn.Linear(16, 24), nn.ReLU(), nn.Linear(24, 4)),
)
target.load_state_dict(q.state_dict())
memory = collections.deque(maxlen=200)
opt = torch.optim.RMSprop(q.parameters(), 5e-3)
env = Grid()
for ep in range(12):
    s, ret, done, losses = env.reset(), 0.0, False, []
    while not done:
        eps = max(0.1, 1 - ep / 8)
        with torch.no_grad():
            a = random.randrange(4) if random.random() < eps else q(s).argmax().item()
        s2, r, done = env.step(a)
        memory.append(Transition(s, a, r, s2, done))
        s = s2
        ret += r
        if len(memory) >= 16:
            b = Transition(*zip(*random.sample(memory, 16)))
            S, S2, A, R, D = (
                torch.stack(b.s),
                torch.stack(b.s2),
                torch.tensor(b.a),
                torch.tensor(b.r),
                torch.tensor(b.d),
            )
            with torch.no_grad():
                tgt = (
                    R + 0.95 * target(S2).gather(1, q(S2).argmax(1, keepdim=True)).squeeze(1) * ~D
                )
            loss = nn.SmoothL1Loss()(q(S).gather(1, A[:, None]).squeeze(1), tgt)
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_value_(q.parameters(), 1.0)
            opt.step()
            losses.append(loss.item())
    for tp, p in zip(target.parameters(), q.parameters()):
        tp.data.mul_(0.8).add_(p.data, alpha=0.2)
    if ep % 3 == 2:
        print(
            f"ep {ep} return {ret:.2f} loss {sum(losses) / max(1, len(losses)):.5f} eps {eps:.2f} mem {len(memory)}"
        )


class AC(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(16, 16)
        self.pi = nn.Linear(16, 4)
        self.v = nn.Linear(16, 1)

    def forward(self, s):
        h = torch.tanh(self.body(s))
        return Categorical(logits=self.pi(h)), self.v(h).squeeze(-1)


ac = AC()
opt = torch.optim.Adam(ac.parameters(), 3e-3, eps=1e-5)


def gae(r, v, d, last, gamma=0.99, lam=0.95):
    adv = torch.zeros_like(r)
    g = 0.0
    for t in reversed(range(len(r))):
        nv = last if t == len(r) - 1 else v[t + 1]
        delta = r[t] + gamma * nv * (1 - d[t]) - v[t]
        adv[t] = g = delta + gamma * lam * (1 - d[t]) * g
    return adv


s = env.reset()
for it in range(3):
    buf = []
    for _ in range(32):
        with torch.no_grad():
            pi, v = ac(s)
            a = pi.sample()
            lp = pi.log_prob(a)
        s2, r, d = env.step(a.item())
        buf.append((s, a, lp, v, torch.tensor(r), torch.tensor(float(d))))
        s = env.reset() if d else s2
    S, A, LP, V, R, D = map(torch.stack, zip(*buf))
    adv = gae(R, V, D, ac(s)[1].item())
    ret = adv + V
    adv = (adv - adv.mean()) / (adv.std() + 1e-8)
    for k in range(3):
        for idx in torch.randperm(32).split(16):
            pi, v = ac(S[idx])
            ratio = (pi.log_prob(A[idx]) - LP[idx]).exp()
            pl = -torch.min(ratio * adv[idx], ratio.clamp(0.8, 1.2) * adv[idx]).mean()
            vl = 0.5 * (v - ret[idx]).pow(2).mean()
            ent = pi.entropy().mean()
            opt.zero_grad()
            (pl + vl - 0.01 * ent).backward()
            nn.utils.clip_grad_norm_(ac.parameters(), 0.5)
            opt.step()
    print(
        it,
        f"pl {pl:.4f} vl {vl:.4f} ent {ent:.4f} kl {((ratio - 1) - ratio.log()).mean():.6f} R {R.sum():.2f}",
    )
