"""Operations of the gate itself: who am I, and the checkpoints of the log that anybody may keep.

Not with postponed annotations: the library that reads them looks at the values.
"""

from base64 import b64encode
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit import checkpoints
from xiangxin.office.audit import queries as audit
from xiangxin.office.audit.models import Entry
from xiangxin.office.gateway.errors import NothingFound, ProofUnfit
from xiangxin.office.gateway.operation import call_of_request, everybody, operation
from xiangxin.office.gateway.pages import page
from xiangxin.office.gateway.shapes import Day, PageAsked, PageQuery, Size

router = Router(tags=["gate"])


class Me(Schema):
    """What the token may do."""

    name: str
    institution: UUID
    role: str
    area: str
    purpose: str
    to_on: date
    per_minute: int


class CheckpointOut(Schema):
    """One signed statement of the log, in the form of C2SP checkpoints."""

    size: int
    at: datetime
    text: str


class CheckpointPage(Schema):
    """Checkpoints, the newest first."""

    items: list[CheckpointOut]
    next: str | None


class ProofQuery(Schema):
    """Between which two checkpoints."""

    older: Size
    newer: Size


class ProofOut(Schema):
    """That the log of the newer checkpoint continues that of the older one (RFC 6962, 2.1.2)."""

    older: int
    newer: int
    nodes: list[str]


class EntryOut(Schema):
    """One act as it stands in the log: ids, codes and digests."""

    seq: int
    version: int
    at: datetime
    actor: str
    act: str
    object: str
    person: UUID | None
    purpose: str | None
    area: str | None
    commitment: str
    rows: str | None
    leaf: str | None


class EntryPage(Schema):
    """Acts, the newest first."""

    items: list[EntryOut]
    next: str | None


class EntryQuery(PageQuery):
    """Which acts: names that begin like this, between two days."""

    act: Annotated[str, Field(max_length=80, pattern=r"^[a-z_.]*$")] = ""
    from_on: Day | None = None
    to_on: Day | None = None


@operation(router, "GET", "/me", Me, roles=everybody(), scope="institution", summary=Text("令牌能做什么", "Who am I"))
def get_me(request: HttpRequest) -> Me:
    """Name, scope and term of the token that asks."""
    token = call_of_request(request).token
    return Me(
        name=token.name,
        institution=token.institution_id,
        role=token.role,
        area=token.area,
        purpose=token.purpose,
        to_on=token.to_on,
        per_minute=token.per_minute,
    )


@operation(
    router,
    "GET",
    "/checkpoints",
    CheckpointPage,
    scope="public",
    summary=Text("日志检查点", "Checkpoints of the log"),
    links={
        "proof": {
            "operationId": "get_consistency",
            "parameters": {
                "query.newer": "$response.body#/items/0/size",
                "query.older": "$response.body#/items/1/size",
            },
        }
    },
)
def list_checkpoints(request: HttpRequest, asked: PageAsked) -> CheckpointPage:
    """Every checkpoint the office has signed; keep them elsewhere."""
    rows, after = page(audit.checkpoints(), [("-size", "int")], "checkpoints", asked.cursor, asked.limit)
    return CheckpointPage(items=[_checkpoint(row) for row in rows], next=after)


@operation(
    router,
    "GET",
    "/checkpoints/latest",
    CheckpointOut,
    scope="public",
    summary=Text("最新的检查点", "The newest checkpoint"),
)
def get_latest_checkpoint(request: HttpRequest) -> CheckpointOut:
    """The newest checkpoint, or nothing when none was signed yet."""
    newest = checkpoints.latest()
    if newest is None:
        raise NothingFound()
    return _checkpoint(newest)


@operation(
    router,
    "GET",
    "/checkpoints/consistency",
    ProofOut,
    scope="public",
    summary=Text("两个检查点之间的一致性证明", "Proof between two checkpoints"),
)
def get_consistency(request: HttpRequest, asked: Query[ProofQuery]) -> ProofOut:
    """The nodes with which anybody checks that nothing was rewritten in between."""
    signed = set(audit.checkpoints().filter(size__in=[asked.older, asked.newer]).values_list("size", flat=True))
    if asked.older > asked.newer or {asked.older, asked.newer} != signed:
        raise ProofUnfit("older")
    nodes = checkpoints.consistency(asked.older, asked.newer)
    return ProofOut(older=asked.older, newer=asked.newer, nodes=[b64encode(node).decode("ascii") for node in nodes])


@operation(
    router,
    "GET",
    "/acts",
    EntryPage,
    roles=[Role.AUDITOR],
    scope="area",
    purposes=("audit",),
    summary=Text("日志里的行为", "Acts in the log"),
)
def list_acts(request: HttpRequest, asked: Query[EntryQuery]) -> EntryPage:
    """The heads of acts within the token's area; payloads are opened at the auditor's desk only."""
    viewer = call_of_request(request).viewer
    found = audit.entries(act=asked.act, area=viewer.prefix, from_on=asked.from_on, to_on=asked.to_on)
    rows, after = page(found, [("-seq", "int")], "acts", asked.cursor, asked.limit)
    return EntryPage(items=[_entry(row) for row in rows], next=after)


def _entry(row: Entry) -> EntryOut:
    return EntryOut(
        seq=row.seq,
        version=row.version,
        at=row.at,
        actor=row.actor,
        act=row.act,
        object=row.object,
        person=row.person,
        purpose=row.purpose,
        area=row.area,
        commitment=bytes(row.commitment).hex(),
        rows=_hex(row.rows),
        leaf=_hex(row.leaf),
    )


def _hex(value: bytes | memoryview | None) -> str | None:
    return None if value is None else bytes(value).hex()


def _checkpoint(row: object) -> CheckpointOut:
    return CheckpointOut.model_validate(row, from_attributes=True)
