"""fast.ai 'from the foundations': matmul, own Modules, hooks with context manager, callbacks, Learner."""

import math
from functools import partial
import torch
from torch import nn, tensor, optim
import torch.nn.functional as F
from operator import attrgetter


def matmul(a, b):
    (ar, ac), (br, bc) = a.shape, b.shape
    c = torch.zeros(ar, bc)
    for i in range(ar):
        c[i] = (a[i, :, None] * b).sum(dim=0)
    return c


torch.manual_seed(1)
m1, m2 = torch.randn(5, 28), torch.randn(28, 10)
print(matmul(m1, m2).shape, torch.allclose(matmul(m1, m2), m1 @ m2, atol=1e-5))


def lin(x, w, b):
    return x @ w + b


def lin_grad(inp, out, w, b):
    inp.g = out.g @ w.t()
    w.g = inp.t() @ out.g
    b.g = out.g.sum(0)


def relu(x):
    return x.clamp_min(0.0)


def mse(output, targ):
    return (output[:, 0] - targ).pow(2).mean()


n, m, nh = 20, 6, 5
x_train = torch.randn(n, m)
y_train = torch.randint(0, 3, (n,)).float()
w1, b1, w2, b2 = torch.randn(m, nh), torch.zeros(nh), torch.randn(nh, 1), torch.zeros(1)


def forward_and_backward(inp, targ):
    l1 = lin(inp, w1, b1)
    l2 = relu(l1)
    out = lin(l2, w2, b2)
    diff = out[:, 0] - targ
    loss = diff.pow(2).mean()
    out.g = 2.0 * diff[:, None] / inp.shape[0]
    lin_grad(l2, out, w2, b2)
    l1.g = (l1 > 0).float() * l2.g
    lin_grad(inp, l1, w1, b1)
    return loss


print(forward_and_backward(x_train, y_train))


def get_grad(x):
    return x.g.clone()


chks = w1, w2, b1, b2, x_train
grads = w1g, w2g, b1g, b2g, ig = tuple(map(get_grad, chks))


def mkgrad(x):
    return x.clone().requires_grad_(True)


ptgrads = w12, w22, b12, b22, xt2 = tuple(map(mkgrad, chks))


def forward(inp, targ):
    return mse(lin(relu(lin(inp, w12, b12)), w22, b22), targ)


loss = forward(xt2, y_train)
print(loss)
loss.backward()
for a, b in zip(grads, ptgrads):
    torch.testing.assert_close(a, b.grad, rtol=1e-4, atol=1e-4)
print("grads ok", w12.grad[0])


class Module:
    def __call__(self, *args):
        self.args = args
        self.out = self.forward(*args)
        return self.out

    def backward(self):
        self.bwd(self.out, *self.args)


class Relu(Module):
    def forward(self, inp):
        return inp.clamp_min(0.0)

    def bwd(self, out, inp):
        inp.g = (inp > 0).float() * out.g


class Lin(Module):
    def __init__(self, w, b):
        self.w, self.b = w, b

    def forward(self, inp):
        return inp @ self.w + self.b

    def bwd(self, out, inp):
        inp.g = out.g @ self.w.t()
        self.w.g = inp.t() @ out.g
        self.b.g = out.g.sum(0)


class Mse(Module):
    def forward(self, inp, targ):
        return (inp.squeeze() - targ).pow(2).mean()

    def bwd(self, out, inp, targ):
        inp.g = 2 * (inp.squeeze() - targ).unsqueeze(-1) / targ.shape[0]


class Model:
    def __init__(self, w1, b1, w2, b2):
        self.layers = [Lin(w1, b1), Relu(), Lin(w2, b2)]
        self.loss = Mse()

    def __call__(self, x, targ):
        for l in self.layers:
            x = l(x)
        return self.loss(x, targ)

    def backward(self):
        self.loss.backward()
        for l in reversed(self.layers):
            l.backward()


model = Model(w1, b1, w2, b2)
print(model(x_train, y_train))
model.backward()
torch.testing.assert_close(w1g, w1.g, rtol=1e-4, atol=1e-4)


class Hook:
    def __init__(self, m, f):
        self.hook = m.register_forward_hook(partial(f, self))

    def remove(self):
        self.hook.remove()

    def __del__(self):
        self.remove()


def append_stats(hook, mod, inp, outp):
    if not hasattr(hook, "stats"):
        hook.stats = ([], [], [])
    acts = outp.detach().cpu()
    hook.stats[0].append(acts.mean())
    hook.stats[1].append(acts.std())
    hook.stats[2].append(acts.abs().histc(10, 0, 5))


class Hooks(list):
    def __init__(self, ms, f):
        super().__init__([Hook(m, f) for m in ms])

    def __enter__(self, *args):
        return self

    def __exit__(self, *args):
        self.remove()

    def __del__(self):
        self.remove()

    def __delitem__(self, i):
        self[i].remove()
        super().__delitem__(i)

    def remove(self):
        for h in self:
            h.remove()


class GeneralRelu(nn.Module):
    def __init__(self, leak=None, sub=None, maxv=None):
        super().__init__()
        self.leak, self.sub, self.maxv = leak, sub, maxv

    def forward(self, x):
        x = F.leaky_relu(x, self.leak) if self.leak is not None else F.relu(x)
        if self.sub is not None:
            x -= self.sub
        if self.maxv is not None:
            x.clamp_max_(self.maxv)
        return x


