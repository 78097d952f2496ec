"""What holds for every test: how long Hypothesis searches, and what happens where an optional part is missing."""

from __future__ import annotations

import os

import django
import pytest
from hypothesis import HealthCheck, settings

from bases.office_home import make_home
from bases.parts import all_required, closing_line, missing

# Django reads its settings here, so by then the office has a home.
make_home()
django.setup()

# What a test finds must not depend on what an earlier run remembered; the cache has tests of its own.
os.environ["XIANGXIN_CACHE"] = "off"

settings.register_profile("default", deadline=None, print_blob=True)
settings.register_profile(
    "proof", deadline=None, print_blob=True, max_examples=5000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose part is missing, or fail it when everything is required."""
    names = [name for marker in item.iter_markers("needs") for name in marker.args]
    absent = missing(names)
    if not absent:
        return
    reason = f"this machine has no {', '.join(absent)}"
    if all_required():
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End with what did not run, after pytest's own last line."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and not hasattr(config, "workerinput") and not config.option.collectonly:
        reporter.write_line(closing_line())
