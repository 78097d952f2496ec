"""A reviewer sees of a person what the person ticked, and nothing else of the file; taken back, it is gone at once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bases import review_made as made_
from bases.accounts_made import browser_of
from bases.consent_made import make_institution
from bases.creditfile_made import add, fact_of, make_filed_person, new_record, new_value, today
from bases.parties_made import make_household
from bases.said import said
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import PendingRead
from xiangxin.office.consent.actions import hide_part
from xiangxin.office.consent.models import Consent
from xiangxin.office.consent.notices import drafts
from xiangxin.office.consent.parts import parts_in
from xiangxin.office.creditfile.actions import open_dispute
from xiangxin.office.parties.models import Person
from xiangxin.office.review.models import Round
from xiangxin.office.review.queries import rated

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ALL = ("farm", "merits", "paid")
PAGE_QUERIES = 30
"""As many as any page of the office; see tests/office/test_permissions.py."""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    made_.quick(monkeypatch)


def make_filed() -> Person:
    """Somebody with a full file: farming, honours, payments; beside it money, loans and what speaks against them."""
    bank, person = make_institution(), make_filed_person()
    source = make_institution("provider")
    add(
        [
            new_value(person, "crop_area_mu", "12", source),
            new_value(person, "livestock_head", "0", source),
            new_value(person, "utilities_paid", "true", source),
            new_value(person, "social_insurance_paid", "false", source),
            new_value(person, "income_yearly", "7654300", source),
            new_value(person, "provincial_score", "8800", source),
            new_record(person, "honour", source, category="moral_model", level="county"),
            new_record(person, "loan_repaid", bank, amount_fen=4321000),
            new_record(person, "arrears", bank, amount_fen=987600),
        ]
    )
    return person


def shown_to(made: made_.Made, subject: UUID, seat: UUID) -> dict[str, str]:
    return {fact.kind: fact.words for fact in rated(made.reviewers[seat], subject).facts}


def opened_for(parts: tuple[str, ...]) -> tuple[made_.Made, Person, Viewer, UUID, UUID]:
    """A round on one person who ticked ``parts``: with the person's own account, the subject and a seat."""
    made, person = made_.make_panel(), make_filed()
    own = made_.agree(made, person, parts)
    [row, *_] = made_.assignments(made, made_.open_round(made))
    return made, person, own, row.subject_id, row.seat_id


def test_who_ticked_nothing_is_a_name_and_a_village() -> None:
    made, person, _own, subject, seat = opened_for(())
    assert shown_to(made, subject, seat) == {}
    with maintenance("tests"):
        [look] = PendingRead.objects.filter(what="review.person")
    assert (look.person, look.fields) == (person.id, "area,name")


def test_only_what_was_ticked_is_shown_and_the_person_can_read_what_that_was() -> None:
    made, _person, _own, subject, seat = opened_for(("merits",))
    assert shown_to(made, subject, seat) == {"honour": "道德模范 · 县级 · 2026"}
    with maintenance("tests"):
        [look] = PendingRead.objects.filter(what="review.person")
    assert look.fields == "area,honour,name"


def test_with_everything_ticked_neither_money_nor_loans_nor_scores_nor_what_is_adverse_or_empty_is_on_the_page() -> (
    None
):
    made, _person, _own, subject, seat = opened_for(ALL)
    assert shown_to(made, subject, seat) == {
        "crop_area_mu": "12",
        "honour": "道德模范 · 县级 · 2026",
        "utilities_paid": "",
    }
    phone = browser_of(made.reviewers[seat])
    with (
        CaptureQueriesContext(connections["default"]) as rows,
        CaptureQueriesContext(connections["reads"]) as notes,
    ):
        page = said(phone.get(reverse("review:ballot", args=[subject])).content)
    assert len(rows) + len(notes) <= PAGE_QUERIES
    for hidden in ("76,543", "43,210", "9,876", "88", "虚构bank", "拖欠", "贷款", "收入", "牲畜", "试〔2026〕"):
        assert hidden not in page, hidden


def test_what_is_disputed_or_over_is_not_shown() -> None:
    made, person, source = made_.make_panel(), make_filed_person(), make_institution("provider")
    over = new_record(person, "training", source, category="farming")
    ended = new_record(person, "honour", source, category="good_person", level="village", ended_on=today())
    wrong = new_value(person, "crop_area_mu", "900", source)
    add([over, ended, wrong])
    own = made_.agree(made, person, ALL)
    [row, *_] = made_.assignments(made, made_.open_round(made))
    assert set(shown_to(made, row.subject_id, row.seat_id)) == {"training", "honour", "crop_area_mu"}
    open_dispute(own, person.id, fact_of(wrong).id)
    assert set(shown_to(made, row.subject_id, row.seat_id)) == {"training", "honour"}
    with made_.on_day(today() + timedelta(days=1)):
        assert set(shown_to(made, row.subject_id, row.seat_id)) == {"training"}


def test_line_1_a_part_that_is_taken_back_is_gone_on_the_next_page_and_the_review_goes_on() -> None:
    made, person, own, subject, seat = opened_for(ALL)
    assert "honour" in shown_to(made, subject, seat)
    with maintenance("tests"):
        row = Consent.objects.get(person=person.id, purpose="review")
    hide_part(own, person.id, row.id, "merits")
    assert set(shown_to(made, subject, seat)) == {"crop_area_mu", "utilities_paid"}
    made_.cast_all(made, Round.objects.get())
    made_.opened(made, Round.objects.get())
    assert len(made_.ratings_of(person)) == 7


def test_line_5_the_records_of_others_change_nothing_of_what_is_shown() -> None:
    made, person, _own, subject, seat = opened_for(ALL)
    before = rated(made.reviewers[seat], subject)
    neighbour, source = make_filed(), make_institution("provider")
    make_household([person, neighbour])
    add([new_record(neighbour, "honour", source, category="brave_deed", level="nation")])
    assert rated(made.reviewers[seat], subject) == before


def test_every_part_of_the_notice_holds_what_a_panel_may_be_shown() -> None:
    kinds = {kind for part in parts_in(drafts()["review-review"].content) for kind in part.kinds}
    assert kinds == {
        "crop_area_mu",
        "greenhouse_area_mu",
        "livestock_head",
        "poultry_head",
        "years_in_business",
        "honour",
        "training",
        "utilities_paid",
        "social_insurance_paid",
    }
