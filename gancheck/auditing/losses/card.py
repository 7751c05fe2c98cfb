"""The loss card: which game a pair of losses plays, in sentences."""

import numpy as np

from gancheck.auditing.audit import GameCard
from gancheck.auditing.losses.health import Health
from gancheck.auditing.losses.observed import LossObservation
from gancheck.theory.fingerprint import Fingerprint
from gancheck.theory.game_name import UNKNOWN_GAME

__all__ = ["curves_of", "loss_card"]


def loss_card(observed: LossObservation) -> GameCard:
    """The card of a pair whose losses could be called."""
    game = None if observed.parts is None else observed.parts.game
    sentences = [*observed.pair.sentences, *_shape(observed)]
    if game is None:
        name, told = _relativistic(observed)
        return GameCard(name=name, sentences=(*sentences, *told))
    best = game.fingerprint.t_star
    if (np.isfinite(best.value) & ~np.isfinite(best.error)).any():
        flat = "D's losses are flat where its best outputs lie, so that these are not known, nor what D estimates."
        return GameCard(name=UNKNOWN_GAME, sentences=(*sentences, flat, *_stable(observed.health)))
    rounded = observed.parts is not None and observed.parts.rounded
    lead = "up to a constant inside its logarithms " if rounded else ""
    follows = "" if game.generator_divergence is None else f", G follows {game.generator_divergence}"
    first = f"This pair is {lead}{_article(game.name)}: D estimates {game.discriminator_divergence}{follows}."
    more = game.sentences[1 if game.generator_divergence is None else 2 :]
    sentences = [first, *sentences, *more, *_stable(observed.health)]
    return GameCard(
        name=game.name,
        discriminator_divergence=game.discriminator_divergence,
        generator_divergence=game.generator_divergence,
        output_space=game.output_space,
        sentences=tuple(sentences),
    )


def curves_of(found: Fingerprint) -> dict[str, tuple[float, ...]]:
    """The measured curves, at density ratios from 10⁻³ to 10³."""
    curves = {
        "r": found.r,
        "t_star": found.t_star.value,
        "slope": found.slope.value,
        "curvature": found.curvature.value,
    }
    if found.intercept is not None and found.generator_curvature is not None:
        curves |= {"intercept": found.intercept.value, "generator_curvature": found.generator_curvature.value}
    return {name: tuple(float(value) for value in curve) for name, curve in curves.items()}


def _article(name: str) -> str:
    return "of no game that has a name here" if name == UNKNOWN_GAME else name


def _shape(observed: LossObservation) -> list[str]:
    d = observed.d
    reduction = {"mean": "a mean over the batch", "sum": "a sum over the batch", "none": "not reduced"}
    told = [f"D's loss is {reduction.get(d.reduction or '', 'neither a mean nor a sum over the batch')}."]
    if observed.pair.random:
        told.append(
            f"{' and '.join(observed.pair.random)} draws random numbers; they were held at their medians."
        )
    return told


def _relativistic(observed: LossObservation) -> tuple[str, list[str]]:
    d, g = observed.relativistic
    if d is None:
        return UNKNOWN_GAME, [
            f"Which game it is was not found out: {observed.reason or 'no parts were read'}."
        ]
    told = [f"D's loss is {'' if d.shift_invariant else 'not '}a function of differences of outputs alone."]
    if d.shape is None:
        return UNKNOWN_GAME, [*told, "It has no closed form that is known here."]
    told += [
        f"{player}'s loss is {form.factor:.4g}·({form.halves}) with a {form.shape} f."
        for player, form in (("D", d), ("G", g))
        if form is not None and form.shape is not None
    ]
    kind = "relativistic" if "averaged" not in d.pattern else "relativistic average"
    return f"{kind} {d.shape} GAN", told


def _stable(health: tuple[Health, ...]) -> list[str]:
    """The logits that all parts stand, in each dtype."""
    told = []
    for dtype in dict.fromkeys(each.dtype for each in health):
        scanned = [each for each in health if each.dtype == dtype]
        refused = [each.part for each in scanned if each.failure == "refused"]
        if refused:
            told.append(f"Refused in {dtype}: {', '.join(refused)}.")
            continue
        low, high = max(each.lower for each in scanned), min(each.upper for each in scanned)
        told.append(f"Stable in {dtype} at logits from {low:g} to {high:g}.".replace("-", "−"))
    if any(not each.kept for each in health if each.dtype == "float32" and each.failure != "refused"):
        told.append("The answer to float32 outputs has another dtype.")
    return told
