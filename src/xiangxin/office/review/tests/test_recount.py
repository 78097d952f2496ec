"""The two holders count a closed round again: boxes and files say the same, or that they do not is found and noted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bases import review_made as made_
from bases.accounts_made import COUNTY, browser_of, viewer_for
from bases.consent_made import give
from bases.grants_made import looking
from bases.parties_made import make_person
from xiangxin.ballot.box import SEALED_BYTES
from xiangxin.kernel.canonical import encode
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry
from xiangxin.office.audit.queries import payload_of
from xiangxin.office.audit.verify import verify
from xiangxin.office.creditfile.actions import delete_ratings
from xiangxin.office.creditfile.models import Rating
from xiangxin.office.review import errors
from xiangxin.office.review.actions import Recount, close_round, hand_half, recount
from xiangxin.office.review.models import Box, Round

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    made_.quick(monkeypatch)


def closed_round(people: int = 2) -> tuple[made_.Made, Round]:
    made = made_.make_panel()
    made_.make_agreed(made, people)
    round_ = made_.open_round(made)
    made_.cast_all(made, round_)
    made_.opened(made, round_)
    return made, Round.objects.get(id=round_.id)


def counted_again(made: made_.Made, round_: Round) -> Recount:
    hand_half(made.watcher, round_, made_.WATCH_PHRASE)
    return recount(made.keeper, Round.objects.get(id=round_.id), made_.OFFICE_PHRASE)


def page_of(by: Viewer, round_: Round) -> tuple[Client, str]:
    client = browser_of(by)
    return client, client.get(reverse("review:round", args=[round_.id])).content.decode()


def noted() -> list[bytes | None]:
    with maintenance("tests"):
        rows = Entry.objects.filter(act="review.recounted").order_by("seq")
        return [payload_of(row) for row in rows]


def test_what_the_boxes_hold_is_what_the_files_hold() -> None:
    made, round_ = closed_round()
    found = counted_again(made, round_)
    assert (found, found.agrees) == (Recount(boxes=2, gone=0, differing=0, is_whole=True), True)
    row = Round.objects.get(id=round_.id)
    assert (bytes(row.first_handed), bytes(row.second_handed)) == (b"", b"")
    with pytest.raises(errors.OtherHalfMissing):
        recount(made.keeper, row, made_.OFFICE_PHRASE)
    assert verify(seal=True).findings == ()


def test_a_rating_that_is_gone_from_the_files_is_found() -> None:
    made, round_ = closed_round()
    with maintenance("tests"):
        Rating.objects.filter(round=round_.id).first().delete()  # type: ignore[union-attr]
    assert counted_again(made, round_) == Recount(boxes=2, gone=0, differing=1, is_whole=True)


def test_a_box_that_was_changed_is_found_by_its_root_and_by_what_it_holds() -> None:
    made, round_ = closed_round()
    with looking():
        box = Box.objects.filter(subject__round=round_).first()
    assert box is not None
    Box.objects.filter(subject=box.subject_id).update(ballots=bytes(box.ballots)[SEALED_BYTES:])
    found = counted_again(made, round_)
    assert (found, found.agrees) == (Recount(boxes=2, gone=0, differing=1, is_whole=False), False)


def test_the_box_of_who_agrees_no_more_is_opened_for_nobody() -> None:
    made = made_.make_panel()
    made_.make_agreed(made, 1)
    leaver = made_.agree(made, make_person())
    round_ = made_.open_round(made)
    made_.cast_all(made, round_)
    made_.opened(made, round_)
    made_.withdraw(made, leaver)
    found = counted_again(made, Round.objects.get(id=round_.id))
    assert found == Recount(boxes=1, gone=1, differing=0, is_whole=True)


def test_the_box_of_who_withdrew_and_agrees_anew_is_opened_for_nobody_and_is_no_difference() -> None:
    made = made_.make_panel()
    made_.make_agreed(made, 1)
    person = make_person()
    leaver = made_.agree(made, person)
    round_ = made_.open_round(made)
    made_.cast_all(made, round_)
    made_.opened(made, round_)
    with made_.on_day(timezone.localdate() + timedelta(days=1)):
        made_.withdraw(made, leaver)
        assert delete_ratings(system("tests"), timezone.localdate()) == 7
        give(leaver, person.id, made.panel, "review", "review")
        found = counted_again(made, Round.objects.get(id=round_.id))
    assert found == Recount(boxes=1, gone=1, differing=0, is_whole=True)


def test_nobody_counts_again_alone_with_a_wrong_phrase_or_while_the_round_is_open() -> None:
    made = made_.make_panel()
    made_.make_agreed(made, 1)
    round_ = made_.open_round(made)
    made_.cast_all(made, round_)
    hand_half(made.watcher, round_, made_.WATCH_PHRASE)
    with pytest.raises(errors.RoundNotOpen):
        recount(made.keeper, Round.objects.get(id=round_.id), made_.OFFICE_PHRASE)
    close_round(made.keeper, Round.objects.get(id=round_.id), made_.OFFICE_PHRASE, "票已收齐")
    row = Round.objects.get(id=round_.id)
    with pytest.raises(errors.OtherHalfMissing):
        recount(made.keeper, row, made_.OFFICE_PHRASE)
    with pytest.raises(errors.NotHolder):
        recount(viewer_for(Role.COUNTY_OFFICE, COUNTY), row, made_.OFFICE_PHRASE)
    hand_half(made.watcher, row, made_.WATCH_PHRASE)
    with pytest.raises(errors.PhraseDoesNotOpen):
        recount(made.keeper, Round.objects.get(id=row.id), made_.WATCH_PHRASE)
    assert noted() == []


def test_on_the_page_one_hands_over_and_the_other_counts() -> None:
    made, round_ = closed_round()
    watcher, page = page_of(made.watcher, round_)
    assert "两位保管人重新点票" in page
    address = reverse("review:hand", args=[round_.id])
    assert watcher.post(address, {"phrase": made_.WATCH_PHRASE}).status_code == 302
    keeper, page = page_of(made.keeper, round_)
    assert reverse("review:recount", args=[round_.id]) in page
    wrong = keeper.post(reverse("review:recount", args=[round_.id]), {"phrase": "另外一句话，不是这一句"})
    assert wrong.status_code == 422
    done = keeper.post(reverse("review:recount", args=[round_.id]), {"phrase": made_.OFFICE_PHRASE}, follow=True)
    assert "重新点了 2 个票箱，和档案里的一样。" in done.content.decode()
    assert noted() == [encode({"boxes": 2, "gone": 0, "differing": 0, "whole": True})]
