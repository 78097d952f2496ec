"""For any sequence of batches a snapshot of two days is what a plain list of everything that was said gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bases.accounts_made import COUNTY, viewer_for
from bases.consent_made import make_institution
from bases.creditfile_made import BY, make_batch, make_filed_person, new_value
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.creditfile import snapshots
from xiangxin.office.creditfile.actions import add_facts, show_batch, withdraw_facts
from xiangxin.office.creditfile.choices import Why
from xiangxin.office.creditfile.new import NewFact

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
KINDS = ("land_area_mu", "crop_area_mu")
FIRST = date(2026, 2, 1)
DAYS = 6


@dataclass(frozen=True)
class Said:
    """A value of a field from a day on, perhaps to a day; or (``value`` None) that it is taken back."""

    kind: str
    since: int
    value: int | None
    lasts: int | None

    def new(self, person: UUID, source: UUID) -> NewFact:
        first = date(2026, 1, 1 + self.since)
        ended = None if self.lasts is None else first + timedelta(self.lasts)
        return new_value(person, self.kind, str(self.value or 0), source, happened_on=first, ended_on=ended)


@dataclass(frozen=True)
class Brought:
    """One batch: by which of two sources, how many days after the one before, and whether it was ever shown."""

    source: int
    days_later: int
    shown: bool
    said: tuple[Said, ...]


said = st.builds(
    Said,
    st.sampled_from(KINDS),
    st.integers(0, DAYS),
    st.none() | st.integers(0, 3),
    st.none() | st.integers(0, DAYS),
)
brought = st.builds(
    Brought,
    st.integers(0, 1),
    st.integers(0, 3),
    st.sampled_from([True, True, True, False]),
    st.lists(said, max_size=3, unique_by=lambda one: (one.kind, one.since)).map(tuple),
)
Event = tuple[date, int, tuple[int, str, int], Said | None]
"""When it was known, in which order it was shown, about what, and what it said."""


def naive(events: list[Event], as_of: date, known_on: date) -> dict[str, int | None]:
    """What counts, out of the list."""
    standing: dict[tuple[int, str, int], tuple[date, int, Said | None]] = {}
    for known, order, matter, one in events:
        if known <= known_on:
            standing[matter] = (known, order, one)
    found: dict[str, int | None] = dict.fromkeys(KINDS)
    best: dict[str, tuple[date, date, int]] = {}
    for known, order, one in standing.values():
        if one is None:
            continue
        first = date(2026, 1, 1 + one.since)
        over = one.lasts is not None and first + timedelta(one.lasts) < as_of
        rank = (first, known, order)
        if first <= as_of and not over and rank >= best.get(one.kind, rank):
            best[one.kind], found[one.kind] = rank, one.value
    return found


@pytest.fixture
def bodies() -> tuple[Viewer, Institution, list[Institution]]:
    bank = make_institution()
    return viewer_for(Role.ACCOUNT_MANAGER, COUNTY, bank), bank, [make_institution("provider") for _ in range(2)]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(brought, min_size=1, max_size=5), as_of=st.integers(0, 2 * DAYS), known=st.integers(-1, 15))
def test_a_snapshot_is_what_a_list_of_everything_said_gives(
    bodies: tuple[Viewer, Institution, list[Institution]], batches: list[Brought], as_of: int, known: int
) -> None:
    manager, bank, sources = bodies
    person, events, day = make_filed_person(bank).id, list[Event](), FIRST
    for order, batch in enumerate(batches):
        day += timedelta(batch.days_later)
        source = sources[batch.source]
        row = make_batch(source)
        add_facts(BY, row, [one.new(person, source.id) for one in batch.said if one.value is not None])
        back = [one.new(person, source.id).series for one in batch.said if one.value is None]
        withdraw_facts(BY, row, back, Why.WITHDRAWN)
        if batch.shown:
            show_batch(BY, row, day)
            events += _events(events, batch, order, day)
    for known_on in (FIRST + timedelta(known), day):
        on = date(2026, 1, 1) + timedelta(as_of)
        wanted = snapshots.Wanted(COUNTY, "scoring", bank.id, on, known_on, frozenset({person}))
        (row_,) = snapshots.tables(manager, wanted)["applicants"].to_pylist()
        assert {kind: row_[kind] for kind in KINDS} == naive(events, on, known_on)


def _events(events: list[Event], batch: Brought, order: int, day: date) -> list[Event]:
    """What is new of a batch: what the file says already is no event, nor is taking back what is not there."""
    standing = {matter: one for _, _, matter, one in events}
    found: list[Event] = []
    for one in batch.said:
        matter = (batch.source, one.kind, one.since)
        now = None if one.value is None else one
        if standing.get(matter) != now:
            found.append((day, order, matter, now))
    return found
