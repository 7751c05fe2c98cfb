r"""How far a discriminator may still be from the optimum of its own objective.

For a μ-strongly concave J with maximum J* (here V̂ − (λ/2)‖φ‖² on fixed batches, with μ = λ: V̂ is concave in the
logits of a tabular player and in the coefficients of a quadratic one),

.. math::
    J^* - J(\phi) \le \frac{\|\nabla J(\phi)\|^2}{2 \mu}, \qquad
    \|\phi - \phi^*\| \le \frac{\|\nabla J(\phi)\|}{\mu}

Guarantees: inequalities, not estimates. Refuses perceptrons, whose objective is not concave: for them the shortfall
is measured against D*.

References:
    Nesterov, *Lectures on Convex Optimization*, 2018, Eq. (2.1.24); Boyd and Vandenberghe, 2004, Eq. (9.9), (9.11).
"""

from torch import Tensor

from gancheck.errors import InvalidInput
from gancheck.learned.mlp_discriminator import MLPDiscriminator
from gancheck.learned.players import DiscriminatorPlayer
from gancheck.learned.steps import discriminator_gradient
from gancheck.learned.weighted_points import WeightedPoints

__all__ = ["gradient_norm", "optimisation_shortfall", "parameter_distance"]


def gradient_norm(
    d: DiscriminatorPlayer, real: WeightedPoints, fake: WeightedPoints, ridge: float = 0.0
) -> Tensor:
    """‖∇(V̂ − (λ/2)‖φ‖²)‖ on two batches: (B,)."""
    return discriminator_gradient(d, real, fake, ridge).square().sum(dim=1).sqrt()


def optimisation_shortfall(
    d: DiscriminatorPlayer, real: WeightedPoints, fake: WeightedPoints, ridge: float
) -> Tensor:
    """‖∇J‖²/(2λ) ≥ J* − J: a bound, in nats, on what more training on these batches could gain; (B,)."""
    _require_concave(d, ridge)
    return gradient_norm(d, real, fake, ridge) ** 2 / (2.0 * ridge)


def parameter_distance(
    d: DiscriminatorPlayer, real: WeightedPoints, fake: WeightedPoints, ridge: float
) -> Tensor:
    """‖∇J‖/λ ≥ ‖φ − φ*‖: a bound on the distance to the optimum's parameters; (B,)."""
    _require_concave(d, ridge)
    return gradient_norm(d, real, fake, ridge) / ridge


def _require_concave(d: DiscriminatorPlayer, ridge: float) -> None:
    if not ridge > 0.0:
        raise InvalidInput(
            f"`ridge` is {ridge!r}; only a positive ridge makes the objective strongly concave."
        )
    if isinstance(d, MLPDiscriminator):
        raise InvalidInput(
            "The objective of a perceptron is not concave; measure its gap against D* instead."
        )
