r"""One round of Algorithm 1 on full batches, as a map of parameters: what `gancheck.train` iterates, in NumPy.

k ascent steps of D along ∇V, then one descent step of G on its loss against the D that has moved. Schedules, momentum
and minibatches are left out, so that a round is one smooth function of its arguments.

References:
    [goodfellow2014] Algorithm 1, Eq. (1).
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from gancheck.errors import InvalidInput
from gancheck.numerics.logspace import log_sigmoid
from gancheck.theory.discriminators import probability

__all__ = ["LOSSES", "affine_round", "categorical_round"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

LOSSES = ("minimax", "non-saturating")

NODES = 64
"""Gauss-Hermite nodes of the noise: polynomials up to degree 127 have their exact expectation."""


def categorical_round(
    t: Floats, theta: Floats, p: Floats, d_rate: Floats, g_rate: Floats, k: Whole, loss: str
) -> tuple[Floats, Floats]:
    r"""Logits t of D and softmax logits θ of q after a round.

    .. math:: t \leftarrow t + \alpha\,(p\,\sigma(-t) - q\,\sigma(t)), \qquad
              \theta \leftarrow \theta - \beta\, q\,(\ell(t) - E_q[\ell(t)])

    Args:
        t: ``(B, n)``.
        theta: ``(B, n)``.
        p: Masses of the data law, ``(B, n)``.
        d_rate: α, ``(B,)``.
        g_rate: β, ``(B,)``.
        k: ``(B,)`` of whole numbers from 1.
        loss: ``"minimax"``, ℓ = log(1 − σ(t)), or ``"non-saturating"``, ℓ = −log σ(t).

    Raises:
        InvalidInput: The loss has another name.
    """
    _check(loss)
    weights = np.exp(theta - theta.max(axis=1, keepdims=True))
    q = weights / weights.sum(axis=1, keepdims=True)
    for done in range(int(k.max())):
        ascent = p * probability(-t) - q * probability(t)
        t = np.where((done < k)[:, None], t + d_rate[:, None] * ascent, t)
    losses = log_sigmoid(-t) if loss == "minimax" else -log_sigmoid(t)
    descent = q * (losses - (q * losses).sum(axis=1, keepdims=True))
    return t, theta - g_rate[:, None] * descent


def affine_round(
    phi: Floats, psi: Floats, d_rate: Floats, g_rate: Floats, k: Whole, loss: str
) -> tuple[Floats, Floats]:
    r"""Coefficients φ of t(x) = φ₀ + φ₁x + φ₂x² and (μ, s) of x = μ + sz after a round; the data are N(0, 1).

    .. math:: \phi \leftarrow \phi + \alpha\,(E_p[f\,\sigma(-t)] - E_q[f\,\sigma(t)]), \qquad
              \psi \leftarrow \psi - \beta\, E_z[\ell'(t)\, t'(x)\, (1, z)]

    Args:
        phi: ``(B, 3)``.
        psi: ``(B, 2)``.
        d_rate: α, ``(B,)``.
        g_rate: β, ``(B,)``.
        k: ``(B,)`` of whole numbers from 1.
        loss: As in `categorical_round`.

    Raises:
        InvalidInput: The loss has another name.
    """
    _check(loss)
    z, weights = _nodes()
    real = _features(np.broadcast_to(z, (len(phi), NODES)))
    x = psi[:, :1] + psi[:, 1:] * z
    fake = _features(x)
    for done in range(int(k.max())):
        on_real = weights * probability(-(real @ phi[:, :, None])[:, :, 0])
        on_fake = weights * probability((fake @ phi[:, :, None])[:, :, 0])
        ascent = (on_real[:, None] @ real - on_fake[:, None] @ fake)[:, 0]
        phi = np.where((done < k)[:, None], phi + d_rate[:, None] * ascent, phi)
    logit = (fake @ phi[:, :, None])[:, :, 0]
    slope = -probability(logit if loss == "minimax" else -logit) * (phi[:, 1:2] + 2.0 * phi[:, 2:] * x)
    descent = np.stack([(weights * slope).sum(axis=1), (weights * slope * z).sum(axis=1)], axis=1)
    return phi, psi - g_rate[:, None] * descent


@cache
def _nodes() -> tuple[Floats, Floats]:
    z, weights = np.polynomial.hermite_e.hermegauss(NODES)
    return z, weights / weights.sum()


def _features(x: Floats) -> Floats:
    return np.stack([np.ones_like(x), x, x * x], axis=-1)


def _check(loss: str) -> None:
    if loss not in LOSSES:
        raise InvalidInput(f"`loss` is {loss!r}; give one of {', '.join(LOSSES)}.")
