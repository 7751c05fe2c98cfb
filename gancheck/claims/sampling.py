"""What minibatches and samples do."""

from gancheck.claims.claim import Claim, CounterClaim, Source, Tier
from gancheck.claims.comparisons import sampling as compare
from gancheck.claims.counterclaims import sampling as wrong
from gancheck.claims.records import MinibatchGradients, TrainedLogits
from gancheck.claims.relation import CONVERGES, EQUAL
from gancheck.claims.samples import SampledPair
from gancheck.theory.logit_law import asymptotic_logit_variance, logit_law
from gancheck.theory.value_gradient import value_gradient

__all__ = ["CLAIMS"]

GAN = "goodfellow2014"

CLAIMS: tuple[Claim, ...] = (
    Claim(
        id="alg.unbiased",
        title="The gradient of a minibatch is unbiased",
        statement=r"E\big[\nabla_{\phi,\theta} \hat V_m(\phi, \theta)\big] = \nabla_{\phi,\theta} V(\phi, \theta)",
        words="Whatever its size, a minibatch gives both players the gradient of V on average.",
        sources=(Source(GAN, "Algorithm 1"), Source("kool2019", "Eq. (8), the leave-one-out baseline")),
        relation=EQUAL,
        assumptions="independent draws; the minimax loss; the leave-one-out baseline for a softmax generator",
        problem=MinibatchGradients,
        families=("enumerated", "categorical", "affine"),
        formula=value_gradient,
        comparison=compare.unbiased,
        because="rounding where every minibatch is enumerated; else a confidence radius of family-wise α = 1e-6 that "
        "holds at every sample size: empirical Bernstein for bounded gradients, Catoni for bounded variance",
        counterclaims=(
            CounterClaim(
                title="the fakes halved",
                regime="D > 0 where the fakes are",
                formula=wrong.fakes_halved,
                witness=wrong.every_minibatch,
            ),
            CounterClaim(
                title="the fakes with the sign of the data",
                regime="D > 0 where the fakes are",
                formula=wrong.fakes_of_the_datas_sign,
                witness=wrong.every_minibatch,
            ),
            CounterClaim(
                title="1/m forgotten",
                regime="away from a stationary point",
                formula=wrong.sum_over_the_minibatch,
                witness=wrong.every_minibatch,
            ),
            CounterClaim(
                title="Bessel's factor forgotten",
                regime="a D that is not constant on the fakes",
                formula=wrong.bessel_forgotten,
                witness=wrong.every_minibatch,
            ),
            CounterClaim(
                title="the generator's gradient with the other sign",
                regime="a D that is not constant on the fakes",
                formula=wrong.opponents_sign,
                witness=wrong.every_minibatch,
            ),
        ),
        tiers=(Tier.LEARNED,),
    ),
    Claim(
        id="alg.sampling-law",
        title="What samples do to a trained discriminator",
        statement=r"\operatorname{logit} \hat D(x) = \log\frac{C}{n_p} - \log\frac{C'}{n_q}, \qquad "
        r"C \sim \mathrm{Bin}(n_p, p_x),\ C' \sim \mathrm{Bin}(n_q, q_x) \text{ independent}",
        words="Trained to convergence on samples, the logit of a tabular D is the logarithm of the ratio of the "
        "frequencies, and has its exact law; an atom with a count of zero has an infinite one.",
        sources=(Source(GAN, "Proposition 1, on the empirical laws"),),
        relation=EQUAL,
        assumptions="independent samples; the law is that of the logit given that neither count is 0",
        problem=TrainedLogits,
        families=("tabular",),
        formula=logit_law,
        comparison=compare.trained_logits,
        because="the distance to the optimum that the gradient proves, and the band of Dvoretzky, Kiefer, Wolfowitz "
        "and Massart around an empirical distribution function, family-wise α = 1e-6 (Bonferroni)",
        counterclaims=(
            CounterClaim(
                title="labels swapped",
                regime="p ≠ q",
                formula=wrong.labels_swapped,
                witness=wrong.counted_samples,
            ),
            CounterClaim(
                title="the ratio of the counts, not of the frequencies",
                regime="unequal numbers of real samples and fakes",
                formula=wrong.sizes_forgotten,
                witness=wrong.counted_samples,
            ),
            CounterClaim(
                title="add-one smoothing",
                regime="everywhere but at equal frequencies",
                formula=wrong.counts_smoothed,
                witness=wrong.counted_samples,
            ),
            CounterClaim(
                title="the noise of the fakes forgotten",
                regime="finitely many fakes",
                formula=wrong.noise_of_the_data_only,
                witness=wrong.counted_samples,
            ),
            CounterClaim(
                title="Poisson counts",
                regime="atoms of large mass",
                formula=wrong.poisson_counts,
                witness=wrong.counted_samples,
            ),
        ),
        tiers=(Tier.LEARNED,),
    ),
    Claim(
        id="alg.sampling-variance",
        title="The variance of a logit falls like one over the sample size",
        statement=r"n_p \,\mathrm{Var}\big[\operatorname{logit} \hat D(x)\big] \to \frac{1-p}{p} + "
        r"\frac{n_p}{n_q}\,\frac{1-q}{q}",
        words="With many samples the variance of the trained logit is that of the delta method, one term for the "
        "real samples and one for the fakes.",
        sources=(Source("rao1973", "§6a.2"),),
        relation=CONVERGES,
        assumptions="independent samples; mass on every atom; the variance is that given that no count is 0",
        problem=SampledPair,
        families=("discrete",),
        formula=asymptotic_logit_variance,
        comparison=compare.logit_variance,
        because="a proven remainder of order n^{-1/2}, from log(1 + δ) − δ in mean square, Chernoff's bound on small "
        "counts and the exact effect of conditioning, plus rounding",
        counterclaims=(
            CounterClaim(
                title="the factors 1 − p and 1 − q forgotten",
                regime="atoms of large mass",
                formula=wrong.variance_of_poisson,
                witness=wrong.lopsided,
            ),
            CounterClaim(
                title="the sample sizes exchanged",
                regime="unequal sizes and laws",
                formula=wrong.sizes_exchanged,
                witness=wrong.lopsided,
            ),
            CounterClaim(
                title="the variance of the frequencies",
                regime="everywhere",
                formula=wrong.variance_of_the_frequency,
                witness=wrong.lopsided,
            ),
            CounterClaim(
                title="the variances subtracted",
                regime="everywhere",
                formula=wrong.variances_subtracted,
                witness=wrong.lopsided,
            ),
        ),
    ),
)
"""The claims of this section."""
