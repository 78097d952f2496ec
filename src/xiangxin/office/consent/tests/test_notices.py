"""Notice texts: what every one of them says, that two people publish it, and that nobody edits it afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from bases.accounts_made import viewer_for
from bases.consent_made import deliver, make_institution, make_text
from bases.parties_made import VILLAGE, make_person
from bases.unchanged import nothing_changes
from xiangxin.kernel.text import Text
from xiangxin.law.load import load_law
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.errors import RoleMayNotPropose, SecondPersonNeeded
from xiangxin.office.accounts.proposals import decide
from xiangxin.office.audit.context import maintenance
from xiangxin.office.consent import notices
from xiangxin.office.consent.actions import give_consent, propose_text
from xiangxin.office.consent.errors import DeliveryUnknown, NoticeDamaged, NoticeMissing, TextChanged, VersionPublished
from xiangxin.office.consent.models import NoticeText
from xiangxin.office.consent.notices import Draft, Notice, drafts, filled
from xiangxin.office.consent.queries import notice_for, text_on

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
TODAY = timezone.localdate()
REFUSING = "不同意也可以申请基础额度，不影响其他事"


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch) -> dict[str, Draft]:
    """Drafts that a test may change."""
    found = dict(drafts())
    monkeypatch.setattr("xiangxin.office.consent.actions.publishing.drafts", lambda: found)
    return found


def another(draft: Draft, **changes: Any) -> Draft:
    content = {**draft.content, **changes}
    return Draft(draft.code, content["version"], draft.purpose, draft.field_class, draft.from_on, content)


def publish(code: str) -> NoticeText:
    proposal = propose_text(viewer_for(Role.POLICY_AUTHOR), code, "首次发布")
    decide(proposal.id, viewer_for(Role.COUNTY_OFFICE), agrees=True)
    return NoticeText.objects.filter(code=code).order_by("-version")[0]


@pytest.mark.parametrize("code", sorted(drafts()))
def test_a_notice_says_who_what_for_whom_how_long_what_refusing_means_and_where_to_complain(code: str) -> None:
    content = drafts()[code].content
    said = {one["name"]: one["lines"] for one in content["sections"]}
    assert said.keys() >= notices.ALWAYS
    assert "{controller}" in said["who"][0]["zh"]
    assert "{receiver}" in said["who"][1]["zh"]
    assert any(REFUSING in line["zh"] for line in said["refusing"])
    assert any("三十日" in line["zh"] for line in said["complaints"])
    assert any("{cool_off}" in line["zh"] for line in said["withdrawing"])
    assert 0 < content["days"] <= 366
    for lines in said.values():
        for line in lines:
            assert line["zh"].strip()
            assert line["en"].strip()


def test_there_is_one_text_for_each_purpose_and_class_that_is_asked_for() -> None:
    found = sorted((one.purpose, one.field_class) for one in drafts().values())
    assert found == [
        ("evaluation", "file"),
        ("evaluation", "income_property"),
        ("incentive", "contact"),
        ("review", "review"),
        ("scoring", "bureau"),
        ("scoring", "contact"),
        ("scoring", "file"),
        ("scoring", "income_property"),
    ]


def test_what_law_wants_in_writing_tells_its_consequences_and_a_review_names_its_panel() -> None:
    for draft in drafts().values():
        names = {one["name"] for one in draft.content["sections"]}
        assert ("consequences" in names) == (draft.field_class in load_law().written_consents)
        assert ("panel" in names) == (draft.purpose == "review")


def test_a_notice_lists_exactly_the_registered_fields_of_its_class() -> None:
    for draft in drafts().values():
        expected = {name for name, field in load_law().fields.items() if field.consent_class == draft.field_class}
        assert {one["id"] for one in draft.content["fields"]} == expected


def test_read_by_one_person_every_name_is_filled_in_and_braces_in_a_name_stay() -> None:
    text = make_text("review", "review")
    notice = filled(text, Text("{members}村小组", "A {b} panel"), Text("县办", "Office"), 7, "王一、李二")
    words = [line.zh + line.en for section in notice.sections for line in section.lines]
    assert any("{members}村小组，成员是：王一、李二。" in one for one in words)
    assert not any("{days}" in one or "{controller}" in one or "{cool_off}" in one for one in words)


def test_one_person_proposes_a_text_and_another_publishes_exactly_that() -> None:
    row = publish("scoring-file")
    assert (row.version, row.content_hash, row.from_on) == (1, drafts()["scoring-file"].hash, TODAY)
    assert row.proposed_by != row.agreed_by
    assert text_on("scoring", "file", TODAY) == row
    assert isinstance(notice_for(row, make_institution(), None), Notice)


def test_nobody_publishes_alone_and_only_who_answers_for_texts_proposes() -> None:
    by = viewer_for(Role.COUNTY_OFFICE)
    proposal = propose_text(by, "scoring-file", "首次发布")
    with nothing_changes("consent"), pytest.raises(SecondPersonNeeded):
        decide(proposal.id, by, agrees=True)
    with nothing_changes("consent"), pytest.raises(RoleMayNotPropose):
        propose_text(viewer_for(Role.ACCOUNT_MANAGER), "scoring-file", "首次发布")
    with nothing_changes("consent"), pytest.raises(NoticeMissing):
        propose_text(by, "no-such-text", "首次发布")


def test_a_file_that_changed_after_the_proposal_is_not_published(changed: dict[str, Draft]) -> None:
    proposal = propose_text(viewer_for(Role.POLICY_AUTHOR), "scoring-file", "首次发布")
    changed["scoring-file"] = another(changed["scoring-file"], days=9999)
    with nothing_changes("consent"), pytest.raises(TextChanged):
        decide(proposal.id, viewer_for(Role.COUNTY_OFFICE), agrees=True)


def test_a_published_version_is_not_published_again(changed: dict[str, Draft]) -> None:
    publish("scoring-file")
    changed["scoring-file"] = another(changed["scoring-file"], days=30)
    with nothing_changes("consent"), pytest.raises(VersionPublished):
        propose_text(viewer_for(Role.POLICY_AUTHOR), "scoring-file", "改期限")


def test_another_version_begins_tomorrow_and_who_has_read_the_old_one_reads_again(changed: dict[str, Draft]) -> None:
    old = publish("scoring-file")
    bank, person = make_institution(), make_person()
    by = viewer_for(Role.HOUSEHOLD, VILLAGE, person=person.id)
    told = deliver(by, person.id, bank)
    changed["scoring-file"] = another(changed["scoring-file"], version=2, days=30)
    new = publish("scoring-file")
    tomorrow = TODAY + timedelta(days=1)
    assert (text_on("scoring", "file", TODAY), text_on("scoring", "file", tomorrow)) == (old, new)
    with time_machine.travel(tomorrow), nothing_changes("consent"), pytest.raises(DeliveryUnknown):
        give_consent(by, person.id, told.id)
    changed["scoring-file"] = another(changed["scoring-file"], version=3)
    assert publish("scoring-file").from_on == TODAY + timedelta(days=2)


def test_a_text_changed_behind_the_office_s_back_is_shown_to_nobody() -> None:
    row = make_text()
    with maintenance("tests"):
        NoticeText.objects.filter(id=row.id).update(content=row.content.replace("不影响其他事", "会影响贷款"))
    with pytest.raises(NoticeDamaged):
        notice_for(NoticeText.objects.get(id=row.id), make_institution(), None)
