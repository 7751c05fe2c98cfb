"""The right programs of the bench: every host with every loss that it can play, and every look-alike."""

from collections.abc import Iterator

from benchmarks.audit.edit import LookAlike
from benchmarks.audit.look_alikes import frozen, losses, penalties, steps
from benchmarks.audit.program import INLINE, Program

__all__ = ["GRID", "LOOK_ALIKES", "correct"]

PLAIN = (
    "logistic",
    "softplus",
    "probability",
    "minimax",
    "least_squares",
    "least_squares_centred",
    "hinge",
    "kullback_leibler",
    "pearson",
)
HALF = tuple(loss for loss in PLAIN if loss != "probability")
"""A sigmoid in bfloat16 rounds to one long before its logit is large: probabilities are not for half precision."""

GRID: dict[str, tuple[str, ...]] = {
    "ring_functions": (*PLAIN, "energy"),
    "two_backwards": (INLINE,),
    "trainer_class": (*PLAIN, "wasserstein"),
    "manual_optimisation": PLAIN,
    "functional": PLAIN,
    "mixed_precision": HALF,
    "gradient_penalty": ("wasserstein", "hinge", "logistic", "softplus", "least_squares"),
    "weight_clipping": ("wasserstein", "hinge"),
    "relativistic": ("relativistic", "relativistic_average", "relativistic_hinge"),
    "conditional": (*PLAIN, "energy"),
    "auxiliary_classifier": PLAIN,
    "multi_scale": PLAIN,
    "two_domains": PLAIN,
    "regularised": PLAIN,
}

LOOK_ALIKES: tuple[LookAlike, ...] = (
    *losses.LOOK_ALIKES,
    *steps.LOOK_ALIKES,
    *frozen.LOOK_ALIKES,
    *penalties.LOOK_ALIKES,
)

PAIRS = tuple(sorted({loss for row in GRID.values() for loss in row} - {INLINE}))


def correct(seeds: int) -> Iterator[Program]:
    """Every program with every seed; a pair of losses alone has no seed."""
    for loss in PAIRS:
        yield Program("", loss)
    for seed in range(seeds):
        for host, row in GRID.items():
            for loss in row:
                yield Program(host, loss, (), seed)
        for like in LOOK_ALIKES:
            for loss in like.losses:
                for host in like.hosts:
                    if host or seed == 0:
                        yield Program(host, loss, (like,), seed)
