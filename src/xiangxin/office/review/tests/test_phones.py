"""Two phones: a person ticks what a panel may see, a reviewer on a village's line sees that, and casts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.urls import reverse

from bases import review_made as made_
from bases.accounts_made import make_account
from bases.browser import PHONE, Visitor, Visitors
from bases.consent_made import make_institution, make_text
from bases.creditfile_made import add, make_filed_person, new_record, new_value
from bases.parties_made import VILLAGE
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account
from xiangxin.office.audit.context import maintenance
from xiangxin.office.parties.models import Person
from xiangxin.office.review.models import Participation

pytestmark = [
    pytest.mark.needs("chromium"),
    pytest.mark.engine("sqlite"),
    pytest.mark.django_db(databases=["default", "reads"], transaction=True),
]
PICTURES = os.environ.get("XIANGXIN_PICTURES", "")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    made_.quick(monkeypatch)


def look(visitor: Visitor, name: str) -> None:
    if PICTURES:
        visitor.photograph(Path(PICTURES) / f"review-{name}.png")
    visitor.check()


def make_farmer() -> Person:
    person, source = make_filed_person(), make_institution("provider")
    add(
        [
            new_value(person, "crop_area_mu", "12", source),
            new_value(person, "poultry_head", "1300", source),
            new_value(person, "utilities_paid", "true", source),
            new_record(person, "honour", source, category="moral_model", level="county"),
            new_record(person, "training", source, category="farming"),
        ]
    )
    return person


def test_what_a_person_ticks_is_what_a_reviewer_sees_and_taken_back_it_is_gone(visitors: Visitors) -> None:
    made, person = made_.make_panel(), make_farmer()
    text = make_text("review", "review")
    own = visitors(PHONE, make_account(Role.HOUSEHOLD, VILLAGE, person=person.id))
    page = own.goes_to(reverse("consent:read", args=[text.id, made.panel.id]))
    look(own, "notice")
    page.get_by_role("button", name="我看完了").click()
    assert page.locator("input[name=parts]:checked").count() == 0
    page.get_by_label("得过的荣誉、参加过的培训").check()
    page.get_by_label("种了多少地、养了多少牲畜").check()
    look(own, "answer")
    page.get_by_role("button", name="同意", exact=True).click()
    page.wait_for_url("**/receipt/")
    look(own, "receipt")

    row = made_.assignments(made, made_.open_round(made))[0]
    reviewer = visitors(PHONE, Account.objects.get(id=made.reviewers[row.seat_id].account))
    reviewer.on_a_slow_line()
    ballot = reviewer.goes_to(reverse("review:ballot", args=[row.subject_id]))
    shown = ballot.locator("dl.pairs").inner_text()
    assert ("1,300" in shown, "道德模范 · 县级 · 2026" in shown, "水电" in shown) == (True, True, False)
    look(reviewer, "ballot")
    ballot.get_by_text("我要回避").click()
    look(reviewer, "ballot-recuse")

    own.goes_to(reverse("consent:mine"))
    look(own, "mine")
    page.get_by_role("button", name="不再给看 得过的荣誉、参加过的培训").click()
    page.get_by_text("已收回").wait_for()
    ballot.reload(wait_until="networkidle")
    assert "道德模范" not in ballot.locator("main").inner_text()
    ballot.get_by_label("评分").fill("85")
    ballot.get_by_role("button", name="投票").click()
    ballot.get_by_text("都评完了").wait_for()
    look(reviewer, "done")
    with maintenance("tests"):
        assert Participation.objects.count() == 1
    ballot.go_back(wait_until="networkidle")
    ballot.get_by_text("您已经评过").wait_for()
