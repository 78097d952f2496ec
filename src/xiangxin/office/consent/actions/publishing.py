"""Publishing a notice text: one person proposes what a file says, another agrees to exactly that.

A version is never edited. The one before it ends the day before; who read it has consented to what it said.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.accounts.proposals import Decision, Payload, propose, two_person
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.consent.errors import NoticeMissing, TextChanged, VersionPublished
from xiangxin.office.consent.models import NoticeText
from xiangxin.office.consent.notices import Draft, drafts
from xiangxin.office.consent.parts import parts_in

KIND = "consent.text_published"
PROPOSERS = frozenset({Role.POLICY_AUTHOR, Role.COUNTY_OFFICE, Role.SYSTEM_ADMIN})
DECIDERS = frozenset({Role.COUNTY_OFFICE, Role.CENTRAL_BANK, Role.SECURITY_ADMIN})
"""In every kind of deployment there is somebody in each of the two."""


def propose_text(by: Viewer, code: str, reason: str) -> Proposal:
    """Propose to publish the text with this code as its file says it now.

    ``NoticeMissing`` for no such file, ``VersionPublished`` where this version or a later one stands already, and what
    ``proposals.propose`` raises.
    """
    draft = _draft(code)
    payload = {"code": code, "version": draft.version, "hash": draft.hash}
    return propose(KIND, by, payload, reason, by.area)


def _check(payload: Payload, by: Viewer) -> None:
    draft = _draft(payload["code"])
    if (draft.version, draft.hash) != (payload["version"], payload["hash"]):
        raise TextChanged()
    if NoticeText.objects.filter(code=draft.code, version__gte=draft.version).exists():
        raise VersionPublished()


def _told(payload: Payload) -> Iterator[tuple[Text, str]]:
    draft = _draft(payload["code"])
    yield Text("标题", "Title"), draft.content["title"]["zh"]
    for section in draft.content["sections"]:
        yield Text(**section["heading"]), " ".join(line["zh"] for line in section["lines"])
    for part in parts_in(draft.content):
        yield Text("可以另外勾的", "May be ticked"), part.described.zh
    yield Text("内容摘要", "Hash of the content"), str(payload["hash"])


@two_person(
    KIND,
    label=Text("发布告知文本", "Publish a notice"),
    proposed_by=PROPOSERS,
    decided_by=DECIDERS,
    check=_check,
    told=_told,
)
def _publish(payload: Payload, decision: Decision) -> None:
    """In force from today, or from the day its file names; where another is in force, from tomorrow at the earliest."""
    draft = _draft(payload["code"])
    proposal = decision.proposal
    with act(KIND, by=decision.by.actor, payload={"code": draft.code, "hash": draft.hash}) as done:
        from_on = max(timezone.localdate(), draft.from_on)
        before = NoticeText.objects.select_for_update().filter(
            purpose=draft.purpose, field_class=draft.field_class, to_on=None
        )
        for earlier in before:
            from_on = max(from_on + timedelta(days=1), earlier.from_on + timedelta(days=1))
            earlier.to_on = from_on - timedelta(days=1)
            earlier.save(update_fields=["to_on"])
            done.wrote(earlier)
        row = _row(draft, proposal, decision.by, from_on)
        row.save(force_insert=True)
        done.about = f"consent.noticetext:{row.id}"
        done.wrote(row)


def _row(draft: Draft, proposal: Proposal, by: Viewer, from_on: date) -> NoticeText:
    return NoticeText(
        code=draft.code,
        version=draft.version,
        purpose=draft.purpose,
        field_class=draft.field_class,
        content=draft.written,
        content_hash=draft.hash,
        from_on=from_on,
        proposed_by=proposal.proposed_by_id,
        agreed_by=by.account,
    )


def _draft(code: str) -> Draft:
    if code not in drafts():
        raise NoticeMissing()
    return drafts()[code]
