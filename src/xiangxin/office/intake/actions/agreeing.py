"""Agreements are concluded and ended by two persons; what one brought goes when its term after the end is over.

Until then it may stay, and longer only where another ground holds: a later agreement of the same parties for the same
form and purpose, another agreement that brought the same matter, an objection that is not answered.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.law.load import load_law
from xiangxin.office.accounts import proposals
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import any_institution
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.creditfile.actions.agreed import delete_brought
from xiangxin.office.creditfile.models import Batch
from xiangxin.office.intake import errors
from xiangxin.office.intake.actions.agreements import NewAgreement, add_agreement, check_agreement, end_agreement
from xiangxin.office.intake.catalog import form_of, forms
from xiangxin.office.intake.keepers import AGREEMENT_DECIDERS, AGREEMENT_KEEPERS
from xiangxin.office.intake.models import Agreement
from xiangxin.office.intake.standing import last_day
from xiangxin.office.shell.errors import AddressUnknown

CONCLUDED, ENDED = "intake.agreement_concluded", "intake.agreement_stopped"
_DAYS = ("signed_on", "from_on", "to_on")


def propose_agreement(by: Viewer, new: NewAgreement, reason: str) -> Proposal:
    """Ask a second person to register a signed agreement. Errors as of ``add_agreement``, and those of proposals."""
    payload = {name: _plain(value) for name, value in asdict(new).items()}
    return proposals.propose(CONCLUDED, by, payload, reason, by.area)


def propose_end(by: Viewer, agreement: UUID, on: date, reason: str) -> Proposal:
    """Ask a second person to end one on a day. ``AddressUnknown``, ``AgreementWrong``."""
    if not Agreement.objects.filter(id=agreement).exists():
        raise AddressUnknown
    return proposals.propose(ENDED, by, {"agreement": str(agreement), "on": on.isoformat()}, reason, by.area)


def delete_of_agreements(by: Actor, on: date) -> int:
    """Delete what agreements brought whose term is over, a chunk an act; how many facts and answers. Safe to repeat."""
    over = batches_over(on)
    return sum(_delete(by, row, over, on) for row in _over(on) if row.deleted_at is None)


def batches_over(on: date) -> frozenset[UUID]:
    """What came in under agreements whose term is over and that no other one follows: none of it comes back."""
    return frozenset(batch for row in _over(on) for batch in _brought(row, _kept(row, on)))


def _over(on: date) -> list[Agreement]:
    """Agreements for whose sake nothing may stay any more."""
    ended = Agreement.objects.filter(Q(to_on__lt=on) | Q(ended_on__lt=on)).order_by("to_on", "number")
    return [row for row in ended if last_day(row) < on]


def _delete(by: Actor, row: Agreement, over: Collection[UUID], on: date) -> int:
    kept = _kept(row, on)
    gone, left = delete_brought(by, _brought(row, kept), over, on)
    whole = not left and not kept
    if gone or whole:
        payload = {"rows": gone, "left": left, "on": on}
        with act("intake.agreement_deleted", by=by, about=row, payload=payload) as done:
            row.deleted_rows += gone
            row.deleted_at = timezone.now() if whole else None
            row.save(update_fields=["deleted_rows", "deleted_at"])
            done.wrote(row)
    return gone


def _brought(row: Agreement, kept: Collection[str]) -> list[UUID]:
    return list(Batch.objects.filter(agreement=row.id).exclude(form__in=kept).values_list("id", flat=True))


def _kept(row: Agreement, on: date) -> set[str]:
    return {form for form in row.forms if _successor(row, form, on)}


def _successor(row: Agreement, form: str, on: date) -> bool:
    """Whether another agreement of the same parties and purpose covers the form on a day, its own term included."""
    same = Agreement.objects.filter(
        provider=row.provider_id, receiver=row.receiver_id, purpose=row.purpose, from_on__lte=on
    )
    return any(form in one.forms and last_day(one) >= on for one in same.exclude(id=row.id))


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _new(payload: proposals.Payload) -> NewAgreement:
    given = dict(payload)
    given |= {name: date.fromisoformat(given[name]) for name in _DAYS}
    given |= {"provider": UUID(given["provider"]), "receiver": UUID(given["receiver"]), "forms": tuple(given["forms"])}
    return NewAgreement(**given)


def _told(payload: proposals.Payload) -> list[proposals.Line]:
    new, law = _new(payload), load_law()
    bodies = [any_institution(one) for one in (new.provider, new.receiver)]
    provider, receiver = ("" if one is None else one.name for one in bodies)
    titles = [form_of(form).title for form in new.forms if form in forms()]
    return [
        (Text("编号", "Number"), new.number),
        (Text("提供单位", "Provider"), provider),
        (Text("接收单位", "Receiver"), receiver),
        (Text("表", "Forms"), Text("、".join(one.zh for one in titles), ", ".join(one.en for one in titles))),
        (Text("用途", "Purpose"), law.purposes[new.purpose].label),
        (Text("保管", "Keeper"), new.keeper),
        (Text("期限", "Term"), f"{new.from_on} – {new.to_on}"),
        (
            Text("终止后删除", "Deleted after the end"),
            Text(f"{new.delete_within_days} 天", f"{new.delete_within_days} days"),
        ),
    ]


@proposals.two_person(
    CONCLUDED,
    label=Text("登记数据协议", "Register an agreement on data"),
    proposed_by=AGREEMENT_KEEPERS,
    decided_by=AGREEMENT_DECIDERS,
    check=lambda payload, _by: check_agreement(_new(payload), timezone.localdate()),
    told=_told,
)
def _concluded(payload: proposals.Payload, decision: proposals.Decision) -> None:
    add_agreement(decision.by, _new(payload), timezone.localdate())


def _told_end(payload: proposals.Payload) -> list[proposals.Line]:
    row = Agreement.objects.select_related("provider").filter(id=UUID(str(payload["agreement"]))).first()
    if row is None:
        return []
    return [
        (Text("编号", "Number"), row.number),
        (Text("提供单位", "Provider"), row.provider.name),
        (Text("终止日期", "Ends on"), str(payload["on"])),
        (
            Text("终止后删除", "Deleted after the end"),
            Text(f"{row.delete_within_days} 天", f"{row.delete_within_days} days"),
        ),
    ]


def _check_end(payload: proposals.Payload, _by: Viewer) -> None:
    row = Agreement.objects.filter(id=UUID(str(payload["agreement"]))).first()
    on = date.fromisoformat(str(payload["on"]))
    if row is None or row.ended_on is not None or not row.from_on <= on <= row.to_on:
        raise errors.AgreementWrong("on")


@proposals.two_person(
    ENDED,
    label=Text("终止数据协议", "End an agreement on data"),
    proposed_by=AGREEMENT_KEEPERS,
    decided_by=AGREEMENT_DECIDERS,
    check=_check_end,
    told=_told_end,
)
def _stopped(payload: proposals.Payload, decision: proposals.Decision) -> None:
    end_agreement(decision.by, UUID(str(payload["agreement"])), date.fromisoformat(str(payload["on"])))
