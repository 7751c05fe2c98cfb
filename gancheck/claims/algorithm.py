"""Algorithm 1: what trained players do."""

from gancheck.claims.claim import Claim, CounterClaim, Source, Tier
from gancheck.claims.comparisons import algorithm as compare
from gancheck.claims.counterclaims import algorithm as wrong
from gancheck.claims.records import (
    InnerLoop,
    LearnedEquilibrium,
    SingularContest,
    StagedRun,
    StepChanges,
    TrainedDiscriminator,
)
from gancheck.claims.relation import AT_MOST, EQUAL
from gancheck.theory.equilibrium import equilibrium, inner_loop_order, stage_changes, step_directions
from gancheck.theory.optimal_discriminator import optimal_discriminator
from gancheck.theory.saturation import saturation

__all__ = ["CLAIMS"]

GAN = "goodfellow2014"

CLAIMS = (
    Claim(
        id="alg.directions",
        title="Which way each step goes",
        statement=(
            r"V(\phi + \eta \nabla_\phi V, \theta) \ge V(\phi, \theta) \ge V(\phi, \theta - \eta \nabla_\theta V)"
        ),
        words="A small full-batch step of D raises V, one of the minimax G lowers it, and neither moves the other.",
        sources=(Source(GAN, "Algorithm 1"),),
        relation=AT_MOST,
        assumptions="full batch, no momentum, a small rate; the minimax loss",
        problem=StepChanges,
        families=("categorical", "affine"),
        formula=step_directions,
        comparison=compare.directions,
        because="the stated errors of the two values of V",
        counterclaims=(
            CounterClaim(
                title="the discriminator descends",
                regime="D ≠ D*",
                formula=wrong.discriminator_descends,
                witness=wrong.steps,
            ),
            CounterClaim(
                title="the generator ascends",
                regime="p ≠ q",
                formula=wrong.generator_ascends,
                witness=wrong.steps,
            ),
        ),
        tiers=(Tier.LEARNED,),
    ),
    Claim(
        id="alg.inner-loop",
        title="The inner loop keeps D near its optimum",
        statement=r"P\left(V(D_{k'}, G) \ge V(D_k, G)\right) \ge \frac{1}{2}, \quad k' > k",
        words=(
            "After more minibatch steps D is at least as likely to be nearer to D* as to be farther from it, down to "
            "the floor set by the noise."
        ),
        sources=(Source(GAN, "Algorithm 1; §3; Figure 1(b)"),),
        relation=AT_MOST,
        assumptions="D starts at ½, above that floor; a rate below the inverse smoothness of V",
        problem=InnerLoop,
        families=("tabular", "quadratic-logit"),
        formula=inner_loop_order,
        comparison=compare.inner_loop,
        because=(
            "exact binomial interval for the chance in independent runs, whatever the law of the gap, at a family-wise "
            "α = 1e-6 (sign test, Bonferroni)"
        ),
        counterclaims=(
            CounterClaim(
                title="more steps are worse",
                regime="above the noise floor",
                formula=wrong.more_steps_are_worse,
                witness=wrong.inner_steps,
            ),
            CounterClaim(
                title="every round gains three digits",
                regime="everywhere",
                formula=wrong.each_round_gains_three_digits,
                witness=wrong.inner_steps,
            ),
        ),
        tiers=(Tier.LEARNED,),
    ),
    Claim(
        id="alg.learned-optimum",
        title="A trained discriminator is the optimal one",
        statement=r"\max_\phi V(D_\phi, G) = V(D^*, G), \qquad D^* = \frac{p}{p + q}",
        words="With G fixed, a discriminator trained to convergence reaches the value of D*, within its error budget.",
        sources=(Source(GAN, "Proposition 1; Figure 1(b)"),),
        relation=EQUAL,
        assumptions="the player can represent D*; for perceptrons the shortfall is the measured gap",
        problem=TrainedDiscriminator,
        families=("tabular", "quadratic-logit", "mlp"),
        formula=optimal_discriminator,
        comparison=compare.optimum,
        because="error budget: optimisation (‖∇‖²/2λ), sampling (measured on D* and D), approximation (penalty or gap)",
        counterclaims=(
            CounterClaim(
                title="labels swapped",
                regime="p ≠ q",
                formula=wrong.oracle_with_swapped_labels,
                witness=wrong.trained,
            ),
            CounterClaim(
                title="½ against every generator",
                regime="p ≠ q",
                formula=wrong.oracle_always_half,
                witness=wrong.trained,
            ),
        ),
        tiers=(Tier.LEARNED,),
    ),
    Claim(
        id="alg.learned-equilibrium",
        title="Algorithm 1 ends at the equilibrium",
        statement=r"p_g \to p_{\mathrm{data}}, \quad V(D, G) \to -\log 4, \quad D \to \frac{1}{2}",
        words="On problems that the players can represent, training ends with p_g = p_data and a D that cannot tell.",
        sources=(Source(GAN, "Theorem 1, Proposition 2, Algorithm 1; Figure 1(d)"),),
        relation=EQUAL,
        assumptions="a realisable problem; runs that stayed above the stated noise floor are not judged",
        problem=LearnedEquilibrium,
        families=("categorical", "affine", "mlp"),
        formula=equilibrium,
        comparison=compare.equilibrium,
        because="the stated noise floor for JSD; V = −log 4 + 2·JSD − gap; |E D − ½| ≤ √gap + √(2·JSD)",
        counterclaims=(
            CounterClaim(
                title="V ends at −log 2",
                regime="at convergence",
                formula=wrong.value_minus_log_2,
                witness=wrong.converged,
            ),
            CounterClaim(
                title="V ends at 0",
                regime="at convergence",
                formula=wrong.value_zero,
                witness=wrong.converged,
            ),
            CounterClaim(
                title="D ends at 1",
                regime="at convergence",
                formula=wrong.fooled_discriminator,
                witness=wrong.converged,
            ),
        ),
        tiers=(Tier.LEARNED,),
    ),
    Claim(
        id="alg.disjoint-supports",
        title="Disjoint supports: the minimax gradient dies",
        statement=(
            r"p \perp q \;\Rightarrow\; \mathrm{JSD} = \log 2, \quad "
            r"|\nabla_\theta E_z \log(1 - D)| \le \max |\nabla_\theta t| \, (V(D^*) - V(D)) \to 0, \quad "
            r"|\nabla_\theta E_z \log D| \ge \min |\nabla_\theta t| \, (1 - V(D^*) + V(D))"
        ),
        words="On laws without common mass a winning D leaves the minimax generator no gradient; −log D keeps one.",
        sources=(
            Source(GAN, "§3, last paragraph"),
            Source("arjovsky2017towards", "Theorems 2.1, 2.4 and 2.6"),
        ),
        relation=AT_MOST,
        assumptions="a pathwise generator x = G(z), and a D whose logit t has a gradient of one sign on the fakes",
        problem=SingularContest,
        families=("affine",),
        formula=saturation,
        comparison=compare.disjoint_supports,
        because="the stated error of the JSD, the mass that the laws still share, and rounding of the gradients",
        counterclaims=(
            CounterClaim(
                title="the losses swapped",
                regime="gap < ½",
                formula=wrong.losses_swapped,
                witness=wrong.singular,
            ),
            CounterClaim(
                title="both gradients die",
                regime="gap < ½",
                formula=wrong.both_saturate,
                witness=wrong.singular,
            ),
        ),
        tiers=(Tier.LEARNED,),
    ),
    Claim(
        id="alg.figure-1",
        title="The four stages of Figure 1",
        statement=(
            r"V(D, G) \ge -\log 4, \quad V(D^*, G) - V(D', G) \le V(D^*, G) - V(D, G), \quad "
            r"V(D', G') \le V(D', G), \quad p_g \to p_{\mathrm{data}}, \; D \to \frac{1}{2}"
        ),
        words=(
            "(a) D tells the laws apart in part; (b) the inner loop brings it nearer to D*; (c) G moves to where D "
            "says more real; (d) in the end p_g = p_data, and D cannot tell."
        ),
        sources=(Source(GAN, "Figure 1"),),
        relation=AT_MOST,
        assumptions="full batches, small rates, a realisable problem; runs that did not show all stages are not judged",
        problem=StagedRun,
        families=("affine", "categorical"),
        formula=stage_changes,
        comparison=compare.figure_1,
        because="stated errors of gap, JSD, V and E[D] of the exact laws; the stated noise floor at the end",
        counterclaims=(
            CounterClaim(
                title="the stages in reverse order",
                regime="away from the equilibrium",
                formula=wrong.stages_in_reverse,
                witness=wrong.staged,
            ),
            CounterClaim(
                title="D starts worse than chance",
                regime="away from the equilibrium",
                formula=wrong.worse_than_chance,
                witness=wrong.staged,
            ),
            CounterClaim(
                title="the inner loop brings D no nearer to D*",
                regime="D ≠ D*",
                formula=wrong.no_nearer_to_the_optimum,
                witness=wrong.staged,
            ),
            CounterClaim(
                title="G moves to where D says less real",
                regime="p ≠ q",
                formula=wrong.away_from_the_real,
                witness=wrong.staged,
            ),
            CounterClaim(
                title="D ends fooled, at 1",
                regime="at convergence",
                formula=wrong.ends_fooled,
                witness=wrong.staged,
            ),
        ),
        tiers=(Tier.LEARNED,),
    ),
)
