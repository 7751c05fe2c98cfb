r"""Divergences of two Gaussian laws in balls: on the line by closed forms, in d dimensions by linear algebra in balls.

In d dimensions the covariances are brought to diagonal form together. The matrix W that does it is found in floating
point and refined to the working precision, but nothing rests on it: :math:`W^\top \Sigma W` is formed in balls, and
what W has left off the diagonal is bounded. Relative to the diagonal it is a matrix E, and dropping it replaces
:math:`N(\mu, S(I + E)S)` by :math:`N(\mu, S^2)`, whose divergence from it is

.. math:: \mathrm{JSD} \le \tfrac14 J = \tfrac18 \operatorname{tr} E^2(I + E)^{-1} \le \|E\|_F^2/(8(1 - \|E\|_F)) .

√JSD is a metric, so that √JSD of the pair moves by at most the sum of two such roots.
"""

import numpy as np
from flint import arb, arb_mat, ctx

from gancheck.certified.ball_laws import Normal, NormalVector, squared, total
from gancheck.certified.critical_line import jsd_on_line

__all__ = [
    "gaussian_entropy",
    "gaussian_hellinger",
    "gaussian_jsd",
    "gaussian_kl",
    "gaussian_total_variation",
    "log_scale_ratio",
    "pearson_on_line",
    "solve",
    "total_variation_of_one_covariance",
]

REFINEMENTS = 20
"""At most so many; each doubles the digits of W, or adds 16 digits within a block of close values."""


def log_scale_ratio(p: Normal, q: Normal) -> arb:
    """``η = log(σ_q/σ_p)``, by log1p of the exact difference where the scales are close."""
    change = (q.scale - p.scale) / p.scale
    return change.log1p() if abs(change) < 0.5 else (q.scale / p.scale).log()


def _coordinate(p: Normal, q: Normal) -> tuple[arb, arb]:
    return log_scale_ratio(p, q), squared(p.loc - q.loc) / (squared(p.scale) + squared(q.scale))


def gaussian_jsd(p: Normal | NormalVector, q: Normal | NormalVector, accuracy: int | None = None) -> arb:
    """JSD by the rule on the critical line, accurate to so many bits (all that the working precision carries)."""
    if isinstance(p, NormalVector) and isinstance(q, NormalVector):
        return _jsd_in_space(p, q, accuracy)
    return jsd_on_line([_coordinate(*_on_line(p, q))], accuracy)


def _jsd_in_space(p: NormalVector, q: NormalVector, accuracy: int | None) -> arb:
    if p.covariance == q.covariance:
        # Along the difference of the means the laws are N(0, 1) and N(Δ, 1); across it they agree.
        return jsd_on_line([(arb(0), _mahalanobis(p, q) / 2)], accuracy)
    coordinates, off_diagonal = _diagonalised(p, q)
    if not off_diagonal.is_finite():
        return arb.nan()
    divergence = jsd_on_line(coordinates, accuracy)
    # |√JSD − √J| ≤ e, hence |JSD − J| ≤ e (2√J + e).
    doubt = off_diagonal * (2 * abs(divergence).upper().sqrt() + off_diagonal)
    return divergence + arb(0, doubt.upper())


def _on_line(*laws: Normal | NormalVector) -> list[Normal]:
    """The laws, known to be on the line."""
    return [law for law in laws if isinstance(law, Normal)]


def solve(matrix: arb_mat, right: arb_mat) -> arb_mat:
    """``M⁻¹R``; NaN where this precision does not tell the matrix from a singular one."""
    try:
        return matrix.solve(right)
    except ZeroDivisionError:
        return arb_mat([[arb.nan()] * right.ncols()] * right.nrows())


def gaussian_kl(p: Normal | NormalVector, q: Normal | NormalVector) -> arb:
    """``½[tr Σ_q⁻¹Σ_p + (μ_q − μ_p)ᵀΣ_q⁻¹(μ_q − μ_p) − d + log det Σ_q/det Σ_p]``."""
    if isinstance(p, NormalVector) and isinstance(q, NormalVector):
        ratio = solve(q.covariance, p.covariance)
        volume = (q.covariance.det() / p.covariance.det()).log()
        return (ratio.trace() + _mahalanobis(p, q) - ratio.nrows() + volume) / 2
    p, q = _on_line(p, q)
    variance = squared(p.scale / q.scale)
    return (squared((p.loc - q.loc) / q.scale) + variance - 1) / 2 + (q.scale / p.scale).log()


