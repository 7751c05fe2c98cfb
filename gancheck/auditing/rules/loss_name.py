"""The losses are the game that they say they are."""

from collections.abc import Callable

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.losses.observed import LossObservation
from gancheck.auditing.rule import Rule

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="loss-name",
    title="The losses are the game that their names, or you, say they are",
    claim="loss.generator-divergence",
    bug_classes={"S2": "the losses are another game than the one that is claimed"},
    severity=Severity.WARNING,
    certainty=Certainty.CERTAIN,
    advice="Rename the loss, or write the one that its name says.",
    finds=(
        "hinge: bce(real, 1) + bce(fake, 0) | bce(fake, 1)",
        "lsgan: relu(1 - real).mean() + relu(1 + fake).mean() | -fake.mean()",
        "wasserstein: ((real - 1) ** 2).mean() + (fake ** 2).mean() | ((fake - 1) ** 2).mean()",
        "nonsaturating: bce(real, 1) + bce(fake, 0) | -bce(fake, 0)",
        "minimax: bce(real, 1) + bce(fake, 0) | bce(fake, 1)",
        "logistic: fake.mean() - real.mean() | -fake.mean()",
        "relativistic: bce(real, 1) + bce(fake, 0) | bce(fake, 1)",
    ),
    stays_silent=(
        "hinge: relu(1 - real).mean() + relu(1 + fake).mean() | -fake.mean()",
        "hinge: relu(-real).mean() + relu(1 + fake).mean() | -fake.mean()",
        "lsgan: ((real - 1) ** 2).mean() + ((fake + 1) ** 2).mean() | (fake ** 2).mean()",
        "wasserstein: fake.mean() - real.mean() | -fake.mean()",
        "wgan: real.mean() - fake.mean() | fake.mean()",
        "nonsaturating: bce(real, 1) + bce(fake, 0) | bce(fake, 1)",
        "minimax: bce(real, 1) + bce(fake, 0) | -bce(fake, 0)",
        "vanilla: bce(real, 0.9) + bce(fake, 0) | bce(fake, 1)",
        "vanilla: bce(real, 1) + bce(fake, 0) | -bce(fake, 0)",
        "relativistic: softplus(fake - real).mean() | softplus(real - fake).mean()",
    ),
)


def judge(observed: LossObservation) -> tuple[Finding, ...]:
    """Names claim a family; only somebody who asks claims which generator's loss it is, or that it has no name here."""
    claimed = observed.claimed
    if claimed is None:
        return (RULE.skipped("Neither a name nor you said which game it is."),)
    if observed.mixes:
        return (
            RULE.skipped("The losses mix the samples of a batch; which game they would be is not looked at."),
        )
    family = _family(observed)
    evidence: Evidence = {
        "claimed": claimed.said,
        "as": list(claimed.games),
        "found": family or "no known family",
    }
    if any(_meets(observed, game, family, claimed.explicit) for game in claimed.games):
        return (RULE.holds(evidence),)
    if family is None and not claimed.explicit:
        return (RULE.inconclusive("The losses are of no family that is known here.", evidence),)
    game = None if observed.parts is None else observed.parts.game
    return (
        RULE.violated(
            "S2",
            {**evidence, "G follows": game.generator_divergence if game is not None else None},
            title=f"{claimed.said!r} is claimed, and the losses are {_described(observed, family)}",
            severity=Severity.ERROR if claimed.explicit else None,
        ),
    )


def _family(observed: LossObservation) -> str | None:
    """The family of D's loss."""
    if not observed.d.additive:
        return (
            "relativistic"
            if any(each is not None and each.shift_invariant for each in observed.relativistic)
            else None
        )
    parts = observed.parts
    if parts is None:
        return None
    kinds = {parts.forms[name].kind for name in "φψ"}
    known = {"logistic": "logistic", "quadratic": "least-squares", "hinge": "hinge"}
    if len(kinds) == 1 and (kind := kinds.pop()) in known:
        return known[kind]
    if parts.game is None:
        return None
    if parts.game.output_space == "critic" and "integral probability" in parts.game.discriminator_divergence:
        return "wasserstein"
    ends: dict[str, Callable[[str], bool]] = {
        "logistic": lambda text: text.endswith("JSD(p, q)"),
        "least-squares": lambda text: text.endswith("LC(p, q)"),
        "hinge": lambda text: text.endswith("TV(p, q)"),
    }
    return next(
        (name for name, ends_so in ends.items() if ends_so(parts.game.discriminator_divergence)), None
    )


def _meets(observed: LossObservation, game: str, family: str | None, explicit: bool) -> bool:
    if game == "relativistic":
        return not observed.d.additive
    if not observed.d.additive:
        return any(each is not None and each.shape == game for each in observed.relativistic)
    if game not in ("minimax", "non-saturating"):
        return family == game
    if family != "logistic":
        return False
    # Published code calls the non-saturating loss minimax too: by name alone both are.
    return (game == "minimax" and not explicit) or _generator_meets(observed, game)


def _generator_meets(observed: LossObservation, game: str) -> bool:
    """γ = log(1 − σ) is a cross-entropy with its sign turned; γ = −log σ is one as it is."""
    if observed.parts is None or "γ" not in observed.parts.forms:
        return True
    form = observed.parts.forms["γ"]
    return form.kind == "logistic" and (form.parameters[1] < 0) == (game == "minimax")


def _described(observed: LossObservation, family: str | None) -> str:
    game = None if observed.parts is None else observed.parts.game
    if game is not None and game.name != "unknown game":
        return f"those of the {game.name}"
    return f"of the {family} family" if family else "of no family that is known here"
