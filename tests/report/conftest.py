"""A run made by hand: a few claims, outcomes of every verdict, and arrays for every figure."""

from datetime import UTC, datetime
from math import inf, log

import numpy as np
import pandas as pd
import pytest

from gancheck.checks.outcome import ErrorBudget, Outcome, Refutation
from gancheck.checks.verdict import Verdict
from gancheck.claims.claim import Claim, CounterClaim, Source, Tier
from gancheck.claims.problems import Pair
from gancheck.claims.relation import AT_MOST, EQUAL
from gancheck.distributions.discrete import Discrete
from gancheck.numerics.estimate import exactly
from gancheck.report.figures.criterion_identity import CriterionIdentity
from gancheck.report.figures.data_law import DataDensity
from gancheck.report.figures.fingerprints import Fingerprints, GameCurvature
from gancheck.report.figures.four_stages import FourStages, Stage
from gancheck.report.figures.likelihood_path import LikelihoodPath
from gancheck.report.figures.spirals import Spirals
from gancheck.report.figures.value_path import ValuePath
from gancheck.report.run import Figures, Provenance, Run
from tests.report.headless import Browser


def normal(x, loc, scale):
    return np.exp(-0.5 * ((x - loc) / scale) ** 2) / (scale * np.sqrt(2 * np.pi))


def pair() -> Pair:
    return Pair(Discrete(probs=[[0.5, 0.5]]), Discrete(probs=[[0.25, 0.75]]))


def claim(identifier: str, title: str, statement: str, relation=EQUAL, tiers=(Tier.NUMERIC,)) -> Claim:
    counters = tuple(
        CounterClaim(title=name, regime=regime, formula=lambda p, q: p, witness=pair)
        for name, regime in [("labels swapped", "p and q differ"), ("a factor 2 lost", "p ≠ q")]
    )
    return Claim(
        id=identifier,
        title=title,
        statement=statement,
        words=f"In plain words: {title}, whatever the two laws are.",
        sources=(Source("goodfellow2014", "Theorem 1, Eq. (4)"),),
        relation=relation,
        assumptions="p and q are densities of one family.",
        problem=Pair,
        families=("discrete", "gaussian"),
        formula=lambda p, q: p,
        comparison=lambda problem, formula: (exactly(np.zeros(1)), exactly(np.zeros(1))),
        because="Eight roundings of logarithms of magnitude at most |log p|, summed pairwise.",
        counterclaims=counters,
        tiers=tiers,
    )


CLAIMS = (
    claim(
        "mle.kl-identity",
        "NLL is entropy plus KL",
        r"-\frac1m\sum_{i=1}^m\log p_\theta(x_i)=H(\hat p)+\mathrm{KL}(\hat p\Vert p_\theta)",
    ),
    claim(
        "disc.optimum",
        "the optimal discriminator",
        r"D^*(x)=\frac{p(x)}{p(x)+q(x)}",
        tiers=(Tier.NUMERIC, Tier.LEARNED),
    ),
    claim(
        "disc.gap",
        "the shortfall of any discriminator",
        r"V(D^*,G)-V(D,G)=\sum_x(p+q)(x)\,\mathrm{KL}\bigl(\mathrm{Bern}(D^*(x))\Vert\mathrm{Bern}(D(x))\bigr)\ge 0",
    ),
    claim("gen.jsd", "the criterion is the JSD", r"C(G)=-\log 4+2\,\mathrm{JSD}(p\Vert q)"),
    claim("gen.bounds", "bounds of the criterion", r"-\log 4\le C(G)\le 0", AT_MOST),
    claim("alg.learned-optimum", "a trained D reaches D*", r"D_{\theta_T}\to D^*", tiers=(Tier.LEARNED,)),
    claim(
        "alg.learned-equilibrium",
        "Algorithm 1 reaches the equilibrium",
        r"q\to p,\quad D\to\tfrac12",
        tiers=(Tier.LEARNED,),
    ),
)


