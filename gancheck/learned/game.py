"""A batch of problems with its players seated: who plays, from where, on which batches.

Discrete laws get a tabular discriminator against a categorical generator, Gaussians a quadratic-logit one against
an affine generator, every other law two perceptrons; each can be asked for by name.

Guarantees: a start is the law q that the problem gives, or random from the seed, never the answer; each stream of
draws has its own generator in each problem. Refuses seats that cannot represent what the problem asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from gancheck.claims.problems import Pair
from gancheck.distributions.law import Law
from gancheck.distributions.parameters import as_numpy
from gancheck.divergences.pairs import align
from gancheck.errors import InvalidInput
from gancheck.learned import batches
from gancheck.learned.affine_generator import AffineGenerator
from gancheck.learned.algorithm1 import Algorithm1
from gancheck.learned.categorical_generator import CategoricalGenerator
from gancheck.learned.frozen_generator import FrozenGenerator
from gancheck.learned.mlp_discriminator import MLPDiscriminator
from gancheck.learned.mlp_generator import MLPGenerator
from gancheck.learned.players import DiscriminatorPlayer, GeneratorPlayer
from gancheck.learned.quadratic_logit import QuadraticLogit
from gancheck.learned.standardisation import Standardisation, standardise
from gancheck.learned.streams import Origin, generators, stream
from gancheck.learned.tabular_logit import TabularLogit
from gancheck.learned.weighted_points import WeightedPoints

__all__ = ["Game", "laws_of", "seat"]

SEATS = {
    "discrete": ("tabular", "categorical"),
    "empirical": ("tabular", "categorical"),
    "gaussian": ("quadratic", "affine"),
    "multivariate-gaussian": ("quadratic", "affine"),
}
"""The players of each family that can represent D* and p exactly; other families get perceptrons."""


POINTS = ("gaussian", "multivariate-gaussian", "mixture", "multivariate-mixture", "pushforward")
"""Families of points; an empirical law is a fixed data set to a player of points, but no generator can reach it."""


@dataclass(frozen=True)
class Game:
    """Everything that Algorithm 1 needs to begin.

    Attributes:
        p: the data laws, a batch.
        q: the laws that the generators start from or are fixed at; None where the start is random.
        standardisation: the coordinates of the players; None for atoms.
        d: the discriminators.
        g: the generators.
        real: batches of data.
        noise: batches of noise.
    """

    p: Law
    q: Law | None
    standardisation: Standardisation | None
    d: DiscriminatorPlayer
    g: GeneratorPlayer
    real: batches.Batches
    noise: batches.Batches

    def rows(self, index: Any) -> "Game":
        """Some problems, their streams where they stand; a slice, or an array of integers."""
        return Game(
            self.p[index],
            None if self.q is None else self.q[index],
            None if self.standardisation is None else self.standardisation[index],
            self.d.with_parameters(self.d.parameters[index]),
            self.g.with_parameters(self.g.parameters[index]),
            self.real.rows(index),
            self.noise.rows(index),
        )


def seat(
    problems: Law | Pair,
    algorithm: Algorithm1,
    device: torch.device,
    origins: Sequence[Origin] | None = None,
) -> Game:
    """Choose coordinates, players and streams; ``origins`` are (seed, 0), (seed, 1), … unless given.

    Raises:
        InvalidInput: the players asked for cannot play on these laws.
    """
    p, q = laws_of(problems, algorithm)
    d_kind, g_kind = _kinds(p, q, algorithm)
    precision = torch.float32 if "mlp" in (d_kind, g_kind) else torch.float64
    like = torch.zeros(len(p), 0, device=device, dtype=precision)
    origins = [(algorithm.seed, i) for i in range(len(p))] if origins is None else origins
    fixed = (q,) if g_kind == "frozen" and q is not None else ()
    frame = None if d_kind == "tabular" else standardise((p, *fixed), origins)
    noise = _noise_dimension(g_kind, p, frame, algorithm)
    _require_known_distance(g_kind, p, q, noise, algorithm)
    start = generators(origins, "start")
    return Game(
        p,
        q,
        frame,
        _discriminator(d_kind, p, frame, algorithm, start, like),
        _generator(g_kind, p, q, frame, algorithm, start, like, noise),
        _data(p, algorithm.batch_size, origins, "data", frame, like),
        _noise(g_kind, p, q, algorithm, origins, frame, like, noise),
    )


def laws_of(problems: Law | Pair, algorithm: Algorithm1) -> tuple[Law, Law | None]:
    """The laws as batches of one size, on the same atoms; data sets and generated points stay as they are."""
    if not isinstance(problems, Pair):
        p = problems.batched()
        return (align(p, p)[0] if algorithm.discriminator in ("auto", "tabular") else p), None
    p, q = problems.p.batched(), problems.q.batched()
    if q.family == "generated":
        if len(p) != len(q):
            raise InvalidInput(f"`problems` pairs {len(p)} data laws with {len(q)} generators; give as many.")
        return p, q
    if p.family != "empirical" or algorithm.discriminator in ("auto", "tabular"):
        return align(p, q)
    if q.family != "empirical" or len(p) != len(q):
        raise InvalidInput(
            f"`problems` pairs {len(p)} data sets with {len(q)} {q.family} laws; give as many data sets of fakes."
        )
    return p, q


def _kinds(p: Law, q: Law | None, algorithm: Algorithm1) -> tuple[str, str]:
    """The seats' names, checked against the laws."""
    d_auto, g_auto = SEATS.get(p.family if q is None else Pair(p, q).family, ("mlp", "mlp"))
    d = d_auto if algorithm.discriminator == "auto" else algorithm.discriminator
    g = g_auto if algorithm.generator == "auto" else algorithm.generator
    if algorithm.fix_generator:
        if q is None:
            raise InvalidInput(
                "`fix_generator` is True but `problems` holds data laws only; give a Pair, whose q stays fixed."
            )
        g = "frozen"
    families = (
        ("discrete", "empirical") if d == "tabular" else POINTS if g != "frozen" else (*POINTS, "empirical")
    )
    if p.family not in families or (g != "frozen" and (g == "categorical") != (d == "tabular")):
        raise InvalidInput(
            f'`discriminator` "{d}" and `generator` "{g}" cannot play on {p.family} laws: "tabular" and "categorical" '
            'belong to atoms, all others to points; use "auto".'
        )
    if g != "frozen" and q is not None and q.family == "generated":
        raise InvalidInput(
            "`problems` pairs data with generated points, whose law no generator can start at; give fix_generator=True."
        )
    if g == "mlp" and q is not None:
        raise InvalidInput(
            "`problems` is a Pair but a perceptron cannot start at a given law q; "
            "give the data laws alone, or fix_generator=True."
        )
    return d, g


