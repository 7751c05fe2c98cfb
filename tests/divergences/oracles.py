"""Slow, obvious truths in arbitrary precision: none shares a formula with the code that it judges."""

import functools
import itertools
import math

import numpy as np
from flint import acb, arb, ctx


def exact(x):
    """A float64 as a ball of radius 0."""
    return arb(float(x))


def with_precision(bits):
    """Run a function at a working precision of ``bits``."""

    def decorate(function):
        @functools.wraps(function)
        def run(*args, **kwargs):
            before, ctx.prec = ctx.prec, bits
            try:
                return function(*args, **kwargs)
            finally:
                ctx.prec = before

        return run

    return decorate


def _plogp(x):
    return x * x.log() if x > 0 else arb(0)


@with_precision(1400)
def discrete(name, p, q):
    """The f-divergence of two vectors of probabilities, shifted by f'(1)(p - q), textbook formula, 1400 bits.

    1400 bits, because terms of ratio 1e300 are added to ones of 1.
    """
    total = arb(0)
    for a, b in zip(p, q, strict=True):
        a, b = exact(a), exact(b)
        if a == 0 and b == 0:
            continue
        m = (a + b) / 2
        if name == "jsd":
            total += (_plogp(a) + _plogp(b)) / 2 - _plogp(m)
        elif name == "overlap":
            total += m * arb(2).log() + _plogp(m) - (_plogp(a) + _plogp(b)) / 2
        elif name == "total_variation":
            total += abs(a - b) / 2
        elif name == "squared_hellinger":
            gap = a.sqrt() - b.sqrt()
            total += gap * gap / 2
        elif name in ("kl", "reverse_kl"):
            a, b = (a, b) if name == "kl" else (b, a)
            if b == 0:
                return float("inf")
            total += (a * (a / b).log() if a > 0 else arb(0)) - a + b
        elif name in ("pearson", "neyman"):
            a, b = (a, b) if name == "pearson" else (b, a)
            if b == 0:
                return float("inf")
            total += (a - b) ** 2 / b
        elif name == "vincze_le_cam":
            total += (a - b) ** 2 / (a + b)
    return total


@with_precision(1400)
def discrete_alpha(p, q, alpha):
    """The alpha-divergence of two vectors of probabilities, shifted, textbook formula, 1400 bits; KL's at 1 and 0."""
    if alpha in (0.0, 1.0):
        return discrete("kl" if alpha == 1.0 else "reverse_kl", p, q)
    total, order = arb(0), exact(alpha)
    for a, b in zip(p, q, strict=True):
        a, b = exact(a), exact(b)
        if (a == 0 and b > 0 and alpha < 0) or (b == 0 and a > 0 and alpha > 1):
            return float("inf")
        power = (order * a.log() + (1 - order) * b.log()).exp() if a > 0 and b > 0 else arb(0)
        total += power - order * a - (1 - order) * b
    return total / (order * (order - 1))


def relative_error(value, truth):
    """|value - truth| / truth as a float; 0 where both are 0 (or equal infinities)."""
    if isinstance(truth, float):
        return 0.0 if value == truth else float("inf")
    if truth.mid() == 0:
        return 0.0 if value == 0 else float("inf")
    return float(abs((exact(value) - truth) / truth).mid())


def absolute_error(value, truth):
    """|value - truth| as a float."""
    return float(abs(exact(value) - truth).mid())


def _log1pexp(x):
    return x.exp().log1p() if x < 0 else x + (-x).exp().log1p()


@with_precision(260)
def gaussian_overlap(mean_p, scale_p, mean_q, scale_q, reach=20, density=50):
    """log 2 - JSD of two Gaussians by the trapezoid rule, in the narrower one's coordinate, 260 bits.

    |z| <= 20 leaves 1e-87 out; the step 1/50 aliases less than 1e-40 wherever the log ratio's slope is below 25.
    """
    if scale_q < scale_p:
        mean_p, scale_p, mean_q, scale_q = mean_q, scale_q, mean_p, scale_p
    m, s, n, w = (exact(x) for x in (mean_p, scale_p, mean_q, scale_q))
    step, shift, ratio = arb(1) / density, (m - n) / w, s / w
    log_ratio = ratio.log()
    total = arb(0)
    for k in range(-reach * density, reach * density + 1):
        z = k * step
        other = shift + ratio * z
        ell = (other * other - z * z) / 2 - log_ratio  # log of narrow over wide
        narrow = (-z * z / 2).exp()
        total += narrow * (_log1pexp(-ell) + (-ell).exp() * _log1pexp(ell)) / 2
    return total * step / (2 * arb.pi()).sqrt()


@with_precision(260)
def gaussian_jsd(mean_p, scale_p, mean_q, scale_q):
    """JSD of two Gaussians: log 2 minus their overlap."""
    return arb(2).log() - gaussian_overlap(mean_p, scale_p, mean_q, scale_q)


@functools.cache
def _legendre(n, bits):
    return with_precision(bits)(lambda: [arb.legendre_p_root(n, k, weight=True) for k in range(n)])()


