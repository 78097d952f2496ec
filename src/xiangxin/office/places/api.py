"""Operations on areas, institutions and one's own jobs.

Not with postponed annotations: the library that reads them looks at the values.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from xiangxin.kernel.text import Text
from xiangxin.office.areas import queries as places
from xiangxin.office.areas.choices import AreaLevel, InstitutionKind
from xiangxin.office.gateway.errors import NothingFound
from xiangxin.office.gateway.operation import call_of_request, everybody, operation
from xiangxin.office.gateway.pages import page
from xiangxin.office.gateway.shapes import AreaCode, Day, PageQuery, Strict, Words
from xiangxin.office.jobs import actions, queries
from xiangxin.office.jobs.choices import JobState
from xiangxin.office.jobs.errors import JobNotDone
from xiangxin.office.jobs.models import Job
from xiangxin.office.places.tasks import TABLE

router = Router(tags=["places"])
Code = Annotated[AreaCode, Path()]
ROLES = everybody()


class AreaOut(Schema):
    """One area under one code for as long as it had that name."""

    code: str
    level: AreaLevel
    name: str
    from_on: date
    to_on: date | None


class AreaPage(Schema):
    """Areas by code."""

    items: list[AreaOut]
    next: str | None


class AreaWhole(Schema):
    """An area, what it lies in and what lies in it."""

    area: AreaOut
    within: list[AreaOut]
    parts: list[AreaOut]


class AreaList(Schema):
    """Areas that another one became."""

    items: list[AreaOut]


class DayQuery(Schema):
    """The day of the question; today where none is given."""

    on: Day | None = None


class AreaQuery(PageQuery):
    """Which areas: on a day, within one, of a level."""

    on: Day | None = None
    inside: AreaCode | None = None
    level: AreaLevel | None = None


class BecameQuery(Schema):
    """The day on which the code was known, and the day of the question."""

    known_on: Day
    on: Day | None = None


class InstitutionOut(Schema):
    """A body that acts, supplies or receives."""

    id: UUID
    slug: str
    kind: InstitutionKind
    name: str
    name_en: str
    parent_id: UUID | None
    area: str
    from_on: date
    to_on: date | None


class InstitutionPage(Schema):
    """Institutions by short name."""

    items: list[InstitutionOut]
    next: str | None


class InstitutionQuery(PageQuery):
    """Which institutions: on a day, within an area, of a kind."""

    on: Day | None = None
    inside: AreaCode | None = None
    kind: InstitutionKind | None = None


class JobIn(Strict):
    """The work to be done."""

    kind: Literal["places.table"]


class JobOut(Schema):
    """How a job is doing."""

    id: UUID
    kind: str
    state: JobState
    done: int
    total: int | None
    attempts: Annotated[int, Field(ge=0)]
    result: dict[str, Any]
    has_file: bool
    created_at: datetime
    ended_at: datetime | None
    error: Words | None


class JobPage(Schema):
    """One's own jobs, the newest first."""

    items: list[JobOut]
    next: str | None


def _day(on: date | None) -> date:
    return on or timezone.localdate()


def _areas(rows: Any) -> list[AreaOut]:
    return [AreaOut.model_validate(row, from_attributes=True) for row in rows]


TO_AREA = {
    name: {"operationId": name, "parameters": {"path.code": "$response.body#/items/0/code"}}
    for name in ("get_area", "get_successors")
}
TO_INSTITUTION = {
    "institution": {"operationId": "get_institution", "parameters": {"path.id_": "$response.body#/items/0/id"}}
}
TO_JOB = {
    name: {"operationId": name, "parameters": {"path.id_": "$response.body#/id"}}
    for name in ("get_job", "cancel_job", "get_job_file")
}


@operation(
    router,
    "GET",
    "/areas",
    AreaPage,
    roles=ROLES,
    scope="office",
    summary=Text("某日有效的区域", "Areas in force on a day"),
    links=TO_AREA,
)
def list_areas(request: HttpRequest, asked: Query[AreaQuery]) -> AreaPage:
    """Areas in force on a day, within one of them and of one level where asked."""
    on = _day(asked.on)
    found = places.areas_inside(asked.inside, on) if asked.inside else places.areas_on(on)
    if asked.level is not None:
        found = found.filter(level=asked.level)
    rows, after = page(found, [("code", "text")], "areas", asked.cursor, asked.limit)
    return AreaPage(items=_areas(rows), next=after)


@operation(
    router,
    "GET",
    "/areas/{code}",
    AreaWhole,
    roles=ROLES,
    scope="office",
    summary=Text("一个区域", "One area"),
)
def get_area(request: HttpRequest, code: Code, asked: Query[DayQuery]) -> AreaWhole:
    """What a code was called on a day, where it lay and what lay in it."""
    on = _day(asked.on)
    chain = _where(code, on)
    return AreaWhole(area=_areas(chain[-1:])[0], within=_areas(chain[:-1]), parts=_areas(places.parts_of(code, on)))


