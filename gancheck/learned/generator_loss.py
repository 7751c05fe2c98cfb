r"""The two losses of a generator, as functions of the discriminator's logit t.

.. math:: \text{minimax:}\quad \log(1 - \sigma(t)) = -\mathrm{softplus}(t), \qquad
          \text{non-saturating:}\quad -\log \sigma(t) = \mathrm{softplus}(-t)

Both fall as t rises: a generator is better off where D believes it. Their slopes −σ(t) and −σ(−t) tell them apart
where D wins (t → −∞): the first vanishes, the second tends to −1.

Guarantees: finite at every finite logit, to rounding (torch's softplus drops e^−20 beyond t = 20; its logsigmoid drops
nothing). Refuses probabilities, from which log(1 − D) is lost beyond t ≈ 37.

References:
    [G14] Eq. (1), Algorithm 1 and §3, last paragraph.
"""

from torch import Tensor
from torch.nn.functional import logsigmoid

from gancheck.errors import InvalidInput
from gancheck.theory.generator_slope import generator_slope

__all__ = ["LOSSES", "check_loss", "loss", "slope"]

LOSSES = ("minimax", "non-saturating")


def check_loss(name: str) -> None:
    """Refuse a name that is not in LOSSES."""
    if name not in LOSSES:
        raise InvalidInput(f"`generator_loss` is {name!r}; give one of {', '.join(LOSSES)}.")


def loss(name: str, logit: Tensor) -> Tensor:
    """The loss at each logit, in nats."""
    return logsigmoid(-logit) if name == "minimax" else -logsigmoid(logit)


def slope(name: str, logit: Tensor) -> Tensor:
    """Its derivative by the logit: −σ(t) or −σ(−t)."""
    slopes: Tensor = generator_slope(name, logit)
    return slopes