def line_integral(function, breakpoints, nodes=40):
    """The integral by 40 Gauss-Legendre nodes on each half panel; ``function`` maps a ball to a ball."""
    edges = sorted({float(x) for x in breakpoints})
    total = arb(0)
    for left, right in itertools.pairwise(edges):
        a, b = exact(left), exact(right)
        middle = (a + b) / 2
        for low, high in ((a, middle), (middle, b)):
            half, centre = (high - low) / 2, (high + low) / 2
            for x, w in _legendre(nodes, ctx.prec):
                total += w * half * function(centre + half * x)
    return total


def mixture_log_density(weights, means, scales):
    """x -> log p(x) in balls, for exact parameters; components of weight 0 left out."""
    parts = [
        (exact(w).log(), exact(m), exact(s)) for w, m, s in zip(weights, means, scales, strict=True) if w > 0
    ]
    constant = (2 * arb.pi()).log() / 2

    def log_density(x):
        logs = [lw - ((x - m) / s) ** 2 / 2 - s.log() - constant for lw, m, s in parts]
        top = max(logs, key=lambda v: float(v.mid()))
        return top + sum(((v - top).exp() for v in logs), arb(0)).log()

    return log_density


def overlap_of(log_p, log_q):
    """The integrand of log 2 - JSD."""

    def integrand(x):
        a, b = log_p(x), log_q(x)
        ell = a - b
        return (a.exp() * _log1pexp(-ell) + b.exp() * _log1pexp(ell)) / 2

    return integrand


def edges_of(law):
    """A mixture's breakpoints, and more of them to 14 sigma."""
    far = [law.loc + side * law.scale for side in (-14.0, -12.0, 12.0, 14.0)]
    return np.concatenate([law.breakpoints(), *far])


@with_precision(260)
def mixture_overlap(p, q, extra=()):
    """log 2 - JSD of two unbatched mixtures (times their mass), over both laws' breakpoints and beyond, 260 bits."""
    logs = [mixture_log_density(m.weights, m.loc, m.scale) for m in (p, q)]
    return line_integral(overlap_of(*logs), np.concatenate([edges_of(p), edges_of(q), np.asarray(extra)]))


@with_precision(260)
def mixture_jsd(p, q):
    """JSD of two unbatched mixtures: their mass times log 2, minus the overlap."""
    mass = sum((exact(w) for m in (p, q) for w in m.weights), arb(0)) / 2
    return arb(2).log() * mass - mixture_overlap(p, q)


@with_precision(260)
def mixture_entropy(p):
    """The differential entropy of an unbatched mixture."""
    log_p = mixture_log_density(p.weights, p.loc, p.scale)
    return line_integral(lambda x: -log_p(x).exp() * log_p(x), edges_of(p))


def fsum_jsd(p, q):
    """JSD of long vectors without zeros: the kernel in extended precision where available, added exactly."""
    a, b = p.astype(np.longdouble), q.astype(np.longdouble)
    r = (a - b) / (a + b)
    terms = (a + b) / 4 * ((1 + r) * np.log1p(r) + (1 - r) * np.log1p(-r))
    return math.fsum(terms.astype(np.float64))


def gaussian_pairs_of_every_kind(seed, size):
    """``(size, 4)``: mean and scale of both laws; moderate, far apart, of scales to e^±10, and near equal to 1e-12."""
    rng = np.random.default_rng(seed)
    pairs = np.stack(
        [
            rng.normal(size=size),
            np.exp(rng.normal(size=size)),
            rng.normal(size=size),
            np.exp(rng.normal(size=size)),
        ]
    )
    kind = np.arange(size) % 4
    pairs[0] = np.where(kind == 1, 30.0 * pairs[0], pairs[0])
    pairs[1] = np.where(kind == 2, pairs[1] ** 8, pairs[1])
    near = 10.0 ** -rng.integers(1, 13, size)
    pairs[2] = np.where(kind == 3, pairs[0] + near * pairs[1], pairs[2])
    pairs[3] = np.where(kind == 3, pairs[1] * (1.0 + near * rng.normal(size=size)), pairs[3])
    return pairs.T


def gaussian_moment(order, mean_p, scale_p, mean_q, scale_q):
    """M(s) = ∫ p^s q^(1-s) for a complex ball s, as the textbook has it; None where a real s has no finite one."""
    m, s, n, w = (exact(x) for x in (mean_p, scale_p, mean_q, scale_q))
    spread = order * w * w + (1 - order) * s * s
    if isinstance(order, arb) and not spread > 0:
        return None
    log_moment = (1 - order) * s.log() + order * w.log() - spread.log() / 2
    return (log_moment - order * (1 - order) * (m - n) ** 2 / (2 * spread)).exp()


@with_precision(320)
def gaussian_vincze_le_cam(*pair):
    """4 ∫ sech(πt) (1 - Re M(½ + it)) dt by 720 nodes of step 1/20, whose error is below 1e-26 of the value."""
    total, step = arb(0), arb(1) / 20
    for k in range(720):
        t = k * step
        moment = gaussian_moment(acb(arb(1) / 2, t), *pair).real
        total += (1 - moment) / (arb.pi() * t).cosh() / (2 if k == 0 else 1)
    return 4 * step * total


@with_precision(320)
def gaussian_alpha(alpha, *pair):
    """(M(α) - 1)/(α(α - 1)), infinite where M is."""
    order = exact(alpha)
    moment = gaussian_moment(order, *pair)
    return float("inf") if moment is None else (moment - 1) / (order * (order - 1))
