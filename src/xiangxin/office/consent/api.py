"""Operations on consents, for the system of an institution that received them. Nothing is given or taken back here:
that is the person's own act.

Not with postponed annotations: the library that reads them looks at the values.
"""

from datetime import date
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import Role
from xiangxin.office.consent.queries.received import consents_received
from xiangxin.office.gateway.operation import call_of_request, operation
from xiangxin.office.gateway.shapes import PageQuery

router = Router(tags=["consents"])


class ConsentQuery(PageQuery):
    """Which class of fields."""

    field_class: Literal["file", "income_property", "bureau", "contact"] = "file"


class ConsentOut(Schema):
    """One consent in force today."""

    id: UUID
    person: UUID
    purpose: str
    field_class: str
    written: bool
    from_on: date
    to_on: date | None


class ConsentPage(Schema):
    """Consents, the earliest first."""

    items: list[ConsentOut]
    next: str | None


@operation(
    router,
    "GET",
    "/consents",
    ConsentPage,
    roles=[Role.ACCOUNT_MANAGER],
    scope="institution",
    purposes=("scoring",),
    summary=Text("本机构收到的有效同意", "Consents this institution received that are in force"),
    links={"person": {"operationId": "get_person", "parameters": {"path.person": "$response.body#/items/0/person"}}},
)
def list_consents(request: HttpRequest, asked: Query[ConsentQuery]) -> ConsentPage:
    """Who consents to this institution for the token's purpose, today."""
    call = call_of_request(request)
    today = timezone.localdate()
    rows, after = consents_received(call.viewer, call.purpose, asked.field_class, today, asked.cursor, asked.limit)
    return ConsentPage(items=[ConsentOut.model_validate(row, from_attributes=True) for row in rows], next=after)
