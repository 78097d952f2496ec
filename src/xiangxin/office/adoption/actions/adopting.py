"""Two persons adopt a text for one receiver and purpose from a day on, or end an adoption."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.law.load import load_law
from xiangxin.office.accounts import proposals
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.adoption import errors
from xiangxin.office.adoption.models import Adoption, Impact, PolicyText, Report
from xiangxin.office.adoption.rules import ADOPTERS, AUTHORS, receiver_for
from xiangxin.office.adoption.texts import examine
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.acts import act
from xiangxin.office.shell.errors import AddressUnknown

ADOPT, END = "adoption.adopted", "adoption.ended"


@dataclass(frozen=True, slots=True)
class NewAdoption:
    """An adoption as it is asked for: by the dry run and the record of impact it rests on."""

    report: UUID
    impact: UUID
    from_on: date


def propose_adoption(by: Viewer, new: NewAdoption, reason: str) -> Proposal:
    """Ask a second person to adopt the text of a report for its receiver and purpose.

    Errors: ``ReportMissing``, ``ImpactMissing``, ``ReceiverCannot``, ``DayPast``, ``DayTaken``, ``DayOutsidePolicy``,
    ``PolicyRefused`` by the law of the first day, and those of proposals.
    """
    payload = {"report": str(new.report), "impact": str(new.impact), "from_on": new.from_on.isoformat()}
    return proposals.propose(ADOPT, by, payload, reason, by.area)


def propose_end(by: Viewer, adoption: UUID, last_on: date, reason: str) -> Proposal:
    """Ask a second person to end an adoption after a day. Errors: ``AddressUnknown``, ``DayPast``."""
    payload = {"adoption": str(adoption), "last_on": last_on.isoformat()}
    return proposals.propose(END, by, payload, reason, by.area)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a payload names."""

    report: Report
    impact: Impact
    from_on: date

    @property
    def policy(self) -> PolicyText:
        return self.report.policy

    @property
    def receiver(self) -> Institution:
        return self.report.receiver


def _asked(payload: proposals.Payload) -> _Asked:
    report = Report.objects.select_related("policy", "receiver").filter(id=payload["report"]).first()
    if report is None:
        raise errors.ReportMissing("report")
    impact = Impact.objects.filter(id=payload["impact"], report=report).first()
    if impact is None:
        raise errors.ImpactMissing("impact")
    return _Asked(report, impact, date.fromisoformat(payload["from_on"]))


def _check(payload: proposals.Payload, by: Viewer) -> None:
    asked = _asked(payload)
    if not by.covers(asked.report.area):
        raise AddressUnknown
    if asked.from_on < timezone.localdate():
        raise errors.DayPast("from_on")
    receiver_for(asked.receiver.id, asked.report.purpose, asked.from_on)
    later = Adoption.objects.filter(receiver=asked.receiver, purpose=asked.report.purpose, from_on__gte=asked.from_on)
    taken = later.order_by("from_on").first()
    if taken is not None:
        raise errors.DayTaken("from_on", day=taken.from_on.isoformat())
    examined = examine(asked.policy.text, asked.policy.name, asked.from_on)
    if examined.policy is None:
        raise errors.PolicyRefused(examined.findings)
    begins, ends = examined.policy.effective_from, examined.policy.effective_to
    if asked.from_on < begins or (ends is not None and ends < asked.from_on):
        raise errors.DayOutsidePolicy("from_on", day=asked.from_on.isoformat())


def _told(payload: proposals.Payload) -> list[proposals.Line]:
    asked = _asked(payload)
    law = load_law()
    return [
        (Text("办法", "Policy"), Text(asked.policy.title_zh, asked.policy.title_en)),
        (Text("内容指纹", "Hash of its content"), asked.policy.content_hash[:16]),
        (Text("由谁评价", "Who assesses by it"), asked.receiver.name),
        (Text("目的", "Purpose"), law.purposes[asked.report.purpose].label),
        (Text("从哪天起", "From"), asked.from_on.isoformat()),
    ]


@proposals.two_person(
    ADOPT,
    label=Text("采用一份办法", "Adopt a policy"),
    proposed_by=AUTHORS,
    decided_by=ADOPTERS,
    check=_check,
    told=_told,
    shown_at=lambda payload: reverse("adoption:report", args=[payload["report"]]),
)
def _adopt(payload: proposals.Payload, decision: proposals.Decision) -> None:
    asked = _asked(payload)
    row = Adoption(
        policy=asked.policy,
        receiver=asked.receiver,
        purpose=asked.report.purpose,
        area=decision.proposal.area,
        jurisdiction=str(settings.HOME.jurisdiction),
        law_hash=load_law().hash,
        report=asked.report,
        impact=asked.impact,
        from_on=asked.from_on,
        adopted_at=timezone.now(),
        proposed_by=decision.proposal.proposed_by_id,
        agreed_by=decision.by.account,
        reason=decision.proposal.reason,
    )
    payload = {"policy": row.policy.content_hash, "from_on": row.from_on, "law": row.law_hash}
    with act(ADOPT, by=decision.by.actor, about=row, purpose=row.purpose, area=row.area, payload=payload) as done:
        for earlier in Adoption.objects.select_for_update().filter(receiver=row.receiver, purpose=row.purpose):
            if earlier.to_on is None or earlier.to_on >= row.from_on:
                earlier.to_on = row.from_on - timedelta(days=1)
                earlier.save(update_fields=["to_on"])
                done.wrote(earlier)
        row.save(force_insert=True)
        done.wrote(row)


def _adoption(payload: proposals.Payload) -> Adoption:
    row = Adoption.objects.select_related("policy", "receiver").filter(id=payload["adoption"]).first()
    if row is None:
        raise AddressUnknown
    return row


def _check_end(payload: proposals.Payload, by: Viewer) -> None:
    row, last = _adoption(payload), date.fromisoformat(payload["last_on"])
    if not by.covers(row.area):
        raise AddressUnknown
    if last < timezone.localdate() or last < row.from_on or (row.to_on is not None and row.to_on <= last):
        raise errors.DayPast("last_on")


def _told_end(payload: proposals.Payload) -> list[proposals.Line]:
    row = _adoption(payload)
    return [
        (Text("办法", "Policy"), Text(row.policy.title_zh, row.policy.title_en)),
        (Text("由谁评价", "Who assesses by it"), row.receiver.name),
        (Text("最后一天", "Last day"), str(payload["last_on"])),
    ]


@proposals.two_person(
    END,
    label=Text("终止采用一份办法", "End the adoption of a policy"),
    proposed_by=AUTHORS,
    decided_by=ADOPTERS,
    check=_check_end,
    told=_told_end,
    shown_at=lambda payload: reverse("adoption:adoption", args=[payload["adoption"]]),
)
def _end(payload: proposals.Payload, decision: proposals.Decision) -> None:
    row = _adoption(payload)
    row.to_on = date.fromisoformat(payload["last_on"])
    with act(
        END, by=decision.by.actor, about=row, purpose=row.purpose, area=row.area, payload={"to_on": row.to_on}
    ) as done:
        row.save(update_fields=["to_on"])
        done.wrote(row)
