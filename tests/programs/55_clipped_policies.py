"""PPO, Spinning-Up style: GAE buffer, Categorical policy, clipped objective, early stop on KL, Gaussian actor."""

import numpy as np
import torch
import torch.nn as nn
from torch.distributions import Categorical, Normal
from torch.optim import Adam

torch.manual_seed(10)
np.random.seed(10)


def mlp(sizes, activation=nn.Tanh, output_activation=nn.Identity):
    layers = []
    for j in range(len(sizes) - 1):
        act = activation if j < len(sizes) - 2 else output_activation
        layers += [nn.Linear(sizes[j], sizes[j + 1]), act()]
    return nn.Sequential(*layers)


def count_vars(module):
    return sum([np.prod(p.shape) for p in module.parameters()])


def discount_cumsum(x, discount):
    out = np.zeros_like(x)
    run = 0.0
    for i in range(len(x) - 1, -1, -1):
        run = x[i] + discount * run
        out[i] = run
    return out


class Actor(nn.Module):
    def _distribution(self, obs):
        raise NotImplementedError

    def _log_prob_from_distribution(self, pi, act):
        raise NotImplementedError

    def forward(self, obs, act=None):
        pi = self._distribution(obs)
        logp_a = None
        if act is not None:
            logp_a = self._log_prob_from_distribution(pi, act)
        return pi, logp_a


class MLPCategoricalActor(Actor):
    def __init__(self, obs_dim, act_dim, hidden_sizes):
        super().__init__()
        self.logits_net = mlp([obs_dim] + list(hidden_sizes) + [act_dim])

    def _distribution(self, obs):
        return Categorical(logits=self.logits_net(obs))

    def _log_prob_from_distribution(self, pi, act):
        return pi.log_prob(act)


class MLPGaussianActor(Actor):
    def __init__(self, obs_dim, act_dim, hidden_sizes):
        super().__init__()
        log_std = -0.5 * np.ones(act_dim, dtype=np.float32)
        self.log_std = torch.nn.Parameter(torch.as_tensor(log_std))
        self.mu_net = mlp([obs_dim] + list(hidden_sizes) + [act_dim])

    def _distribution(self, obs):
        return Normal(self.mu_net(obs), torch.exp(self.log_std))

    def _log_prob_from_distribution(self, pi, act):
        return pi.log_prob(act).sum(axis=-1)


class MLPCritic(nn.Module):
    def __init__(self, obs_dim, hidden_sizes):
        super().__init__()
        self.v_net = mlp([obs_dim] + list(hidden_sizes) + [1])

    def forward(self, obs):
        return torch.squeeze(self.v_net(obs), -1)


class Env:
    def reset(self):
        self.s = np.random.uniform(-1, 1, 2).astype(np.float32)
        self.t = 0
        return self.s.copy()

    def step(self, a):
        self.s = np.clip(self.s + 0.2 * np.asarray(a, dtype=np.float32).ravel(), -2, 2).astype(
            np.float32
        )
        self.t += 1
        return self.s.copy(), -float((self.s**2).sum()), self.t >= 10


for Pi, to_action in (
    (MLPCategoricalActor, lambda a: [(-1, 0), (1, 0), (0, -1), (0, 1)][a]),
    (MLPGaussianActor, lambda a: a),
):
    pi = Pi(2, 4 if Pi is MLPCategoricalActor else 2, (8, 8))
    v = MLPCritic(2, (8, 8))
    print("\nNumber of parameters: \t pi: %d, \t v: %d\n" % tuple(count_vars(m) for m in (pi, v)))
    print(pi)
    pi_optimizer, vf_optimizer = Adam(pi.parameters(), lr=3e-3), Adam(v.parameters(), lr=1e-2)
    env = Env()
    for epoch in range(3):
        obs_buf, act_buf, logp_buf, adv_buf, ret_buf, eprets = [], [], [], [], [], []
        for ep in range(4):
            o, rews, vals, d = env.reset(), [], [], False
            while not d:
                with torch.no_grad():
                    dist = pi._distribution(torch.as_tensor(o, dtype=torch.float32))
                    a = dist.sample()
                    logp = pi._log_prob_from_distribution(dist, a)
                    val = v(torch.as_tensor(o))
                (
                    obs_buf.append(o),
                    act_buf.append(a.numpy()),
                    logp_buf.append(logp.numpy()),
                    vals.append(val.numpy()),
                )
                o, r, d = env.step(to_action(a.numpy()))
                rews.append(r)
            rews, vals = np.append(rews, 0), np.append(vals, 0)
            deltas = rews[:-1] + 0.99 * vals[1:] - vals[:-1]
            adv_buf.append(discount_cumsum(deltas, 0.99 * 0.97))
            ret_buf.append(discount_cumsum(rews, 0.99)[:-1])
            eprets.append(rews.sum())
        adv = np.concatenate(adv_buf)
        adv = (adv - adv.mean()) / adv.std()
        data = dict(
            obs=np.array(obs_buf),
            act=np.array(act_buf),
            ret=np.concatenate(ret_buf),
            adv=adv,
            logp=np.array(logp_buf),
        )
        data = {k: torch.as_tensor(x, dtype=torch.float32) for k, x in data.items()}

        def compute_loss_pi(data):
            p, logp = pi(data["obs"], data["act"])
            ratio = torch.exp(logp - data["logp"])
            clip_adv = torch.clamp(ratio, 1 - 0.2, 1 + 0.2) * data["adv"]
            loss_pi = -(torch.min(ratio * data["adv"], clip_adv)).mean()
            approx_kl = (data["logp"] - logp).mean().item()
            ent = p.entropy().mean().item()
            clipped = ratio.gt(1.2) | ratio.lt(0.8)
            clipfrac = torch.as_tensor(clipped, dtype=torch.float32).mean().item()
            return loss_pi, dict(kl=approx_kl, ent=ent, cf=clipfrac)

        for i in range(10):
            pi_optimizer.zero_grad()
            loss_pi, pi_info = compute_loss_pi(data)
            if pi_info["kl"] > 1.5 * 0.01:
                print("Early stopping at step %d due to reaching max kl." % i)
                break
            loss_pi.backward()
            pi_optimizer.step()
        for i in range(10):
            vf_optimizer.zero_grad()
            loss_v = ((v(data["obs"]) - data["ret"]) ** 2).mean()
            loss_v.backward()
            vf_optimizer.step()
        print(
            f"{epoch} ret {np.mean(eprets):8.3f} LossPi {loss_pi.item():9.5f} LossV {loss_v.item():9.4f} KL {pi_info['kl']:.5f} Ent {pi_info['ent']:.4f} CF {pi_info['cf']:.3f}"
        )
