"""Profiles of the property suite: ``pytest properties/ --hypothesis-profile gancheck-full``."""

from gancheck.checks.learned.drawing import provide_records
from gancheck.strategies.profiles import register_profiles

register_profiles()
provide_records()
