"""All measurements of a pair of losses, in the order in which one needs the other."""

from typing import Any

import numpy as np

from gancheck.auditing.losses.batch_probe import BatchProbe, probe_batch
from gancheck.auditing.losses.claimed_game import claimed_game
from gancheck.auditing.losses.health import Health, probe_gaps, probe_health
from gancheck.auditing.losses.label_shapes import label_mismatches
from gancheck.auditing.losses.observed import LossObservation
from gancheck.auditing.losses.output_parts import OutputParts, read_parts
from gancheck.auditing.losses.pair import LossPair
from gancheck.auditing.losses.pulls import read_pulls
from gancheck.auditing.losses.relativistic import RelativisticForm, relativistic_form
from gancheck.auditing.losses.scale_probe import probe_scales

__all__ = ["observe_losses"]


def observe_losses(pair: LossPair, claims: str | None = None) -> LossObservation:
    """Call the losses until everything that the rules ask for is known.

    Args:
        pair: The losses.
        claims: The game that somebody says they are; None to go by their names.
    """
    d = probe_batch(pair, "d")
    g = None if pair.generator is None else probe_batch(pair, "g")
    parts, reason = _parts(pair, d, g)
    forms = (None if d.additive else _form(pair, "d"), None if g is None or g.additive else _form(pair, "g"))
    health = _gaps(pair, forms) if parts is None else probe_health(pair, parts)
    return LossObservation(
        pair=pair,
        d=d,
        g=g,
        mismatches=label_mismatches(pair),
        scales=probe_scales(pair),
        parts=parts,
        reason=reason,
        relativistic=forms,
        pulls=read_pulls(pair, d, g, parts),
        health=health,
        claimed=claimed_game(pair.words, claims),
        label_range=_label_range(pair, d, g, parts),
    )


def _gaps(
    pair: LossPair, forms: tuple[RelativisticForm | None, RelativisticForm | None]
) -> tuple[Health, ...]:
    """The failures of losses whose closed form is known."""
    known = [
        player
        for player, form in zip("dg", forms, strict=True)
        if form is not None and form.shape is not None
    ]
    return tuple(found for player in known if (found := probe_gaps(pair, player)) is not None)


def _parts(pair: LossPair, d: BatchProbe, g: BatchProbe | None) -> tuple[OutputParts | None, str]:
    if not d.additive:
        return None, "D's loss is not a loss of the real outputs plus one of the fake ones"
    mixes = any(probe is not None and probe.mixed_side is not None for probe in (d, g))
    try:
        alone = g is not None and g.needs_fake and g.additive
        return read_parts(pair, mixes=mixes, generator=alone), ""
    except Exception as error:
        return None, str(error)


def _form(pair: LossPair, player: str) -> RelativisticForm | None:
    packing = pair.packing if player == "d" else pair.g_packing

    def value(real: Any, fake: Any) -> float:
        batches = packing.batch(real), packing.batch(fake)
        answer = pair.d(*batches) if player == "d" else pair.g(batches[1], batches[0])
        values = answer.detach().double().numpy() if hasattr(answer, "detach") else np.asarray(answer)
        return float(values.mean())

    try:
        return relativistic_form(value)
    except Exception:
        return None


def _label_range(
    pair: LossPair, d: BatchProbe, g: BatchProbe | None, parts: OutputParts | None
) -> dict[str, tuple[float, float]]:
    """The labels where all draws are at their lower and at their upper ends."""
    if "D" not in pair.random or parts is None:
        return {}
    del g
    found: dict[str, list[float]] = {"φ": [], "ψ": []}
    for share in (0.0, 1.0):
        try:
            forms = read_parts(pair.at(share), mixes=d.mixed_side is not None, generator=False).forms
        except Exception:
            return {}
        for name, labels in found.items():
            if forms[name].kind not in ("logistic", "quadratic"):
                return {}
            labels.append(forms[name].parameters[0])
    return {name: (min(labels), max(labels)) for name, labels in found.items()}
