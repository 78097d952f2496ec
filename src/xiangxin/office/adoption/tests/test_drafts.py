"""A draft is saved as it is; whoever saves over somebody else's work is told, and nothing is written."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from bases.accounts_made import browser_of
from bases.adoption_made import author, make_impact, make_report, shipped_text
from bases.consent_made import make_institution
from xiangxin.kernel.yamlfile import MAX_BYTES
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.adoption import errors
from xiangxin.office.adoption.actions import begin_draft, close_draft, keep_text, save_draft
from xiangxin.office.adoption.models import Draft
from xiangxin.office.adoption.queries import draft, drafts, unkept, unweighed
from xiangxin.office.adoption.texts import examine, id_in
from xiangxin.office.shell.errors import AddressUnknown

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


def test_a_draft_keeps_what_was_typed_even_where_it_is_no_policy() -> None:
    by = author()
    row = begin_draft(by, "our-own", "policy: our-own\n  badly: indented")
    saved = save_draft(by, row.id, "policy: [", row.revision)
    assert (saved.text, saved.revision) == ("policy: [", 2)
    assert list(drafts(by)) == [saved]


def test_whoever_saves_over_another_is_told_and_nothing_is_written() -> None:
    by, other = author(), author()
    row = begin_draft(by, "our-own", "one")
    save_draft(other, row.id, "two", row.revision)

    with pytest.raises(errors.DraftChanged):
        save_draft(by, row.id, "three", row.revision)

    assert Draft.objects.get().text == "two"


def test_a_closed_draft_is_not_written_to() -> None:
    by = author()
    row = begin_draft(by, "our-own", "one")
    close_draft(by, row.id)
    with pytest.raises(errors.DraftClosed):
        save_draft(by, row.id, "two", row.revision)
    with pytest.raises(errors.DraftClosed):
        close_draft(by, row.id)
    assert Draft.objects.get().text == "one"
    assert not drafts(by).exists()


def test_a_text_longer_than_a_policy_may_be_is_refused() -> None:
    with pytest.raises(errors.TextTooLong):
        begin_draft(author(), "our-own", "x" * (MAX_BYTES + 1))
    assert not Draft.objects.exists()


def test_an_author_of_another_county_does_not_see_it() -> None:
    by = author()
    row = begin_draft(by, "our-own", "one")
    stranger = Viewer(by.account, Role.POLICY_AUTHOR, "990201000000")
    with pytest.raises(AddressUnknown):
        draft(stranger, row.id)


def test_a_draft_whose_text_is_kept_waits_for_nothing_until_it_is_written_on() -> None:
    by = author()
    text = shipped_text()
    row, begun = begin_draft(by, "household-open", text), begin_draft(by, "our-own", "one")
    keep_text(by, text)
    assert unkept(by) == [begun]

    saved = save_draft(by, row.id, text + "# a word more\n", row.revision)
    assert unkept(by) == [saved, begun]


def test_what_was_tried_waits_for_its_record_of_impact() -> None:
    by, bank = author(), make_institution("bank")
    text = keep_text(by, shipped_text())
    make_report(by, text, bank)
    report = make_report(by, text, bank)
    assert unweighed(by) == [report]
    client = browser_of(by)
    home = client.get("/").content.decode()
    assert "试算过了，还没有写影响评估" in home
    assert reverse("adoption:report", args=[report.id]) in home
    make_impact(by, report)
    assert unweighed(by) == []


def test_a_text_with_a_slip_still_says_what_it_is_called() -> None:
    slip = shipped_text().replace("policy: household-open", "policy: our-own").replace("subject: applicant\n", "")
    assert examine(slip, "our-own", timezone.localdate()).document is None
    assert id_in(slip) == "our-own"
    assert id_in("title: {zh: 无名, en: nameless}\n") == ""
