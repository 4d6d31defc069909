"""A neural ODE by Euler's steps, its gradient by the adjoint method and by plain backward."""

import torch, torch.nn as nn


class ODEF(nn.Module):
    def forward_with_grad(self, z, t, grad_outputs):
        out = self.forward(z, t)
        a = grad_outputs
        adfdz, adfdt, *adfdp = torch.autograd.grad(
            (out,),
            (z, t) + tuple(self.parameters()),
            grad_outputs=(a),
            allow_unused=True,
            retain_graph=True,
        )
        if adfdp is not None:
            adfdp = torch.cat([p_grad.flatten() for p_grad in adfdp]).unsqueeze(0)
            adfdp = adfdp.expand(z.shape[0], -1) / z.shape[0]
        if adfdt is not None:
            adfdt = adfdt.expand(z.shape[0], 1) / z.shape[0]
        return out, adfdz, adfdt, adfdp

    def flatten_parameters(self):
        return torch.cat([p.flatten() for p in self.parameters()])


class F2(ODEF):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(2, 8)
        self.o = nn.Linear(8, 2)

    def forward(self, z, t):
        return self.o(torch.tanh(self.l(z))) * torch.cos(t)


def ode_solve(z0, t0, t1, f):
    h_max = 0.1
    n = int(((t1 - t0).abs() / h_max).ceil().max().item())
    h = (t1 - t0) / n
    t = t0
    z = z0
    for _ in range(n):
        z = z + h * f(z, t)
        t = t + h
    return z


class ODEAdjoint(torch.autograd.Function):
    @staticmethod
    def forward(ctx, z0, t, flat, func):
        bs, *zs = z0.size()
        T = t.size(0)
        with torch.no_grad():
            z = torch.zeros(T, bs, *zs).to(z0)
            z[0] = z0
            for i in range(T - 1):
                z0 = ode_solve(z0, t[i], t[i + 1], func)
                z[i + 1] = z0
        ctx.func = func
        ctx.save_for_backward(t, z.clone(), flat)
        return z

    @staticmethod
    def backward(ctx, dLdz):
        func = ctx.func
        t, z, flat = ctx.saved_tensors
        T, bs, *zs = z.size()
        n = 2
        npar = flat.size(0)

        def aug(a, t_i):
            z_i, a_ = a[:, :n], a[:, n : 2 * n]
            with torch.set_grad_enabled(True):
                t_i = t_i.detach().requires_grad_(True)
                z_i = z_i.detach().requires_grad_(True)
                f, dz, dt, dp = func.forward_with_grad(z_i, t_i, grad_outputs=a_)
            return torch.cat((f, -dz, -dp, -dt), dim=1)

        with torch.no_grad():
            az = torch.zeros(bs, n).to(dLdz)
            ap = torch.zeros(bs, npar).to(dLdz)
            at = torch.zeros(T, bs, 1).to(dLdz)
            for i in range(T - 1, 0, -1):
                f_i = func(z[i], t[i])
                dz_i = dLdz[i]
                dt_i = torch.bmm(torch.transpose(dz_i.unsqueeze(-1), 1, 2), f_i.unsqueeze(-1))[
                    :, 0
                ]
                az += dz_i
                at[i] = at[i] - dt_i
                a = torch.cat((z[i], az, torch.zeros(bs, npar).to(z), at[i]), dim=-1)
                r = ode_solve(a, t[i], t[i - 1], aug)
                az[:] = r[:, n : 2 * n]
                ap[:] += r[:, 2 * n : 2 * n + npar]
                at[i - 1] = r[:, 2 * n + npar :]
            az += dLdz[0]
            dt_0 = torch.bmm(
                torch.transpose(dLdz[0].unsqueeze(-1), 1, 2), func(z[0], t[0]).unsqueeze(-1)
            )[:, 0]
            at[0] = at[0] - dt_0
        return az, at.sum(1).squeeze(-1), ap.sum(0), None


torch.manual_seed(0)
func = F2()
z0 = torch.randn(3, 2, requires_grad=True)
t = torch.linspace(0, 1, 4, requires_grad=True)
flat = func.flatten_parameters()
z = ODEAdjoint.apply(z0, t, flat, func)
print(z)
loss = (z[-1] ** 2).sum()
loss.backward()
print(z0.grad)
print(t.grad)
print(func.l.weight.grad)
g = z0.grad.clone()
z0.grad = None
zz = z0
for i in range(3):
    zz = ode_solve(zz, t[i], t[i + 1], func)
(zz**2).sum().backward()
print((g - z0.grad).abs().max() < 0.2)


def rk4(f, y, t, h):
    k1 = f(t, y)
    k2 = f(t + h / 2, y + h / 2 * k1)
    k3 = f(t + h / 2, y + h / 2 * k2)
    k4 = f(t + h, y + h * k3)
    return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


A = torch.tensor([[-0.1, 2.0], [-2.0, -0.1]])
y = torch.tensor([[2.0, 0.0]])
ys = [y]
for i in range(20):
    y = rk4(lambda t, y: torch.mm(y**3, A), y, i * 0.1, 0.1)
    ys.append(y)
print(torch.cat(ys)[::5])
