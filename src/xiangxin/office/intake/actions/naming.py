"""What a proposal about a submission names: the row itself, whom it concerns, and what it is told by."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from xiangxin.kernel.text import Text
from xiangxin.office.accounts import proposals
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.intake.catalog import Form, form_of, forms
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.rules import OF_INSTITUTION, bank_of, may_decide
from xiangxin.office.shell.errors import AddressUnknown


def submission_of(payload: proposals.Payload) -> Submission:
    """The submission that a proposal is about; ``AddressUnknown`` where there is none of its form."""
    rows = Submission.objects.select_related("institution", "agreement__receiver")
    row = rows.filter(id=UUID(str(payload["submission"])), form=payload["form"]).first()
    if row is None:
        raise AddressUnknown
    return row


def senders(payload: proposals.Payload) -> frozenset[str]:
    """The posts that send the form."""
    form = _form(payload)
    return frozenset() if form is None else form.sent_by


def seconds(payload: proposals.Payload) -> frozenset[str]:
    """The posts that may be the second person: for what a bank sends, or what comes in for it, those of a body."""
    form = _form(payload)
    if form is None:
        return frozenset()
    return form.decided_by if bank_of(submission_of(payload)) is None else form.decided_by & OF_INSTITUTION


def concerns(payload: proposals.Payload, viewer: Viewer) -> bool:
    """Whether the viewer's post and institution may be the second person for this submission."""
    row = submission_of(payload)
    return may_decide(viewer, form_of(row.form), row)


def address_of(payload: proposals.Payload) -> str:
    """The page of the submission, where the second person reads its rows."""
    return reverse("intake:submission", args=[UUID(str(payload["submission"]))])


def told_of(row: Submission) -> list[proposals.Line]:
    """What every proposal about it tells first."""
    return [
        (Text("编号", "Number"), row.number),
        (Text("表", "Form"), form_of(row.form).title),
        (Text("报送单位", "Sent by"), row.institution.name),
    ]


def _form(payload: proposals.Payload) -> Form | None:
    return forms().get(str(payload.get("form")))
