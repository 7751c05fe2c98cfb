"""Derivations of the claims on likelihood and KL."""

from fractions import Fraction

from sympy import Rational, log

from gancheck.checks.exact import drawing, normal
from gancheck.checks.exact.derivation import Derivation
from gancheck.checks.exact.laws import cross_entropy, in_bits, jsd, kl
from gancheck.checks.exact.steps import likelihood as steps
from gancheck.claims.rational_problems import RationalMap, RationalSample

__all__ = ["ABSENT", "DERIVATIONS"]

EXACT_SUMS = "exact sums of logarithms"

TWO_VALUES = RationalSample(
    (2, 1), tuple((Fraction(a, 100), Fraction(100 - a, 100)) for a in (99, 66, 50, 34))
)
"""A model that bets on one value has the greater sum and the smaller product."""

TWO_MODES = RationalSample(
    (27, 1, 22),
    (
        (Fraction(24, 25), Fraction(1, 50), Fraction(1, 50)),
        (Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)),
        (Fraction(1, 50), Fraction(1, 50), Fraction(24, 25)),
    ),
)
"""A model that covers both modes and models of one of them disagree about KL's direction."""

RARE_VALUE = RationalSample(
    (147, 98, 5),
    (
        (Fraction(6, 10) - Fraction(1, 10**9), Fraction(4, 10), Fraction(1, 10**9)),
        (Fraction(7, 20), Fraction(8, 20), Fraction(5, 20)),
    ),
)
"""A model that all but excludes a value seen in one sample of fifty: dear to KL, cheap to JSD."""

FOLD = RationalMap(
    (Fraction(1, 2), Fraction(1, 2)),
    (Fraction(1, 3), Fraction(2, 3)),
    (Fraction(2), Fraction(0), Fraction(4)),
)
"""Two preimages, with slopes of unequal size."""

DERIVATIONS: tuple[Derivation, ...] = (
    Derivation(
        claim="mle.log-likelihood",
        method=f"products as exact fractions, and {EXACT_SUMS}, whose order is decided by balls of growing precision",
        formula=steps.sum_of_logarithms,
        steps=steps.log_likelihood,
        wrong={
            "the logarithm of the sum": steps.log_of_sum,
            "every distinct value counted once": lambda model, counts: steps.sum_of_logarithms(
                model, tuple(min(c, 1) for c in counts)
            ),
        },
        unseen={
            "the logarithm of the product": "in exact arithmetic no product underflows, and its logarithm is the sum"
        },
        family="rational",
        problems=drawing.samples,
        witnesses=(TWO_VALUES,),
    ),
    Derivation(
        claim="mle.kl-identity",
        method=f"all terms on rational laws as {EXACT_SUMS}",
        formula=steps.mean_nll,
        steps=steps.kl_identity,
        wrong={
            "logarithm to base 2": lambda model, counts: in_bits(steps.mean_nll(model, counts)),
            "the sum in the place of the mean": lambda model, counts: -steps.sum_of_logarithms(model, counts),
            "expectation under the model": lambda model, counts: cross_entropy(
                model, steps.frequencies(counts)
            ),
        },
        family="rational",
        problems=drawing.samples,
    ),
    Derivation(
        claim="mle.kl-identity",
        method="Gaussian populations and models in symbols, with moments that are integrated",
        formula=normal.cross_entropy,
        steps=steps.kl_identity_of_densities,
        wrong={
            "logarithm to base 2": lambda m, v, mu, s: normal.cross_entropy(m, v, mu, s) / log(2),
            "expectation under the model": lambda m, v, mu, s: normal.cross_entropy(mu, s, m, v),
        },
        unseen={"the sum in the place of the mean": "a population has no number of samples to multiply by"},
    ),
    Derivation(
        claim="mle.kl-argmin",
        method=f"the likeliest and the nearest models of finite families, compared as {EXACT_SUMS}",
        formula=kl,
        steps=steps.kl_argmin,
        wrong={
            "KL's arguments swapped": lambda seen, model: kl(model, seen),
            "JSD in the place of KL": jsd,
        },
        family="rational",
        problems=drawing.samples,
        witnesses=(TWO_MODES, RARE_VALUE),
    ),
    Derivation(
        claim="mle.gradient",
        method="partial derivatives in symbols, for a softmax on three values and a Gaussian model of any population",
        formula=steps.gradients,
        steps=steps.gradient,
        wrong={
            "the sign of ascent": lambda *arguments: tuple(-x for x in steps.gradients(*arguments)),
            "the normalising constant held constant": steps.gradient_without_normaliser,
            "logarithm to base 2": lambda *arguments: tuple(x / log(2) for x in steps.gradients(*arguments)),
        },
    ),
    Derivation(
        claim="mle.closed-form",
        method="Lagrange's condition and the score equations in symbols, for counts of three values and samples of "
        "three numbers, with the second derivatives and the excess likelihood",
        formula=steps.estimates,
        steps=steps.closed_form,
        wrong={
            "add-one smoothing of counts, unbiased variance": steps.smoothed_or_unbiased,
            "mean square in the place of the variance, square roots of frequencies": steps.uncentred,
        },
    ),
    Derivation(
        claim="mle.recovery",
        method=f"every sequence of a few samples with its probability, as {EXACT_SUMS}; the limit is not derived",
        formula=steps.expected_kl,
        steps=steps.recovery,
        wrong={
            "k degrees of freedom": lambda p, m: steps.expected_kl(p, m) + Fraction(1, 2 * m),
            "Wilks's factor 2 lost": lambda p, m: steps.expected_kl(p, m) / 2,
            "logarithm to base 2": lambda p, m: in_bits(steps.expected_kl(p, m)),
        },
        unseen={
            "atoms of mass 0 counted": "only the limit's degrees of freedom tell it; to E KL an empty atom adds nothing"
        },
        family="rational",
        problems=drawing.populations,
    ),
    Derivation(
        claim="mle.misspecified",
        method="mixtures of two Gaussians in symbols, with moments that are integrated: stationarity and the identity",
        formula=steps.matched_moments,
        steps=steps.misspecified,
        wrong={
            "the variance within the components only": lambda weights, means, variances: (
                steps.matched_moments(weights, means, variances)[0],
                sum(w * v for w, v in zip(weights, variances, strict=True)),
            ),
            "the heaviest component": lambda weights, means, variances: (means[0], variances[0]),
            "the weights ignored": lambda weights, means, variances: steps.matched_moments(
                [Rational(1, len(means))] * len(means), means, variances
            ),
        },
    ),
    Derivation(
        claim="mle.pushforward",
        method="the distribution function of G(z) in fractions, for noise of constant and maps of linear pieces",
        formula=steps.over_slopes,
        steps=steps.pushforward,
        wrong={
            "the slope forgotten": lambda branches: sum((density for density, _ in branches), Fraction(0)),
            "multiplied by the slope instead of divided": lambda branches: sum(
                (density * abs(slope) for density, slope in branches), Fraction(0)
            ),
            "one preimage only": lambda branches: max(
                (density / abs(slope) for density, slope in branches), default=Fraction(0)
            ),
        },
        family="rational",
        problems=drawing.maps,
        witnesses=(FOLD,),
    ),
)

ABSENT: dict[str, str] = {}
