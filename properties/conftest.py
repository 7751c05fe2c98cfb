"""Profiles of the suite, ``pytest properties/ --hypothesis-profile gancheck-full``, and its spread over the cores."""

import os

import pytest

from gancheck.strategies.profiles import register_profiles

register_profiles()


def pytest_collectstart() -> None:
    """Only where tests are collected: the process that hands them to workers does without players."""
    from gancheck.checks.learned.drawing import provide_records

    provide_records()


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist's own, which reads the number of workers
def pytest_cmdline_main(config: pytest.Config) -> None:
    """The whole suite runs on every core, if pytest-xdist is installed and ``-n`` is not given; a part of it on one."""
    spreads = config.pluginmanager.hasplugin("xdist") and not hasattr(config, "workerinput")
    part = config.option.keyword or config.option.usepdb or any("::" in name for name in config.args)
    if spreads and not part and config.option.numprocesses is None:
        config.option.numprocesses = os.cpu_count()
        config.option.dist = "worksteal"
        # A worker a core, and one thread a worker: small operations are slower on threads that wait for each other.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
