"""The terms of the divergences, atom by atom, against their definitions in balls of 1200 bits.

Each is computed from masses and from their logarithms, in branches that join where nothing cancels, and each comes with
what a relative error of either mass is multiplied with.
"""

from collections.abc import Callable
from math import inf

import numpy as np
import pytest
import torch
from flint import arb
from hypothesis import example, given
from hypothesis import strategies as st

from gancheck.certified.precision import working_precision
from gancheck.divergences.alpha import AlphaKernel
from gancheck.divergences.chi_squared import PEARSON
from gancheck.divergences.jensen_shannon import JSD, OVERLAP
from gancheck.divergences.kullback_leibler import KL
from gancheck.divergences.pointwise import Pointwise, doubt
from gancheck.divergences.squared_hellinger import HELLINGER
from gancheck.divergences.total_variation import TOTAL_VARIATION
from gancheck.divergences.vincze_le_cam import VINCZE_LE_CAM
from gancheck.numerics.estimate import UNIT_ROUNDOFF, rounded
from gancheck.strategies.profiles import current_profile

BITS = 1200
STEP = arb(2) ** -300
Term = Callable[[arb, arb], arb]


def _alpha(order: float, excess: float) -> Term:
    return lambda p, q: (p * ((arb(excess) * (p / q).log()).exp() - 1) / arb(excess) - p + q) / arb(order)


def _half(x: arb) -> arb:
    return x / 2


TERMS: dict[str, tuple[Pointwise, Term, tuple[float, float]]] = {
    "KL": (KL, lambda p, q: p * (p / q).log() - p + q, (inf, 1.0)),
    "JSD": (
        JSD,
        lambda p, q: _half(p * (2 * p / (p + q)).log() + q * (2 * q / (p + q)).log()),
        (np.log(2.0) / 2.0, np.log(2.0) / 2.0),
    ),
    "overlap": (OVERLAP, lambda p, q: _half(p * (1 + q / p).log() + q * (1 + p / q).log()), (0.0, 0.0)),
    "Pearson": (PEARSON, lambda p, q: (p - q) * (p - q) / q, (inf, 1.0)),
    "Hellinger": (HELLINGER, lambda p, q: _half((p.sqrt() - q.sqrt()) * (p.sqrt() - q.sqrt())), (0.5, 0.5)),
    "total variation": (TOTAL_VARIATION, lambda p, q: _half(abs(p - q)), (0.5, 0.5)),
    "Vincze-Le Cam": (VINCZE_LE_CAM, lambda p, q: (p - q) * (p - q) / (p + q), (1.0, 1.0)),
    "alpha 1/2": (AlphaKernel(0.5, -0.5).pointwise, _alpha(0.5, -0.5), (2.0, 2.0)),
    "alpha 3/2": (AlphaKernel(1.5, 0.5).pointwise, _alpha(1.5, 0.5), (inf, 1.0 / 1.5)),
    "alpha near 1": (
        AlphaKernel(1.0 + 2.0**-20, 2.0**-20).pointwise,
        _alpha(1.0 + 2.0**-20, 2.0**-20),
        (inf, 1.0 / (1.0 + 2.0**-20)),
    ),
}
"""Kernel, definition, and what is left of a mass of 1 where the other is 0: of p alone, and of q alone."""

ROUNDINGS = 72.0
"""A term's own error in roundings: 16, and 56 more for an alpha-divergence; underflow is counted as `rounded` does."""
SHARP = 8.0
"""How many times too large a sensitivity may be, the term itself included."""

LOG_MASSES = st.floats(-200.0, 0.0)
LOG_RATIOS = st.one_of(
    st.floats(-100.0, 100.0),
    st.floats(-4.0, 4.0),
    st.floats(-1e-3, 1e-3),
    st.sampled_from([0.0, 0.5, 2.0, 3.0]),
)
EACH = pytest.mark.parametrize("name", TERMS)


def size(ball: arb) -> float:
    """The middle of a ball."""
    return float(ball.mid())


