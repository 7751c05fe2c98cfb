"""Which evidence there is for a claim, tier by tier, and where there is none, why.

A claim knows at which tiers its own comparison is evaluated (numeric, learned); the rooms `gancheck.checks.exact` and
`gancheck.checks.certified` know which claims they derive and enclose.
"""

from gancheck.checks.certified import registry as certified
from gancheck.checks.exact import registry as exact
from gancheck.claims.claim import Claim, Tier

__all__ = ["ABSENT", "absent", "families_at", "tiers_of"]

_TRAINED = "it speaks of trained players, and there is no trained player without a training"

_WITHOUT_PLAYERS = "it speaks of laws alone; neither player of the game is in it"
_FOR_EVERY_D = (
    "it holds for every discriminator; alg.learned-optimum holds trained ones against what it says of D*"
)
_FOR_EVERY_G = (
    "it speaks of every generator's law; alg.learned-equilibrium holds trained generators against it"
)
_OF_A_LOSS = "it speaks of a loss, whatever network it trains"
_SIMULATED = "its two players are single numbers, and its iteration is run in the numeric tier itself"

ABSENT: dict[Tier, dict[str, str]] = {
    Tier.NUMERIC: dict.fromkeys(
        (
            "alg.directions",
            "alg.inner-loop",
            "alg.learned-optimum",
            "alg.learned-equilibrium",
            "alg.disjoint-supports",
            "alg.figure-1",
            "alg.unbiased",
            "alg.sampling-law",
        ),
        _TRAINED,
    )
    | {
        "dyn.stability": "it speaks of runs of real players; their map is judged numerically as dyn.equilibrium"
    },
    Tier.LEARNED: {
        "mle.log-likelihood": _WITHOUT_PLAYERS,
        "mle.kl-identity": _WITHOUT_PLAYERS,
        "mle.kl-argmin": _WITHOUT_PLAYERS,
        "mle.gradient": _WITHOUT_PLAYERS,
        "mle.closed-form": _WITHOUT_PLAYERS,
        "mle.recovery": _WITHOUT_PLAYERS,
        "mle.misspecified": _WITHOUT_PLAYERS,
        "mle.pushforward": "it gives the exact law of any network; every learned check measures its generators by it",
        "disc.lotus": "it holds for every generator, trained or not: an identity of two integrals",
        "disc.bce": _FOR_EVERY_D,
        "disc.pointwise": _FOR_EVERY_D,
        "disc.optimum": "alg.learned-optimum is this claim about trained discriminators",
        "disc.gap": "alg.learned-optimum measures trained discriminators by it",
        "disc.support": _FOR_EVERY_D,
        "disc.bayes": _FOR_EVERY_D,
        "disc.concave": _FOR_EVERY_D,
        "disc.equilibrium": "alg.learned-equilibrium holds trained discriminators against ½",
        "gen.criterion": _FOR_EVERY_G,
        "gen.jsd": _FOR_EVERY_G,
        "gen.bounds": _FOR_EVERY_G,
        "gen.global-minimum": "alg.learned-equilibrium is this claim about trained generators",
        "gen.lower-bound": _FOR_EVERY_D,
        "gen.minimax": "alg.learned-equilibrium is this claim about trained players",
        "gen.convex": _FOR_EVERY_G,
        "gen.descent": "its descent is on the law itself, with D re-solved at every step; Algorithm 1 does neither",
        "gen.parametric": "alg.directions holds trained generators' steps against it",
        "div.jsd-shape": _WITHOUT_PLAYERS,
        "div.kl-shape": _WITHOUT_PLAYERS,
        "div.gaussian-kl": _WITHOUT_PLAYERS,
        "div.gaussian-jsd": _WITHOUT_PLAYERS,
        "div.inequalities": _WITHOUT_PLAYERS,
        "div.f": _WITHOUT_PLAYERS,
        "div.fenchel": "it holds for every function T; no network is trained to maximise it",
        "loss.optimal-output": _OF_A_LOSS,
        "loss.discriminator-divergence": _OF_A_LOSS,
        "loss.generator-divergence": _OF_A_LOSS,
        "loss.minimax": _OF_A_LOSS,
        "loss.non-saturating": _OF_A_LOSS,
        "loss.maximum-likelihood": _OF_A_LOSS,
        "loss.saturation": "alg.disjoint-supports is this claim about a trained discriminator",
        "loss.stability": _OF_A_LOSS,
        "loss.wasserstein": "it holds for every critic; none is trained to maximise it",
        "loss.penalty": "it holds for every critic; none is trained under it",
        "dyn.bilinear": _SIMULATED,
        "dyn.dirac": _SIMULATED,
        "dyn.equilibrium": "dyn.stability holds runs of real players against it",
        "alg.sampling-variance": "alg.sampling-law holds trained logits against their whole law",
    },
}
"""Why a claim is not evaluated in float64, or not on trained players, under its id."""


def tiers_of(claim: Claim) -> tuple[Tier, ...]:
    """The tiers that have evidence for a claim, from the strongest to the nearest to practice."""
    return tuple(tier for tier in Tier if families_at(claim, tier))


def families_at(claim: Claim, tier: Tier) -> tuple[str, ...]:
    """The families of problems on which a claim is evaluated at a tier; empty where it has no evidence there."""
    if tier is Tier.EXACT:
        return tuple(derivation.family for derivation in exact.derivations().get(claim.id, ()))
    if tier is Tier.CERTIFIED:
        enclosed = certified.enclosed_claims().get(claim.id)
        return enclosed.families if enclosed else ()
    return claim.families if tier in claim.tiers else ()


def absent(claim: Claim, tier: Tier) -> str:
    """Why a claim has no evidence at a tier, in words; empty where it has some, or no reason is stated."""
    if families_at(claim, tier):
        return ""
    if tier is Tier.EXACT:
        return exact.absent().get(claim.id, "")
    if tier is Tier.CERTIFIED:
        return certified.absent().get(claim.id, "")
    return ABSENT[tier].get(claim.id, "")