def _noise_dimension(kind: str, p: Any, frame: Standardisation | None, algorithm: Algorithm1) -> int:
    """The coordinates of the noise."""
    given, own = algorithm.noise_dimension, 1 if frame is None else frame.dimension
    if given is not None and kind != "mlp":
        raise InvalidInput(
            f'`noise_dimension` is {given} but the generator is "{kind}", whose noise is fixed; give None, or '
            'generator="mlp".'
        )
    return own if given is None else given


def _require_known_distance(kind: str, p: Any, q: Any, noise: int, algorithm: Algorithm1) -> None:
    """Refuse to stop at a distance that nobody will know: the gap of a fixed generator, and JSD of one that learns."""
    if kind == "frozen":
        unknown = q.family == "generated"
    else:
        in_line = p.family not in ("multivariate-gaussian", "multivariate-mixture")
        unknown = p.family == "multivariate-mixture" or (kind == "mlp" and not (in_line and noise == 1))
    if algorithm.stop_at is not None and unknown:
        raise InvalidInput(
            f'`stop_at` is {algorithm.stop_at!r} but how far a "{kind}" generator is from its end is unknown against '
            f"{p.family} laws: a lower bound of JSD is measured, and it may stay small; give stop_at=None."
        )


def _discriminator(
    kind: str,
    p: Any,
    frame: Standardisation | None,
    algorithm: Algorithm1,
    start: Sequence[Any],
    like: Tensor,
) -> DiscriminatorPlayer:
    if frame is None:
        return TabularLogit.undecided(len(p), p.n_atoms, like.device, like.dtype)
    if kind == "quadratic":
        return QuadraticLogit.undecided(len(p), frame.dimension, like.device, like.dtype)
    return MLPDiscriminator.random(frame.dimension, algorithm.discriminator_widths, start, like)


