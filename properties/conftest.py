"""Profiles of the suite, ``pytest properties/ --hypothesis-profile gancheck-full``, and its spread over the cores."""

import os

import pytest

from gancheck.checks.learned.drawing import provide_records
from gancheck.strategies.profiles import register_profiles

register_profiles()
provide_records()


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist's own, which reads the number of workers
def pytest_cmdline_main(config: pytest.Config) -> None:
    """The whole suite runs on every core, if pytest-xdist is installed and ``-n`` is not given; a part of it on one."""
    spreads = config.pluginmanager.hasplugin("xdist") and not hasattr(config, "workerinput")
    part = config.option.keyword or config.option.usepdb or any("::" in name for name in config.args)
    if spreads and not part and config.option.numprocesses is None:
        config.option.numprocesses = os.cpu_count()
        config.option.dist = "worksteal"
