"""Records of trainings: undecided rows, files, and what a comparison makes of them."""

import json
from dataclasses import replace
from math import log

import numpy as np
import pytest

from gancheck.claims.algorithm import CLAIMS
from gancheck.claims.claim import Claim
from gancheck.claims.counterclaims import algorithm as wrong
from gancheck.claims.problems import decided, rows, size_of
from gancheck.claims.records import LearnedEquilibrium
from gancheck.distributions.codec import decode, encode

BY_ID = {claim.id: claim for claim in CLAIMS}
RECORDS = [
    wrong.trained(),
    wrong.converged(),
    wrong.steps(),
    wrong.inner_steps(),
    wrong.singular(),
    wrong.staged(),
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_is_a_batch_with_a_file(record: object) -> None:
    assert size_of(record) == 1
    assert decided(record).tolist() == [True]
    text = json.dumps(encode(record), allow_nan=False)
    again = decode(json.loads(text))
    assert json.dumps(encode(again)) == text
    assert json.dumps(encode(rows(record, 0))) == text


def test_only_marked_rows_are_decided() -> None:
    assert decided(replace(wrong.converged(), decided=np.array([False]))).tolist() == [False]


def changed(claim: str, record: object, **changes: object) -> bool:
    return bool(BY_ID[claim].compare(replace(record, **changes)).holds.all())


def test_a_discriminator_outside_its_budget_is_refused() -> None:
    record = wrong.trained()
    assert changed("alg.learned-optimum", record)
    budget = record.optimisation + record.sampling + record.approximation
    assert not changed("alg.learned-optimum", record, value=record.value - 2.0 * budget)
    assert not changed("alg.learned-optimum", record, value=record.value + 4.0 * budget)
    assert not changed("alg.learned-optimum", record, value=np.array([np.nan]))


def test_an_equilibrium_elsewhere_is_refused() -> None:
    record = wrong.converged()
    assert changed("alg.learned-equilibrium", record)
    assert not changed("alg.learned-equilibrium", record, jsd=2.0 * record.floor)
    assert not changed("alg.learned-equilibrium", record, value=record.value + 0.01)
    assert not changed("alg.learned-equilibrium", record, value=np.array([-log(2.0)]))
    assert not changed("alg.learned-equilibrium", record, d_real=np.array([0.6]))
    assert not changed("alg.learned-equilibrium", record, d_fake=np.array([0.4]))


@pytest.mark.parametrize("seed", range(20))
def test_the_bounds_around_the_equilibrium_follow_from_jsd_and_gap(seed: int) -> None:
    """V, E_p[D] and E_q[D] of any D and any laws near each other are within what JSD and the gap allow."""
    from gancheck.distributions import Discrete
    from gancheck.divergences.jensen_shannon import jsd
    from gancheck.theory.discriminators import TabularDiscriminator
    from gancheck.theory.suboptimality import suboptimality
    from gancheck.theory.value import value

    rng = np.random.default_rng(seed)
    n, size = 6, 8
    p = Discrete(probs=rng.dirichlet(np.ones(n), size), normalize=True)
    q = Discrete(
        probs=p.probs * np.exp(rng.exponential(0.3) * rng.normal(size=(size, n))) + 1e-12, normalize=True
    )
    d = TabularDiscriminator(rng.exponential(1.0, (size, 1)) * rng.normal(size=(size, n)))
    divergence, gap = jsd(p, q), suboptimality(d, p, q)
    means = [(law.probs * d.probs).sum(axis=-1) for law in (p, q)]
    record = LearnedEquilibrium(
        divergence,
        value(d, p, q),
        np.full(size, 1e-14),
        gap,
        *means,
        divergence + 1e-15,
        gap >= 0.0,
        "categorical",
    )
    assert BY_ID["alg.learned-equilibrium"].compare(record).holds.all()


def test_a_step_in_the_wrong_direction_or_on_the_opponent_is_refused() -> None:
    record = wrong.steps()
    assert changed("alg.directions", record)
    assert not changed("alg.directions", record, discriminator=-record.discriminator)
    assert not changed("alg.directions", record, generator=-record.generator)
    assert not changed("alg.directions", record, opponent_moved=np.ones(1))


def test_a_gap_that_grows_in_nearly_every_run_is_refused() -> None:
    record = wrong.inner_steps()
    assert changed("alg.inner-loop", record)
    rises = np.tile([0.3, 0.1, 0.01, 0.011], (1, 32, 1))
    assert not changed("alg.inner-loop", record, gaps=rises)
    assert changed("alg.inner-loop", record, gaps=rises, errors=np.full_like(rises, 0.001))
    one_falls = np.concatenate([rises[:, :-1], record.gaps[:, :1]], axis=1)
    assert changed("alg.inner-loop", record, gaps=one_falls)
    assert not changed("alg.inner-loop", record, gaps=one_falls, level=np.full(1, 1e-6))


def test_a_gap_that_neither_falls_nor_rises_is_undecided() -> None:
    record = wrong.inner_steps()
    assert record.decided.all()
    assert replace(record, gaps=record.gaps[..., ::-1]).decided.all()
    halves = np.where(np.arange(32)[None, :, None] % 2, record.gaps, record.gaps[..., ::-1])
    assert not replace(record, gaps=halves).decided.any()


def test_gradients_that_do_not_follow_from_the_gap_are_refused() -> None:
    record = wrong.singular()
    assert changed("alg.disjoint-supports", record)
    assert not changed("alg.disjoint-supports", record, minimax=3.0 * record.minimax)
    assert not changed("alg.disjoint-supports", record, non_saturating=0.5 * record.non_saturating)
    assert not changed("alg.disjoint-supports", record, jsd=record.jsd - 1e-9)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_a_number_that_is_none_supports_nothing(claim: Claim) -> None:
    record = claim.counterclaims[0].witness()
    for name in ("value", "jsd", "discriminator", "gaps", "minimax"):
        if hasattr(record, name):
            assert not changed(claim.id, record, **{name: np.full_like(getattr(record, name), np.nan)})
