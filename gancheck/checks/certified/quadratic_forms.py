"""Gaussian laws of either kind as a mean and a covariance matrix in balls, and what the claims on them need."""

from typing import Any

from flint import arb, arb_mat

from gancheck.certified.ball_laws import Normal, NormalVector, squared, total
from gancheck.certified.gaussian_pairs import gaussian_kl, solve

__all__ = ["closed_form", "expected_log_ratio", "gaussian_middle", "mapped", "with_covariance"]

Law = Normal | NormalVector


def moments(law: Law) -> tuple[arb_mat, arb_mat]:
    """Mean ``(d, 1)`` and covariance ``(d, d)``."""
    if isinstance(law, Normal):
        return arb_mat([[law.loc]]), arb_mat([[squared(law.scale)]])
    return law.loc, law.covariance


def like(law: Law, loc: arb_mat, covariance: arb_mat) -> Law:
    """The law of these moments, of the kind of ``law``."""
    if isinstance(law, Normal):
        return Normal(loc[0, 0], covariance[0, 0].sqrt())
    return NormalVector(loc, covariance)


def expected_log_ratio(p: Law, q: Law) -> arb:
    """``E_p[log p − log q]``, the mean over the 2d points ``μ ± √d L e_i``, L a Cholesky factor of p's covariance.

    A cubature of degree 3: exact for the log ratio, which is quadratic.
    """
    loc, covariance = moments(p)
    d = covariance.nrows()
    factor = cholesky(covariance)
    found = arb(0)
    for i in range(d):
        step = arb_mat([[factor[k, i] * arb(d).sqrt()] for k in range(d)])
        for point in (loc + step, loc - step):
            found += log_density(p, point) - log_density(q, point)
    return found / (2 * d)


def log_density(law: Law, x: arb_mat) -> arb:
    """``−½ (x − μ)ᵀΣ⁻¹(x − μ) − ½ log det Σ``: the constant is common to all laws of one dimension."""
    loc, covariance = moments(law)
    offset = x - loc
    return -((offset.transpose() * solve(covariance, offset))[0, 0] + covariance.det().log()) / 2


def cholesky(matrix: arb_mat) -> arb_mat:
    """The lower L with ``L Lᵀ`` the matrix."""
    d = matrix.nrows()
    lower = arb_mat(d, d)
    for j in range(d):
        lower[j, j] = (matrix[j, j] - total(squared(lower[j, k]) for k in range(j))).sqrt()
        for i in range(j + 1, d):
            rest = matrix[i, j] - total(lower[i, k] * lower[j, k] for k in range(j))
            lower[i, j] = rest / lower[j, j]
    return lower


def closed_form(p: Law, q: Law, *, trace: int = 1, dimension: int = 1, determinant: int = 1) -> arb:
    """``½[tr Σ_q⁻¹Σ_p + (μ_q − μ_p)ᵀΣ_q⁻¹(μ_q − μ_p) − d + log det Σ_q/det Σ_p]``, its terms multiplied by factors."""
    (loc_p, cov_p), (loc_q, cov_q) = moments(p), moments(q)
    offset = loc_p - loc_q
    distance = (offset.transpose() * solve(cov_q, offset))[0, 0]
    volume = (cov_q.det() / cov_p.det()).log()
    d = cov_q.nrows()
    return (trace * solve(cov_q, cov_p).trace() + distance - dimension * d + determinant * volume) / 2


def gaussian_middle(p: Law, q: Law) -> arb:
    """JSD with the mixture m replaced by the Gaussian of its mean and covariance."""
    (loc_p, cov_p), (loc_q, cov_q) = moments(p), moments(q)
    offset = (loc_p - loc_q) * arb(0.5)
    middle = like(p, loc_q + offset, (cov_p + cov_q) * arb(0.5) + offset * offset.transpose())
    return (gaussian_kl(p, middle) + gaussian_kl(q, middle)) / 2


def mapped(p: Law, q: Law) -> tuple[Law, Law]:
    """Both laws under ``x ↦ A(x − μ_q)``, A a bidiagonal matrix of whole numbers that turns the line about."""
    (loc_p, cov_p), (loc_q, cov_q) = moments(p), moments(q)
    d = cov_p.nrows()
    a = arb_mat([[-4 if i == j else 3 if j == i + 1 else 0 for j in range(d)] for i in range(d)])
    origin = arb_mat(d, 1)
    moved: tuple[Any, Any] = (
        like(p, a * (loc_p - loc_q), a * cov_p * a.transpose()),
        like(q, origin, a * cov_q * a.transpose()),
    )
    return moved


def with_covariance(p: Law, q: Law) -> tuple[Law, arb]:
    """P with q's covariance, and its Mahalanobis distance from q."""
    (loc_p, _), (loc_q, cov_q) = moments(p), moments(q)
    offset = loc_p - loc_q
    square = (offset.transpose() * solve(cov_q, offset))[0, 0]
    equal = (
        Normal(p.loc, q.scale) if isinstance(p, Normal) and isinstance(q, Normal) else like(p, loc_p, cov_q)
    )
    return equal, square.nonnegative_part().sqrt()