def outcome(claim_id, tier, family, verdict, residual, bound, **more) -> Outcome:
    refuted = (
        Refutation("labels swapped", True, 0.97),
        Refutation("a factor 2 lost", verdict is not Verdict.INCONCLUSIVE, 0.6),
    )
    base = {
        "cases": 400,
        "lhs": -1.2345678901,
        "rhs": -1.2345678902,
        "because": "",
        "seed": 7,
        "seconds": 0.31,
    }
    return Outcome(
        claim=claim_id,
        tier=tier,
        family=family,
        verdict=verdict,
        worst_residual=residual,
        bound=bound,
        refutations=refuted,
        case=pair(),
        **(base | more),
    )


OUTCOMES = (
    outcome("mle.kl-identity", Tier.NUMERIC, "discrete", Verdict.HOLDS, 2.2e-16, 8.9e-15),
    outcome("mle.kl-identity", Tier.NUMERIC, "gaussian", Verdict.HOLDS, 0.0, 4.1e-14),
    outcome("disc.optimum", Tier.NUMERIC, "discrete", Verdict.HOLDS, 1.1e-16, 1.3e-15),
    outcome(
        "disc.optimum",
        Tier.LEARNED,
        "gaussian",
        Verdict.HOLDS,
        2.3e-3,
        8.1e-3,
        budget=ErrorBudget(1e-3, 7e-3, 1e-4),
        cases=32,
    ),
    outcome(
        "disc.gap",
        Tier.NUMERIC,
        "mixture",
        Verdict.VIOLATED,
        3.3e-3,
        1e-12,
        reason="3 of 400 problems exceed their bound, the worst by 3.3e-3 nats.",
    ),
    outcome("gen.jsd", Tier.NUMERIC, "gaussian", Verdict.HOLDS, 4.4e-16, 6.6e-15, lhs=inf, rhs=inf),
    outcome("gen.bounds", Tier.NUMERIC, "discrete", Verdict.HOLDS, 0.0, 0.0),
    outcome(
        "alg.learned-optimum",
        Tier.LEARNED,
        "discrete",
        Verdict.INCONCLUSIVE,
        3e-4,
        8e-4,
        inconclusive=5,
        cases=32,
        reason="5 of 32 runs did not reach their optimisation budget of 1e-4 nats.",
        budget=ErrorBudget(5e-4, 2e-4, 0.0),
    ),
    outcome(
        "alg.learned-equilibrium",
        Tier.LEARNED,
        "gaussian",
        Verdict.SKIPPED,
        0.0,
        0.0,
        cases=0,
        reason="the quick profile trains no networks.",
    ),
)


def stages() -> FourStages:
    x = np.linspace(-5, 5, 241)
    p = normal(x, 0.6, 0.9)
    z = np.linspace(-2, 2, 15)
    made = []
    for title, step, loc, scale, mix in [
        ("near convergence", 20, -1.5, 0.7, 0.35),
        ("D fitted to D*", 40, -1.5, 0.7, 0.97),
        ("G moved along D’s gradient", 400, -0.3, 0.8, 0.8),
        ("D ≡ ½", 4000, 0.59, 0.9, 0.999),
    ]:
        q = normal(x, loc, scale)
        best = p / (p + q)
        learned = 1 / (1 + np.exp(-(mix * np.log(best / (1 - best)) + (1 - mix) * np.sin(x))))
        made.append(
            Stage(
                title,
                step,
                p,
                q,
                best,
                learned,
                z,
                loc + scale * z,
                (1 - mix) / 9,
                float(np.max(np.abs(best - learned))),
            )
        )
    return FourStages(
        "A Gaussian, learned by an affine generator and a quadratic-logit discriminator", x, tuple(made)
    )


def fingerprints() -> Fingerprints:
    r = np.geomspace(1 / 30, 30, 41)
    logistic, squares = np.sqrt(r) / (1 + r), 4 * np.sqrt(r) * (1 - r) / (1 + r) ** 3
    error = np.full_like(r, 1e-12)
    return Fingerprints(
        r,
        (
            GameCurvature("minimax", logistic, error, logistic, error),
            GameCurvature("non-saturating", logistic, error, logistic / r, error),
            GameCurvature("least squares", 8 * r**1.5 / (1 + r) ** 3, error, squares, error),
        ),
    )


