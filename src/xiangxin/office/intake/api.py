"""Operations for systems that send data: send a table, see what became of it, fetch what came back, take it back.

What a system sends is read like any other file; a person of its institution submits it, and another agrees. Nothing
of a row is answered here but its place and what is wrong with it.
Not with postponed annotations: the library that reads them looks at the values.
"""

import base64
import binascii
import hashlib
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import Role
from xiangxin.office.gateway.errors import TokenPurposeUnfit
from xiangxin.office.gateway.operation import call_of_request, operation
from xiangxin.office.gateway.pages import page
from xiangxin.office.gateway.shapes import AreaCode, FitText, PageQuery, Slug, Strict, Words
from xiangxin.office.intake import actions, queries
from xiangxin.office.intake.catalog import form_of
from xiangxin.office.intake.choices import Channel, State
from xiangxin.office.intake.errors import FileDamagedOnTheWay
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.rules import purpose_of
from xiangxin.office.intake.sealedfile import drop
from xiangxin.office.shell.sheet import XLSX_TYPE

router = Router(tags=["intake"])
ROLES = (Role.ACCOUNT_MANAGER, Role.DATA_PROVIDER)
PURPOSES = ("evaluation", "scoring")
MOST_CHARACTERS = 3_900_000
"""Characters of a file in base64: as much as fits a body (``gateway`` limits); a larger file goes through the page."""


class SubmissionIn(Strict):
    """A table. ``content``: the file in base64; ``sha256``: its hash in hexadecimal; ``agreement``: its number."""

    form: Annotated[str, Field(pattern=r"^[a-z][a-z_]{1,39}$")]
    name: Annotated[FitText, Field(min_length=1, max_length=120)]
    content: Annotated[str, Field(min_length=4, max_length=MOST_CHARACTERS, pattern=r"^[A-Za-z0-9+/=]+$")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    area: AreaCode | None = None
    agreement: Annotated[FitText, Field(min_length=1, max_length=60)] | None = None


class SubmissionOut(Schema):
    """How a submission stands: rows read, and what accepting them would do or did."""

    id: UUID
    number: str
    form: str
    state: State
    area: str
    received_at: datetime
    rows_read: int
    rows_refused: int
    rows_new: int
    rows_changed: int
    rows_ended: int
    rows_same: int
    findings: int
    accepted_at: datetime | None


class SubmissionPage(Schema):
    """Submissions of the token's institution, the newest first."""

    items: list[SubmissionOut]
    next: str | None


class FindingOut(Schema):
    """Something that was found, with its place. What the cell holds is not repeated."""

    code: str
    severity: str
    effect: str
    sheet: str | None
    row: int | None
    field: str | None
    what: Words
    why: Words
    mend: Words


class FindingPage(Schema):
    """Findings in the order of the file; ``total`` of them in all."""

    items: list[FindingOut]
    total: int


class FindingQuery(Schema):
    """Which findings: of one code, which page."""

    code: Slug | None = None
    page: Annotated[int, Field(ge=1, le=10_000)] = 1


TO_SUBMISSION = {
    name: {"operationId": name, "parameters": {"path.id_": "$response.body#/id"}}
    for name in ("get_submission", "list_findings", "take_submission_back")
}


@operation(
    router,
    "POST",
    "/submissions",
    SubmissionOut,
    roles=ROLES,
    scope="institution",
    purposes=PURPOSES,
    summary=Text("报送一份表格", "Send a table"),
    links=TO_SUBMISSION,
    command=True,
)
def send_submission(request: HttpRequest, body: SubmissionIn) -> Submission:
    """Take a table in; it is read in the background. A person submits it, another agrees."""
    call = call_of_request(request)
    content = _content(body)
    row = actions.receive(
        call.viewer,
        body.form,
        [content],
        body.name,
        body.area or "",
        agreement=queries.agreement_named(call.viewer, body.agreement) if body.agreement else None,
        channel=Channel.API,
    )
    if purpose_of(form_of(row.form), row) != call.purpose:
        drop(row.id)
        raise TokenPurposeUnfit()
    return row


@operation(
    router,
    "GET",
    "/submissions",
    SubmissionPage,
    roles=ROLES,
    scope="institution",
    purposes=PURPOSES,
    summary=Text("本单位的报送", "Submissions of the institution"),
)
def list_submissions(request: HttpRequest, asked: Query[PageQuery]) -> SubmissionPage:
    """What the token's institution sent, or what came in for it under an agreement."""
    rows = queries.submissions(call_of_request(request).viewer)
    found, after = page(rows, [("-received_at", "at"), ("id", "id")], "submissions", asked.cursor, asked.limit)
    return SubmissionPage(items=[_out(row) for row in found], next=after)


@operation(
    router,
    "GET",
    "/submissions/{id_}",
    SubmissionOut,
    roles=ROLES,
    scope="institution",
    purposes=PURPOSES,
    summary=Text("一份报送", "One submission"),
)
def get_submission(request: HttpRequest, id_: UUID) -> Submission:
    """How one of them stands."""
    return queries.submission(call_of_request(request).viewer, id_)


@operation(
    router,
    "GET",
    "/submissions/{id_}/findings",
    FindingPage,
    roles=ROLES,
    scope="institution",
    purposes=PURPOSES,
    summary=Text("一份报送里发现的问题", "Findings of a submission"),
)
def list_findings(request: HttpRequest, id_: UUID, asked: Query[FindingQuery]) -> FindingPage:
    """What was found, by place; the words of each in both languages."""
    row = queries.submission(call_of_request(request).viewer, id_)
    found, total = queries.findings_of(row, asked.code or "", asked.page)
    return FindingPage(items=[_finding(one) for one in found], total=total)


@operation(
    router,
    "GET",
    "/submissions/{id_}/returned",
    Schema,
    roles=ROLES,
    scope="institution",
    purposes=PURPOSES,
    summary=Text("退回的行", "The rows that came back"),
    media=XLSX_TYPE,
)
def get_returned(request: HttpRequest, id_: UUID) -> Any:
    """A workbook in the form's own layout; mended, it can be sent again."""
    viewer = call_of_request(request).viewer
    return HttpResponse(queries.returned_of(viewer, queries.submission(viewer, id_)), content_type=XLSX_TYPE)


@operation(
    router,
    "POST",
    "/submissions/{id_}/withdrawal",
    SubmissionOut,
    roles=ROLES,
    scope="institution",
    purposes=PURPOSES,
    summary=Text("撤回一份报送", "Take a submission back"),
    command=True,
)
def take_submission_back(request: HttpRequest, id_: UUID) -> Submission:
    """Take back what has not been accepted; its rows are deleted."""
    return actions.take_back(call_of_request(request).viewer, id_)


def _content(body: SubmissionIn) -> bytes:
    try:
        content = base64.b64decode(body.content, validate=True)
    except (binascii.Error, ValueError):
        raise FileDamagedOnTheWay("content") from None
    if hashlib.sha256(content).hexdigest() != body.sha256:
        raise FileDamagedOnTheWay("sha256")
    return content


def _out(row: Submission) -> SubmissionOut:
    return SubmissionOut.model_validate(row, from_attributes=True)


def _finding(one: queries.Told) -> FindingOut:
    words = {part: Words(zh=text.zh, en=text.en) for part, text in (("what", one.what), ("why", one.why))}
    mend = Words(zh=one.mend.zh, en=one.mend.en)
    return FindingOut(
        code=one.code,
        severity=one.severity,
        effect=str(one.effect),
        sheet=one.sheet,
        row=one.row,
        field=one.field,
        mend=mend,
        **words,
    )
