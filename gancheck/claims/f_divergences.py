"""The f-divergence family: its members by definition, and Fenchel's bound."""

from gancheck.claims.claim import Claim, CounterClaim, Source
from gancheck.claims.comparisons import f_divergences as compare
from gancheck.claims.counterclaims import f_divergences as wrong
from gancheck.claims.family import CriticPair, OrderedPair
from gancheck.claims.relation import AT_MOST, EQUAL
from gancheck.divergences.f_divergence import f_divergence_estimate
from gancheck.theory.variational_bound import variational_bound_estimate

__all__ = ["CLAIMS"]

CLAIMS: tuple[Claim, ...] = (
    Claim(
        id="div.f",
        title="The f-divergences by their definition",
        statement=(
            r"D_f(p \,\|\, q) = \sum_{q > 0} q\, f\Big(\frac{p}{q}\Big) + f'(\infty) \sum_{q = 0} p, \quad "
            r"D_f(p \,\|\, p) = f(1), \quad D_{1/2} = 4 H^2, \; D_2 = \frac{1}{2} \chi^2, \; "
            r"D_1 = \mathrm{KL}(p \,\|\, q), \; D_0 = \mathrm{KL}(q \,\|\, p)"
        ),
        words=(
            "KL, reverse KL, JSD, the game's value, Pearson, Neyman, Hellinger, total variation, Vincze–Le Cam and the "
            "alpha family are sums of q f(p/q), and agree with each other where they meet."
        ),
        sources=(
            Source("nowozin2016", "Eq. (1) and Table 1"),
            Source("liese2006", "§II"),
            Source("cichocki2010", "§2"),
        ),
        relation=EQUAL,
        assumptions=(
            "masses are 0 or have ratios that float64 holds; Gaussian scales on the line are within a factor e^½; "
            "in several dimensions JSD, Vincze–Le Cam and the pins alone"
        ),
        problem=OrderedPair,
        families=("discrete", "gaussian", "multivariate-gaussian"),
        formula=f_divergence_estimate,
        comparison=compare.family,
        because="rounding of n-term sums and of log densities, quadrature, the closed forms' own bounds, mass defects",
        counterclaims=(
            CounterClaim(
                title="p and q exchanged",
                regime="p ≠ q, an asymmetric member",
                formula=wrong.with_swapped_laws,
                witness=wrong.gaussians,
            ),
            CounterClaim(
                title="Nowozin's Jensen-Shannon, which is twice ours",
                regime="p ≠ q",
                formula=wrong.with_the_jsd_of_nowozin,
                witness=wrong.pair,
            ),
            CounterClaim(
                title="the offset −log 4 forgotten",
                regime="everywhere",
                formula=wrong.with_the_offset_forgotten,
                witness=wrong.gaussians,
            ),
            CounterClaim(
                title="half of Vincze–Le Cam",
                regime="p ≠ q",
                formula=wrong.with_half_of_vincze_le_cam,
                witness=wrong.gaussians,
            ),
            CounterClaim(
                title="Amari's order for α",
                regime="p ≠ q, α ≠ 1/3",
                formula=wrong.with_the_order_of_amari,
                witness=wrong.pair,
            ),
            CounterClaim(
                title="mass where q = 0 dropped",
                regime="discrete laws, p has mass where q has none",
                formula=wrong.without_the_mass_where_q_is_zero,
                witness=wrong.overlapping,
            ),
        ),
    ),
    Claim(
        id="div.fenchel",
        title="Every critic certifies a divergence",
        statement=(
            r"D_f(p \,\|\, q) \ge E_{p}[T] - E_{q}[f^*(T)], "
            r"\mathrm{\ with\ equality\ at\ } T = f'\Big(\frac{p}{q}\Big), \quad f^{**} = f"
        ),
        words="The variational value of no critic exceeds the divergence, and T = f'(p/q) reaches it.",
        sources=(Source("nowozin2016", "Eq. (4) to (6), Tables 2 and 6"),),
        relation=AT_MOST,
        assumptions="discrete laws with mass on every atom, so that f'(p/q) is finite",
        problem=CriticPair,
        families=("discrete",),
        formula=variational_bound_estimate,
        comparison=compare.fenchel,
        because="rounding of n-term sums, of f* through its slope, of T = f'(p/q) at its best; mass defects",
        counterclaims=(
            CounterClaim(
                title="p and q exchanged",
                regime="p ≠ q",
                formula=wrong.bound_with_swapped_laws,
                witness=wrong.critics,
            ),
            CounterClaim(
                title="the conjugate of the shifted KL",
                regime="everywhere",
                formula=wrong.bound_with_a_conjugate_of_another_member,
                witness=wrong.equal_critics,
            ),
            CounterClaim(
                title="the conjugate of Nowozin's Jensen-Shannon",
                regime="p ≠ q",
                formula=wrong.bound_with_the_conjugate_of_nowozins_jsd,
                witness=wrong.critics,
            ),
            CounterClaim(
                title="total variation's conjugate without its floor",
                regime="T below −½",
                formula=wrong.bound_without_the_floor_of_total_variation,
                witness=wrong.critics,
            ),
            CounterClaim(
                title="the offset −log 4 forgotten",
                regime="everywhere",
                formula=wrong.bound_with_the_offset_forgotten,
                witness=wrong.critics,
            ),
        ),
    ),
)
