"""Jobs: one's own with their progress, one with its files; for whoever runs the machine, all without files."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import require_POST

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.jobs import actions, queries
from xiangxin.office.jobs.choices import JobState
from xiangxin.office.jobs.errors import JobFileGone
from xiangxin.office.jobs.job import LIMITS
from xiangxin.office.jobs.models import Job
from xiangxin.office.places.tables import JOBS, job_name, periodic_name
from xiangxin.office.places.tasks import TABLE
from xiangxin.office.places.views.common import STAFF, to
from xiangxin.office.shell.answering import page
from xiangxin.office.shell.pieces import Progress, ProgressState
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.tableview import TableView

_STATES: dict[str, ProgressState] = {
    JobState.QUEUED: "waiting",
    JobState.RUNNING: "running",
    JobState.DONE: "done",
    JobState.FAILED: "failed",
    JobState.CANCELLED: "stopped",
}


@door(*STAFF, scope="office")
def jobs(request: HttpRequest) -> HttpResponseBase:
    """What the viewer started."""
    return page(
        request, "places/jobs.html", table=TableView(JOBS, request, queries.jobs_of(asker(request).actor)), own=True
    )


@door(Role.SYSTEM_ADMIN, scope="office")
def all_jobs(request: HttpRequest) -> HttpResponseBase:
    """Every job of the office and how the queue is doing."""
    return page(
        request,
        "places/jobs.html",
        table=TableView(JOBS, request, queries.all_jobs()),
        state=queries.queue_state(),
        periodic=[(periodic_name(one.name), one) for one in queries.periodic_work()],
    )


@door(*STAFF, scope="office")
def job(request: HttpRequest, job: UUID) -> HttpResponseBase:
    """One job. While it runs the page asks again by itself, and can be left and found again."""
    row = _seen(request, job)
    own = row.started_by == str(asker(request).actor)
    words = row.error_en if language() == "en" else row.error_zh
    return page(
        request,
        "places/job.html",
        row=row,
        name=job_name(row.kind),
        progress=_progress(row, own=own),
        words=words if row.state == JobState.FAILED else "",
    )


@door(*STAFF, scope="office")
@require_POST
def cancel(request: HttpRequest, job: UUID) -> HttpResponseBase:
    """Ask for the end of one's own job."""
    actions.cancel_job(asker(request).actor, job)
    return HttpResponseRedirect(to("job", job))


@door(*STAFF, scope="office")
def file(request: HttpRequest, job: UUID, which: str) -> HttpResponseBase:
    """The result of one's own job, or the list of what failed."""
    row = queries.job_of(asker(request).actor, job)
    name = {"result": row.result_file, "failures": row.failures_file}.get(which, "")
    if not name:
        raise JobFileGone(days=LIMITS["keep_files_days"])
    path = queries.file_of(row, name)
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{row.kind.replace('.', '-')}-{name}")


@door(*STAFF, scope="area")
@require_POST
def start_table(request: HttpRequest) -> HttpResponseBase:
    """Start the export of areas and institutions within the viewer's area."""
    viewer = asker(request)
    row = actions.start_job(viewer.actor, TABLE, {"area": viewer.area}, area=viewer.area)
    return HttpResponseRedirect(to("job", row.id))


def _seen(request: HttpRequest, job: UUID) -> Job:
    viewer = asker(request)
    if viewer.role == Role.SYSTEM_ADMIN:
        return queries.any_job(job)
    return queries.job_of(viewer.actor, job)


def _progress(row: Job, *, own: bool) -> Progress:
    return Progress(
        id=f"job-{row.id}",
        name=job_name(row.kind),
        state=_STATES[row.state],
        done=row.done,
        total=row.total or 0,
        href=to("job", row.id),
        failed_href=to("job_file", row.id, "failures") if own and row.failures_file else "",
        result_href=to("job_file", row.id, "result") if own and row.result_file else "",
        cancel_href=to("job_cancel", row.id) if own else "",
    )