def conv(ni, nf, ks=3, stride=2, act=nn.ReLU, norm=None):
    layers = [nn.Conv2d(ni, nf, stride=stride, kernel_size=ks, padding=ks // 2, bias=norm is None)]
    if norm:
        layers.append(norm(nf))
    if act:
        layers.append(act())
    return nn.Sequential(*layers)


class CancelFitException(Exception):
    pass


class CancelBatchException(Exception): ...


class CancelEpochException(Exception):
    pass


class Callback:
    order = 0


def run_cbs(cbs, method_nm, learn=None):
    for cb in sorted(cbs, key=attrgetter("order")):
        method = getattr(cb, method_nm, None)
        if method is not None:
            method(learn)


class with_cbs:
    def __init__(self, nm):
        self.nm = nm

    def __call__(self, f):
        def _f(o, *args, **kwargs):
            try:
                o.callback(f"before_{self.nm}")
                f(o, *args, **kwargs)
                o.callback(f"after_{self.nm}")
            except globals()[f"Cancel{self.nm.title()}Exception"]:
                pass
            finally:
                o.callback(f"cleanup_{self.nm}")

        return _f


class TrainCB(Callback):
    def predict(self, learn):
        learn.preds = learn.model(learn.batch[0])

    def get_loss(self, learn):
        learn.loss = learn.loss_func(learn.preds, learn.batch[1])

    def backward(self, learn):
        learn.loss.backward()

    def step(self, learn):
        learn.opt.step()

    def zero_grad(self, learn):
        learn.opt.zero_grad()


class LRFinderCB(Callback):
    def __init__(self, gamma=1.3, max_mult=3):
        self.gamma, self.max_mult = gamma, max_mult

    def before_fit(self, learn):
        self.sched = optim.lr_scheduler.ExponentialLR(learn.opt, self.gamma)
        self.lrs, self.losses = [], []
        self.min = math.inf

    def after_batch(self, learn):
        if not learn.training:
            raise CancelEpochException()
        self.lrs.append(learn.opt.param_groups[0]["lr"])
        loss = learn.loss.item()
        self.losses.append(loss)
        if loss < self.min:
            self.min = loss
        if math.isnan(loss) or (loss > self.min * self.max_mult):
            raise CancelFitException()
        self.sched.step()

    def cleanup_fit(self, learn):
        print("lrs", [f"{l:.4f}" for l in self.lrs][:4], len(self.lrs))


class PrintCB(Callback):
    order = 1

    def before_epoch(self, learn):
        self.tot = []

    def after_batch(self, learn):
        self.tot.append(learn.loss.detach())

    def after_epoch(self, learn):
        print(
            f"epoch {learn.epoch} {'train' if learn.training else 'eval'} {torch.stack(self.tot).mean():.5f}"
        )


class Learner:
    def __init__(self, model, dls, loss_func, lr, cbs, opt_func=optim.SGD):
        self.model, self.dls, self.loss_func, self.lr = model, dls, loss_func, lr
        self.cbs, self.opt_func = cbs, opt_func

    @with_cbs("batch")
    def _one_batch(self):
        self.predict()
        self.callback("after_predict")
        self.get_loss()
        if self.training:
            self.backward()
            self.callback("after_backward")
            self.step()
            self.zero_grad()

    @with_cbs("epoch")
    def _one_epoch(self):
        for self.iter, self.batch in enumerate(self.dl):
            self._one_batch()

    def one_epoch(self, training):
        self.training = training
        self.model.train(training)
        self.dl = self.dls[0 if training else 1]
        self._one_epoch()

    @with_cbs("fit")
    def _fit(self):
        for self.epoch in range(self.n_epochs):
            self.one_epoch(True)
            with torch.no_grad():
                self.one_epoch(False)

    def fit(self, n_epochs):
        self.n_epochs = n_epochs
        self.opt = self.opt_func(self.model.parameters(), self.lr)
        self._fit()

    def __getattr__(self, name):
        if name in ("predict", "get_loss", "backward", "step", "zero_grad"):
            return partial(self.callback, name)
        raise AttributeError(name)

    def callback(self, method_nm):
        run_cbs(self.cbs, method_nm, self)


class DL:
    def __init__(self, x, y, bs):
        self.x, self.y, self.bs = x, y, bs

    def __iter__(self):
        for a, b in zip(self.x.split(self.bs), self.y.split(self.bs)):
            yield a, b


act_gr = partial(GeneralRelu, leak=0.1, sub=0.4)
net = nn.Sequential(
    conv(1, 4, act=act_gr, norm=nn.BatchNorm2d),
    conv(4, 8, act=act_gr),
    conv(8, 3, act=None),
    nn.Flatten(),
)


def init_weights(m, leaky=0.1):
    if isinstance(m, (nn.Conv1d, nn.Conv2d, nn.Conv3d)):
        nn.init.kaiming_normal_(m.weight, a=leaky)


net.apply(init_weights)
y = torch.randint(0, 3, (24,))
x = torch.randn(24, 1, 8, 8) * 0.5
for i, c in enumerate(y.tolist()):
    x[i, 0, c * 2 : c * 2 + 2] += 2.0
print(net)
dls = DL(x[:16], y[:16], 8), DL(x[16:], y[16:], 8)
with Hooks(net, append_stats) as hooks:
    Learner(net, dls, F.cross_entropy, 0.2, [TrainCB(), PrintCB()]).fit(3)
    for h in hooks:
        print([f"{s:.4f}" for s in h.stats[0][:3]], torch.stack(h.stats[2]).sum(0)[:4].tolist())
print(len(net[0]._forward_hooks))
Learner(net, dls, F.cross_entropy, 0.01, [TrainCB(), LRFinderCB()]).fit(3)
