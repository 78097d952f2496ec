"""Panels, rounds and reviewers for tests of any room: named, agreed to, keyed and opened as people do it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID, uuid4

import time_machine
from django.utils import timezone

from bases.accounts_made import COUNTY, make_account, viewer_for
from bases.adoption_made import make_adoption
from bases.consent_made import give, make_institution
from bases.parties_made import VILLAGE, make_person, make_village
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.adoption.queries import in_force
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.actions import Scope, withdraw_consent
from xiangxin.office.creditfile.reviews import review_rows
from xiangxin.office.parties.models import Person
from xiangxin.office.review import terms
from xiangxin.office.review.actions import Member, cast, close_round, hand_half, hold_half, name_bench, prepare_round
from xiangxin.office.review.bench import rules
from xiangxin.office.review.models import Assignment, Round, Seat

POLICY = "household-open"
OFFICE_PHRASE = "春天的第一场雨，下在河边上"
WATCH_PHRASE = "秋收以后，晒场上的谷子一堆"
RESERVES = 3


@dataclass
class Made:
    """A panel with its people. ``reviewers``: by seat, who sits there."""

    panel: Institution
    bank: Institution
    keeper: Viewer
    watcher: Viewer
    reviewers: dict[UUID, Viewer] = field(default_factory=dict)


def make_panel(people: Iterable[UUID | None] = (), ordinary: int = 7, area: str = VILLAGE) -> Made:
    """A complete panel of the area with three reserves; ``people``: who its first members are as persons.

    Of the others those who may live elsewhere do, and the rest have a number of somebody who is not registered.
    """
    make_village(VILLAGE)
    panel = make_institution("panel", area=area)
    watcher = viewer_for(Role.SUPERVISORY_COMMITTEE, VILLAGE)
    made = Made(panel, make_institution("bank"), viewer_for(Role.COUNTY_OFFICE, COUNTY), watcher)
    shortest: frozenset[str] = min(rules().forms, key=len)
    as_what = sorted(shortest)
    whose = dict(enumerate(people))
    accounts: list[Account] = []
    members = []
    for number in range(ordinary + RESERVES):
        account = make_account(Role.PANEL_MEMBER, area, panel)
        accounts.append(account)
        kind = as_what[number % len(as_what)]
        name = f"评议员{'甲乙丙丁戊己庚辛壬癸'[number]}"
        who, reserve = whose.get(number), number >= ordinary
        elsewhere = who is None and (reserve or kind in rules().outside)
        who = who or (None if elsewhere else uuid4())
        members.append(Member(account.id, name, kind, reserve, who, elsewhere))
    for seat, account in zip(name_bench(made.keeper, panel.id, members, timezone.localdate()), accounts, strict=True):
        made.reviewers[seat.id] = Viewer(account.id, Role.PANEL_MEMBER, area, panel.id)
    return made


def agree(made: Made, person: Person, parts: Collection[str] = ()) -> Viewer:
    """The person lets the panel rate them and see ``parts``, after the notice that names it, on their own account."""
    own = viewer_for(Role.HOUSEHOLD, person.area, person=person.id)
    give(own, person.id, made.panel, "review", "review", parts=parts)
    return own


def make_agreed(made: Made, count: int) -> list[Person]:
    """People of the village who agreed to the review."""
    people = [make_person() for _ in range(count)]
    for person in people:
        agree(made, person)
    return people


def open_round(made: Made, last_on: date | None = None, area: str = VILLAGE) -> Round:
    """A round that takes ballots, by the policy that the panel's bank has adopted or adopts now."""
    today = timezone.localdate()
    if in_force(made.bank.id, "scoring", today) is None:
        make_adoption(made.bank, POLICY)
    row = prepare_round(made.keeper, made.panel.id, area, last_on or today + timedelta(days=7), made.bank.id)
    row = hold_half(made.keeper, row, OFFICE_PHRASE)
    return hold_half(made.watcher, row, WATCH_PHRASE)


def assignments(made: Made, round_: Round) -> list[Assignment]:
    """Who rates whom just now."""
    with reading(made.keeper.actor, purpose="review", ground="duty", what="tests") as look:
        look.showed_nobody()
        return list(Assignment.objects.filter(subject__round=round_, recused=False).select_related("subject"))


def cast_all(made: Made, round_: Round, rating: int | None = 90) -> None:
    """Everybody rates everybody who was given to them alike."""
    for row in assignments(made, round_):
        cast(made.reviewers[row.seat_id], row.subject_id, rating)


def seat_of(made: Made, number: int) -> Seat:
    """One seat of the panel."""
    return Seat.objects.get(id=list(made.reviewers)[number])


def quick(monkeypatch: object) -> None:
    """Phrases that cost no half second each."""
    monkeypatch.setitem(terms.LIMITS, "work_exponent", 4)  # type: ignore[attr-defined]


@contextmanager
def on_day(day: date) -> Iterator[None]:
    """Ten in the morning of another day."""
    with time_machine.travel(f"{day}T10:00:00+08:00", tick=True):
        yield


def last_day_past(round_: Round) -> AbstractContextManager[None]:
    """The day after the round's last one."""
    return on_day(round_.last_on + timedelta(days=1))


def opened(made: Made, round_: Round) -> Round:
    """The round as two people have closed it."""
    hand_half(made.watcher, round_, WATCH_PHRASE)
    return close_round(made.keeper, Round.objects.get(id=round_.id), OFFICE_PHRASE, "票已收齐")


def ratings_of(person: Person) -> list[object]:
    """What of a review stands in a person's file."""
    today = timezone.localdate()
    with reading(system("tests"), purpose="audit", ground="duty", what="tests") as look:
        look.showed_nobody()
        return [row["rating"] for row in review_rows([person.id], today, today)]


def withdraw(made: Made, own: Viewer) -> None:
    """The person takes the consent to the review back."""
    assert own.person is not None
    withdraw_consent(own, own.person, Scope("review", made.panel.id, "review"))