def _generator(
    kind: str,
    p: Any,
    q: Any,
    frame: Standardisation | None,
    algorithm: Algorithm1,
    start: Sequence[Any],
    like: Tensor,
    noise: int,
) -> GeneratorPlayer:
    if kind == "frozen":
        return FrozenGenerator(like)
    if frame is None:
        logits = (
            np.stack([rng.standard_normal(p.n_atoms) for rng in start])
            if q is None
            else as_numpy(q.log_probs)
        )
        return CategoricalGenerator(torch.as_tensor(logits).to(like))
    if kind == "affine":
        return _affine(q, frame, start, like)
    widths = algorithm.generator_widths
    return MLPGenerator.random(widths, algorithm.prior, start, like, noise, frame.dimension)


def _affine(q: Any, frame: Standardisation, start: Sequence[Any], like: Tensor) -> AffineGenerator:
    """At q, or at N(ξ, diag exp(ζ)) in standardised coordinates, ξ and ζ standard normal: a start off the answer."""
    d = frame.dimension
    if q is not None and not q.family.endswith("gaussian"):
        raise InvalidInput(
            f"An affine generator cannot start at a {q.family} law; give Gaussians or the data laws alone."
        )
    if q is None:
        draws = torch.as_tensor(np.stack([rng.standard_normal((2, d)) for rng in start])).to(like)
        return AffineGenerator.of(draws[:, 0], torch.diag_embed(torch.exp(0.5 * draws[:, 1])))
    loc, factor = (as_numpy(q.loc), as_numpy(q.cholesky)) if d > 1 else (as_numpy(q.loc)[:, None], None)
    factor = as_numpy(q.scale)[:, None, None] if factor is None else factor
    shift = frame.apply(loc[:, None])[:, 0]
    return AffineGenerator.of(
        torch.as_tensor(shift).to(like), torch.as_tensor(np.linalg.solve(frame.scale, factor)).to(like)
    )


def _data(
    law: Law,
    size: int | str,
    origins: Sequence[Origin],
    purpose: str,
    frame: Standardisation | None,
    like: Tensor,
) -> batches.Batches:
    if frame is None:
        return batches.data_atoms(law, size, generators(origins, purpose), like)
    return batches.data_points(law, size, origins, purpose, frame, like)


def _noise(
    kind: str,
    p: Any,
    q: Law | None,
    algorithm: Algorithm1,
    origins: Sequence[Origin],
    frame: Standardisation | None,
    like: Tensor,
    dimension: int,
) -> batches.Batches:
    size = algorithm.batch_size
    if kind == "frozen" and q is not None:
        return _data(q, size, origins, "noise", frame, like)
    numbers = stream(origins, "noise", like.device)
    if frame is None:
        if size == "full":
            return batches.Full(WeightedPoints(None, like.new_full((1, p.n_atoms), 1.0 / p.n_atoms)))
        return batches.uniform_noise(len(p), size, numbers, like)
    if kind == "mlp" and algorithm.prior == "uniform":
        return batches.uniform_noise(len(p), size, numbers, like, low=-1.0, d=dimension)
    return batches.normal_noise(len(p), dimension, size, numbers, like)
