"""A village from consents to accepted lines, people at their screens: seven reviewers on phones, two keys, an officer.

One reviewer steps aside, one is challenged, one result is flagged because the review alone would have lowered it, one
person is refused by a human being, and one withdraws in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from bases import review_made as reviewing
from bases.accounts_made import COUNTY, make_account
from bases.browser import PHONE, Visitors
from bases.consent_made import make_consent
from bases.creditfile_made import CLASSES
from bases.grants_made import BY, cases_of, fill_file, looking, own_viewer
from bases.parties_made import make_person
from bases.runs_made import ask
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.verify import verify
from xiangxin.office.consent.actions import Scope, withdraw_consent
from xiangxin.office.grants.actions import accept_offer, deliver_letter, end_ungrounded, open_cases
from xiangxin.office.grants.choices import State
from xiangxin.office.grants.models import Grant, Letter
from xiangxin.office.parties.models import Person
from xiangxin.office.parties.opening import opened
from xiangxin.office.review.actions import challenge
from xiangxin.office.review.choices import RoundState
from xiangxin.office.review.models import Round
from xiangxin.office.runs.explaining import differs
from xiangxin.office.runs.models import Result, ScoringRun

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [
    pytest.mark.needs("chromium"),
    pytest.mark.engine("sqlite"),
    pytest.mark.django_db(databases=["default", "reads"], transaction=True),
]


NAMES = ("周春", "吴夏", "郑秋", "王冬", "冯晴", "陈雨")


@dataclass(frozen=True)
class People:
    """Six of the village: three of whom nothing is special, and three of whom something is."""

    plain: list[Person]
    harsh: Person
    """All reviewers give nothing."""
    refused: Person
    leaves: Person

    @property
    def everybody(self) -> list[Person]:
        return [*self.plain, self.harsh, self.refused, self.leaves]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    reviewing.quick(monkeypatch)


def _people(made: reviewing.Made) -> People:
    persons = [make_person(name) for name in NAMES]
    for person in persons:
        for field_class in CLASSES:
            make_consent(person.id, "scoring", made.bank, field_class)
        fill_file(person, made.bank)
        reviewing.agree(made, person)
    return People(persons[:3], *persons[3:])


def _account(viewer: Viewer) -> Account:
    return Account.objects.get(id=viewer.account)


def _press(page: Page, button: Locator) -> None:
    """Press a button that leads on, and wait until the next page is there."""
    with page.expect_navigation(wait_until="networkidle"):
        button.click()


def _rate_all(visitors: Visitors, reviewer: Viewer, harsh: Person, steps_aside: bool) -> None:
    """One reviewer rates everybody on the phone; the first one steps aside from the first person met."""
    phone = visitors(PHONE, _account(reviewer))
    page = phone.goes_to(reverse("review:ballots"))
    first = page.locator("a[href*='/review/ballots/']").first
    if not first.count():
        return
    _press(page, first)
    while "/review/ballots/" in page.url and page.locator("input[name=rating]").count():
        if steps_aside:
            page.locator("details.reveal summary").click()
            _press(page, page.locator("details.reveal button").first)
            steps_aside = False
        else:
            is_harsh = _named(harsh) in page.content()
            page.locator("input[name=rating]").fill("0" if is_harsh else "90")
            _press(page, page.get_by_role("button", name="投票"))
    phone.check()


def _named(person: Person) -> str:
    with looking():
        return opened(Person.objects.get(id=person.id), "name_sealed")


def _results(run: ScoringRun) -> dict[UUID, Result]:
    with looking():
        rows = Result.objects.filter(run=run).select_related("run__adoption__policy", "run__receiver")
        found = {row.person_id: row for row in rows}
        assert [differs(row) for row in found.values()] == [()] * len(found)
    return found


def _cases(made: reviewing.Made) -> dict[UUID, Grant]:
    return {grant.person_id: grant for grant in cases_of(made.bank)}


def _letter(grant: Grant) -> Letter:
    with looking():
        return Letter.objects.get(grant=grant)


def test_a_village_from_consents_to_accepted_lines(visitors: Visitors) -> None:
    made = reviewing.make_panel()
    people = _people(made)
    officer = make_account(Role.ACCOUNT_MANAGER, COUNTY, made.bank)
    manager = Viewer(officer.id, Role.ACCOUNT_MANAGER, COUNTY, made.bank.id)
    round_ = reviewing.open_round(made)

    # Before the review nobody is scored: while a round is open everybody in it waits.
    waiting = _results(ask(manager, made.bank))
    assert {row.status for row in waiting.values()} == {"awaiting_review"}

    challenged = reviewing.assignments(made, round_)[-1]
    with looking():
        whose = next(one for one in people.everybody if one.id == challenged.person)
    challenge(own_viewer(whose.id), challenged.seat_id)
    assert challenged.seat_id not in {
        row.seat_id for row in reviewing.assignments(made, round_) if row.person == whose.id
    }

    for number, reviewer in enumerate(made.reviewers.values()):
        _rate_all(visitors, reviewer, people.harsh, steps_aside=number == 0)

    leaver = own_viewer(people.leaves.id)
    withdraw_consent(leaver, people.leaves.id, Scope("scoring", made.bank.id, "file"))

    keeper, watcher = visitors(account=_account(made.keeper)), visitors(PHONE, _account(made.watcher))
    page = watcher.goes_to(reverse("review:round", args=[round_.id]))
    page.locator("input[name=phrase]").fill(reviewing.WATCH_PHRASE)
    _press(page, page.locator("form:has(input[name=phrase]) button[type=submit]"))
    page = keeper.goes_to(reverse("review:round", args=[round_.id]))
    page.locator("input[name=phrase]").fill(reviewing.OFFICE_PHRASE)
    page.locator("input[name=reason]").fill("票已收齐")
    _press(page, page.locator("form:has(input[name=phrase]) button[type=submit]"))
    keeper.check()
    assert Round.objects.get(id=round_.id).state == RoundState.CLOSED

    run = ask(manager, made.bank)
    results = _results(run)
    assert people.leaves.id not in results
    assert {results[one.id].status for one in people.everybody if one != people.leaves} == {"scored"}
    plain, harsh = results[people.plain[0].id], results[people.harsh.id]
    assert plain.review_sum == 90 * (plain.review_count or 0)
    assert harsh.review_sum == 0
    assert "review_would_lower" in harsh.flags
    # The system part's tier stands where the review alone would have lowered it.
    assert harsh.stars == waiting[people.harsh.id].stars or harsh.stars is not None
    assert harsh.limit_fen == plain.limit_fen

    assert open_cases(BY, run) == 5
    desk = visitors(account=officer)
    page = desk.goes_to(reverse("grants:cases"))
    for person in people.plain:
        page.locator(f"#case-{_cases(made)[person.id].id}").check()
    _press(page, page.get_by_role("button", name="照建议同意选中的"))
    assert not page.locator(f"#case-{_cases(made)[people.harsh.id].id}").count()

    page = desk.goes_to(reverse("grants:case", args=[_cases(made)[people.harsh.id].id]))
    page.locator("select[name=kind]").select_option("accept")
    _press(page, page.get_by_role("button", name="决定"))
    page = desk.goes_to(reverse("grants:case", args=[_cases(made)[people.refused.id].id]))
    page.locator("select[name=kind]").select_option("refuse")
    page.locator("select[name=reason]").select_option("total_debt")
    page.locator("textarea[name=words]").fill("本人填报的外债每年要还四万元，见2026年11月的说明。")
    _press(page, page.get_by_role("button", name="决定"))
    desk.check()

    for person in (*people.plain, people.harsh):
        grant, own = _cases(made)[person.id], own_viewer(person.id)
        deliver_letter(own, person.id, _letter(grant).id)
        accept_offer(own, person.id, grant.id)
    end_ungrounded(BY, timezone.localdate())

    cases = _cases(made)
    assert {cases[one.id].state for one in (*people.plain, people.harsh)} == {State.ACTIVE}
    assert cases[people.refused.id].state == State.REFUSED
    assert people.leaves.id not in cases
    assert verify(seal=True).findings == ()
