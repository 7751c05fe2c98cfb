"""Figures in balls: intervals that provably hold the true value, by ball arithmetic (python-flint, Arb).

A name is loaded when it is first used, and python-flint with it.

Example:
    >>> import gancheck as gk
    >>> p, q = gk.Discrete(probs=[0.5, 0.5, 0.0]), gk.Discrete(probs=[0.25, 0.25, 0.5])
    >>> found = gk.certified.jsd(p, q)
    >>> round(found.lower, 12), found.radius < 1e-15, found.contains(0.2157615543388357)
    (0.215761554339, True, True)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gancheck.certified.divergences import criterion as criterion
    from gancheck.certified.divergences import entropy as entropy
    from gancheck.certified.divergences import jsd as jsd
    from gancheck.certified.divergences import kl as kl
    from gancheck.certified.divergences import total_variation as total_variation
    from gancheck.certified.enclosure import Enclosure as Enclosure
    from gancheck.certified.game_value import value as value

_HOMES = {
    "Enclosure": "gancheck.certified.enclosure",
    "criterion": "gancheck.certified.divergences",
    "entropy": "gancheck.certified.divergences",
    "jsd": "gancheck.certified.divergences",
    "kl": "gancheck.certified.divergences",
    "total_variation": "gancheck.certified.divergences",
    "value": "gancheck.certified.game_value",
}
"""Where each public name is defined."""

__all__ = ["Enclosure", "criterion", "entropy", "jsd", "kl", "total_variation", "value"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'gancheck.certified' has no attribute {name!r}")
    found = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
