"""The discriminator's side of the game: Proposition 1 and what surrounds it."""

from gancheck.claims.claim import Claim, CounterClaim, Source
from gancheck.claims.comparisons import discriminator as compare
from gancheck.claims.counterclaims import discriminator as wrong
from gancheck.claims.problems import Contest, DiscriminatorPair, GeneratedContest, Pair, Points, PriorPair
from gancheck.claims.relation import AT_MOST, EQUAL, IFF
from gancheck.theory.classification import binary_cross_entropy_estimate
from gancheck.theory.envelope import value_derivative
from gancheck.theory.optimal_discriminator import optimal_discriminator, optimal_probability, posterior
from gancheck.theory.suboptimality import suboptimality_estimate
from gancheck.theory.value import fakes_estimate

__all__ = ["CLAIMS"]

GAN = "goodfellow2014"
TUTORIAL = "goodfellow2016"

CLAIMS = (
    Claim(
        id="disc.lotus",
        title="Expectations over noise and over fakes",
        statement=r"E_{z \sim p_z}[\log(1 - D(G(z)))] = E_{x \sim p_g}[\log(1 - D(x))]",
        words="Averaging over the noise gives what averaging over the generator's law gives.",
        sources=(Source(GAN, "§4.1, the step from Eq. (1) to Eq. (3)"),),
        relation=EQUAL,
        assumptions="p_g is the law of G(z); pieces of G with slope 0 give atoms.",
        problem=GeneratedContest,
        families=("pushforward",),
        formula=fakes_estimate,
        comparison=compare.lotus,
        because="two Gauss-Legendre quadratures, one over z and one over x, with their stated errors",
        counterclaims=(
            CounterClaim(
                title="log D in the place of log(1 − D)",
                regime="wherever D is not ½ on average",
                formula=wrong.fakes_judged_as_data,
                witness=wrong.generated,
            ),
            CounterClaim(
                title="the noise density taken for the density of G(z)",
                regime="G is not the identity",
                formula=wrong.fakes_without_the_map,
                witness=wrong.generated,
            ),
        ),
    ),
    Claim(
        id="disc.bce",
        title="Training D is maximum likelihood for the labels",
        statement=r"V(D, G) = -2\,\mathrm{BCE}(D) = 2\,E[\log P_D(Y \mid x)], \quad Y \sim \mathrm{Bernoulli}(1/2)",
        words="The value of the game is minus twice the balanced binary cross-entropy of the discriminator.",
        sources=(Source(GAN, "§4.1, after Eq. (2)"), Source(TUTORIAL, "§3.2.1, Eq. (8)")),
        relation=EQUAL,
        assumptions="balanced labels",
        problem=Contest,
        families=("discrete", "gaussian", "mixture"),
        formula=binary_cross_entropy_estimate,
        comparison=compare.bce,
        because="rounding of n-term sums, and quadrature on the line",
        counterclaims=(
            CounterClaim(
                title="the factor 2 lost",
                regime="everywhere",
                formula=wrong.cross_entropy_as_a_sum,
                witness=wrong.contest,
            ),
            CounterClaim(
                title="labels swapped",
                regime="p ≠ q, or D not symmetric about ½",
                formula=wrong.cross_entropy_with_swapped_labels,
                witness=wrong.contest,
            ),
            CounterClaim(
                title="logarithm to base 2",
                regime="everywhere",
                formula=wrong.cross_entropy_in_bits,
                witness=wrong.gaussian_contest,
            ),
        ),
    ),
    Claim(
        id="disc.pointwise",
        title="The pointwise maximum",
        statement=r"\arg\max_{y \in [0,1]} \; a \log y + b \log(1 - y) = \frac{a}{a + b}",
        words="For masses a and b, not both 0, the only best answer is a/(a+b).",
        sources=(Source(GAN, "proof of Proposition 1"),),
        relation=AT_MOST,
        assumptions="a, b ≥ 0, not both 0; 0·log 0 = 0",
        problem=Points,
        families=("points",),
        formula=optimal_probability,
        comparison=compare.pointwise,
        because="rounding of two logarithms; f(y*) − f(y) ≥ 2(a+b)(y−y*)² by Pinsker's inequality for Bernoulli laws",
        counterclaims=(
            CounterClaim(
                title="labels swapped: b/(a+b)",
                regime="a ≠ b",
                formula=wrong.fake_share,
                witness=wrong.points,
            ),
            CounterClaim(
                title="odds a/b clipped to 1",
                regime="b > 0",
                formula=wrong.clipped_odds,
                witness=wrong.points,
            ),
            CounterClaim(
                title="½ at every point", regime="a ≠ b", formula=wrong.always_half, witness=wrong.points
            ),
        ),
    ),
    Claim(
        id="disc.optimum",
        title="Proposition 1: the optimal discriminator",
        statement=r"D^*(x) = \frac{p_{\mathrm{data}}(x)}{p_{\mathrm{data}}(x) + p_g(x)}",
        words="Against a fixed generator the best discriminator is the share of real mass at each point.",
        sources=(Source(GAN, "Proposition 1, Eq. (2)"), Source(TUTORIAL, "§3.2.2, Eq. (9)")),
        relation=EQUAL,
        assumptions="on supp p ∪ supp q",
        problem=Pair,
        families=("discrete", "gaussian", "mixture"),
        formula=optimal_discriminator,
        comparison=compare.optimum,
        because="rounding of the (log) densities, and the tolerance of the root finder, through dD = D(1−D) dlogit",
        counterclaims=(
            CounterClaim(
                title="labels swapped: q/(p+q)",
                regime="p ≠ q",
                formula=wrong.swapped_labels,
                witness=wrong.pair,
            ),
            CounterClaim(
                title="logit doubled: p²/(p²+q²)",
                regime="p ≠ q",
                formula=wrong.doubled_logit,
                witness=wrong.pair,
            ),
            CounterClaim(
                title="logit halved: √p/(√p+√q)",
                regime="p ≠ q",
                formula=wrong.halved_logit,
                witness=wrong.pair,
            ),
        ),
    ),
    Claim(
        id="disc.gap",
        title="The exact shortfall of any discriminator",
        statement=(
            r"V(D^*, G) - V(D, G) = \sum_x (p + q)(x) \, "
            r"\mathrm{KL}(\mathrm{Bern}(D^*(x)) \,\|\, \mathrm{Bern}(D(x))) \ge 0"
        ),
        words="What a discriminator loses against the optimum is a sum of relative entropies, so it is never negative.",
        sources=(Source(GAN, "§4.1, Eq. (2) and (4)"), Source("cover2006", "Theorem 2.5.3")),
        relation=EQUAL,
        assumptions="",
        problem=Contest,
        families=("discrete", "gaussian", "mixture"),
        formula=suboptimality_estimate,
        comparison=compare.gap,
        because="the rounding (and quadrature) of two values of V; the gap itself is a sum of nonnegative terms",
        counterclaims=(
            CounterClaim(
                title="the arguments of KL swapped",
                regime="D ≠ D*",
                formula=wrong.gap_with_swapped_arguments,
                witness=wrong.contest,
            ),
            CounterClaim(
                title="weighted by (p+q)/2",
                regime="D ≠ D*",
                formula=wrong.half_the_gap,
                witness=wrong.contest,
            ),
            CounterClaim(
                title="the fake term of V(D*) forgotten",
                regime="q > 0",
                formula=wrong.gap_without_the_best_fakes,
                witness=wrong.contest,
            ),
        ),
    ),
    Claim(
        id="disc.support",
        title="Off both supports D does not matter",
        statement=(
            r"D^*(x) \; \mathrm{undefined} \;\Leftrightarrow\; p(x) = q(x) = 0, "
            r"\quad \mathrm{and\ there}\ V \mathrm{\ ignores\ } D"
        ),
        words="Where neither law has mass, any answer is as good: the oracle says undefined, never one half.",
        sources=(Source(GAN, "proof of Proposition 1: D need not be defined outside both supports"),),
        relation=IFF,
        assumptions="",
        problem=Contest,
        families=("discrete",),
        formula=optimal_discriminator,
        comparison=compare.support,
        because="truth values; V(D) with D changed off the supports is the same sum bit for bit",
        counterclaims=(
            CounterClaim(
                title="one half off the supports",
                regime="an atom without mass",
                formula=wrong.half_off_support,
                witness=wrong.off_support,
            ),
            CounterClaim(
                title="undefined wherever q vanishes",
                regime="an atom with p > 0 = q",
                formula=wrong.undefined_without_fakes,
                witness=wrong.data_without_fakes,
            ),
        ),
    ),
    Claim(
        id="disc.bayes",
        title="D* is the posterior of the label",
        statement=(
            r"P(Y = 1 \mid x) = \frac{\pi\, p(x)}{\pi\, p(x) + (1 - \pi)\, q(x)}, "
            r"\qquad D^* = P(Y{=}1 \mid x) \mathrm{\ at\ } \pi = 1/2"
        ),
        words="With a share π of real points, Bayes' rule gives the best discriminator; swapping the laws gives 1 − D.",
        sources=(Source(GAN, "§4.1, after Eq. (2)"),),
        relation=EQUAL,
        assumptions="0 < π < 1",
        problem=PriorPair,
        families=("discrete",),
        formula=posterior,
        comparison=compare.bayes,
        because="a quotient of rounded products, and the digits that a subnormal joint mass has lost",
        counterclaims=(
            CounterClaim(
                title="the prior forgotten",
                regime="π ≠ ½",
                formula=wrong.prior_forgotten,
                witness=wrong.priors,
            ),
            CounterClaim(
                title="the prior of the other label",
                regime="π ≠ ½",
                formula=wrong.prior_swapped,
                witness=wrong.priors,
            ),
        ),
    ),
    Claim(
        id="disc.concave",
        title="V is concave in D, with slope 0 at D*",
        statement=(
            r"\lambda V(D_1) + (1{-}\lambda) V(D_2) \le V(\lambda D_1 + (1{-}\lambda) D_2), \quad "
            r"V(D_2) \le V(D_1) + \sum_x \Big(\frac{p}{D_1} - \frac{q}{1 - D_1}\Big)(D_2 - D_1)"
        ),
        words="Gradient ascent on D has one peak to climb, and its gradient p/D − q/(1−D) vanishes only there.",
        sources=(Source(GAN, "§4.2, proof of Proposition 2"),),
        relation=AT_MOST,
        assumptions="0 < D < 1",
        problem=DiscriminatorPair,
        families=("discrete",),
        formula=value_derivative,
        comparison=compare.concave,
        because="rounding of n-term sums of logarithms, with their sensitivity to the rounding of D",
        counterclaims=(
            CounterClaim(
                title="sign of the fake term lost",
                regime="q > 0",
                formula=wrong.slope_with_plus,
                witness=wrong.two_discriminators,
            ),
            CounterClaim(
                title="labels swapped in the derivative",
                regime="p ≠ q",
                formula=wrong.slope_with_swapped_labels,
                witness=wrong.two_discriminators,
            ),
            CounterClaim(
                title="gradient with respect to the logit passed off as the one in D",
                regime="D not degenerate",
                formula=wrong.slope_in_the_logit,
                witness=wrong.a_step_towards_the_optimum,
            ),
        ),
    ),
    Claim(
        id="disc.equilibrium",
        title="D* is blind exactly at the equilibrium",
        statement=r"p = q \;\Leftrightarrow\; D^* \equiv \frac{1}{2} \mathrm{\ on\ the\ support}",
        words="The best discriminator answers one half everywhere if and only if the generator's law is the data law.",
        sources=(Source(GAN, "§4.1, Theorem 1; Figure 1(d)"),),
        relation=IFF,
        assumptions="",
        problem=Pair,
        families=("discrete",),
        formula=optimal_discriminator,
        comparison=compare.equilibrium,
        because="truth values: log1p((p−q)/q) is 0 in floating point only where p = q",
        counterclaims=(
            CounterClaim(
                title="blind to differences below 1 %",
                regime="0 < |log p/q| < 0.01",
                formula=wrong.blind_to_small_differences,
                witness=wrong.nearly_equal,
            ),
            CounterClaim(
                title="D* biased by the constant of a prior",
                regime="p = q",
                formula=wrong.biased_logit,
                witness=wrong.equal,
            ),
        ),
    ),
)
