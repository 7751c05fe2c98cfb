"""The dynamics of training: whether the steps of both players end anywhere."""

from gancheck.claims.claim import Claim, CounterClaim, Source, Tier
from gancheck.claims.comparisons import dynamics as compare
from gancheck.claims.comparisons import equilibrium_dynamics as compare_rounds
from gancheck.claims.counterclaims import dynamics as wrong
from gancheck.claims.games import BilinearGame, DiracGame, EquilibriumGame
from gancheck.claims.records import LocalRun
from gancheck.claims.relation import EQUAL
from gancheck.theory.bilinear_game import bilinear_growth
from gancheck.theory.dirac_gan import dirac_linearisation
from gancheck.theory.local_stability import local_dynamics

__all__ = ["CLAIMS"]

GAN = "goodfellow2014"
CONVERGE = "mescheder2018"

CLAIMS = (
    Claim(
        id="dyn.bilinear",
        title="The bilinear game circles, spirals out or stays bounded",
        statement=(
            r"V = xy: \quad \dot x = -a y, \dot y = b x \mathrm{\ conserves\ } b x^2 + a y^2; \quad "
            r"\mathrm{simultaneous\ steps\ multiply\ its\ root\ by\ } \sqrt{1 + ab}; \quad "
            r"\mathrm{alternating\ steps\ are\ bounded\ } \Leftrightarrow ab < 4"
        ),
        words=(
            "On V = xy the flow circles, simultaneous steps spiral out by √(1 + η²) each, and alternating steps stay "
            "bounded exactly below η = 2."
        ),
        sources=(Source("goodfellow2016", "§8.2"), Source(CONVERGE, "Lemmas 2.3 and 2.4")),
        relation=EQUAL,
        assumptions="both rates positive; boundedness is not decided by 2^12 steps where 0 < |ab − 4| < 0.01",
        problem=BilinearGame,
        families=("bilinear",),
        formula=bilinear_growth,
        comparison=compare.bilinear,
        because="rounding of 16 simulated steps; eigenvalues of a rounded 2×2 matrix by Elsner's bound",
        counterclaims=(
            CounterClaim(
                title="the radius grows by 1 + η²",
                regime="everywhere",
                formula=wrong.growth_squared,
                witness=wrong.bilinear,
            ),
            CounterClaim(
                title="the step circles like the flow",
                regime="everywhere",
                formula=wrong.growth_of_the_flow,
                witness=wrong.bilinear,
            ),
            CounterClaim(
                title="the flow spirals like the step",
                regime="everywhere",
                formula=wrong.flow_spirals_out,
                witness=wrong.bilinear,
            ),
            CounterClaim(
                title="alternating steps grow like simultaneous ones",
                regime="ab < 4",
                formula=wrong.alternating_as_simultaneous,
                witness=wrong.bilinear,
            ),
            CounterClaim(
                title="bounded at the boundary η = 2",
                regime="ab = 4",
                formula=wrong.bounded_at_the_boundary,
                witness=wrong.bilinear_at_two,
            ),
            CounterClaim(
                title="bounded iff ab < 2",
                regime="2 ≤ ab < 4",
                formula=wrong.bounded_below_two,
                witness=wrong.bilinear,
            ),
        ),
    ),
    Claim(
        id="dyn.dirac",
        title="The Dirac-GAN circles without R1 and spirals in with it",
        statement=(
            r"\lambda = -\frac{\gamma}{2} \pm \sqrt{\frac{\gamma^2}{4} - f'(0)^2}, \quad "
            r"z_{t+1} = (I + \eta J)\, z_t \mathrm{\ or\ alternating,\ up\ to\ } O(|z_t|^3)"
        ),
        words=(
            "Unregularised, the Dirac-GAN turns about its equilibrium with ±i f′(0) and never reaches it; the penalty "
            "R1 moves the eigenvalues to the left, and its simulated spirals are those of the linear game."
        ),
        sources=(Source(CONVERGE, "Lemmas 2.2 to 2.4, §4.1"),),
        relation=EQUAL,
        assumptions="f′ Lipschitz; near the equilibrium",
        problem=DiracGame,
        families=("minimax", "non-saturating", "wasserstein"),
        formula=dirac_linearisation,
        comparison=compare.dirac,
        because="|f′(t) − f′(0)| ≤ sup|f″|·|t| along the simulated steps, Elsner's bound for eigenvalues, rounding",
        counterclaims=(
            CounterClaim(
                title="real eigenvalues",
                regime="everywhere",
                formula=wrong.real_eigenvalues,
                witness=wrong.dirac,
            ),
            CounterClaim(
                title="f′(0) for f′(0)²",
                regime="f′(0) ≠ 1",
                formula=wrong.slope_not_squared,
                witness=wrong.dirac,
            ),
            CounterClaim(
                title="the sign of the penalty lost",
                regime="γ > 0",
                formula=wrong.penalty_repels,
                witness=wrong.dirac,
            ),
            CounterClaim(
                title="the half of R1 forgotten",
                regime="γ > 0",
                formula=wrong.penalty_doubled,
                witness=wrong.dirac,
            ),
            CounterClaim(
                title="alternating steps linearised as simultaneous ones",
                regime="everywhere",
                formula=wrong.one_matrix_for_both,
                witness=wrong.dirac,
            ),
        ),
    ),
    Claim(
        id="dyn.equilibrium",
        title="The Jacobian of Algorithm 1 at its equilibrium",
        statement=(
            r"J = \begin{pmatrix} C & -\frac{\alpha}{2} \Sigma K \\ \frac{\beta}{2} K^\top C & "
            r"I - \frac{\alpha\beta}{4} K^\top \Sigma K \end{pmatrix}, \quad C = \Big(I - \frac{\alpha}{2} F\Big)^k, "
            r"\quad \Sigma = \sum_{j<k} \Big(I - \frac{\alpha}{2} F\Big)^j; \quad "
            r"\mathrm{stable} \Leftrightarrow \alpha < \frac{4}{\lambda_{\max}(F)}, \; "
            r"\beta < \frac{8}{\alpha\, \lambda_{\max}(K^\top (I + C)^{-1} \Sigma K)}"
        ),
        words=(
            "A round of Algorithm 1 near D ≡ ½, p_g = p_data is a known matrix, the same for both generator losses; it "
            "contracts exactly below one limit for each player's rate."
        ),
        sources=(Source(GAN, "Algorithm 1"), Source(CONVERGE, "§2")),
        relation=EQUAL,
        assumptions=(
            "full batches, constant rates, no momentum, no ridge; D linear in features that can represent D*; "
            "directions that move no law (the constant of softmax logits) set aside"
        ),
        problem=EquilibriumGame,
        families=("categorical", "affine"),
        formula=local_dynamics,
        comparison=compare_rounds.equilibrium,
        because="the stated error of finite differences; singular values move by ‖E‖ (Weyl), eigenvalues by κ‖E‖",
        counterclaims=(
            CounterClaim(
                title="k ignored",
                regime="k > 1",
                formula=wrong.one_inner_step,
                witness=wrong.categorical,
            ),
            CounterClaim(
                title="simultaneous steps",
                regime="everywhere",
                formula=wrong.simultaneous_steps,
                witness=wrong.categorical,
            ),
            CounterClaim(
                title="the generator climbs: real eigenvalues",
                regime="everywhere",
                formula=wrong.generator_uphill,
                witness=wrong.affine,
            ),
            CounterClaim(
                title="curvature ¼ for ½",
                regime="everywhere",
                formula=wrong.curvature_of_one_batch,
                witness=wrong.affine,
            ),
            CounterClaim(
                title="the limit doubled",
                regime="α below its limit",
                formula=wrong.limit_doubled,
                witness=wrong.affine,
            ),
        ),
    ),
    Claim(
        id="dyn.stability",
        title="Algorithm 1 contracts below its limits and leaves the equilibrium above",
        statement=(
            r"s_T = J^T s_0 + o(|s_0|), \quad |s_T| < |s_0| \Leftrightarrow \beta < "
            r"\frac{8}{\alpha\, \lambda_{\max}(K^\top (I + C)^{-1} \Sigma K)}"
        ),
        words=(
            "Started beside the equilibrium, real runs follow the powers of the Jacobian: back to it at 0.8 of the "
            "limit of the generator's rate, away from it at 1.25 times the limit."
        ),
        sources=(Source(GAN, "Algorithm 1"), Source(CONVERGE, "§2")),
        relation=EQUAL,
        assumptions="as for dyn.equilibrium; enough rounds for the distance to halve or double",
        problem=LocalRun,
        families=("categorical", "affine"),
        formula=local_dynamics,
        comparison=compare_rounds.local_run,
        because="runs from ±ε and ±ε/2: their odd part errs by a measured multiple of ε², and by rounding over ε",
        counterclaims=(
            CounterClaim(
                title="the limit doubled",
                regime="between the limit and twice the limit",
                formula=wrong.limit_doubled,
                witness=wrong.run_above,
            ),
            CounterClaim(
                title="the limit halved",
                regime="between half the limit and the limit",
                formula=wrong.limit_halved,
                witness=wrong.run_below,
            ),
            CounterClaim(
                title="k ignored",
                regime="k > 1",
                formula=wrong.one_inner_step,
                witness=wrong.run_below,
            ),
            CounterClaim(
                title="simultaneous steps",
                regime="everywhere",
                formula=wrong.simultaneous_steps,
                witness=wrong.run_above,
            ),
        ),
        tiers=(Tier.LEARNED,),
    ),
)
