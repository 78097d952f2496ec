"""A county adopts the list: one person proposes it with the benefits the county can give, another agrees to that.

A list is never edited. The one before it ends the day before; points that were given by it stay what they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.kernel.typed import sentence
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.accounts.proposals import Decision, Payload, propose, two_person
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.acts import act
from xiangxin.office.incentives import errors
from xiangxin.office.incentives.lists import Points, draft
from xiangxin.office.incentives.models import PointsList

KIND = "incentives.list_adopted"


def propose_list(by: Viewer, benefits: Iterable[str], document_no: str, reason: str) -> Proposal:
    """Propose the list as the file says it, with these of its benefits, by the county's own document.

    ``BenefitUnknown``, ``DocumentMissing``, ``ListStands``, and what ``proposals.propose`` raises.
    """
    document = sentence(document_no)
    if not document:
        raise errors.DocumentMissing("document_no")
    chosen = _chosen(benefits)
    payload = {"benefits": sorted(chosen.benefits), "hash": chosen.hash, "document": document}
    return propose(KIND, by, payload, reason, by.area)


def _chosen(benefits: Iterable[str]) -> Points:
    try:
        return draft().with_benefits(benefits)
    except KeyError:
        raise errors.BenefitUnknown("benefits") from None


def _check(payload: Payload, _by: Viewer) -> None:
    chosen = _chosen(payload["benefits"])
    if chosen.hash != payload["hash"]:
        raise errors.ListChanged()
    if PointsList.objects.filter(to_on=None, content_hash=chosen.hash).exists():
        raise errors.ListStands()


def _told(payload: Payload) -> Iterator[tuple[Text, str | Text]]:
    chosen = _chosen(payload["benefits"])
    yield Text("清单", "List"), chosen.title
    yield Text("依据", "Source"), chosen.source
    yield Text("批准文号", "Document"), str(payload["document"])
    for benefit in chosen.benefits.values():
        yield benefit.label, Text(f"{benefit.points} 分", f"{benefit.points} points")
    yield Text("内容摘要", "Hash of the content"), str(payload["hash"])


@two_person(
    KIND,
    label=Text("采用积分清单", "Adopt a list of points"),
    proposed_by=[Role.COUNTY_OFFICE],
    decided_by=[Role.COUNTY_OFFICE, Role.CENTRAL_BANK],
    check=_check,
    told=_told,
)
def _adopt(payload: Payload, decision: Decision) -> None:
    """In force from today; where another began today, from tomorrow."""
    chosen = _chosen(payload["benefits"])
    with act(KIND, by=decision.by.actor, payload={"code": chosen.code, "hash": chosen.hash}) as done:
        from_on = timezone.localdate()
        for earlier in PointsList.objects.select_for_update().filter(code=chosen.code, to_on=None):
            from_on = max(from_on, earlier.from_on + timedelta(days=1))
            earlier.to_on = from_on - timedelta(days=1)
            earlier.save(update_fields=["to_on"])
            done.wrote(earlier)
        row = PointsList(
            code=chosen.code,
            content=chosen.written,
            content_hash=chosen.hash,
            document_no=payload["document"],
            from_on=from_on,
            proposed_by=decision.proposal.proposed_by_id,
            agreed_by=decision.by.account,
        )
        row.save(force_insert=True)
        done.about = f"incentives.pointslist:{row.id}"
        done.wrote(row)
