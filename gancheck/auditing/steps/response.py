"""What kind of loss an output feels, from its derivative at many scores: a family, a factor and a target.

A derivative is a float32 number, or a wider one, that a handful of operations have made; it belongs to a family if it
is fitted to within `ROUNDINGS` roundings of the largest, and one more of its own where it comes in a narrower dtype.
What fits none is unknown, and nobody is accused for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

__all__ = ["ROUNDINGS", "SINGLE", "Floats", "Law", "Sample", "fit_law", "merge_laws"]

Floats = NDArray[np.float64]
Sample = tuple[Floats, Floats, float]
"""Scores, ∂L/∂u there times the number of scores that the loss averages, and the spacing of their dtype at 1."""
ROUNDINGS = 64.0
SINGLE = 2.0**-23
"""The spacing of float32 at 1."""


@dataclass(frozen=True)
class Law:
    """∂L/∂u as a function of the score u.

    Attributes:
        family: ``"logistic"``: A(σ(u) − target); ``"least-squares"``: A(u − target); ``"linear"``: A; ``"hinge"``: A up
            to a margin and 0 beyond; ``"cross-entropy"``: A(u − target)/(u(1 − u)); ``"… of a sigmoid"``: one of
            these at σ(u); ``"square of the mean"``: a slope that all scores of a batch share and that follows their
            mean; ``"none"``: 0; ``"unknown"``.
        factor: A.
        target: The target, or the margin of a hinge.
        least: The smallest target over several calls.
        most: The largest.
        below: Of a hinge, whether the slope is at scores below the margin.
        points: How many scores it was measured at.
        mean: Of these scores.
        epsilon: The spacing of their dtype at 1.
    """

    family: str
    factor: float = 0.0
    target: float = 0.0
    least: float = 0.0
    most: float = 0.0
    below: bool = True
    points: int = 0
    mean: float = 0.0
    epsilon: float = 2.0**-23

    @property
    def known(self) -> bool:
        """Whether it has a family and a slope."""
        return self.family not in ("unknown", "none", "function of the mean")

    @property
    def goal(self) -> float:
        """Where it draws a score to: ±∞ for a loss that falls without end."""
        if self.family.startswith("linear"):
            return -inf if self.factor > 0 else inf
        if self.family == "hinge":
            return self.target if self.below == (self.factor < 0) else (-inf if self.factor > 0 else inf)
        if self.family == "least-squares":
            return self.target
        low, high = 0.0, 1.0
        if self.factor < 0:
            return inf if self.target <= low else -inf
        if self.family == "logistic" and not low < self.target < high:
            return inf if self.target >= high else -inf
        return self.target

    @property
    def order(self) -> float:
        """`goal` on a scale that orders goals of one family, with targets of probabilities for logits."""
        if self.family in ("logistic", "cross-entropy") or "sigmoid" in self.family:
            if self.goal == inf:
                return 1.0
            return 0.0 if self.goal == -inf else self.target
        return self.goal

    @property
    def concave(self) -> bool:
        """Whether the loss bends down, so that it repels from its target."""
        if self.family in ("logistic", "cross-entropy"):
            return self.factor < 0 and 0.0 < self.target < 1.0
        return self.family == "least-squares" and self.factor < 0

    def loss(self) -> Callable[[Floats], Floats] | None:
        """The loss itself, up to a constant; None if the family has none here."""
        a, b = self.factor, self.target
        if self.family == "logistic":
            return lambda t: a * (np.logaddexp(0.0, t) - b * t)
        if self.family == "least-squares":
            return lambda t: 0.5 * a * (t - b) ** 2
        if self.family == "linear":
            return lambda t: a * t
        if self.family == "hinge":
            sign = -1.0 if self.below else 1.0
            return lambda t: sign * a * np.maximum(sign * (t - b), 0.0)
        if self.family == "cross-entropy":
            return lambda t: -a * (_times(b, np.log(t)) + _times(1.0 - b, np.log1p(-t)))
        return None


def _times(weight: float, values: Floats) -> Floats:
    return weight * values if weight else np.where(np.isnan(values), np.nan, 0.0)


def fit_law(u: Floats, slopes: Floats, epsilon: float) -> Law:
    """The first family that the slopes of one call belong to.

    Args:
        u: Scores, ``(n,)``.
        slopes: ∂L/∂u there, times the number of scores that the loss averages.
        epsilon: The spacing of the dtype at 1.
    """
    if not np.isfinite(slopes).all() or len(u) < 4:
        return Law("unknown", points=len(u))
    size = float(np.abs(slopes).max())
    if size == 0.0:
        return Law("none", points=len(u))
    doubt = ROUNDINGS * min(epsilon, SINGLE) * size + 2.0 * epsilon * np.abs(slopes)
    return _step(u, slopes, doubt, epsilon) or _curve(u, slopes, doubt) or Law("unknown", points=len(u))


def _step(u: Floats, slopes: Floats, doubt: Floats, epsilon: float) -> Law | None:
    """A constant, or a constant on one side of a margin."""
    flat = np.abs(slopes) <= doubt
    level = float(np.median(slopes[~flat]))
    if (np.abs(slopes - level) > doubt)[~flat].any():
        return None
    if not flat.any():
        return Law(
            "linear",
            _shortest(level, float(doubt.max())),
            points=len(u),
            mean=float(u.mean()),
            epsilon=epsilon,
        )
    active, still = u[~flat], u[flat]
    if active.max() < still.min():
        margin, below = (float(active.max()), float(still.min())), True
    elif active.min() > still.max():
        margin, below = (float(still.max()), float(active.min())), False
    else:
        return None
    target = _roundest(*margin)
    return Law("hinge", _shortest(level, float(doubt.max())), target, margin[0], margin[1], below, len(u))


def _roundest(low: float, high: float) -> float:
    """The shortest decimal between two numbers."""
    for digits in range(12):
        candidate = round((low + high) / 2.0, digits)
        if low <= candidate <= high:
            return candidate + 0.0
    return (low + high) / 2.0


def _curve(u: Floats, slopes: Floats, doubt: Floats) -> Law | None:
    share = 1.0 / (1.0 + np.exp(-u))
    inside = bool(((u > 0.0) & (u < 1.0)).all())
    sharp = share * (1.0 - share)
    forms = [("logistic", share, np.ones_like(u)), ("least-squares", u, np.ones_like(u))]
    if inside:
        forms.append(("cross-entropy", u, u * (1.0 - u)))
    # Beyond |u| = 14 or so a sigmoid has no slope left to see anything by.
    if sharp.min() > 2.0**-20:
        twice = 1.0 / (1.0 + np.exp(-share))
        forms += [
            ("logistic of a sigmoid", twice, 1.0 / sharp),
            ("least-squares of a sigmoid", share, 1.0 / sharp),
        ]
        level = float(np.median(slopes / sharp))
        if (np.abs(slopes / sharp - level) <= doubt / sharp).all():
            return Law("linear of a sigmoid", _shortest(level, float((doubt / sharp).max())), points=len(u))
    for family, x, weight in forms:
        found = _line(x, slopes * weight, doubt * weight)
        if found is not None:
            a, target = found
            return Law(family, a, target, target, target, points=len(u))
    return None


def _line(x: Floats, y: Floats, doubt: Floats) -> tuple[float, float] | None:
    """(A, target) where y = A(x − target), fitted with the weights that the doubts ask for; None if it is no line."""
    design = np.stack([x, np.ones_like(x)], axis=1) / doubt[:, None]
    (a, b), *_ = np.linalg.lstsq(design, y / doubt, rcond=None)
    misfit = np.abs(a * x + b - y)
    if a == 0.0 or (misfit > doubt).any():
        return None
    # A line's slope and offset move by a few times the largest misfit that the doubts allow.
    blur = 4.0 * float(np.max(doubt))
    return _shortest(float(a), blur), _shortest(float(-b / a), blur / abs(a))


def _shortest(value: float, blur: float) -> float:
    """The shortest decimal within the blur."""
    digits = next((n for n in range(12) if abs(round(value, n) - value) <= blur), 12)
    return round(value, digits) + 0.0


def merge_laws(laws: list[Law]) -> Law:
    """One law for several calls: of one family, with the range of its targets; unknown if they differ."""
    laws = [law for law in laws if law.points]
    if not laws:
        return Law("unknown")
    families = {law.family for law in laws}
    if families == {"linear", "none"}:
        return Law("unknown", points=sum(law.points for law in laws))
    if families == {"hinge", "linear"} or families == {"hinge", "none"}:
        # Scores on one side of the margin only.
        laws = [law for law in laws if law.family == "hinge"]
        families = {"hinge"}
    if families == {"linear", "least-squares"}:
        return _sum(laws)
    if len(families) > 1:
        return Law("unknown", points=sum(law.points for law in laws))
    first = laws[0]
    signs = set() if first.family == "linear" else {law.factor > 0 for law in laws}
    if len(signs) > 1 or len({law.below for law in laws}) > 1:
        return Law("unknown", points=sum(law.points for law in laws))
    points = sum(law.points for law in laws)
    if first.family == "linear":
        return _level(laws, points)
    if first.family == "hinge":
        least, most = max(law.least for law in laws), min(law.most for law in laws)
        if least > most:
            return Law("unknown", points=points)
        return Law("hinge", first.factor, _roundest(least, most), least, most, first.below, points)
    least, most = min(law.least for law in laws), max(law.most for law in laws)
    middle = float(np.median([law.target for law in laws]))
    factor = float(np.median([law.factor for law in laws]))
    return Law(first.family, factor, middle, least, most, first.below, points)


def _sum(laws: list[Law]) -> Law:
    """Two terms in two calls of every update: A(u − b) and a slope L together are A(u − (b − L/A))."""
    squares, levels = ([law for law in laws if (law.family == "linear") is flat] for flat in (False, True))
    points = sum(law.points for law in laws)
    square, level = merge_laws(squares), merge_laws(levels)
    if (
        len(squares) != len(levels)
        or not square.known
        or level.family != "linear"
        or square.least != square.most
    ):
        return Law("unknown", points=points)
    target = square.target - level.factor / square.factor
    return Law(square.family, square.factor, target, target, target, points=points)


def _level(laws: list[Law], points: int) -> Law:
    """Slopes without a spread in each call: the same in all of them, or a line in the mean score of the call."""
    levels, means = np.array([law.factor for law in laws]), np.array([law.mean for law in laws])
    doubt = (ROUNDINGS * min(laws[0].epsilon, SINGLE) + 2.0 * laws[0].epsilon) * np.abs(levels).max()
    if np.ptp(levels) <= doubt:
        return Law("linear", float(np.median(levels)), points=points)
    line = _line(means, levels, np.full_like(levels, doubt)) if len(laws) > 2 else None
    if line is None:
        return Law("unknown", points=points)
    return Law("square of the mean", *line, line[1], line[1], points=points)
