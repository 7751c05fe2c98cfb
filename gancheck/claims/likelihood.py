"""Maximum likelihood and the Kullback–Leibler divergence: what a generative model is fitted by, before any game."""

from gancheck.claims.claim import Claim, CounterClaim, Source
from gancheck.claims.comparisons import likelihood as compare
from gancheck.claims.comparisons.likelihood_gradient import gradient
from gancheck.claims.comparisons.pushforward import pushforward
from gancheck.claims.comparisons.recovery import recovery
from gancheck.claims.counterclaims import likelihood as wrong
from gancheck.claims.fits import Candidates, Fit, Generated, Population, Records
from gancheck.claims.relation import ARGMAX, CONVERGES, EQUAL
from gancheck.distributions import Pushforward
from gancheck.divergences.kullback_leibler import kl_estimate
from gancheck.theory.likelihood import log_likelihood, mean_nll_estimate
from gancheck.theory.likelihood_gradient import nll_gradient
from gancheck.theory.maximum_likelihood import maximum_likelihood, moment_match
from gancheck.theory.wilks import wilks

__all__ = ["CLAIMS"]

TUTORIAL = "goodfellow2016"

CLAIMS = (
    Claim(
        id="mle.log-likelihood",
        title="Sums of logarithms rank models as products do",
        statement=r"\arg\max_\theta \prod_{i=1}^m p_\theta(x_i) = \arg\max_\theta \sum_{i=1}^m \log p_\theta(x_i)",
        words="The sum of the log probabilities ranks models as the product of the probabilities does, also "
        "where the product underflows.",
        sources=(Source(TUTORIAL, "§2.1, Eqs. (1)–(3)"),),
        relation=ARGMAX,
        assumptions="",
        problem=Candidates,
        families=("discrete",),
        formula=log_likelihood,
        comparison=compare.log_likelihood,
        because="rounding of n-term sums; the product is an exact rational, its logarithm rounded once, and "
        "is also taken in float64 where all of it stays normal; ties closer than twice that are undecided",
        counterclaims=(
            CounterClaim(
                title="the logarithm of the product",
                regime="the product underflows, as 400 factors of 0.1 do",
                formula=wrong.log_of_the_product,
                witness=wrong.races,
            ),
            CounterClaim(
                title="the logarithm of the sum",
                regime="the models differ in more than one value",
                formula=wrong.log_of_the_sum,
                witness=wrong.two_values,
            ),
            CounterClaim(
                title="every distinct value counted once",
                regime="values were seen unequally often",
                formula=wrong.distinct_values_once,
                witness=wrong.races,
            ),
        ),
    ),
    Claim(
        id="mle.kl-identity",
        title="Negative log-likelihood is entropy plus divergence",
        statement=r"-\frac1m \sum_{i=1}^m \log p_\theta(x_i) = H(\hat p) + \mathrm{KL}(\hat p \,\|\, "
        r"p_\theta), \qquad E_p[-\log p_\theta] = h(p) + \mathrm{KL}(p \,\|\, p_\theta)",
        words="The mean negative log-likelihood is the data's entropy, which no model can change, plus the "
        "divergence of the model from the data.",
        sources=(Source(TUTORIAL, "§2.1, Eq. (4)"), Source("cover2006", "§2.3")),
        relation=EQUAL,
        assumptions="p̂ is the empirical law of the samples; for densities p is the population.",
        problem=Fit,
        families=("discrete", "softmax", "gaussian", "mixture", "misfit"),
        formula=mean_nll_estimate,
        comparison=compare.kl_identity,
        because="rounding of one sum over the samples and two over the atoms; quadrature with its stated "
        "error for densities",
        counterclaims=(
            CounterClaim(
                title="logarithm to base 2",
                regime="everywhere but at a likelihood of 1",
                formula=wrong.nll_in_bits,
                witness=wrong.gaussian_fit,
            ),
            CounterClaim(
                title="the sum in the place of the mean",
                regime="more than one sample",
                formula=wrong.nll_not_averaged,
                witness=wrong.sample,
            ),
            CounterClaim(
                title="expectation under the model",
                regime="the model differs from the data",
                formula=wrong.nll_under_the_model,
                witness=wrong.gaussian_fit,
            ),
        ),
    ),
    Claim(
        id="mle.kl-argmin",
        title="Maximum likelihood minimises KL(p̂‖p_θ)",
        statement=r"\arg\max_\theta \frac1m \sum_{i=1}^m \log p_\theta(x_i) = \arg\min_\theta "
        r"\mathrm{KL}(\hat p \,\|\, p_\theta)",
        words="Over any family the models of greatest likelihood are those of least divergence from the data.",
        sources=(Source(TUTORIAL, "§2.1, Eq. (4)"),),
        relation=ARGMAX,
        assumptions="the divergence is finite for some model; densities are compared with a population, "
        "because the divergence of samples from a density is infinite; a softmax model does not attain the "
        "optimum where a cell is empty",
        problem=Candidates,
        families=("discrete", "softmax", "gaussian", "mixture"),
        formula=kl_estimate,
        comparison=compare.kl_argmin,
        because="the stated errors of likelihood and divergence, twice: ties closer than that are undecided",
        counterclaims=(
            CounterClaim(
                title="KL's arguments swapped",
                regime="the data have several modes and no model covers them all",
                formula=wrong.reverse_kl,
                witness=wrong.mode_choice,
            ),
            CounterClaim(
                title="JSD in the place of KL",
                regime="a model all but excludes a rare value",
                formula=wrong.jsd_of_the_fit,
                witness=wrong.rare_value,
            ),
        ),
    ),
    Claim(
        id="mle.gradient",
        title="One gradient for likelihood, cross-entropy and divergence",
        statement=r"\nabla_\theta \Big(-\frac1m \sum_{i=1}^m \log p_\theta(x_i)\Big) = \nabla_\theta "
        r"\mathrm{KL}(\hat p \,\|\, p_\theta), \qquad \text{softmax: } q_\theta - \hat p",
        words="The mean negative log-likelihood and the divergence have the same gradient in θ; for a "
        "softmax it is model minus data.",
        sources=(Source(TUTORIAL, "§2.1, Eq. (4)"),),
        relation=EQUAL,
        assumptions="the model is differentiable in θ and positive where the data are",
        problem=Fit,
        families=("softmax", "gaussian", "misfit"),
        formula=nll_gradient,
        comparison=gradient,
        because="roundings counted through both passes of automatic differentiation; h²/6 · sup|f‴| and the "
        "stated error of f over h for central differences",
        counterclaims=(
            CounterClaim(
                title="the sign of ascent",
                regime="away from the optimum",
                formula=wrong.ascent_direction,
                witness=wrong.softmax_fit,
            ),
            CounterClaim(
                title="the normalising constant held constant",
                regime="everywhere",
                formula=wrong.gradient_without_normaliser,
                witness=wrong.softmax_fit,
            ),
            CounterClaim(
                title="logarithm to base 2",
                regime="away from the optimum",
                formula=wrong.gradient_in_bits,
                witness=wrong.gaussian_fit,
            ),
        ),
    ),
    Claim(
        id="mle.closed-form",
        title="Frequencies, sample mean and biased variance",
        statement=r"\hat\theta = \hat p, \quad (\hat\mu, \hat\Sigma) = \Big(\frac1m \sum_i x_i, \frac1m "
        r"\sum_i (x_i - \hat\mu)(x_i - \hat\mu)^\top\Big): \qquad \ell(\hat\theta) - \ell(\theta) = "
        r"m\,\mathrm{KL}(p_{\hat\theta} \,\|\, p_\theta) \ge 0",
        words="Frequencies, and sample mean with biased covariance, beat every rival's log-likelihood by m "
        "times the divergence from it: they are the only maximum.",
        sources=(Source("cover2006", "§11.1, Theorem 11.1.2"),),
        relation=EQUAL,
        assumptions=r"a variance that is not 0; in d dimensions a scatter that is not singular",
        problem=Records,
        families=("discrete", "gaussian", "multivariate-gaussian"),
        formula=maximum_likelihood,
        comparison=compare.closed_form,
        because="rounding of both log-likelihoods and of the divergence, and the identity's derivative in "
        "the fitted moments times their rounding",
        counterclaims=(
            CounterClaim(
                title="add-one smoothing of counts, unbiased variance",
                regime="finitely many samples",
                formula=wrong.smoothed_or_unbiased,
                witness=wrong.real_records,
            ),
            CounterClaim(
                title="mean square in the place of the variance, square roots of frequencies",
                regime="a mean that is not 0; frequencies that are not equal",
                formula=wrong.uncentred,
                witness=wrong.counted_records,
            ),
        ),
    ),
    Claim(
        id="mle.recovery",
        title="The data's law is recovered at the rate (k − 1)/2m",
        statement=r"2m\,\mathrm{KL}(\hat p_m \,\|\, p) \to \chi^2_{k-1}, \qquad 2m\,E\,\mathrm{KL}(\hat p_m \,\|\, p) "
        r"\to k - 1, \qquad E\,\mathrm{KL}(\hat p_m \,\|\, p) \le \log\Big(1 + \frac{k-1}{m}\Big)",
        words="If the family contains the data's law, maximum likelihood finds it: the divergence of the fitted law "
        "falls like (k − 1)/2m on average for k atoms of positive mass, and 2m times it becomes a χ² variable.",
        sources=(
            Source(TUTORIAL, "§2.1, after Eq. (4)"),
            Source("wilks1938", "the limiting χ² law, whose mean is k − 1"),
            Source("paninski2003", "Proposition 1"),
            Source("shevtsova2011", "Theorem 1, for the rate at two cells"),
        ),
        relation=CONVERGES,
        assumptions="independent samples; k counts the atoms of positive mass; the law is compared for the heaviest "
        "atom against the rest, the mean for all atoms",
        problem=Population,
        families=("discrete",),
        formula=wilks,
        comparison=recovery,
        because="a proven remainder of order 1/m for the mean, from (1+δ)log(1+δ) − δ − δ²/2 + δ³/6 lying in [0, δ⁴/3] "
        "and the binomial moments; of order m^(−1/2) for the law of two cells, by Berry and Esseen; plus rounding",
        counterclaims=(
            CounterClaim(
                title="k degrees of freedom",
                regime="everywhere: the counts add up to m",
                formula=wrong.poisson_counts,
                witness=wrong.fair_die,
            ),
            CounterClaim(
                title="Wilks's factor 2 lost",
                regime="more than one atom",
                formula=wrong.half_the_divergence,
                witness=wrong.fair_die,
            ),
            CounterClaim(
                title="logarithm to base 2",
                regime="more than one atom",
                formula=wrong.divergence_in_bits,
                witness=wrong.fair_die,
            ),
            CounterClaim(
                title="atoms of mass 0 counted",
                regime="an atom of mass 0",
                formula=wrong.empty_atoms_counted,
                witness=wrong.die_without_a_six,
            ),
        ),
    ),
    Claim(
        id="mle.misspecified",
        title="A Gaussian fitted to a mixture matches its moments",
        statement=r"\mathrm{KL}(p \,\|\, N) = \mathrm{KL}(p \,\|\, N^*) + \mathrm{KL}(N^* \,\|\, N), \qquad "
        r"N^* = N(E_p x, \mathrm{Var}_p x), \qquad \mathrm{KL}(p \,\|\, N^*) = h(N^*) - h(p) > 0",
        words="Outside of its family a law is fitted by matching moments, and the divergence that is left "
        "does not vanish with more data.",
        sources=(Source("white1982", "Theorem 2.2"), Source(TUTORIAL, "§2.1, after Eq. (4)")),
        relation=EQUAL,
        assumptions="the second moment is finite; strict where p is not Gaussian",
        problem=Fit,
        families=("misfit",),
        formula=moment_match,
        comparison=compare.misspecified,
        because="stated errors of the quadratures, and the identity's derivative in the matched moments "
        "times their rounding",
        counterclaims=(
            CounterClaim(
                title="the variance within the components only",
                regime="components of unequal means",
                formula=wrong.spread_within_only,
                witness=wrong.two_modes,
            ),
            CounterClaim(
                title="the heaviest component",
                regime="more than one component",
                formula=wrong.heaviest_component,
                witness=wrong.two_modes,
            ),
            CounterClaim(
                title="the weights ignored",
                regime="unequal weights",
                formula=wrong.weights_ignored,
                witness=wrong.two_modes,
            ),
        ),
    ),
    Claim(
        id="mle.pushforward",
        title="The exact law of a network's output",
        statement=r"p_g(x) = \sum_{i:\, G(z_i) = x} \frac{p_z(z_i)}{|G'(z_i)|}, \qquad P(G(z) = c) = P(z \in "
        r"\{G = c\})",
        words="A ReLU network of one input pushes its noise to a density that is a sum over its linear "
        "pieces, with an atom for every flat one.",
        sources=(Source(TUTORIAL, "§2.3.1, change of variables"),),
        relation=EQUAL,
        assumptions="G is piecewise linear; pieces of slope 0 give atoms",
        problem=Generated,
        families=("affine", "leaky-relu", "relu", "uniform-noise"),
        formula=Pushforward.log_prob,
        comparison=pushforward,
        because="quadrature between the images of the knots, and what the rounding of G moves across an end "
        "of a piece or of the interval",
        counterclaims=(
            CounterClaim(
                title="the slope forgotten",
                regime="slopes other than ±1",
                formula=wrong.slope_forgotten,
                witness=wrong.folding_network,
            ),
            CounterClaim(
                title="multiplied by the slope instead of divided",
                regime="slopes other than ±1",
                formula=wrong.slope_multiplied,
                witness=wrong.folding_network,
            ),
            CounterClaim(
                title="one preimage only",
                regime="G is not monotone",
                formula=wrong.one_preimage,
                witness=wrong.folding_network,
            ),
        ),
    ),
)
