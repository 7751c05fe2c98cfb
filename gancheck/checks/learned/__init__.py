"""The learned tier: players trained by Algorithm 1 on generated problems, held against the oracles."""

from gancheck.checks.learned.check import PROBLEMS, check_learned

__all__ = ["PROBLEMS", "check_learned"]
