"""Subclasses of Tensor, and classes that have their say in every function."""

import torch


class MyT(torch.Tensor):
    pass


t = torch.tensor([1.0, 2.0]).as_subclass(MyT)
print(type(t), t)
print(type(t + 1), t + 1)
print(type(t.sum()), type(torch.exp(t)), isinstance(t[0], MyT))


class Log(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        print("call", func.__name__)
        return super().__torch_function__(func, types, args, kwargs or {})


x = torch.ones(2).as_subclass(Log)
y = x + 2
z = torch.sin(y)
print(type(z).__name__)
print(z.sum().item())


class Meta:
    def __init__(self, d, m):
        self._t, self._m = d, m

    def __repr__(self):
        return f"Meta({self._m}, {self._t})"

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        ms = tuple(a._m for a in args if hasattr(a, "_m"))
        args = [a._t if hasattr(a, "_t") else a for a in args]
        return cls(func(*args, **kwargs), ms[0])


mm = Meta(torch.ones(2), "hi")
print(torch.add(mm, torch.ones(2)))
print(torch.sum(mm), torch.nn.functional.relu(mm))


class Scal(object):
    def __init__(self, N, value):
        self._N, self._value = N, value

    def __repr__(self):
        return f"ScalarTensor(N={self._N}, value={self._value})"

    def tensor(self):
        return self._value * torch.eye(self._N)

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        if func is torch.mean:
            return float(args[0]._value) / args[0]._N
        return NotImplemented


d = Scal(5, 2)
print(d, torch.mean(d))
try:
    torch.add(d, 1)
except TypeError as e:
    print(e)
p = torch.nn.Parameter(torch.ones(2))
print(type(p * 2), type(p.data), type(p.clone()), type(p.detach()))
