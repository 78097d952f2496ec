"""Periodic work: when it is due, that one worker does it, that a failure is told and does not end it."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
import time_machine

from xiangxin.office.jobs.models import Periodic
from xiangxin.office.jobs.schedule import REGISTERED, Recurring, daily, every
from xiangxin.office.jobs.worker import Clock, holds_lease

pytestmark = pytest.mark.django_db(databases=["default", "reads"])

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
"""Twelve o'clock in China."""


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    for name in list(REGISTERED):
        monkeypatch.delitem(REGISTERED, name)
    yield []
    REGISTERED.clear()


def test_work_is_done_when_it_is_due_and_not_before(alone: list[str]) -> None:
    every("test.minute", seconds=60)(lambda: alone.append("minute"))
    clock = Clock()
    with time_machine.travel(NOON, tick=False) as travel:
        assert clock.slow() == ["test.minute"]
        travel.shift(59)
        assert clock.slow() == []
        travel.shift(1)
        assert clock.slow() == ["test.minute"]
    assert alone == ["minute", "minute"]


def test_daily_work_keeps_its_hour_over_a_restart(alone: list[str]) -> None:
    daily("test.night", at="02:40")(lambda: alone.append("night"))
    with time_machine.travel(NOON, tick=False) as travel:
        assert Clock().slow() == []
        assert Periodic.objects.get().due_at == datetime(2026, 3, 2, 18, 40, tzinfo=UTC)
        travel.move_to(datetime(2026, 3, 2, 18, 40, tzinfo=UTC))
        assert Clock().slow() == ["test.night"]
        travel.shift(60)
        assert Clock().slow() == []
        assert Periodic.objects.get().due_at == datetime(2026, 3, 3, 18, 40, tzinfo=UTC)


def test_one_worker_at_a_time_has_the_lease() -> None:
    one, two = uuid4(), uuid4()
    with time_machine.travel(NOON, tick=False) as travel:
        assert holds_lease(one)
        assert not holds_lease(two)
        travel.shift(20)
        assert holds_lease(one)
        travel.shift(29)
        assert not holds_lease(two)
        travel.shift(2)
        assert holds_lease(two)
        assert not holds_lease(one)


def test_work_that_fails_is_told_and_tried_again(alone: list[str]) -> None:
    failures = [ValueError("张三"), OSError("disk")]

    def sometimes() -> None:
        if failures:
            raise failures.pop(0)
        alone.append("done")

    every("test.minute", seconds=60)(sometimes)
    clock = Clock()
    with time_machine.travel(NOON, tick=False) as travel:
        for expected in [("ValueError", 1, None), ("OSError", 2, None), ("", 0, NOON + timedelta(minutes=2))]:
            clock.slow()
            row = Periodic.objects.get()
            assert (row.error, row.failures, row.succeeded_at) == expected
            travel.shift(60)
    assert alone == ["done"]


def test_quick_work_keeps_no_row_unless_it_fails(alone: list[str]) -> None:
    failures: list[Exception] = []

    def seal() -> None:
        if failures:
            raise failures.pop()
        alone.append("sealed")

    every("test.seal", seconds=1)(seal)
    clock = Clock()
    with time_machine.travel(NOON, tick=False) as travel:
        assert clock.quick() == ["test.seal"]
        assert clock.quick() == []
        assert Periodic.objects.count() == 0
        failures.append(OSError())
        travel.shift(1)
        assert clock.quick() == []
        assert Periodic.objects.get().failures == 1
        travel.shift(1)
        assert clock.quick() == ["test.seal"]
        assert Periodic.objects.get().failures == 0
        assert clock.slow() == []


def test_a_time_of_day_is_the_office_s_own() -> None:
    work = Recurring("x", lambda: None, 86_400, time(12, 0))
    assert work.after(NOON) == datetime(2026, 3, 3, 4, tzinfo=UTC)
    assert work.after(NOON - timedelta(seconds=1)) == NOON
