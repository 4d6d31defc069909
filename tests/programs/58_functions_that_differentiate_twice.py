"""Curves of our own with derivatives of our own: which can be differentiated twice, and what happens with those that cannot."""

import numpy as np
import torch
import torch.nn.functional as F
from torch.autograd import Function, grad, gradcheck, gradgradcheck
from torch.autograd.function import once_differentiable

torch.manual_seed(58)
slopes = torch.linspace(-1.2, 1.3, 6, dtype=torch.float64).reshape(2, 3).requires_grad_()


def told(name, curve, *given):
    """Whether the first and the second derivatives are those of small differences."""
    answers = []
    for check in (gradcheck, gradgradcheck):
        try:
            answers.append(check(curve, given or slopes))
        except RuntimeError as unlike:
            answers.append(str(unlike).splitlines()[0])
    print(f"{name}:", *answers)


# ---- What is kept for the way back decides whether there is a second way back. ----


class Bell(Function):
    """exp(−x²), of which both the place and the height are kept."""

    @staticmethod
    def forward(ctx, place):
        height = torch.exp(-place.square())
        ctx.save_for_backward(place, height)
        return height

    @staticmethod
    def backward(ctx, pull):
        place, height = ctx.saved_tensors
        return -2 * place * height * pull


class Brake(Function):
    """A logistic curve, of which the height alone is enough."""

    @staticmethod
    def forward(ctx, place):
        height = 1 / (1 + torch.exp(-place))
        ctx.save_for_backward(height)
        return height

    @staticmethod
    def backward(ctx, pull):
        (height,) = ctx.saved_tensors
        return pull * height * (1 - height)


class Spring(Function):
    """log cosh; its slope is no output, so that nothing knows how the slope came to be."""

    @staticmethod
    def forward(ctx, place):
        ctx.slope = torch.tanh(place)
        return torch.log(torch.cosh(place))

    @staticmethod
    def backward(ctx, pull):
        return pull * ctx.slope


class KnownSpring(Function):
    """The same, but the slope is handed out too: then its own pull comes back."""

    @staticmethod
    def forward(ctx, place):
        slope = torch.tanh(place)
        ctx.save_for_backward(slope)
        return torch.log(torch.cosh(place)), slope

    @staticmethod
    def backward(ctx, pull, pull_of_slope):
        (slope,) = ctx.saved_tensors
        return pull * slope + pull_of_slope * (1 - slope**2)


told("bell", Bell.apply)
told("brake", Brake.apply)
told("spring", Spring.apply)
told("known spring", lambda place: KnownSpring.apply(place)[0])
tension, slope = KnownSpring.apply(slopes)
print(tension.grad_fn.name(), slope.grad_fn is tension.grad_fn, slope.output_nr, tension[0])
(pulled,) = grad(tension.sum(), slopes, create_graph=True)
print(pulled.grad_fn.name(), grad(pulled.sum(), slopes)[0] - (1 - slopes.tanh() ** 2) < 1e-12)
(silent,) = grad(Spring.apply(slopes).sum(), slopes, create_graph=True)
print(silent.requires_grad, torch.equal(silent, pulled))


# ---- A way back that is a function of its own, with its own way back. ----


class Area(Function):
    """Half the product of a base and the square of a height."""

    @staticmethod
    def forward(ctx, base, height):
        ctx.save_for_backward(base, height)
        return base * height**2 / 2

    @staticmethod
    def backward(ctx, pull):
        return AreaBack.apply(pull, *ctx.saved_tensors)


class AreaBack(Function):
    @staticmethod
    def forward(ctx, pull, base, height):
        ctx.save_for_backward(pull, base, height)
        return pull * height**2 / 2, pull * base * height

    @staticmethod
    def backward(ctx, by_base, by_height):
        pull, base, height = ctx.saved_tensors
        print("." if not ctx.needs_input_grad[0] else "", end="")
        return (
            by_base * height**2 / 2 + by_height * base * height,
            by_height * pull * height,
            by_base * pull * height + by_height * pull * base,
        )


base = torch.tensor([1.0, 2.0, -0.5], dtype=torch.float64, requires_grad=True)
height = torch.tensor([0.3, -1.0, 2.0], dtype=torch.float64, requires_grad=True)
told("area", Area.apply, base, height)
area = Area.apply(base, height)
by_base, by_height = grad(area.sum(), (base, height), create_graph=True)
print(type(area.grad_fn).__name__, [came.name() for came, _ in area.grad_fn.next_functions])
print(by_base.grad_fn.name(), by_height.requires_grad, grad(by_base.sum(), height)[0])
print(
    torch.autograd.functional.hessian(
        lambda *both: Area.apply(*both).sum(), (base[:1], height[:1])
    )
)

# ---- Numpy does the work; what it does is seen by nobody. ----


