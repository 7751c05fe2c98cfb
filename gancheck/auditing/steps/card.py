"""The card of the game, filled in from what was watched."""

from gancheck.auditing.audit import GameCard
from gancheck.auditing.steps.observed import SQUASHES, Observed
from gancheck.auditing.steps.response import Law

__all__ = ["game_card"]

WORDS = {
    "phi": "D's loss of a real output",
    "psi": "D's loss of a fake output",
    "gamma": "G's loss of a fake output",
}


def game_card(observed: Observed) -> GameCard:
    """Name, divergences, k and the output's space; what is not known is None, and a sentence says why."""
    game, k = observed.game, observed.phases.k
    sentences = [f"{words}: {_sentence(observed.law(role))}." for role, words in WORDS.items()]
    if k is not None:
        sentences.append(f"D steps {k:g} times for each step of G.")
    if game is None:
        known = all(observed.law(role).known for role in WORDS)
        return GameCard(
            name="unknown game" if known else None,
            k=k,
            output_space=_space(observed),
            sentences=tuple(sentences),
        )
    if observed.critic and observed.bounded:
        # The best D is at one end where p > q and at the other where p < q.
        bounded = "a total variation, TV(p, q), because D's output is bounded"
        return GameCard(
            name="total variation GAN",
            discriminator_divergence=bounded,
            generator_divergence=bounded,
            k=k,
            output_space=_space(observed),
            sentences=tuple(sentences),
        )
    return GameCard(
        name=game.name,
        discriminator_divergence=game.discriminator_divergence,
        generator_divergence=game.generator_divergence,
        k=k,
        output_space=game.output_space,
        sentences=(*sentences, *game.sentences),
    )


def _space(observed: Observed) -> str | None:
    families = {observed.law(role).family for role in ("phi", "psi")}
    if observed.activation in SQUASHES or families == {"cross-entropy"}:
        return "probability"
    if families == {"logistic"}:
        return "logit"
    return "critic" if observed.critic else "score" if observed.law("phi").known else None


def _sentence(law: Law) -> str:
    if law.family == "unknown":
        return "of no family that is known here" if law.points else "not seen"
    if law.family == "none":
        return "it does not feel it"
    target = "" if law.family.startswith("linear") else f", target {law.target:g}"
    if law.least < law.most and law.family != "hinge":
        target = f", targets from {law.least:.4g} to {law.most:.4g}"
    return f"{law.family}{target}, factor {law.factor:.4g}, from {law.points} scores"
