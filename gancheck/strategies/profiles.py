"""How many examples: the Hypothesis profiles ``gancheck-quick`` and ``gancheck-full``."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import InvalidArgument

__all__ = ["EXAMPLES", "current_profile", "register_profiles"]

EXAMPLES = {"quick": 12, "full": 400}
"""Batches of up to eight problems for each claim and family: a coffee break, or a night."""

PREFIX = "gancheck-"


def register_profiles(*, seeded: bool = False) -> None:
    """Register both profiles as children of the current one, so that Hypothesis' own ``ci`` profile still counts.

    Args:
        seeded: A seed was asked for, which must not give way to the derandomisation of ``ci``.
    """
    parent = settings(derandomize=False) if seeded else settings()
    for budget, examples in EXAMPLES.items():
        settings.register_profile(
            PREFIX + budget,
            parent=parent,
            max_examples=examples,
            # Time says more about the machine than about a claim, and trained or quadrature-heavy claims are slow.
            deadline=None,
            # A failing batch is explained by both sides of its claim, not by the lines that it ran.
            phases=[phase for phase in parent.phases if phase is not Phase.explain],
            suppress_health_check=[HealthCheck.too_slow],
            report_multiple_bugs=False,
            print_blob=True,
        )


def current_profile() -> settings:
    """The gancheck profile that was loaded, otherwise ``gancheck-quick``: other profiles know nothing of batches."""
    name = settings.get_current_profile_name()
    name = name if name.startswith(PREFIX) else PREFIX + "quick"
    try:
        return settings.get_profile(name)
    except InvalidArgument:  # nobody has registered them, as where a property is imported by itself
        register_profiles()
        return settings.get_profile(name)