@operation(
    router,
    "GET",
    "/areas/{code}/became",
    AreaList,
    roles=ROLES,
    scope="office",
    summary=Text("一个旧代码现在是哪里", "What an old code has become"),
)
def get_successors(request: HttpRequest, code: Code, asked: Query[BecameQuery]) -> AreaList:
    """The areas that the one with this code on ``known_on`` is on the day asked about."""
    _where(code, asked.known_on)
    return AreaList(items=_areas(places.became(code, asked.known_on, _day(asked.on))))


def _where(code: str, on: date) -> list[Any]:
    chain = [*places.where(code, on)]
    if not chain or chain[-1].code != code:
        raise NothingFound()
    return chain


@operation(
    router,
    "GET",
    "/institutions",
    InstitutionPage,
    roles=ROLES,
    scope="office",
    summary=Text("某日有效的机构", "Institutions in force on a day"),
    links=TO_INSTITUTION,
)
def list_institutions(request: HttpRequest, asked: Query[InstitutionQuery]) -> InstitutionPage:
    """Institutions in force on a day, within an area and of one kind where asked."""
    kinds = None if asked.kind is None else [asked.kind]
    found = places.institutions_on(_day(asked.on), asked.inside, kinds)
    rows, after = page(found, [("slug", "text")], "institutions", asked.cursor, asked.limit)
    return InstitutionPage(items=[InstitutionOut.model_validate(row, from_attributes=True) for row in rows], next=after)


@operation(
    router,
    "GET",
    "/institutions/{id_}",
    InstitutionOut,
    roles=ROLES,
    scope="office",
    summary=Text("一个机构", "One institution"),
)
def get_institution(request: HttpRequest, id_: UUID) -> InstitutionOut:
    """One institution, whatever its days."""
    row = places.any_institution(id_)
    if row is None:
        raise NothingFound()
    return InstitutionOut.model_validate(row, from_attributes=True)


@operation(
    router,
    "GET",
    "/jobs",
    JobPage,
    roles=ROLES,
    scope="institution",
    summary=Text("令牌启动的任务", "Jobs of the token"),
)
def list_jobs(request: HttpRequest, asked: Query[PageQuery]) -> JobPage:
    """What this token started."""
    found = queries.jobs_of(call_of_request(request).viewer.actor)
    rows, after = page(found, [("-created_at", "at"), ("id", "id")], "jobs", asked.cursor, asked.limit)
    return JobPage(items=[_job(row) for row in rows], next=after)


@operation(
    router,
    "POST",
    "/jobs",
    JobOut,
    roles=ROLES,
    scope="area",
    summary=Text("启动任务", "Start a job"),
    links=TO_JOB,
    command=True,
)
def start_job(request: HttpRequest, asked: JobIn) -> JobOut:
    """Start work in the background, within the token's area."""
    viewer = call_of_request(request).viewer
    return _job(actions.start_job(viewer.actor, TABLE, {"area": viewer.area}, area=viewer.area))


@operation(
    router,
    "GET",
    "/jobs/{id_}",
    JobOut,
    roles=ROLES,
    scope="institution",
    summary=Text("一项任务", "One job"),
    links=TO_JOB,
)
def get_job(request: HttpRequest, id_: UUID) -> JobOut:
    """How one of the token's jobs is doing."""
    return _job(queries.job_of(call_of_request(request).viewer.actor, id_))


@operation(
    router,
    "POST",
    "/jobs/{id_}/cancellation",
    JobOut,
    roles=ROLES,
    scope="institution",
    summary=Text("取消任务", "Cancel a job"),
    command=True,
)
def cancel_job(request: HttpRequest, id_: UUID) -> JobOut:
    """Ask for the end of one of the token's jobs."""
    return _job(actions.cancel_job(call_of_request(request).viewer.actor, id_))


@operation(
    router,
    "GET",
    "/jobs/{id_}/file",
    Schema,
    roles=ROLES,
    scope="institution",
    summary=Text("任务的结果文件", "The file a job made"),
    media="text/csv",
)
def get_job_file(request: HttpRequest, id_: UUID) -> Any:
    """The file, as long as it is kept."""
    row = queries.job_of(call_of_request(request).viewer.actor, id_)
    if not row.result_file:
        raise JobNotDone()
    return FileResponse(queries.file_of(row, row.result_file).open("rb"), content_type="text/csv")


def _job(row: Job) -> JobOut:
    told = Words(zh=row.error_zh, en=row.error_en) if row.state == JobState.FAILED else None
    return JobOut(
        id=row.id,
        kind=row.kind,
        state=JobState(row.state),
        done=row.done,
        total=row.total,
        attempts=row.attempts,
        result=row.result,
        has_file=bool(row.result_file),
        created_at=row.created_at,
        ended_at=row.ended_at,
        error=told,
    )
