"""Critics: Wasserstein's distance and gradient penalties."""

from gancheck.claims.claim import Claim, CounterClaim, Source
from gancheck.claims.comparisons import critics as compare
from gancheck.claims.counterclaims import critics as wrong
from gancheck.claims.critic_games import LipschitzPair, PenalisedCritic
from gancheck.claims.relation import AT_MOST, EQUAL
from gancheck.divergences.wasserstein import wasserstein_estimate
from gancheck.theory.penalties import penalties

__all__ = ["CLAIMS"]

CLAIMS = (
    Claim(
        id="loss.wasserstein",
        title="A 1-Lipschitz critic's value is at most W1",
        statement=(
            r"E_p[c] - E_q[c] \le W_1(p, q) = \int |F_p - F_q|\, dx = \int_0^1 |F_p^{-1}(u) - F_q^{-1}(u)|\, du "
            r"\quad (|c(x) - c(y)| \le |x - y|)"
        ),
        words=(
            "On the line the Wasserstein distance is the area between the distribution functions and the mean "
            "distance of the quantiles, and no 1-Lipschitz critic's value exceeds it."
        ),
        sources=(Source("arjovsky2017wasserstein", "Eqs. (1) and (2)"), Source("vallender1974", "Theorem")),
        relation=AT_MOST,
        assumptions="laws on the line with finite means; the critic is linear on either side of one point",
        problem=LipschitzPair,
        families=("discrete", "gaussian"),
        formula=wasserstein_estimate,
        comparison=compare.wasserstein_and_its_dual,
        because="rounding; mass that misses 1 by e moves each side by e times the reach of the atoms; quadrature",
        counterclaims=(
            CounterClaim(
                title="the absolute value outside the integral",
                regime="distribution functions that cross",
                formula=wrong.difference_of_means,
                witness=wrong.apart,
            ),
            CounterClaim(
                title="W2 for W1",
                regime="transports of unequal lengths",
                formula=wrong.second_order,
                witness=wrong.two_normal_laws,
            ),
            CounterClaim(
                title="total variation",
                regime="W1 ≠ TV",
                formula=wrong.blind_to_distance,
                witness=wrong.apart,
            ),
            CounterClaim(
                title="halved like total variation",
                regime="p ≠ q",
                formula=wrong.halved,
                witness=wrong.two_normal_laws,
            ),
            CounterClaim(
                title="squared",
                regime="W1 ∉ {0, 1}",
                formula=wrong.not_rooted,
                witness=wrong.apart,
            ),
        ),
    ),
    Claim(
        id="loss.penalty",
        title="Gradient penalties on a critic whose gradient is known",
        statement=(
            r"D(x) = w \cdot x + \tfrac a2 \|x\|^2: \quad E(\|w + a \hat x\| - 1)^2, \quad "
            r"\tfrac\gamma2 E_p\|w + a x\|^2, \quad \tfrac\gamma2 E_q\|w + a y\|^2, \quad E\|w + a \hat x\|^2, \quad "
            r"\hat x_i = \varepsilon_i x_i + (1 - \varepsilon_i) y_i"
        ),
        words=(
            "WGAN-GP, R1, R2 and the zero-centred penalty are means over samples of a norm over all coordinates of "
            "one sample's gradient; on a linear critic they are (‖w‖ − 1)², γ‖w‖²/2 twice, and ‖w‖²."
        ),
        sources=(
            Source("gulrajani2017", "Eq. (3)"),
            Source("mescheder2018", "Eqs. (9) and (10)"),
            Source("thanh-tung2019", "§5"),
        ),
        relation=EQUAL,
        assumptions="",
        problem=PenalisedCritic,
        families=("linear", "quadratic"),
        formula=penalties,
        comparison=compare.penalties_of_a_quadratic,
        because="roundings counted through the gradient, its norm and the mean, on both sides",
        counterclaims=(
            CounterClaim(
                title="the norm not rooted",
                regime="‖∇D‖ ∉ {0, 1}",
                formula=wrong.without_the_root,
                witness=wrong.linear,
            ),
            CounterClaim(
                title="one norm over the batch",
                regime="more than one sample",
                formula=wrong.norm_over_the_batch,
                witness=wrong.linear,
            ),
            CounterClaim(
                title="the ½ of R1 and R2 lost",
                regime="∇D ≠ 0",
                formula=wrong.without_the_half,
                witness=wrong.linear,
            ),
            CounterClaim(
                title="the mean over coordinates for their sum",
                regime="d > 1",
                formula=wrong.mean_over_coordinates,
                witness=wrong.linear,
            ),
            CounterClaim(
                title="one ε for the whole batch",
                regime="a ≠ 0, unequal ε",
                formula=wrong.one_share_a_batch,
                witness=wrong.quadratic,
            ),
            CounterClaim(
                title="R1 on the fakes",
                regime="a ≠ 0",
                formula=wrong.r1_on_the_fakes,
                witness=wrong.quadratic,
            ),
        ),
    ),
)
