"""An audit: the game that a target plays, and what every rule found. It crosses processes as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from math import isfinite
from typing import Any

from gancheck.auditing.finding import Certainty, Finding, Place, Severity
from gancheck.checks.verdict import Verdict
from gancheck.errors import InvalidInput

__all__ = ["SCHEMA_VERSION", "Audit", "GameCard", "Unchecked", "as_document", "from_document"]

SCHEMA_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class GameCard:
    """Which game it is. What was not found out is None, and ``sentences`` say why.

    Attributes:
        name: The game, such as ``"non-saturating GAN"``; ``"unknown game"`` if it has no name here.
        discriminator_divergence: What D's least loss estimates.
        generator_divergence: What G descends against a best D.
        k: How many updates of D come before one of G.
        output_space: ``"logit"``, ``"probability"``, ``"score"`` or ``"critic"``.
        sentences: What was measured, in words, one fact each: calling convention, reduction, labels, saturation, range
            of stability in each dtype, fixed point.
    """

    name: str | None = None
    discriminator_divergence: str | None = None
    generator_divergence: str | None = None
    k: float | None = None
    output_space: str | None = None
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unchecked:
    """A rule that could not run, and why."""

    check: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Audit:
    """What was found out about one target.

    Attributes:
        target: As it was named.
        game: The game it plays.
        findings: One a rule that ran, or more where a rule looks at several things.
        not_checked: The rules that did not run.
        curves: Measured curves for a figure: name -> numbers, all of one length with ``"r"``.
    """

    target: str
    game: GameCard
    findings: tuple[Finding, ...]
    not_checked: tuple[Unchecked, ...] = ()
    curves: Mapping[str, tuple[float, ...]] | None = None


def as_document(audit: Audit) -> dict[str, Any]:
    """The audit as what ``json.dumps(…, allow_nan=False)`` takes; not-a-number and infinities as strings."""
    return {
        "schema_version": SCHEMA_VERSION,
        "target": audit.target,
        "game": _plain(asdict(audit.game)),
        "verdicts": [_plain(_finding(found)) for found in audit.findings],
        "not_checked": [asdict(each) for each in audit.not_checked],
        "curves": _plain(dict(audit.curves)) if audit.curves is not None else None,
    }


def from_document(document: Any) -> Audit:
    """The audit of a document; every field is checked, since a target's process wrote it.

    Raises:
        InvalidInput: It is no such document, or of another version.
    """
    try:
        if document["schema_version"] != SCHEMA_VERSION:
            raise InvalidInput(
                f"`schema_version` is {document['schema_version']!r}; this gancheck reads {SCHEMA_VERSION}."
            )
        curves = document["curves"]
        return Audit(
            target=str(document["target"]),
            game=_game(document["game"]),
            findings=tuple(_read(found) for found in document["verdicts"]),
            not_checked=tuple(
                Unchecked(str(each["check"]), str(each["reason"])) for each in document["not_checked"]
            ),
            curves=None
            if curves is None
            else {str(name): tuple(float(value) for value in curve) for name, curve in curves.items()},
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InvalidInput(f"`document` is no audit: {type(error).__name__}: {error}.") from None


def _finding(found: Finding) -> dict[str, Any]:
    document = {field.name: getattr(found, field.name) for field in fields(found)}
    document["verdict"], document["severity"] = found.verdict.value, found.severity.value
    document["certainty"] = found.certainty.value
    document["place"] = asdict(found.place) if found.place else None
    document["evidence"] = dict(found.evidence)
    return document


def _read(document: Mapping[str, Any]) -> Finding:
    place = document["place"]
    evidence = document["evidence"]
    if not isinstance(evidence, dict):
        raise TypeError(f"evidence is {type(evidence).__name__}")
    words = {name: str(document[name]) for name in ("check", "title", "claim", "reason", "fix", "reproduce")}
    return Finding(
        **words,
        verdict=Verdict(document["verdict"]),
        severity=Severity(document["severity"]),
        certainty=Certainty(document["certainty"]),
        bug_class=None if document["bug_class"] is None else str(document["bug_class"]),
        evidence={str(name): value for name, value in evidence.items()},
        place=None if place is None else Place(str(place["file"]), int(place["line"])),
    )


def _game(document: Mapping[str, Any]) -> GameCard:
    def word(name: str) -> str | None:
        return None if document[name] is None else str(document[name])

    return GameCard(
        name=word("name"),
        discriminator_divergence=word("discriminator_divergence"),
        generator_divergence=word("generator_divergence"),
        k=None if document["k"] is None else float(document["k"]),
        output_space=word("output_space"),
        sentences=tuple(str(sentence) for sentence in document["sentences"]),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    return value
