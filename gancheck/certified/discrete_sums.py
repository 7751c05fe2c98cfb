r"""Divergences of two vectors of masses, in balls.

The terms are the generalised ones of `gancheck.divergences.pointwise`: KL is :math:`\sum p\log(p/q) - p + q`, so that
masses which do not sum to 1 exactly have the divergence of the measures as given. A mass of exactly 0 is told apart
from a small one; the logarithm of anything else is taken.
"""

from collections.abc import Sequence

from flint import arb

from gancheck.certified.ball_laws import squared, total

__all__ = [
    "deficit",
    "entropy",
    "jsd",
    "kl",
    "log_sigmoid",
    "pearson",
    "squared_hellinger",
    "total_variation",
    "value",
]

FAR = arb(0.9)
"""|r| from which the kernel of JSD is taken by two logarithms."""

Vector = Sequence[arb]


def kl(p: Vector, q: Vector) -> arb:
    """``Σ p log(p/q) − p + q``; +∞ where only q is 0."""
    pairs = list(zip(p, q, strict=True))
    if any(b.is_zero() and not a.is_zero() for a, b in pairs):
        return arb.pos_inf()
    return total(b if a.is_zero() else a * (a / b).log() - (a - b) for a, b in pairs if not b.is_zero())


def jsd(p: Vector, q: Vector) -> arb:
    """``Σ ½s h(r)``, s = p + q, r = (p − q)/s, h(r) = r artanh r + ½ log(1 − r²)."""
    return total(_jsd_term(a, b) for a, b in zip(p, q, strict=True))


def _jsd_term(a: arb, b: arb) -> arb:
    s, gap = a + b, a - b
    if s.is_zero() or gap.is_zero():
        return arb(0)
    r = gap / s
    if abs(r) < FAR:
        return s * (r * r.atanh() + (-r * r).log1p() / 2) / 2
    return (_times_log(a, 2 * a / s) + _times_log(b, 2 * b / s)) / 2


def deficit(p: Vector, q: Vector) -> arb:
    """``½ Σ p log(1 + q/p) + q log(1 + p/q)``, which is log 2 − JSD where both masses are 1."""
    return total(
        (a * (b / a).log1p() + b * (a / b).log1p()) / 2
        for a, b in zip(p, q, strict=True)
        if not (a.is_zero() or b.is_zero())
    )


def total_variation(p: Vector, q: Vector) -> arb:
    """``½ Σ |p − q|``."""
    return total(abs(a - b) for a, b in zip(p, q, strict=True)) / 2


def squared_hellinger(p: Vector, q: Vector) -> arb:
    """``½ Σ (√p − √q)²``."""
    return total(squared(a.sqrt() - b.sqrt()) for a, b in zip(p, q, strict=True)) / 2


def pearson(p: Vector, q: Vector) -> arb:
    """``Σ (p − q)²/q``; +∞ where only q is 0."""
    pairs = list(zip(p, q, strict=True))
    if any(b.is_zero() and not a.is_zero() for a, b in pairs):
        return arb.pos_inf()
    return total(squared(a - b) / b for a, b in pairs if not b.is_zero())


def entropy(p: Vector) -> arb:
    """``−Σ p log p``."""
    return -total(_times_log(a, a) for a in p)


def value(log_d: Vector, log_not_d: Vector, p: Vector, q: Vector) -> arb:
    """``Σ p log D + q log(1 − D)``; a logarithm of −∞ counts only where there is mass."""
    terms = [*zip(p, log_d, strict=True), *zip(q, log_not_d, strict=True)]
    present = [(mass, log) for mass, log in terms if not mass.is_zero()]
    if any(not log.is_finite() and log < 0 for _, log in present):
        return arb.neg_inf()
    return total(mass * log for mass, log in present)


def log_sigmoid(logit: arb) -> arb:
    """``log σ(t)``: 0 and −∞ at the infinities."""
    if not logit.is_finite():
        return arb(0) if logit > 0 else arb.neg_inf()
    return -(-logit).exp().log1p() if logit > 0 else logit - logit.exp().log1p()


def _times_log(mass: arb, of: arb) -> arb:
    """``mass · log of``, 0 for no mass."""
    return arb(0) if mass.is_zero() else mass * of.log()