def gaussian_hellinger(p: Normal, q: Normal) -> arb:
    """``H² = 1 − √(2σ_pσ_q/(σ_p² + σ_q²)) exp(−¼ (μ_p − μ_q)²/(σ_p² + σ_q²))`` on the line."""
    square = squared(p.scale) + squared(q.scale)
    return 1 - (2 * p.scale * q.scale / square).sqrt() * (-squared(p.loc - q.loc) / (4 * square)).exp()


def pearson_on_line(p: Normal, q: Normal) -> arb:
    r"""``∫ p²/q − 1``, a Gaussian integral that is finite while ``2σ_q² > σ_p²``.

    .. math:: \chi^2 + 1 = \frac{\sigma_q^2}{\sigma_p\sqrt{2\sigma_q^2 - \sigma_p^2}}
              \exp\frac{(\mu_p - \mu_q)^2}{2\sigma_q^2 - \sigma_p^2}
    """
    room = 2 * squared(q.scale) - squared(p.scale)
    if room <= 0:
        return arb.pos_inf()
    growth = (squared(p.loc - q.loc) / room).exp()
    return squared(q.scale) / (p.scale * room.sqrt()) * growth - 1


def gaussian_entropy(p: Normal | NormalVector) -> arb:
    """``½ log((2πe)^d det Σ)``."""
    if isinstance(p, Normal):
        return (2 * arb.pi()).log() / 2 + arb(0.5) + p.scale.log()
    d = p.covariance.nrows()
    return (d * ((2 * arb.pi()).log() + 1) + p.covariance.det().log()) / 2


def gaussian_total_variation(p: Normal, q: Normal) -> arb:
    """``½∫|p − q|`` on the line: the difference of both distribution functions at the two points where p = q."""
    if (p.scale - q.scale).is_zero():
        return (abs(p.loc - q.loc) / (p.scale * arb(8).sqrt())).erf()
    narrow, wide = (p, q) if p.scale < q.scale else (q, p)
    ratio, shift = narrow.scale / wide.scale, (narrow.loc - wide.loc) / wide.scale
    # In the narrow law's coordinate z, the wide one's is w = shift + ratio z, and z² − w² = −2 log ratio at p = q.
    a, b, c = 1 - squared(ratio), shift * ratio, squared(shift) - 2 * ratio.log()
    root = (b * b + a * c).sqrt()
    upper, lower = (b + root) / a, (b - root) / a
    return _mass_between(lower, upper) - _mass_between(shift + ratio * lower, shift + ratio * upper)


def _mass_between(low: arb, high: arb) -> arb:
    """``Φ(high) − Φ(low)``."""
    root = arb(2).sqrt()
    return ((high / root).erf() - (low / root).erf()) / 2


def total_variation_of_one_covariance(p: NormalVector, q: NormalVector) -> arb:
    """``erf(Δ/2√2)``, Δ Mahalanobis' distance."""
    return (_mahalanobis(p, q).nonnegative_part().sqrt() / arb(8).sqrt()).erf()


def _mahalanobis(p: NormalVector, q: NormalVector) -> arb:
    """``Δ² = (μ_p − μ_q)ᵀ Σ_q⁻¹ (μ_p − μ_q)``."""
    offset = p.loc - q.loc
    return (offset.transpose() * solve(q.covariance, offset))[0, 0]


def _diagonalised(p: NormalVector, q: NormalVector) -> tuple[list[tuple[arb, arb]], arb]:
    """Coordinates (η, g²), and a bound on how far √JSD moves by what is not diagonal."""
    w = _common_basis(p.covariance, q.covariance)
    in_p, in_q = (w.transpose() * law.covariance * w for law in (p, q))
    offset = w.transpose() * (p.loc - q.loc)
    d = w.nrows()
    coordinates = []
    for i in range(d):
        change = (in_q[i, i] - in_p[i, i]) / in_p[i, i]
        log_ratio = change.log1p() if abs(change) < 0.5 else (in_q[i, i] / in_p[i, i]).log()
        coordinates.append((log_ratio / 2, squared(offset[i, 0]) / (in_p[i, i] + in_q[i, i])))
    return coordinates, _root_of_divergence(in_p) + _root_of_divergence(in_q)


