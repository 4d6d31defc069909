"""SAC with squashed Gaussian, double Q, polyak averaging; TD3's delayed update."""

from copy import deepcopy
import itertools
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.distributions.normal import Normal
from torch.distributions import TransformedDistribution, TanhTransform, Independent

torch.manual_seed(0)
np.random.seed(0)
LOG_STD_MAX, LOG_STD_MIN = 2, -20


class SquashedGaussianMLPActor(nn.Module):
    def __init__(self, obs_dim, act_dim, hidden, act_limit):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(obs_dim, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU()
        )
        self.mu_layer = nn.Linear(hidden, act_dim)
        self.log_std_layer = nn.Linear(hidden, act_dim)
        self.act_limit = act_limit

    def forward(self, obs, deterministic=False, with_logprob=True):
        net_out = self.net(obs)
        mu = self.mu_layer(net_out)
        log_std = torch.clamp(self.log_std_layer(net_out), LOG_STD_MIN, LOG_STD_MAX)
        std = torch.exp(log_std)
        pi_distribution = Normal(mu, std)
        pi_action = mu if deterministic else pi_distribution.rsample()
        if with_logprob:
            logp_pi = pi_distribution.log_prob(pi_action).sum(axis=-1)
            logp_pi -= (2 * (np.log(2) - pi_action - F.softplus(-2 * pi_action))).sum(axis=1)
        else:
            logp_pi = None
        return self.act_limit * torch.tanh(pi_action), logp_pi


class Q(nn.Module):
    def __init__(self, o, a, h):
        super().__init__()
        self.q = nn.Sequential(nn.Linear(o + a, h), nn.ReLU(), nn.Linear(h, 1))

    def forward(self, obs, act):
        return torch.squeeze(self.q(torch.cat([obs, act], dim=-1)), -1)


class AC(nn.Module):
    def __init__(self):
        super().__init__()
        self.pi = SquashedGaussianMLPActor(3, 2, 12, 1.5)
        self.q1, self.q2 = Q(3, 2, 12), Q(3, 2, 12)


ac = AC()
ac_targ = deepcopy(ac)
for p in ac_targ.parameters():
    p.requires_grad = False
q_params = itertools.chain(ac.q1.parameters(), ac.q2.parameters())
pi_optimizer = torch.optim.Adam(ac.pi.parameters(), lr=1e-2)
q_optimizer = torch.optim.Adam(q_params, lr=1e-2)
data = dict(
    obs=torch.randn(32, 3),
    act=torch.rand(32, 2) * 2 - 1,
    rew=torch.randn(32),
    obs2=torch.randn(32, 3),
    done=(torch.rand(32) > 0.8).float(),
)
alpha, gamma, polyak = 0.2, 0.99, 0.9
for step in range(5):
    o, a, r, o2, d = data["obs"], data["act"], data["rew"], data["obs2"], data["done"]
    q1, q2 = ac.q1(o, a), ac.q2(o, a)
    with torch.no_grad():
        a2, logp_a2 = ac.pi(o2)
        q_pi_targ = torch.min(ac_targ.q1(o2, a2), ac_targ.q2(o2, a2))
        backup = r + gamma * (1 - d) * (q_pi_targ - alpha * logp_a2)
    loss_q = ((q1 - backup) ** 2).mean() + ((q2 - backup) ** 2).mean()
    q_optimizer.zero_grad()
    loss_q.backward()
    q_optimizer.step()
    for p in itertools.chain(ac.q1.parameters(), ac.q2.parameters()):
        p.requires_grad = False
    pi_optimizer.zero_grad()
    pi, logp_pi = ac.pi(o)
    q_pi = torch.min(ac.q1(o, pi), ac.q2(o, pi))
    loss_pi = (alpha * logp_pi - q_pi).mean()
    loss_pi.backward()
    pi_optimizer.step()
    for p in itertools.chain(ac.q1.parameters(), ac.q2.parameters()):
        p.requires_grad = True
    with torch.no_grad():
        for p, p_targ in zip(ac.parameters(), ac_targ.parameters()):
            p_targ.data.mul_(polyak)
            p_targ.data.add_((1 - polyak) * p.data)
    print(
        f"LossQ {loss_q.item():.4f} LossPi {loss_pi.item():.4f} LogPi {logp_pi.detach().numpy().mean():.4f}"
    )
base = Independent(Normal(torch.zeros(2), torch.ones(2)), 1)
sq = TransformedDistribution(base, [TanhTransform(cache_size=1)])
x = sq.rsample((3,))
print(sq.log_prob(x), x.shape, sq.batch_shape, sq.event_shape)
print(base, sq)
print(Normal(0.0, 1.0), Normal(torch.zeros(2), torch.ones(2)))
# TD3's smoothing noise
pi_targ = torch.tanh(torch.randn(4, 2))
eps = torch.randn_like(pi_targ) * 0.2
eps = torch.clamp(eps, -0.5, 0.5)
print(torch.clamp(pi_targ + eps, -1, 1))
try:
    loss_q.backward()
except RuntimeError as e:
    print("error:", str(e)[:66])