class Loudness(Function):
    """How loud each pitch of a chime is."""

    @staticmethod
    def forward(ctx, sound):
        pitches = np.fft.rfft(sound.detach().numpy(), axis=-1)
        ctx.directions, ctx.length = pitches / np.abs(pitches), sound.shape[-1]
        return sound.new(np.abs(pitches))

    @staticmethod
    def backward(ctx, pull):
        twice = np.full(pull.shape[-1], 0.5)
        twice[[0, -1]] = 1.0
        back = np.fft.irfft(pull.numpy() * ctx.directions * twice, ctx.length)
        return pull.new(back * ctx.length)


chime = torch.randn(3, 8, requires_grad=True)
loud = Loudness.apply(chime)
loud.backward(torch.linspace(0, 1, 15).reshape(3, 5))
(asked,) = grad(torch.fft.rfft(chime).abs(), chime, torch.linspace(0, 1, 15).reshape(3, 5))
print(loud.shape, loud.dtype, loud.grad_fn.name(), torch.allclose(chime.grad, asked, atol=1e-5))


class Trowel(Function):
    """A plaster's height smoothed by a trowel, window by window; its way back may be gone once."""

    @staticmethod
    def forward(ctx, plaster, trowel, lift):
        kept = [given.detach() for given in (plaster, trowel, lift)]
        windows = np.lib.stride_tricks.sliding_window_view(kept[0].numpy(), trowel.shape)
        ctx.save_for_backward(*kept)
        smooth = np.einsum("yxij,ij->yx", windows, kept[1].numpy()) + kept[2].numpy()
        return torch.as_tensor(smooth, dtype=plaster.dtype)

    @staticmethod
    @once_differentiable
    def backward(ctx, pull):
        plaster, trowel, lift = ctx.saved_tensors
        pull = pull[None, None]
        by_plaster = F.conv_transpose2d(pull, trowel[None, None])
        by_trowel = F.conv2d(plaster[None, None], pull)
        return by_plaster[0, 0], by_trowel[0, 0], pull.sum().reshape(lift.shape)


wall = torch.randn(4, 5, dtype=torch.double, requires_grad=True)
trowel = torch.randn(2, 3, dtype=torch.double, requires_grad=True)
lift = torch.zeros(1, 1, dtype=torch.double, requires_grad=True)
print(gradcheck(Trowel.apply, (wall, trowel, lift), eps=1e-6, atol=1e-5))
smooth = Trowel.apply(wall, trowel, lift)
for amount in (smooth.sum(), smooth.square().sum()):  # the second one's pull has a past
    (by_wall,) = grad(amount, wall, create_graph=True)
    print(smooth.grad_fn.name(), by_wall.requires_grad, type(by_wall.grad_fn).__name__)
    try:
        by_wall.sum().backward()
    except RuntimeError as refusal:
        print(refusal)

# ---- Changed in place, without a derivative, without a pull. ----


class Heated(Function):
    """Adds warmth where it stands."""

    @staticmethod
    def forward(ctx, water, warmth):
        ctx.mark_dirty(water)
        return water.add_(warmth)

    @staticmethod
    def backward(ctx, pull):
        return pull, None


well = torch.ones(3, requires_grad=True)
kettle = well * 4
hot = Heated.apply(kettle, 2.5)
print(hot is kettle, kettle.grad_fn.name(), kettle, kettle._version)
try:
    Heated.apply(well, 1.0)
except RuntimeError as refusal:
    print(refusal)


class Highest(Function):
    """A triple of what is given, and where the most of it is, which has no slope."""

    @staticmethod
    def forward(ctx, water):
        where = water.argmax()
        ctx.mark_non_differentiable(where)
        ctx.set_materialize_grads(False)
        return water * 3, where, water * 5

    @staticmethod
    def backward(ctx, *pulls):
        print("pulled by", pulls, ctx.needs_input_grad)
        return sum(
            times * pull for times, pull in zip((3, 0, 5), pulls, strict=True) if pull is not None
        )


tripled, where, fivefold = Highest.apply(hot)
print(tripled.requires_grad, where.requires_grad, where, fivefold.output_nr)
tripled.sum().backward(retain_graph=True)
print(well.grad)
(fivefold - tripled).sum().backward()
print(well.grad)

# ---- And written or called as it must not be. ----


class Forgetful(Area):
    """Two were given, one is answered for."""

    @staticmethod
    def backward(ctx, pull):
        return pull


for name, misuse in {
    "no context": lambda: Brake.backward(None, well),
    "an instance": lambda: Bell()(well),
    "too few": lambda: Area.apply(well),
    "one for two": lambda: Forgetful.apply(base, height).sum().backward(),
}.items():
    try:
        print(name, misuse())
    except Exception as refusal:
        print(f"{name}: {type(refusal).__name__}: {str(refusal)[:90]}")
