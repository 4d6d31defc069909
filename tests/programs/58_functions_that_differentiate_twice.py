"""Double backward with custom functions and fusing conv+bn tutorials, numpy extension, ctx features."""

import numpy as np
import torch
from torch.autograd import Function, gradcheck, gradgradcheck
from torch.autograd.function import once_differentiable
import torch.nn.functional as F
import torch.nn as nn


class Square(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad_out):
        (x,) = ctx.saved_tensors
        return grad_out * 2 * x


x = torch.rand(3, 3, requires_grad=True, dtype=torch.double)
print(gradcheck(Square.apply, x), gradgradcheck(Square.apply, x))


class Exp(Function):
    @staticmethod
    def forward(ctx, x):
        result = torch.exp(x)
        ctx.save_for_backward(result)
        return result

    @staticmethod
    def backward(ctx, grad_out):
        (result,) = ctx.saved_tensors
        return result * grad_out


print(gradcheck(Exp.apply, x), gradgradcheck(Exp.apply, x))


def sinh(x):
    return (torch.exp(x) - torch.exp(-x)) / 2


class Sinh(Function):
    @staticmethod
    def forward(ctx, x):
        expx = torch.exp(x)
        expnegx = torch.exp(-x)
        ctx.save_for_backward(expx, expnegx)
        return (expx - expnegx) / 2, expx, expnegx

    @staticmethod
    def backward(ctx, grad_out, _grad_out_exp, _grad_out_negexp):
        expx, expnegx = ctx.saved_tensors
        grad_input = grad_out * (expx + expnegx) / 2
        grad_input += _grad_out_exp * expx
        grad_input -= _grad_out_negexp * expnegx
        return grad_input


def my_sinh(x):
    return Sinh.apply(x)[0]


print(gradcheck(my_sinh, x), gradgradcheck(my_sinh, x))


class SinhBad(Function):
    @staticmethod
    def forward(ctx, x):
        expx = torch.exp(x)
        expnegx = torch.exp(-x)
        ctx.expx = expx
        ctx.expnegx = expnegx
        return (expx - expnegx) / 2

    @staticmethod
    def backward(ctx, grad_out):
        return grad_out * (ctx.expx + ctx.expnegx) / 2


torch.manual_seed(0)
xb = torch.rand(2, requires_grad=True, dtype=torch.double)
print(gradcheck(SinhBad.apply, xb))
try:
    print(gradgradcheck(SinhBad.apply, xb))
except Exception as e:
    print(type(e).__name__, str(e)[:200])


def cube_forward(x):
    return x**3


def cube_backward(grad_out, x):
    return grad_out * 3 * x**2


def cube_backward_backward(grad_out, sav_grad_out, x):
    return grad_out * sav_grad_out * 6 * x


def cube_backward_backward_grad_out(grad_out, x):
    return grad_out * 3 * x**2


class Cube(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return cube_forward(x)

    @staticmethod
    def backward(ctx, grad_out):
        (x,) = ctx.saved_tensors
        return CubeBackward.apply(grad_out, x)


class CubeBackward(Function):
    @staticmethod
    def forward(ctx, grad_out, x):
        ctx.save_for_backward(x, grad_out)
        return cube_backward(grad_out, x)

    @staticmethod
    def backward(ctx, grad_out):
        x, sav_grad_out = ctx.saved_tensors
        dx = cube_backward_backward(grad_out, sav_grad_out, x)
        dgrad_out = cube_backward_backward_grad_out(grad_out, x)
        return dgrad_out, dx


print(gradcheck(Cube.apply, x), gradgradcheck(Cube.apply, x))
y = Cube.apply(x)
print(y.grad_fn.name(), type(y.grad_fn).__name__, y.grad_fn.next_functions[0][0].name())
(g,) = torch.autograd.grad(y.sum(), x, create_graph=True)
print(g.grad_fn.name(), g.requires_grad)


class BadFFT(Function):
    @staticmethod
    def forward(ctx, input):
        numpy_input = input.detach().numpy()
        result = abs(np.fft.rfft2(numpy_input))
        return input.new(result)

    @staticmethod
    def backward(ctx, grad_output):
        numpy_go = grad_output.numpy()
        result = np.fft.irfft2(numpy_go)
        return grad_output.new(result)


input = torch.randn(8, 8, requires_grad=True)
result = BadFFT.apply(input)
print(result.shape, result.grad_fn.name())
result.backward(torch.randn(result.size()))
print(input.grad.shape)


class ScipyLikeConv2d(Function):
    @staticmethod
    def forward(ctx, input, filter, bias):
        input, filter, bias = input.detach(), filter.detach(), bias.detach()
        win = np.lib.stride_tricks.sliding_window_view(input.numpy(), filter.shape)
        result = (win * filter.numpy()).sum((2, 3)) + bias.numpy()
        ctx.save_for_backward(input, filter, bias)
        return torch.as_tensor(result, dtype=input.dtype)

    @staticmethod
    @once_differentiable
    def backward(ctx, grad_output):
        input, filter, bias = ctx.saved_tensors
        g = F.conv2d(input[None, None], grad_output[None, None])[0, 0]
        gi = F.conv_transpose2d(grad_output[None, None], filter[None, None])[0, 0]
        return gi, g, grad_output.sum().reshape(1, 1)


f, b = (
    torch.randn(3, 3, dtype=torch.double, requires_grad=True),
    torch.randn(1, 1, dtype=torch.double, requires_grad=True),
)
inp = torch.randn(5, 5, dtype=torch.double, requires_grad=True)
print(gradcheck(ScipyLikeConv2d.apply, (inp, f, b), eps=1e-6, atol=1e-4))
out = ScipyLikeConv2d.apply(inp, f, b)
(gi,) = torch.autograd.grad(out.sum(), inp, create_graph=True)
try:
    gi.sum().backward()
except RuntimeError as e:
    print(e)


class Inplace(Function):
    @staticmethod
    def forward(ctx, a):
        ctx.mark_dirty(a)
        a.add_(1)
        return a

    @staticmethod
    def backward(ctx, g):
        return g


w = torch.ones(2, requires_grad=True)
v = w * 2
u = Inplace.apply(v)
print(u is v, v.grad_fn.name(), v)
try:
    Inplace.apply(w)
except RuntimeError as e:
    print(e)


class ArgMax(Function):
    @staticmethod
    def forward(ctx, a):
        i = a.argmax()
        ctx.mark_non_differentiable(i)
        ctx.set_materialize_grads(False)
        return a * 2, i

    @staticmethod
    def backward(ctx, g, gi):
        print("backward got", g, gi)
        return g * 2


r, i = ArgMax.apply(w)
print(r.requires_grad, i.requires_grad, i)
r.sum().backward()
print(w.grad)
try:
    Square.forward(None, w)
except AttributeError as e:
    print(e)
try:
    Square()(w)
except RuntimeError as e:
    print(str(e)[:90])