def _root_of_divergence(matrix: arb_mat) -> arb:
    """``‖E‖_F / √(8(1 − ‖E‖_F))`` for a nearly diagonal matrix S(I + E)S."""
    d = matrix.nrows()
    square = 2 * total(
        squared(matrix[i, j]) / (matrix[i, i] * matrix[j, j]) for i in range(d) for j in range(i)
    )
    norm = abs(square).upper().sqrt().upper()
    return (norm / (8 * (1 - norm)).sqrt()).upper() if norm < 0.5 else arb.pos_inf()


def _common_basis(cov_p: arb_mat, cov_q: arb_mat) -> arb_mat:
    """W with ``WᵀΣ_qW ≈ I`` and ``WᵀΣ_pW`` ≈ diagonal: by float64, then refined to the working precision."""
    sigma_p, sigma_q = (_floats(matrix) for matrix in (cov_p, cov_q))
    deviations = np.sqrt(np.diagonal(sigma_q))
    scaled_p, scaled_q = (m / np.outer(deviations, deviations) for m in (sigma_p, sigma_q))
    inverse = np.linalg.inv(np.linalg.cholesky(scaled_q))
    _, vectors = np.linalg.eigh(inverse @ scaled_p @ inverse.T)
    w = arb_mat(((inverse.T @ vectors) / deviations[:, None]).tolist())
    for _ in range(REFINEMENTS):
        w, size = _refined(w, cov_p, cov_q)
        if size < 2.0 ** (20 - ctx.prec):
            break
    return w


def _floats(matrix: arb_mat) -> np.ndarray:
    return np.array([[float(x) for x in row] for row in matrix.tolist()])


def _refined(w: arb_mat, cov_p: arb_mat, cov_q: arb_mat) -> tuple[arb_mat, float]:
    """One step: W made orthonormal for Σ_q, then turned by what is left off the diagonal; and how much that was.

    Values that are far apart for what lies between them are turned by the first order; close ones are a block of their
    own, whose float64 eigenvectors are good to 16 digits of the block.
    """
    d = w.nrows()
    unit = arb_mat([[int(i == j) for j in range(d)] for i in range(d)])
    rest = unit - (w.transpose() * cov_q * w).mid()
    w = (w * (unit + rest * arb(0.5))).mid()
    inside = (w.transpose() * cov_p * w).mid()
    values = [inside[i, i] for i in range(d)]
    between = max((abs(inside[i, j]) for i in range(d) for j in range(i)), default=arb(0), key=float)
    turn = arb_mat(unit)
    for i in range(d):
        for j in range(d):
            gap = values[j] - values[i]
            if i != j and abs(gap) > 1000 * between:
                turn[i, j] = (inside[i, j] / gap).mid()
    w = (w * turn * _block_rotation(inside, values, between)).mid()
    sizes = [abs(float(x)) for row in rest.tolist() for x in row]
    return w, max(*sizes, float(between / min(values, key=float)))


def _block_rotation(inside: arb_mat, values: list[arb], between: arb) -> arb_mat:
    """The eigenvectors of every block of values that lie within a thousand times what couples them."""
    d = len(values)
    order = sorted(range(d), key=lambda i: float(values[i]))
    blocks = [[order[0]]]
    for i in order[1:]:
        if abs(values[i] - values[blocks[-1][-1]]) > 1000 * between:
            blocks.append([i])
        else:
            blocks[-1].append(i)
    rotation = arb_mat([[int(i == j) for j in range(d)] for i in range(d)])
    for block in blocks:
        centre = values[block[0]]
        part = arb_mat([[inside[i, j] - (centre if i == j else 0) for j in block] for i in block])
        scale = max((abs(x) for row in part.tolist() for x in row), key=float)
        if len(block) == 1 or scale.is_zero():
            continue
        _, vectors = np.linalg.eigh(_floats(part * (1 / scale)))
        for i, row in zip(block, vectors.tolist(), strict=True):
            for j, entry in zip(block, row, strict=True):
                rotation[i, j] = entry
    return rotation
