"""Pages of points: a cadre proposes with a document, the county confirms, the person sees, exchanges and objects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from bases.accounts_made import browser_of
from bases.incentives_made import SCAN, Ledger, make_ledger
from xiangxin.office.accounts.models import Post, Proposal
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import PendingRead
from xiangxin.office.incentives.choices import State, Taken
from xiangxin.office.incentives.models import Entry, Objection, Redemption

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-06-01 09:00+08:00", tick=False) as travelled:
        yield travelled


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def award(**changes: object) -> dict[str, object]:
    return {
        "kind": "good_person:county",
        "awarded_on": "2026-05-01",
        "document_no": "虚构表彰〔2026〕9号",
        "authority": "虚构县文明办",
        "document": SimpleUploadedFile("a.pdf", SCAN, "application/pdf"),
        **changes,
    }


def only(model: Any) -> Any:
    with maintenance("tests"):
        return model.objects.get()


def test_from_the_document_to_the_exchange() -> None:
    made = make_ledger()
    cadre, county, second, phone = (browser_of(one) for one in (made.cadre, made.county, made.second, made.holder))
    page = text_of(cadre.get("/points/people/"))
    assert f"/points/people/{made.person.id}/" in page
    assert "张小三" not in page
    form = f"/points/people/{made.person.id}/"
    assert "党员" in text_of(cadre.get(form))
    assert cadre.post(form, award()).status_code == 302
    row = only(Entry)
    assert row.number in text_of(county.get("/points/entries/"))
    assert "对着文件核对" in text_of(county.get(f"/points/entries/{row.id}/"))
    assert "对着文件核对" not in text_of(cadre.get(f"/points/entries/{row.id}/"))
    scan: Any = county.get(f"/points/entries/{row.id}/document/")
    assert (scan.content, scan["Cache-Control"]) == (SCAN, "no-store")
    assert scan["Content-Disposition"].startswith("attachment")
    assert county.post(f"/points/entries/{row.id}/confirm/").status_code == 302

    page = text_of(phone.get("/points/"))
    for words in ("现在可以换 20 分", "虚构表彰〔2026〕9号", "2029", "没有积分的人照常办", "这条不对", "党员"):
        assert words in page
    own: Any = phone.get(f"/points/document/{row.id}/")
    assert (own.content, own["Cache-Control"]) == (SCAN, "no-store")
    paper: Any = phone.get("/points/print.pdf")
    assert (paper["Content-Type"], paper["Cache-Control"]) == ("application/pdf", "no-store")
    assert phone.post("/points/exchange/", {"benefit": "training"}).status_code == 302
    taken = only(Redemption)
    assert taken.number in text_of(phone.get("/points/"))
    assert taken.number in text_of(county.get("/points/exchanged/"))
    assert county.post(f"/points/exchanged/{taken.id}/given/").status_code == 302
    assert only(Redemption).state == Taken.GIVEN

    assert phone.post(f"/points/wrong/{row.id}/").status_code == 302
    said = only(Objection)
    assert said.number in text_of(phone.get("/points/"))
    assert "经手过这一条的人不能答复" in text_of(county.get(f"/points/entries/{row.id}/"))
    assert second.post(f"/points/objections/{said.id}/", {"outcome": "upheld"}).status_code == 302
    assert "已划掉" in text_of(phone.get("/"))
    assert phone.post(f"/points/told/{row.id}/").status_code == 302
    assert only(Entry).state == State.STRUCK
    assert "1 条积分记错了" not in text_of(phone.get("/"))


def test_a_list_and_an_export_for_the_county_and_figures_for_everybody() -> None:
    made = make_ledger()
    row = made.confirm()
    county = browser_of(made.county)
    book: Any = county.get("/points/entries/?as=xlsx")
    assert book["Content-Type"].endswith("spreadsheetml.sheet")
    assert row.number in text_of(county.get("/points/entries/?state=confirmed"))
    assert row.number not in text_of(county.get("/points/entries/?state=struck"))
    assert "太少，不显示" in text_of(county.get("/points/villages/"))
    assert "好媳妇" in text_of(county.get("/points/list/"))


def test_the_county_proposes_the_list_and_a_second_person_agrees() -> None:
    made = make_ledger(adopted=False)
    county = browser_of(made.county)
    assert "还没有采用清单" in text_of(county.get("/points/list/"))
    answer: Any = county.post("/points/list/", {"benefits": ["goods"], "document_no": " ", "reason": "采用"})
    assert answer.status_code == 422
    given = {"benefits": ["goods"], "document_no": "虚构县办〔2026〕3号", "reason": "采用"}
    assert county.post("/points/list/", given).status_code == 302
    proposal = Proposal.objects.get()
    page = text_of(browser_of(made.second).get(reverse("accounts:proposal", args=[proposal.id])))
    assert "积分超市换日用品" in page
    assert "虚构县办〔2026〕3号" in page


def test_a_mistake_in_the_form_is_told_at_its_field_and_nothing_is_kept() -> None:
    made = make_ledger()
    cadre = browser_of(made.cadre)
    for changes, words in (
        ({"document": SimpleUploadedFile("a.pdf", b"no pdf")}, "这个文件不能用"),
        ({"awarded_on": "2026-06-02"}, "日期不对"),
        ({"kind": "party_member:county"}, "id_kind_error"),
        ({"document_no": ""}, "id_document_no_error"),
    ):
        answer: Any = cadre.post(f"/points/people/{made.person.id}/", award(**changes))
        assert answer.status_code == 422
        assert words in text_of(answer)
    with maintenance("tests"):
        assert Entry.objects.count() == 0


def test_the_person_sees_who_looked_and_an_export_is_a_look() -> None:
    made = make_ledger()
    made.confirm()
    browser_of(made.county).get("/points/entries/?as=xlsx")
    notes = PendingRead.objects.filter(person=made.person.id, what="incentives.entries")
    assert [(one.purpose, one.ground, one.fields) for one in notes] == [("incentive", "consent", "area,name,points")]


def test_who_has_no_points_gets_the_ordinary_page_without_any_disadvantage() -> None:
    """Line 4: an incentive opens something and closes nothing."""
    made: Ledger = make_ledger(agrees=False)
    page = text_of(browser_of(made.holder).get("/points/"))
    assert "没有积分不影响任何事" in page
    assert "不同意不影响任何事" in page


def test_a_bank_s_own_office_keeps_no_points_and_says_so(settings: Settings) -> None:
    made = make_ledger()
    settings.HOME = replace(settings.HOME, kind="bank")
    assert "这里不记积分" in text_of(browser_of(made.holder).get("/points/"))
    assert browser_of(made.cadre).get("/points/people/").status_code == 403


def test_who_loses_an_entry_gets_a_letter_on_the_phone_or_into_their_hands_once() -> None:
    made = make_ledger()
    row = made.struck("other_person")
    phone, cadre, stranger = browser_of(made.holder), browser_of(made.cadre), browser_of(make_ledger().holder)
    assert f"/points/letter/{row.id}.pdf" in text_of(phone.get("/points/"))
    own: Any = phone.get(f"/points/letter/{row.id}.pdf")
    assert (own["Content-Type"], own["Cache-Control"]) == ("application/pdf", "no-store")
    assert stranger.get(f"/points/letter/{row.id}.pdf").status_code == 404
    assert "划掉了还没告诉本人：1 条" in text_of(cadre.get("/"))
    assert "打印这封信" in text_of(cadre.get(f"/points/entries/{row.id}/"))
    paper: Any = cadre.get(f"/points/entries/{row.id}/letter.pdf")
    assert paper.content.startswith(b"%PDF")
    looks = PendingRead.objects.filter(person=made.person.id, what="incentives.letter")
    assert [one.fields for one in looks] == ["area,name,points"]
    assert cadre.post(f"/points/entries/{row.id}/delivered/").status_code == 302
    assert only(Entry).told_on is not None
    assert "划掉了还没告诉本人" not in text_of(cadre.get("/"))
    assert cadre.post(f"/points/entries/{row.id}/delivered/").status_code == 409
    standing = made.confirm()
    assert cadre.get(f"/points/entries/{standing.id}/letter.pdf").status_code == 404
    assert phone.get(f"/points/letter/{standing.id}.pdf").status_code == 404


def test_whoever_gives_is_told_on_paper_what_was_exchanged_and_the_person_has_a_slip() -> None:
    made = make_ledger()
    made.confirm()
    phone, county = browser_of(made.holder), browser_of(made.county)
    assert phone.post("/points/exchange/", {"benefit": "training"}).status_code == 302
    taken = only(Redemption)
    page = text_of(phone.get("/points/"))
    assert "县里办培训的单位给" in page
    assert f"/points/slip/{taken.id}.pdf" in page
    slip: Any = phone.get(f"/points/slip/{taken.id}.pdf")
    assert slip.content.startswith(b"%PDF")
    assert "/points/exchanged/training.pdf" in text_of(county.get("/points/exchanged/"))
    before = PendingRead.objects.filter(person=made.person.id, what="incentives.exchanged").count()
    paper: Any = county.get("/points/exchanged/training.pdf")
    assert paper.content.startswith(b"%PDF")
    assert PendingRead.objects.filter(person=made.person.id, what="incentives.exchanged").count() == before + 1
    assert county.get("/points/exchanged/goods.pdf").status_code == 404
    assert county.post(f"/points/exchanged/{taken.id}/given/").status_code == 302
    assert phone.get(f"/points/slip/{taken.id}.pdf").status_code == 404
    assert county.get("/points/exchanged/training.pdf").status_code == 404


def test_a_county_with_nobody_left_to_answer_reads_what_to_do() -> None:
    made = make_ledger()
    row = made.confirm()
    assert browser_of(made.holder).post(f"/points/wrong/{row.id}/").status_code == 302
    words, address = "县里现在没有别人能答复", f"/points/entries/{row.id}/"
    assert words not in text_of(browser_of(made.county).get(address))
    with maintenance("tests"):
        Post.objects.filter(account=made.second.account).update(ended_at=timezone.now())
    assert words in text_of(browser_of(made.county).get(address))
