"""The generator's side of the game: the criterion C(G), Theorem 1 and descent on it."""

from gancheck.claims.claim import Claim, CounterClaim, Source
from gancheck.claims.comparisons import generator as compare
from gancheck.claims.counterclaims import generator as wrong
from gancheck.claims.problems import Contest, Descent, Mixing, Pair
from gancheck.claims.relation import AT_MOST, EQUAL
from gancheck.divergences.jensen_shannon import jsd_deficit_estimate
from gancheck.theory.classification import jsd_lower_bound_estimate
from gancheck.theory.criterion import criterion_estimate, optimal_value_estimate
from gancheck.theory.envelope import criterion_derivative, generator_gradient
from gancheck.theory.mirror_descent import mirror_descent_step
from gancheck.theory.value import value_estimate

__all__ = ["CLAIMS"]

GAN = "goodfellow2014"

CLAIMS = (
    Claim(
        id="gen.criterion",
        title="The criterion is the value at the optimal discriminator",
        statement=(
            r"C(G) = \max_D V(D, G) = E_{p}\Big[\log \frac{p}{p + q}\Big] + E_{q}\Big[\log \frac{q}{p + q}\Big]"
        ),
        words="The best value that any discriminator reaches is the one of D*, in closed form.",
        sources=(Source(GAN, "Eq. (4)"),),
        relation=EQUAL,
        assumptions="",
        problem=Pair,
        families=("discrete", "gaussian", "mixture"),
        formula=optimal_value_estimate,
        comparison=compare.criterion,
        because="rounding of n-term sums and quadrature; an error ε of the maximiser costs ε²/8",
        counterclaims=(
            CounterClaim(
                title="the oracle with swapped labels",
                regime="p ≠ q",
                formula=wrong.value_with_swapped_oracle,
                witness=wrong.pair,
            ),
            CounterClaim(
                title="the mean of the two expectations",
                regime="C(G) ≠ 0",
                formula=wrong.value_averaged,
                witness=wrong.gaussian_pair,
            ),
        ),
    ),
    Claim(
        id="gen.jsd",
        title="The criterion is a Jensen-Shannon divergence",
        statement=(
            r"C(G) = -\log 4 + \mathrm{KL}\Big(p \,\Big\|\, \frac{p+q}{2}\Big) "
            r"+ \mathrm{KL}\Big(q \,\Big\|\, \frac{p+q}{2}\Big) = -\log 4 + 2\,\mathrm{JSD}(p \,\|\, q)"
        ),
        words="Against the best discriminator the generator minimises the Jensen-Shannon divergence to the data law.",
        sources=(Source(GAN, "Theorem 1, Eq. (5) and (6)"), Source("lin1991", "§III")),
        relation=EQUAL,
        assumptions="",
        problem=Pair,
        families=("discrete", "gaussian", "mixture"),
        formula=criterion_estimate,
        comparison=compare.jensen_shannon,
        because="the stated errors of three divergences, and the rounding of log 4 and of the midpoint law",
        counterclaims=(
            CounterClaim(
                title="+log 4",
                regime="everywhere",
                formula=wrong.criterion_with_plus_log_4,
                witness=wrong.pair,
            ),
            CounterClaim(
                title="one JSD instead of two",
                regime="p ≠ q",
                formula=wrong.criterion_with_one_jsd,
                witness=wrong.pair,
            ),
            CounterClaim(
                title="−log 2 for −log 4",
                regime="everywhere",
                formula=wrong.criterion_with_log_2,
                witness=wrong.equal_pair,
            ),
            CounterClaim(
                title="KL(p‖q) for 2·JSD",
                regime="p ≠ q",
                formula=wrong.criterion_with_kl,
                witness=wrong.gaussian_pair,
            ),
        ),
    ),
    Claim(
        id="gen.bounds",
        title="The range of the criterion",
        statement=(
            r"-\log 4 \le C(G) \le 0, \quad \log 2 \cdot \int \min(p, q) \le \log 2 - \mathrm{JSD} "
            r"\le \mathrm{H_b}\Big(\frac{1}{2} \int \min(p, q)\Big)"
        ),
        words="C(G) runs from −log 4 at equality to 0 exactly at mutually singular laws, and never beyond.",
        sources=(Source(GAN, "Theorem 1"), Source("lin1991", "Theorem 4")),
        relation=AT_MOST,
        assumptions="",
        problem=Pair,
        families=("discrete", "gaussian", "mixture"),
        formula=jsd_deficit_estimate,
        comparison=compare.bounds,
        because="the stated error of the divergence; the deficit is a sum of positive terms, so its error is relative",
        counterclaims=(
            CounterClaim(
                title="the deficit by subtraction",
                regime="supports almost disjoint",
                formula=wrong.deficit_by_subtraction,
                witness=wrong.nearly_disjoint,
            ),
            CounterClaim(
                title="the deficit doubled",
                regime="everywhere",
                formula=wrong.deficit_doubled,
                witness=wrong.pair,
            ),
        ),
    ),
    Claim(
        id="gen.global-minimum",
        title="Theorem 1: the global minimum",
        statement=(
            r"C(G) = -\log 4 \;\Leftrightarrow\; p_g = p_{\mathrm{data}}: \quad "
            r"\max\Big(\log 2 - \mathrm{H_b}\Big(\frac{1 - \mathrm{TV}}{2}\Big), \frac{\mathrm{TV}^2}{2}\Big) "
            r"\le \frac{C(G) + \log 4}{2} \le \log 2 \cdot \mathrm{TV}"
        ),
        words="The criterion is smallest, with value −log 4, at p_g = p_data and nowhere else.",
        sources=(Source(GAN, "Theorem 1"), Source("lin1991", "Theorem 3"), Source("topsoe2000", "Theorem 5")),
        relation=AT_MOST,
        assumptions="",
        problem=Pair,
        families=("discrete", "gaussian", "mixture"),
        formula=criterion_estimate,
        comparison=compare.global_minimum,
        because="the stated errors of C and of TV, the latter seen through the concave binary entropy",
        counterclaims=(
            CounterClaim(
                title="the minimum at +log 4",
                regime="everywhere",
                formula=wrong.criterion_with_plus_log_4,
                witness=wrong.equal_pair,
            ),
            CounterClaim(
                title="the minimum at −log 2",
                regime="p near q",
                formula=wrong.criterion_with_log_2,
                witness=wrong.equal_pair,
            ),
            CounterClaim(
                title="KL(p‖q) for 2·JSD",
                regime="p far from q",
                formula=wrong.criterion_with_kl,
                witness=wrong.nearly_disjoint,
            ),
        ),
    ),
    Claim(
        id="gen.lower-bound",
        title="Every discriminator certifies a divergence",
        statement=r"\mathrm{JSD}(p \,\|\, q) \ge \frac{V(D, G) + \log 4}{2}, \mathrm{\ with\ equality\ at\ } D^*",
        words="Half of V + log 4 never exceeds the JSD, whatever D; at D* it is the JSD.",
        sources=(Source(GAN, "Eq. (4) and (6)"), Source("nowozin2016", "Eq. (4)")),
        relation=AT_MOST,
        assumptions="",
        problem=Contest,
        families=("discrete", "gaussian", "mixture"),
        formula=jsd_lower_bound_estimate,
        comparison=compare.lower_bound,
        because="the stated errors of V and of the JSD",
        counterclaims=(
            CounterClaim(
                title="log 4 forgotten",
                regime="everywhere",
                formula=wrong.bound_without_the_constant,
                witness=wrong.contest,
            ),
            CounterClaim(
                title="the half forgotten",
                regime="V(D, G) > −log 4",
                formula=wrong.bound_without_the_half,
                witness=wrong.contest,
            ),
        ),
    ),
    Claim(
        id="gen.minimax",
        title="The saddle point of the game",
        statement=(
            r"V(D, p_{\mathrm{data}}) \le -\log 4 = V(1/2, q) \le \max_D V(D, q), \quad "
            r"\min_G \max_D V(D, G) = -\log 4"
        ),
        words="At q = p and D ≡ ½ neither player gains by moving alone.",
        sources=(Source(GAN, "Eq. (1), Theorem 1"),),
        relation=AT_MOST,
        assumptions="",
        problem=Contest,
        families=("discrete", "gaussian", "mixture"),
        formula=value_estimate,
        comparison=compare.minimax,
        because="the stated error of V, and the mass by which rounded laws miss 1",
        counterclaims=(
            CounterClaim(
                title="the mean over the labels",
                regime="everywhere",
                formula=wrong.value_per_label,
                witness=wrong.contest,
            ),
            CounterClaim(
                title="the non-saturating objective for the game's",
                regime="D tends to answer real",
                formula=wrong.value_of_the_non_saturating_game,
                witness=wrong.contest,
            ),
        ),
    ),
    Claim(
        id="gen.convex",
        title="The criterion is convex in the generator's law",
        statement=(
            r"0 \le C(q') - C(q) - \sum_x \log(1 - D^*(x)) \, (q' - q)(x) \le \mathrm{KL}(q' \,\|\, q)"
        ),
        words="C is a supremum of linear functions of q; its slope at q is log(1 − D*), D* held fixed.",
        sources=(Source(GAN, "Proposition 2"), Source("danskin1967", "Theorem I")),
        relation=AT_MOST,
        assumptions="q has mass on every atom of p",
        problem=Mixing,
        families=("discrete",),
        formula=criterion_derivative,
        comparison=compare.convex,
        because="rounding of n-term sums; C(q′) − C(q) − ⟨∇C, q′−q⟩ = KL(q′‖q) − KL(p+q′‖p+q)",
        counterclaims=(
            CounterClaim(
                title="log D* for log(1 − D*)",
                regime="p ≠ q",
                formula=wrong.derivative_for_data,
                witness=wrong.mixing,
            ),
            CounterClaim(
                title="the slope of one JSD",
                regime="p ≠ q",
                formula=wrong.derivative_halved,
                witness=wrong.mixing_back,
            ),
            CounterClaim(
                title="sign lost",
                regime="p ≠ q",
                formula=wrong.derivative_with_wrong_sign,
                witness=wrong.mixing_back,
            ),
        ),
    ),
    Claim(
        id="gen.descent",
        title="Proposition 2: descent on the law converges",
        statement=(
            r"q_{t+1}(x) \propto q_t(x)\, (1 - D^*_t(x))^{-\eta},\ \eta \le 1 \;\Rightarrow\; C(q_{t+1}) \le C(q_t), "
            r"\quad 2\,\mathrm{JSD}(p \,\|\, q_T) \le \frac{\mathrm{KL}(p \,\|\, q_0)}{\eta\, T}"
        ),
        words="With D at its optimum before each step, small steps on the generator's law end at the data law.",
        sources=(Source(GAN, "Proposition 2"), Source("beck2003", "§4"), Source("lu2018", "Theorem 3.1")),
        relation=AT_MOST,
        assumptions="an interior start; 0 < η ≤ 1",
        problem=Descent,
        families=("discrete",),
        formula=mirror_descent_step,
        comparison=compare.descent,
        because="the stated error of the JSD, and the rounding of q felt through ∂JSD/∂q",
        counterclaims=(
            CounterClaim(title="uphill", regime="p ≠ q", formula=wrong.step_uphill, witness=wrong.start),
            CounterClaim(
                title="steps half as long again",
                regime="η near 1, an atom that q almost misses",
                formula=wrong.step_too_long,
                witness=wrong.start,
            ),
            CounterClaim(
                title="log D* followed",
                regime="p ≠ q",
                formula=wrong.step_along_log_d,
                witness=wrong.start,
            ),
        ),
    ),
    Claim(
        id="gen.parametric",
        title="The generator's gradient against a frozen optimum",
        statement=(
            r"\nabla_\theta E_z[\log(1 - D(G_\theta(z)))] \Big|_{D = D^*_\theta} "
            r"= \nabla_\theta C(G_\theta) = 2 \nabla_\theta \mathrm{JSD}"
        ),
        words="With D frozen at its optimum, Algorithm 1's generator step descends 2·JSD.",
        sources=(Source(GAN, "Algorithm 1, Proposition 2"), Source("arjovsky2017towards", "Theorem 2.5")),
        relation=EQUAL,
        assumptions="D held fixed while G is differentiated",
        problem=Pair,
        families=("discrete", "gaussian"),
        formula=generator_gradient,
        comparison=compare.parametric,
        because="quadrature of the gradient; the differences' h² error as measured, and the JSD's error over the step",
        counterclaims=(
            CounterClaim(
                title="D*(θ) differentiated as well",
                regime="p ≠ q",
                formula=wrong.gradient_through_the_oracle,
                witness=wrong.gaussian_pair,
            ),
            CounterClaim(
                title="the gradient of one JSD",
                regime="p ≠ q",
                formula=wrong.gradient_of_one_jsd,
                witness=wrong.pair,
            ),
            CounterClaim(title="uphill", regime="p ≠ q", formula=wrong.gradient_uphill, witness=wrong.pair),
        ),
    ),
)
