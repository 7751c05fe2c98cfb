"""S3: a loss is a mean over its scores, not a function of their mean, and over all outputs that are scores."""

from gancheck.auditing.finding import Certainty, Evidence, Finding, Severity
from gancheck.auditing.rule import Rule
from gancheck.auditing.steps.observed import Observed
from gancheck.auditing.steps.response import Law

__all__ = ["RULE", "judge"]

RULE = Rule(
    id="mean-of-losses",
    title="The loss of a batch is the mean of the losses of its rows.",
    claim="alg.unbiased",
    bug_classes={
        "S3": "The loss is a function of the mean score, such as the square of a mean in place of the mean of squares.",
        "S5": "The adversarial term of one of several networks of D is computed and is in no loss.",
        "G2": "G's adversarial term of one of several networks of D judges real data.",
    },
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    advice="Average last: `((d - 1) ** 2).mean()` instead of `(d.mean() - 1) ** 2`.",
    finds=(
        "the square of the mean score",
        "the hinge of the mean score",
        "the last of several outputs counts for D only, and all of them for G",
        "one of two networks of D judges real data in G's loss",
    ),
    stays_silent=(
        "least squares",
        "a Wasserstein critic",
        "a sum over the batch",
        "hinge",
        "several outputs, and all of them count for both players",
        "two networks of D, and both judge fakes in G's loss",
        "a second output that G matches to that of real data, and that D does not learn by",
    ),
)


def judge(observed: Observed) -> tuple[Finding, ...]:
    """Whether all scores of a batch feel one slope, which follows their mean."""
    laws = {role: observed.law(role) for role in ("phi", "psi", "gamma")}
    if observed.obstacle or not any(law.points for law in laws.values()):
        return (RULE.skipped(observed.obstacle or "no response was measured."),)
    wrong = [
        role for role, law in laws.items() if law.family in ("square of the mean", "function of the mean")
    ]
    evidence: Evidence = {role: law.family for role, law in laws.items()}
    if wrong:
        place = observed.at("G" if wrong == ["gamma"] else "D")
        return (RULE.violated("S3", evidence, place=place),)
    if unheard := _unheard(observed):
        title = "G's loss does not feel all of the outputs that D learns by."
        words = {"outputs that G does not feel": [f"{part} {output}".strip() for part, output in unheard]}
        code = _lost(observed, unheard[0][0])
        return (RULE.violated(code, words, title=title, place=observed.at("G")),)
    if untaught := _untaught(observed):
        title = "D does not learn by all of the outputs that G's loss takes for scores."
        words = {
            "outputs that D does not learn by": [f"{part} {output}".strip() for part, output in untaught]
        }
        return (RULE.violated("S3", words, title=title, place=observed.at("D")),)
    if any(law.family == "unknown" for law in laws.values()):
        return (RULE.inconclusive("a loss has no form that is known here.", evidence),)
    return (RULE.holds(evidence),)


def _unheard(observed: Observed) -> list[tuple[str, int]]:
    """Outputs that D learns to tell real from fake by, and that no loss of G answers to though it does to others."""
    assert observed.laws is not None
    learning = {
        key: roles
        for key, roles in observed.laws.of_output.items()
        if roles["phi"].known and roles["psi"].known
    }
    felt = {key for key, roles in learning.items() if roles["gamma"].known}
    unheard = {key for key, roles in learning.items() if felt and _silent(roles["gamma"])}
    return sorted(unheard | _unlike(observed))


def _unlike(observed: Observed) -> set[tuple[str, int]]:
    """Scores of networks that D learns by as it does by another one's, whatever the loss, and G by that alone."""
    assert observed.laws is not None
    scores = {part: score for part in observed.laws.parts if (score := observed.laws.score(part)) is not None}
    roles = {score: observed.laws.of_output[score] for score in scores.values()}
    return {
        key
        for key, own in roles.items()
        if _silent(own["gamma"])
        and any(
            not _silent(other["gamma"])
            and all(
                not _silent(own[role]) and own[role].family == other[role].family for role in ("phi", "psi")
            )
            for other in roles.values()
        )
    }


def _untaught(observed: Observed) -> list[tuple[str, int]]:
    """Outputs of a network that G's loss takes as it takes another one, by which D learns, and that D's does not feel.

    Features that G matches, and classes that it has to meet, are taken by another law than scores are.
    """
    assert observed.laws is not None
    of_output = observed.laws.of_output
    taught = {key: roles for key, roles in of_output.items() if roles["phi"].known and roles["psi"].known}
    return sorted(
        key
        for key, roles in of_output.items()
        if roles["gamma"].known
        and _silent(roles["phi"])
        and _silent(roles["psi"])
        and any(
            key[0] == part and _alike(roles["gamma"], each["gamma"]) for (part, _), each in taught.items()
        )
    )


def _silent(law: Law) -> bool:
    return law.family == "none" or not law.points


def _alike(one: Law, other: Law) -> bool:
    return (one.family, one.target, one.factor > 0) == (other.family, other.target, other.factor > 0)


def _lost(observed: Observed, part: str) -> str:
    """What became of G's term: never differentiated, of real data, or left out of a sum of outputs."""
    log, phases = observed.log, observed.phases
    used = {at for run in log.backwards for at in run.calls}
    own = [call for call in log.calls if call.player == "D" and call.part == part]
    if any(call.attached and call.graded and call.at not in used for call in own):
        return "S5"
    judged = {phases.kind(call) for call in phases.calls("D", "G") if call.part == part}
    return "G2" if judged == {"real"} else "S3"