def turned(angle: float, growth: float) -> np.ndarray:
    step = np.arange(41.0)
    return growth ** step[:, None] * np.stack([np.cos(angle * step), np.sin(angle * step)], -1)


def spirals() -> Spirals:
    return Spirals(
        0.2,
        turned(0.2, 1.02),
        turned(0.2, 1.0),
        0.4,
        0.5,
        turned(0.18, 1.01),
        turned(0.2, 1.02),
        turned(0.18, 0.95),
        turned(0.2, 0.96),
    )


def figures() -> Figures:
    rng = np.random.default_rng(3)
    jsd = rng.beta(0.6, 0.8, 240) * log(2)
    identity = -log(4) + 2 * jsd
    bound = rng.uniform(1e-15, 1e-14, 240)
    residual = bound * rng.beta(0.5, 6, 240) * np.round(rng.random(240))
    step = np.arange(0, 4001, 40.0)
    kl = 1.8 * np.exp(-step / 600) + 0.004
    criterion = -log(4) + 1.2 * np.exp(-step / 800)
    value = criterion - 0.05 * np.exp(-step / 1500) * (1.1 + np.sin(step / 150))
    waiting = np.concatenate([rng.normal(54.6, 5.9, 98), rng.normal(80, 5.9, 174)]).round()
    grid = np.linspace(35, 105, 281)
    mixture = 0.36 * normal(grid, 54.6, 5.9) + 0.64 * normal(grid, 80, 5.9)
    learned = -log(4) + 2 * jsd[:14]
    return Figures(
        four_stages=stages(),
        criterion_identity=CriterionIdentity(
            tuple(rng.choice(["discrete", "gaussian", "mixture"], 240)),
            identity,
            identity + residual,
            bound,
            "gen.jsd-numeric-gaussian",
            learned,
            learned - rng.exponential(0.02, 14),
            np.full(14, 0.01),
        ),
        likelihood_path=LikelihoodPath(
            "A Gaussian, learned by an affine generator", step, 1.42 + kl, kl, 1.42
        ),
        value_path=ValuePath("The same run", step, value, np.zeros_like(step), criterion),
        fingerprints=fingerprints(),
        spirals=spirals(),
        data_law=DataDensity(
            "old_faithful.csv: waiting",
            "One Gaussian misses both modes: its KL from the mixture is 0.21 nats and stays.",
            waiting,
            grid,
            normal(grid, 70.9, 13.6),
            mixture,
            2,
            0.97 * mixture + 0.02 * normal(grid, 66, 3),
            np.full_like(grid, 0.5),
            0.5 + 0.1 * np.sin(grid),
        ),
    )


PROVENANCE = Provenance(
    command="gancheck report --seed 7 --data old_faithful.csv:waiting",
    seed=7,
    profile="default",
    device="cpu",
    dtype="float64",
    platform="Linux x86_64, Python 3.11.2",
    versions={"gancheck": "0.1.0", "numpy": "2.4.6", "torch": "2.13.0"},
    started=datetime(2026, 11, 22, 15, 30, tzinfo=UTC),
    seconds=41.3,
    data="272 numbers of column waiting in old_faithful.csv",
)


def make_run() -> Run:
    trajectories = pd.DataFrame({"problem": [0, 0, 1], "step": [0, 10, 0], "value": [-1.3, -1.38, -np.inf]})
    return Run(
        claims=CLAIMS, outcomes=OUTCOMES, trajectories=trajectories, figures=figures(), provenance=PROVENANCE
    )


@pytest.fixture(scope="session")
def run() -> Run:
    return make_run()


@pytest.fixture(scope="module")
def browser():
    """Chromium, for the tests of one page."""
    browser = Browser()
    yield browser
    browser.close()
