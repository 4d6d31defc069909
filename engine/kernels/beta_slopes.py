"""How a number of the beta distribution moves with its first shape.

It is one share of a Dirichlet distribution's, of which the shapes' total is given. By series near
0 and 1, by Rice's saddle point where both shapes are large, else by a rational correction to an
analytic approximation, as in PyTorch's ``aten/native/Distributions.h``.
"""

from __future__ import annotations

import math

import numpy as np

# The correction's numerator and denominator: powers of ln x, of ln shape − ln x, and along the
# rows of ln total − (ln shape − ln x).
FIT = np.array(
    [
        [
            [[1.003668233, -0.01061107488, -0.0657888334, 0.01201642863],
             [0.6336835991, -0.3557432599, 0.05486251648, -0.001465281033],
             [-0.03276231906, 0.004474107445, 0.002429354597, -0.0001557569013]],
            [[0.221950385, -0.3187676331, 0.01799915743, 0.01074823814],
             [-0.2951249643, 0.06219954479, 0.01535556598, 0.001550077057],
             [0.02155310298, 0.004170831599, 0.001292462449, 6.976601077e-05]],
            [[-0.05980841433, 0.008441916499, 0.01085618172, 0.002319392565],
             [0.02911413504, 0.01400243777, -0.002721828457, 0.000751041181],
             [0.005900514878, -0.001936558688, -9.495446725e-06, 5.385558597e-05]],
        ],
        [
            [[1, -0.02924021934, -0.04438342661, 0.007285809825],
             [0.6357567472, -0.3473456711, 0.05454656494, -0.002407477521],
             [-0.03301322327, 0.004845219414, 0.00231480583, -0.0002307248149]],
            [[0.5925320577, -0.1757678135, 0.01505928619, 0.000564515273],
             [0.1014815858, -0.06589186703, 0.01272886114, -0.0007316646956],
             [-0.007258481865, 0.001096195486, 0.0003934994223, -4.12701925e-05]],
            [[0.06469649321, -0.0236701437, 0.002902096474, -5.896963079e-05],
             [0.001925008108, -0.002869809258, 0.0008000589141, -6.063713228e-05],
             [-0.0003477407336, 6.959756487e-05, 1.097287507e-05, -1.650964693e-06]],
        ],
    ]
)  # fmt: skip


def beta_slope(x: float, shape: float, total: float, psi: tuple[float, float, float]) -> float:
    """How ``x`` moves with its shape; ``psi`` : ψ of the shape, of the other, of the total."""
    other = total - shape
    boundary = total * x * (1 - x)
    if x <= 0.5 and boundary < 2.5:
        return _near_zero(x, shape, other, psi[0] - psi[2])
    if x >= 0.5 and boundary < 0.75:
        return -_near_one(1 - x, other, shape, psi[2] - psi[0])
    if shape > 6 and other > 6:
        return _of_large(x, shape, other)
    u = math.log(x)
    a = math.log(shape) - u
    b = math.log(total) - a
    powers = np.outer((1, u, u * u), (1, a, a * a))
    fitted = FIT[..., 0] + b * (FIT[..., 1] + b * (FIT[..., 2] + b * FIT[..., 3]))
    above, below = (fitted * powers).sum(axis=(1, 2))
    return float(above / below) * x * (psi[2] - psi[0]) / other


def _near_zero(x: float, alpha: float, beta: float, apart: float) -> float:
    if x <= 0:
        return 0.0
    factor = apart - math.log(x)
    numerator, series = 1.0, (factor + 1 / alpha) / alpha
    for step in range(1, 11):
        numerator *= (step - beta) * x / step
        series += numerator / (alpha + step) * (factor + 1 / (alpha + step))
    return float(x * (1 - x) ** -beta * series)


def _near_one(x: float, alpha: float, beta: float, factor: float) -> float:
    numerator, betas, slopes, series = 1.0, 1.0, 0.0, factor / alpha
    for step in range(1, 9):
        numerator *= -x / step
        slopes = slopes * (beta - step) + betas
        betas *= beta - step
        series += numerator / (alpha + step) * (slopes + factor * betas)
    return float(-((1 - x) ** (1 - beta)) * series)


def _of_large(x: float, alpha: float, beta: float) -> float:
    total = alpha + beta
    mean = alpha / total
    width = math.sqrt(alpha * beta / (total + 1)) / total
    if mean - 0.1 * width <= x <= mean + 0.1 * width:
        return _at_the_mean(x, alpha, beta)
    prefactor = -x / math.sqrt(2 * alpha * beta / total)
    stirling = _stirling(alpha) * _stirling(beta) / _stirling(total)
    apart = alpha * (x - 1) + beta * x
    one = (
        (2 * alpha**2 * (x - 1) + alpha * beta * (x - 1) - x * beta**2)
        / (math.sqrt(2 * alpha / beta) * total**1.5 * apart**2)
    )  # fmt: skip
    two = 0.5 * math.log(alpha / (total * x))
    three = math.sqrt(8 * alpha * beta / total) / apart
    base = beta * math.log(beta / (total * (1 - x))) + alpha * math.log(alpha / (total * x))
    four = base**-1.5
    return float(stirling * prefactor * (one + two * (three + (four if x < mean else -four))))


def _stirling(value: float) -> float:
    return 1 + 1 / (12 * value) + 1 / (288 * value * value)


def _at_the_mean(x: float, alpha: float, beta: float) -> float:
    total = alpha + beta
    polynomial = 47 * x * beta**4 + alpha * (
        (43 + 20 * (16 + 27 * beta) * x) * beta**3 + alpha * (
            3 * (59 + 180 * beta - 90 * x) * beta**2 + alpha * (
                (453 + 1620 * beta * (1 - x) - 455 * x) * beta
                + alpha * 8 * (1 - x) * (135 * beta - 11)
            )
        )
    )  # fmt: skip
    above = (1 + 12 * alpha) * (1 + 12 * beta) / (total * total)
    below = 12960 * alpha**3 * beta**2 * (1 + 12 * total)
    return above / (1 - x) * polynomial / below