@EACH
@current_profile()
@given(log_p=LOG_MASSES, ell=LOG_RATIOS)
@example(log_p=0.0, ell=1.6457430878390548e-161)  # whose square is subnormal
def test_a_term_is_its_definition_on_masses_and_on_logarithms(name: str, log_p: float, ell: float) -> None:
    """Within the roundings that a sum of them counts, and within what the rounding of logarithms does to it."""
    kernel, definition, _ = TERMS[name]
    masses = np.exp(log_p), np.exp(log_p - ell)
    logs = np.array([log_p]), np.array([log_p - ell])
    with working_precision(BITS):
        truth = size(definition(*(arb(float(mass)) for mass in masses)))
        on_logs = size(definition(*(arb(float(log[0])).exp() for log in logs)))
    found = kernel.masses(*(np.array([mass]) for mass in masses))[0]
    on_masses, on_logarithms = (float(rounded(np.array(term), ROUNDINGS).error) for term in (truth, on_logs))
    assert abs(found - truth) <= on_masses
    value, slack = kernel.logarithms(*logs)[0], doubt(*logs, kernel)[0]
    assert abs(value - on_logs) <= on_logarithms + slack
    tensors = [torch.tensor(log, dtype=torch.float64) for log in logs]
    assert abs(kernel.logarithms(*tensors).item() - on_logs) <= on_logarithms + slack
    on_tensors = kernel.masses(*(torch.tensor([mass], dtype=torch.float64) for mass in masses)).item()
    assert abs(on_tensors - truth) <= on_masses


@EACH
@current_profile()
@given(log_p=LOG_MASSES, ell=LOG_RATIOS)
def test_a_sensitivity_bounds_what_a_relative_error_does_and_not_by_much(
    name: str, log_p: float, ell: float
) -> None:
    """It is at least |p ∂F/∂p| and |q ∂F/∂q|, by differences in balls, and of their order or that of F."""
    kernel, definition, _ = TERMS[name]
    log_q = log_p - ell
    stated = [float(side[0]) for side in kernel.sensitivity(np.array([log_p]), np.array([log_q]))]
    with working_precision(BITS):
        p, q = arb(log_p).exp(), arb(log_q).exp()
        slopes = (
            (definition(p * (1 + STEP), q) - definition(p * (1 - STEP), q)) / (2 * STEP),
            (definition(p, q * (1 + STEP)) - definition(p, q * (1 - STEP))) / (2 * STEP),
        )
        true = [abs(size(slope)) for slope in slopes]
        if name == "total variation":  # a kink at p = q, whose slopes are those of either side
            true = [size(p) / 2, size(q) / 2]
        term = size(definition(p, q))
    # The sensitivity is rounded itself, by as much of the logarithms as their exponentials feel.
    relative = 8.0 * UNIT_ROUNDOFF * (8.0 + abs(log_p) + abs(log_q))
    blur = relative * (np.exp(log_p) + np.exp(log_q))
    for side, least in zip(stated, true, strict=True):
        assert side >= least * (1.0 - relative) - blur - relative * term
        assert side <= SHARP * (least + term) * (1.0 + relative) + blur


@EACH
@current_profile()
@given(log_mass=LOG_MASSES)
def test_a_mass_alone_leaves_its_share(name: str, log_mass: float) -> None:
    """Where one law has no mass the term is the other's mass times a constant, or infinite; of two zeros it is 0."""
    kernel, _, alone = TERMS[name]
    mass, nothing = np.array([np.exp(log_mass)]), np.zeros(1)
    for pair, share in (((mass, nothing), alone[0]), ((nothing, mass), alone[1])):
        expected = share * mass[0]
        found = kernel.masses(*pair)[0]
        assert found == expected or abs(found - expected) <= 8.0 * UNIT_ROUNDOFF * mass[0]
        with np.errstate(divide="ignore"):
            logs = [np.log(each) for each in pair]
        value = kernel.logarithms(*logs)[0]
        assert (
            value == expected
            or abs(value - expected) <= (64.0 + 8.0 * abs(log_mass)) * UNIT_ROUNDOFF * mass[0]
        )
        assert doubt(*logs, kernel)[0] >= 0.0
        if share < inf:
            assert doubt(*logs, kernel)[0] <= 64.0 * UNIT_ROUNDOFF * (4.0 + abs(log_mass)) * mass[0]
    assert kernel.masses(nothing, nothing)[0] == 0.0
    assert kernel.logarithms(np.array([-inf]), np.array([-inf]))[0] == 0.0
    assert doubt(np.array([-inf]), np.array([-inf]), kernel)[0] == 0.0
