"""What holds for every test: how long Hypothesis searches, and what happens where an optional part is missing."""

from __future__ import annotations

import gc
import os
import secrets
import shutil
from collections.abc import Generator, Iterator
from importlib import import_module
from pathlib import Path

import django
import pytest
import pytest_django
from django.conf import settings as office_settings
from django.db import connections
from hypothesis import HealthCheck, settings

from bases.apart import copy_apart
from bases.made_once import place
from bases.office_home import make_home
from bases.parts import all_required, closing_line, missing
from bases.postgres import Cluster
from xiangxin.office.audit.context import maintenance
from xiangxin.office.config.home import read_home

pytest_plugins = ["bases.browser"]

# Before workers are started, so that all of them share it.
place()
# Django reads its settings here, so by then the office has a home.
HOME = make_home()
django.setup()
# Where tests run side by side, the settings were read with the home of the process that started them; a key, a file or
# a checkpoint that one of them writes must not be seen by another.
office_settings.HOME = read_home(HOME)
import_module("bases.log_tables").let_tables_be_emptied()
import_module("bases.tables_made").begin_with_copies()
for alias in connections:
    if connections[alias].vendor == "sqlite":
        # By name, since the office's own backend is not the one that pytest-django knows to be in memory.
        connections[alias].settings_dict["TEST"]["NAME"] = ":memory:"

# What a test finds must not depend on what an earlier run remembered: the cache is this run's own and ends with it.
os.environ["XDG_CACHE_HOME"] = str(place() / "cache")
OFFICES = ("src/xiangxin/office", "tests/office", "tests/rights", "tests/stories")

# A landing is asked the same questions each time; new ones are drawn by `make proof`.
settings.register_profile("default", deadline=None, print_blob=True, derandomize=True)
settings.register_profile(
    "proof", deadline=None, print_blob=True, max_examples=5000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One worker more than there are cores: a test often waits, for a disk, a browser or a process it has started."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end; looking for garbage in it again and again finds nothing."""
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose part is missing, or fail it when everything is required.

    An office remembers policies as in service; tests of the engine have everything worked out anew.
    """
    os.environ["XIANGXIN_CACHE"] = "on" if item.nodeid.startswith(OFFICES) else "off"
    names = [name for marker in item.iter_markers("needs") for name in marker.args]
    absent = missing(names)
    if not absent:
        return
    reason = f"this machine has no {', '.join(absent)}"
    if all_required():
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Generator[None, object, object]:
    """Tables are made and altered by migrations, which is upkeep too; a library's are under the log as others are."""
    if fixturedef.argname != "django_db_setup":
        return (yield)
    with maintenance("tests"):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """Tables are emptied after a test that committed; that is upkeep, which the guard lets pass."""
    with maintenance("tests"):
        yield


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about the kind of database that this run does not use."""
    kind = "postgresql" if os.environ.get("DATABASE_URL") else "sqlite"
    others = [item for item in items if any(kind not in marker.args for marker in item.iter_markers("engine"))]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A running PostgreSQL for the whole session; tests make databases of their own in it."""
    with Cluster() as server:
        yield server


@pytest.fixture
def database_url(cluster: Cluster) -> str:
    """The address of an empty PostgreSQL database that only this test uses."""
    return cluster.create(f"test_{secrets.token_hex(6)}")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))])
def apart(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """An office of its own, on each database: the environment for its processes."""
    return copy_apart(tmp_path, request.getfixturevalue("cluster") if request.param == "postgresql" else None)


@pytest.fixture(autouse=True)
def _own_checkpoints() -> Iterator[None]:
    """What one test's log signed is not of the next one's."""
    yield
    shutil.rmtree(HOME / "checkpoints", ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[None]:
    """As pytest-django does it; PostgreSQL drops no database that the connection for notes of reads still holds."""
    yield
    with django_db_blocker.unblock():
        connections.close_all()


def pytest_unconfigure(config: pytest.Config) -> None:
    """End with what did not run, after pytest's own last line."""
    gc.unfreeze()  # or libraries that count what is left of them at the very end would tell of all of it
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and not hasattr(config, "workerinput") and not config.option.collectonly:
        reporter.write_line(closing_line())
