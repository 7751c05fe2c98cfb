"""Losses: gradients and precision."""

from gancheck.claims.claim import Claim, CounterClaim, Source
from gancheck.claims.comparisons import loss_gradients as compare
from gancheck.claims.counterclaims import loss_gradients as wrong
from gancheck.claims.logits import LogitAt
from gancheck.claims.relation import EQUAL, IFF
from gancheck.theory.generator_slope import generator_slope
from gancheck.theory.stability import FORMATS, stable_ranges

__all__ = ["CLAIMS"]

GAN, TUTORIAL = "goodfellow2014", "goodfellow2016"

CLAIMS = (
    Claim(
        id="loss.saturation",
        title="Minimax saturates where D wins, the non-saturating loss does not",
        statement=(
            r"\frac{d}{dt} \log(1 - \sigma(t)) = -\sigma(t) \to 0, \quad "
            r"\frac{d}{dt} (-\log \sigma(t)) = -(1 - \sigma(t)) \to -1 \quad (t \to -\infty); \quad "
            r"\mathrm{sum\ } -1, \mathrm{\ ratio\ } e^t"
        ),
        words=(
            "By the logit of D(G(z)) the two losses of a generator have slopes that share −1 between them in the ratio "
            "of D to 1 − D: where D wins, the minimax one dies like e^t and the non-saturating one tends to −1."
        ),
        sources=(Source(GAN, "§3, last paragraph"), Source(TUTORIAL, "§3.2.3")),
        relation=EQUAL,
        assumptions="the ratio is taken up to |t| = 700, where neither slope underflows",
        problem=LogitAt,
        families=("float64",),
        formula=generator_slope,
        comparison=compare.saturation,
        because="a few roundings of an exponential and a quotient; logarithms within two units of their size",
        counterclaims=(
            CounterClaim(
                title="the losses exchanged",
                regime="t ≠ 0",
                formula=wrong.losses_exchanged,
                witness=wrong.losing,
            ),
            CounterClaim(
                title="neither saturates",
                regime="everywhere",
                formula=wrong.neither_saturates,
                witness=wrong.losing,
            ),
            CounterClaim(
                title="the slope by D instead of its logit",
                regime="everywhere",
                formula=wrong.slope_by_the_probability,
                witness=wrong.losing,
            ),
            CounterClaim(
                title="the sign lost",
                regime="everywhere",
                formula=wrong.sign_lost,
                witness=wrong.losing,
            ),
            CounterClaim(
                title="the slope doubled",
                regime="everywhere",
                formula=wrong.slope_doubled,
                witness=wrong.losing,
            ),
        ),
    ),
    Claim(
        id="loss.stability",
        title="From a probability the losses end early, from the logit they do not",
        statement=(
            r"\log(1 - \sigma) \mathrm{\ stable} \Leftrightarrow t < \log \frac{2 \sqrt 2}{\varepsilon} "
            r"\pm \tfrac12 \log 2, \quad "
            r"\log \sigma \mathrm{\ stable} \Leftrightarrow t > -\log \max, \quad "
            r"-\mathrm{softplus}(\pm t) \mathrm{\ stable\ for\ all\ } t^2 \le \max"
        ),
        words=(
            "From a probability, log(1 − D) is infinite or frozen beyond a logit of about 37 in float64, 17 in "
            "float32, 8 in float16 and 6 in bfloat16, and log D has no finite gradient below −710, −89, −11 and −89; "
            "from the logit both are finite and move wherever the logit can be squared."
        ),
        sources=(Source(GAN, "Algorithm 1 and §3, last paragraph"),),
        relation=IFF,
        assumptions=(
            "logits are numbers of the format, subnormal numbers are kept; log(2/ε) ≤ t ≤ log(4/ε) and the last bits "
            "around −log max are left out, where the implementation's own roundings decide; polynomial and exponential "
            "losses are exempt: they overflow by their own growth, from a logit as well"
        ),
        problem=LogitAt,
        families=tuple(FORMATS),
        formula=stable_ranges,
        comparison=compare.stability,
        because="truth values carry no error; what rounding could decide is left out",
        counterclaims=(
            CounterClaim(
                title="the same end on both sides",
                regime="−log max < t < −log(2√2/ε)",
                formula=wrong.same_end_on_both_sides,
                witness=wrong.rejected,
            ),
            CounterClaim(
                title="the sides exchanged",
                regime="t beyond log(2√2/ε), on either side",
                formula=wrong.sides_exchanged,
                witness=wrong.believed,
            ),
            CounterClaim(
                title="the ends of float32 for every format",
                regime="between the ends of float32 and the format's own",
                formula=wrong.single_precision_for_all,
                witness=wrong.twenty,
            ),
            CounterClaim(
                title="probabilities as good as logits",
                regime="t > log(2√2/ε), t < −log max",
                formula=wrong.probabilities_as_good_as_logits,
                witness=wrong.believed,
            ),
            CounterClaim(
                title="logits freeze too",
                regime="t > log(2√2/ε), t < −log max",
                formula=wrong.logits_freeze_too,
                witness=wrong.believed,
            ),
        ),
    ),
)
