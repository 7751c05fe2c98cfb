"""S2: the losses make one game, the one that the target says, with its minimum at p = q."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.losses.claimed_game import claimed_game
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import Observed
from gancheck.theory.game_name import UNKNOWN_GAME

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="one-game",
    title="The players' losses make a known game, the one that the target says, or you.",
    claim="loss.generator-divergence",
    bug_classes={"S2": "The losses are not those of the game that the target says, or not of one game."},
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Take both players' losses from one game; `gancheck.identify_game` says which divergence each follows.",
    finds=(
        "a target that says hinge and plays cross-entropy",
        "a claim of hinge, and cross-entropy",
        "a claim of a relativistic game, and cross-entropy",
        "a claim of minimax, and the non-saturating generator",
        "a Wasserstein critic and a generator of logarithms",
        "a Wasserstein critic and a generator of least squares",
        "least squares with labels -1, 1 and 0, as a note",
    ),
    stays_silent=(
        "cross-entropy",
        "the minimax generator",
        "hinge",
        "a Wasserstein critic",
        "a target that says nothing",
        "a claim of hinge, and hinge",
        "a claim of lsgan, and least squares",
        "a claim of logistic, and the minimax generator",
        "a claim of minimax, and the minimax generator",
        "a claim of a relativistic game, and losses of pairs: INCONCLUSIVE",
        "losses without a name",
    ),
)

SAYS = {
    "hinge": {"hinge"},
    "lsgan": {"least-squares"},
    "least_squares": {"least-squares"},
    "wgan": {"linear"},
    "wgangp": {"linear"},
    "wgan-gp": {"linear"},
    "wgan_gp": {"linear"},
    "vanilla": {"logistic", "cross-entropy"},
    "bce": {"logistic", "cross-entropy"},
    "nonsaturating": {"logistic", "cross-entropy"},
    "non-saturating": {"logistic", "cross-entropy"},
}
"""What φ and ψ of a game that a target names are."""

CLAIMED = {
    "hinge": {"hinge"},
    "least-squares": {"least-squares"},
    "wasserstein": {"linear"},
    "logistic": {"logistic", "cross-entropy"},
    "minimax": {"logistic", "cross-entropy"},
    "non-saturating": {"logistic", "cross-entropy"},
    "relativistic": set[str](),
}
"""What they are in the games that may be claimed; a relativistic D's loss is no sum of a φ and a ψ."""


def judge(observed: Observed) -> tuple[Finding, ...]:
    """The families of φ and ψ against the name; γ against a critic."""
    phi, psi, gamma = (observed.law(role) for role in ("phi", "psi", "gamma"))
    if observed.obstacle or observed.laws is None:
        return (RULE.skipped(observed.obstacle or "no scores were injected."),)
    evidence: Evidence = {
        "real in D": phi.family,
        "fake in D": psi.family,
        "fake in G": gamma.family,
        **({"said": observed.named} if observed.named else {}),
    }
    if not (phi.known and psi.known):
        return (RULE.inconclusive("D's loss has no form that is known here.", evidence),)
    claimed = None if observed.claims is None else claimed_game((), observed.claims)
    if claimed is not None and (at := _broken(observed, claimed.games)):
        title = f"{claimed.said!r} is claimed, and the game is {_described(observed)}."
        return (
            RULE.violated("S2", {**evidence, "claimed": claimed.said}, title=title, place=observed.at(at)),
        )
    wanted = SAYS.get(observed.named.lower())
    if wanted is not None and not {phi.family, psi.family} <= wanted:
        title = f"The target says {observed.named!r}, and D's loss is {phi.family}."
        return (RULE.violated("S2", evidence, title=title, place=observed.at("D")),)
    if observed.critic and gamma.known and gamma.family != "linear":
        title = f"D is a Wasserstein critic, and G's loss is {gamma.family}: G weighs the critic's slope by its score."
        # A critic's level is up to chance, and these are as steep as it says, or turn round. Others are bounded by it.
        severity = None if gamma.family in ("least-squares", "logistic") else Severity.WARNING
        return (RULE.violated("S2", evidence, title=title, severity=severity, place=observed.at("G")),)
    game = observed.game
    if game is not None and game.name != UNKNOWN_GAME and game.minimum_at_equality is False:
        title = f"{game.name}: p = q is not where G's divergence is least. Published, and noted."
        fix = "Nothing, if this game is wanted; a generator's label at that of real data has its minimum at p = q."
        severity = Severity.NOTE
        return (
            RULE.violated("S2", evidence, title=title, fix=fix, severity=severity, place=observed.at("G")),
        )
    return (RULE.holds({**evidence, "game": game.name if game else None}),)


def _broken(observed: Observed, games: tuple[str, ...]) -> str:
    """Whose loss is of no game that is claimed; empty if there is one that both are of, as far as they are known.

    Whoever claims the minimax or the non-saturating game means its generator; the family of D's loss is the same.
    """
    families = {observed.law(role).family for role in ("phi", "psi")}
    rest = [game for game in games if families <= CLAIMED[game]]
    if not rest:
        return "D"
    name = UNKNOWN_GAME if observed.game is None else observed.game.name
    others = {"minimax GAN": "minimax", "non-saturating GAN": "non-saturating"}
    own = others.get(name)
    return "G" if own is not None and all(game in others.values() and game != own for game in rest) else ""


def _described(observed: Observed) -> str:
    game = observed.game
    if game is not None and game.name != UNKNOWN_GAME:
        return f"the {game.name}"
    return f"one whose D's loss is {observed.law('phi').family}"
