"""Losses: gradients and precision."""

from gancheck.claims.logits import LogitAt
from properties.theorem import Theorem, theorem


@theorem("loss.saturation")
def test_where_d_wins_the_minimax_loss_saturates_and_the_other_does_not(
    theorem: Theorem, problem: LogitAt
) -> None:
    """d/dt log(1 − σ) = −σ and d/dt (−log σ) = −(1 − σ): their sum is −1, their ratio e^t."""
    stated, derived = theorem.sides(problem)
    theorem.equal(stated, derived)


@theorem("loss.stability")
def test_from_a_probability_the_losses_end_early_and_from_the_logit_they_do_not(
    theorem: Theorem, problem: LogitAt
) -> None:
    """A loss that is run in a number format is finite and not frozen exactly in the stated range of logits."""
    stated, run = theorem.sides(problem)
    theorem.iff(stated, run)
