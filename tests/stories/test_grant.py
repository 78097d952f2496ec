"""A village from consents to accepted lines, everybody at a screen: six people and seven reviewers with three reserves
on phones, two keys, an officer.

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
from bases.browser import PHONE, Visitor, Visitors
from bases.consent_made import make_consent, make_text
from bases.creditfile_made import CLASSES
from bases.grants_made import BY, cases_of, fill_file, looking, own_viewer
from bases.parties_made import make_person
from bases.runs_made import ask
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.verify import verify
from xiangxin.office.grants.actions import end_ungrounded, open_cases
from xiangxin.office.grants.choices import State
from xiangxin.office.grants.models import Grant
from xiangxin.office.parties.models import Person
from xiangxin.office.parties.opening import opened
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


WRITTEN = tuple(one for one in CLASSES if one != "file")
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
    """What needs writing was signed on paper before; the rest everybody agrees to on the own phone."""
    persons = [make_person(name) for name in NAMES]
    for person in persons:
        for field_class in WRITTEN:
            make_consent(person.id, "scoring", made.bank, field_class)
    return People(persons[:3], *persons[3:])


def _agree(page: Page, notice: str) -> None:
    """Read a notice to its end and agree."""
    page.goto(notice, wait_until="networkidle")
    _press(page, page.get_by_role("button", name="我看完了"))
    page.get_by_role("button", name="同意", exact=True).click()
    page.wait_for_url("**/receipt/")


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


def _letter(phone: Visitor, made: reviewing.Made, heading: str) -> Page:
    """From the home page to the letter that waits there, opened by the person."""
    page = phone.goes_to("/")
    _press(page, page.get_by_role("link", name=f"{made.bank.name}有一封信给您"))
    page.get_by_role("button", name="打开这封信").click()
    page.get_by_role("heading", name=heading).wait_for()
    return page


def test_a_village_from_consents_to_accepted_lines(visitors: Visitors) -> None:
    made = reviewing.make_panel()
    people = _people(made)
    officer = make_account(Role.ACCOUNT_MANAGER, COUNTY, made.bank)
    manager = Viewer(officer.id, Role.ACCOUNT_MANAGER, COUNTY, made.bank.id)
    notices = [(make_text("scoring", "file").id, made.bank.id), (make_text("review", "review").id, made.panel.id)]
    phones = {one.id: visitors(PHONE, _account(own_viewer(one.id))) for one in people.everybody}
    for phone in phones.values():
        for notice in notices:
            _agree(phone.page, reverse("consent:read", args=notice))
        phone.check()
    for one in people.everybody:
        fill_file(one, made.bank)
    round_ = reviewing.open_round(made)

    # Before the review nobody is scored: while a round is open everybody in it waits.
    waiting = _results(ask(manager, made.bank))
    assert {row.status for row in waiting.values()} == {"awaiting_review"}

    challenged = reviewing.assignments(made, round_)[-1]
    with looking():
        whose = next(one for one in people.everybody if one.id == challenged.person)
    page = phones[whose.id].goes_to(reverse("review:panels"))
    with page.expect_navigation(wait_until="networkidle"):
        page.locator(f"form[action='{reverse('review:challenge', args=[challenged.seat_id])}'] button").click()
    phones[whose.id].check()
    assert challenged.seat_id not in {
        row.seat_id for row in reviewing.assignments(made, round_) if row.person == whose.id
    }

    for number, reviewer in enumerate(made.reviewers.values()):
        _rate_all(visitors, reviewer, people.harsh, steps_aside=number == 0)

    page = phones[people.leaves.id].goes_to(reverse("consent:mine"))
    banks = page.locator("section.card", has=page.locator("dd", has_text=made.bank.name))
    card = banks.filter(has_text="看您的信用档案")
    card.get_by_text("撤回", exact=True).click()
    _press(page, card.get_by_role("button", name="确定撤回"))
    phones[people.leaves.id].check()

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
    assert (harsh.stars, plain.stars) == (3, 3)
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
        page = _letter(phones[person.id], made, "授信通知")
        page.get_by_text("我要这个额度", exact=True).click()
        _press(page, page.get_by_role("button", name="看明白了，我要"))
        phones[person.id].check()
    page = _letter(phones[people.refused.id], made, "不授信通知")
    assert "每年要还四万元" in page.content()
    phones[people.refused.id].check()
    end_ungrounded(BY, timezone.localdate())

    cases = _cases(made)
    assert {cases[one.id].state for one in (*people.plain, people.harsh)} == {State.ACTIVE}
    assert cases[people.refused.id].state == State.TOLD
    assert people.leaves.id not in cases
    assert verify(seal=True).findings == ()
