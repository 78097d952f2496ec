"""Ballots on paper: a code for each sheet, two people who type apart and settle what differs, lost sheets."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from bases import review_made as made_
from bases.accounts_made import browser_of, make_account, sign_in, viewer_for
from bases.parties_made import make_person
from bases.said import said
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.models import Entry
from xiangxin.office.audit.verify import verify
from xiangxin.office.review import errors
from xiangxin.office.review.actions import Printed, cast, lose_sheet, print_sheet, type_sheet
from xiangxin.office.review.choices import SheetState
from xiangxin.office.review.models import Box, PaperSheet, Participation, Round
from xiangxin.office.review.queries.paper import sheet_page
from xiangxin.office.shell.errors import AddressUnknown, NotAllowed

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
SHEET: dict[int, int | None] = {1: 70, 2: None, 3: 90}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    made_.quick(monkeypatch)


def make_sheet(people: int = 3) -> tuple[made_.Made, Round, Printed]:
    """A round with the sheet of its first seat on paper."""
    made = made_.make_panel()
    made_.make_agreed(made, people)
    round_ = made_.open_round(made)
    return made, round_, print_sheet(made.keeper, round_, made_.seat_of(made, 0).id)


def now(sheet: PaperSheet) -> PaperSheet:
    return PaperSheet.objects.get(id=sheet.id)


def nothing_cast() -> bool:
    return not Participation.objects.exists() and {bytes(box.ballots) for box in Box.objects.all()} == {b""}


def test_a_sheet_is_cast_when_two_people_typed_the_same() -> None:
    made, _round, paper = make_sheet()
    first = type_sheet(made.keeper, paper.sheet, paper.code, SHEET)
    assert (first.cast, first.differing) == (False, ())
    assert nothing_cast()
    assert type_sheet(made.keeper, now(paper.sheet), paper.code, SHEET).cast is False, "the same person is no second"
    assert nothing_cast()

    assert type_sheet(made.watcher, now(paper.sheet), paper.code.lower().replace("-", " "), SHEET).cast is True
    assert Participation.objects.count() == 3
    done = now(paper.sheet)
    assert (done.state, done.first, done.second) == (SheetState.CAST, "", "")
    with pytest.raises(errors.SheetGone):
        type_sheet(made.keeper, done, paper.code, SHEET)
    assert Participation.objects.count() == 3
    assert verify().findings == ()


def test_lines_that_differ_are_told_by_number_to_both_and_settled_by_either_from_the_paper() -> None:
    made, _round, paper = make_sheet()
    type_sheet(made.keeper, paper.sheet, paper.code, SHEET)
    second = type_sheet(made.watcher, now(paper.sheet), paper.code, {**SHEET, 1: 71, 2: 40})
    assert (second.cast, second.differing) == (False, (1, 2))
    assert nothing_cast()
    for by in (made.keeper, made.watcher):
        assert sheet_page(by, now(paper.sheet)).differing == (1, 2)
    with pytest.raises(errors.SheetTaken):
        type_sheet(viewer_for(Role.COUNTY_OFFICE), now(paper.sheet), paper.code, SHEET)

    assert type_sheet(made.watcher, now(paper.sheet), paper.code, {**SHEET, 1: 71}).differing == (1,)
    assert nothing_cast()
    assert type_sheet(made.keeper, now(paper.sheet), paper.code, {**SHEET, 1: 71}).cast is True
    assert Participation.objects.count() == 3


def test_what_was_typed_stands_nowhere_and_cannot_be_compared_without_the_code_on_the_paper() -> None:
    made, _round, paper = make_sheet()
    type_sheet(made.keeper, paper.sheet, paper.code, SHEET)
    row = now(paper.sheet)
    assert paper.code not in str(vars(row))
    assert paper.code not in str(list(Entry.objects.values()))
    another = print_sheet(made.keeper, Round.objects.get(), made_.seat_of(made, 1).id)
    type_sheet(made.keeper, another.sheet, another.code, SHEET)
    assert now(another.sheet).first != row.first, "the same points on another sheet leave other digests"
    before = row.first
    for wrong in ("", another.code, paper.code[:-1] + ("2" if paper.code[-1] != "2" else "3")):
        with pytest.raises(errors.SheetCodeWrong):
            type_sheet(made.watcher, row, wrong, SHEET)
    assert (now(paper.sheet).first, now(paper.sheet).second) == (before, "")


def test_a_lost_sheet_takes_nothing_any_more_and_another_has_another_code() -> None:
    made, round_, paper = make_sheet()
    type_sheet(made.keeper, paper.sheet, paper.code, SHEET)
    assert lose_sheet(made.watcher, now(paper.sheet)).first == ""
    with pytest.raises(errors.SheetGone):
        type_sheet(made.watcher, now(paper.sheet), paper.code, SHEET)
    with pytest.raises(errors.SheetGone):
        lose_sheet(made.keeper, now(paper.sheet))

    again = print_sheet(made.keeper, round_, paper.sheet.seat_id)
    newest = print_sheet(made.keeper, round_, paper.sheet.seat_id)
    assert (now(again.sheet).state, now(newest.sheet).state) == (SheetState.LOST, SheetState.OUT)
    assert len({paper.code, again.code, newest.code}) == 3
    with pytest.raises(errors.SheetCodeWrong):
        type_sheet(made.keeper, newest.sheet, again.code, SHEET)
    assert nothing_cast()


def test_after_the_last_day_and_after_the_opening_no_sheet_is_printed_or_typed() -> None:
    made, round_, paper = make_sheet(1)
    sheet = {1: 80}
    type_sheet(made.keeper, paper.sheet, paper.code, sheet)
    with made_.last_day_past(round_):
        with pytest.raises(errors.RoundOver):
            type_sheet(made.watcher, now(paper.sheet), paper.code, sheet)
        with pytest.raises(errors.RoundOver):
            print_sheet(made.keeper, round_, paper.sheet.seat_id)
        made_.opened(made, round_)
        with pytest.raises(errors.RoundNotOpen):
            type_sheet(made.watcher, now(paper.sheet), paper.code, sheet)
    assert not Participation.objects.exists()


def test_who_sits_on_the_panel_neither_prints_nor_types_and_no_other_seat_has_a_sheet() -> None:
    made, round_, paper = make_sheet()
    reviewer = made.reviewers[paper.sheet.seat_id]
    with pytest.raises(NotAllowed):
        type_sheet(reviewer, paper.sheet, paper.code, SHEET)
    for by in (reviewer, made.watcher):
        with pytest.raises(NotAllowed):
            print_sheet(by, round_, paper.sheet.seat_id)
    with pytest.raises(AddressUnknown):
        print_sheet(made.keeper, round_, UUID(int=7))
    with pytest.raises(errors.SheetNeedless):
        print_sheet(made.keeper, round_, made_.seat_of(made, 9).id)
    assert PaperSheet.objects.count() == 1


def test_whoever_withdrew_or_was_rated_on_the_phone_since_has_no_line_and_the_rest_is_cast() -> None:
    made = made_.make_panel()
    person = make_person()
    own = made_.agree(made, person)
    made_.make_agreed(made, 2)
    round_ = made_.open_round(made)
    seat = made_.seat_of(made, 0).id
    paper = print_sheet(made.keeper, round_, seat)
    type_sheet(made.keeper, paper.sheet, paper.code, SHEET)
    made_.withdraw(made, own)
    left = sheet_page(made.keeper, now(paper.sheet)).names
    assert len(left) == 2
    cast(made.reviewers[seat], paper.sheet.lines[min(left)], 50)
    with pytest.raises(errors.SheetIncomplete):
        type_sheet(made.watcher, now(paper.sheet), paper.code, SHEET)
    assert type_sheet(made.watcher, now(paper.sheet), paper.code, {max(left): SHEET[max(left)]}).cast is True
    assert Participation.objects.count() == 2


def test_on_pages_a_sheet_is_printed_with_names_and_typed_by_two_people() -> None:
    made = made_.make_panel()
    made_.make_agreed(made, 2)
    round_ = made_.open_round(made)
    keeper, watcher = browser_of(made.keeper), browser_of(made.watcher)
    seat = made_.seat_of(made, 0).id
    page = reverse("review:sheets", args=[round_.id])
    prints = reverse("review:sheet_print", args=[round_.id, seat])
    assert prints in keeper.get(page).content.decode()
    assert prints not in watcher.get(page).content.decode()

    made_pdf = keeper.post(prints)
    assert (made_pdf["Content-Type"], made_pdf["Cache-Control"]) == ("application/pdf", "no-store")
    assert made_pdf.content[:5] == b"%PDF-"
    sheet = PaperSheet.objects.get()
    address = reverse("review:sheet", args=[round_.id, sheet.id])
    shown = keeper.get(address)
    assert list(shown.context["shown"].names) == [1, 2]

    wrong = keeper.post(address, {"code": "AAAA-BBBB-CCCC", "line_1": "101", "line_2": "八"})
    assert wrong.status_code == 422
    assert set(wrong.context["form"].errors) == {"line_1", "line_2"}
    foreign = keeper.post(address, {"code": "AAAA-BBBB-CCCC", "line_1": "70", "line_2": "-"})
    assert set(foreign.context["form"].errors) == {"code"}
    assert now(sheet).first == ""
    keeper.post(reverse("review:sheet_lost", args=[round_.id, sheet.id]))
    assert now(sheet).state == SheetState.LOST


def test_lines_that_differ_are_marked_on_the_page_and_the_other_s_points_are_not_on_it() -> None:
    made, round_, paper = make_sheet(2)
    address = reverse("review:sheet", args=[round_.id, paper.sheet.id])
    browser_of(made.keeper).post(address, {"code": paper.code, "line_1": "83", "line_2": "-"})
    assert now(paper.sheet).first_by == made.keeper.account
    watcher = browser_of(made.watcher)
    answer = watcher.post(address, {"code": paper.code, "line_1": "38", "line_2": "-"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"line_1"}
    assert "83" not in said(answer.content)
    done = watcher.post(address, {"code": paper.code, "line_1": "83", "line_2": "-"})
    assert done.headers["Location"] == reverse("review:sheets", args=[round_.id])
    assert now(paper.sheet).state == SheetState.CAST


def test_a_sheet_of_another_area_is_not_there() -> None:
    _made, round_, paper = make_sheet(1)
    other = Client()
    sign_in(other, make_account(Role.TOWNSHIP_CADRE, "990101101000"))
    assert other.get(reverse("review:sheets", args=[round_.id])).status_code == 404
    assert other.post(reverse("review:sheet_lost", args=[round_.id, paper.sheet.id])).status_code == 404
    assert now(paper.sheet).state == SheetState.OUT
