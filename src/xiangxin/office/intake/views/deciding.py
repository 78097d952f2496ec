"""One submission: how it stands and the one next step; the second person's word; taking it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from xiangxin.interop.submitted import EMPTY
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.intake import actions, queries
from xiangxin.office.intake.catalog import form_of
from xiangxin.office.intake.choices import UNDO, Change, Effect, State
from xiangxin.office.intake.forms import DecideForm, ProposeForm
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.pairs import decided_of
from xiangxin.office.intake.rules import KEEPERS, SENDERS, may_decide
from xiangxin.office.intake.tables import state_in_words, tone
from xiangxin.office.intake.views.common import to
from xiangxin.office.jobs.choices import JobState
from xiangxin.office.jobs.models import Job
from xiangxin.office.jobs.queries import any_job
from xiangxin.office.shell.answering import SETTLED, done, page
from xiangxin.office.shell.pieces import Progress, ProgressState
from xiangxin.office.shell.problems import language

_RUNNING = {
    State.RECEIVED: gettext_lazy("正在核对"),
    State.ACCEPTING: gettext_lazy("正在入档"),
    State.UNDOING: gettext_lazy("正在撤出档案"),
}
_COUNTED = (
    (Change.NEW, "rows_new"),
    (Change.CHANGED, "rows_changed"),
    (Change.ENDED, "rows_ended"),
    (Change.SAME, "rows_same"),
)


@door(*SENDERS, scope="area")
def submission(request: HttpRequest, submission: UUID) -> HttpResponseBase:
    """How a submission stands. While it is worked on the page asks again by itself."""
    viewer = asker(request)
    return _page(request, viewer, queries.submission(viewer, submission))


@door(*SENDERS, scope="area")
@require_POST
def propose(request: HttpRequest, submission: UUID) -> HttpResponseBase:
    """Ask for a second person."""
    form = ProposeForm(request.POST)

    def do(viewer: Viewer) -> object:
        return actions.propose(viewer, submission, form.cleaned_data["reason"])

    return _done(request, submission, form, do, _("已提交，等第二个人同意。"))


@door(*SENDERS, scope="area")
@require_POST
def agree(request: HttpRequest, submission: UUID) -> HttpResponseBase:
    """The second person agrees."""
    form = DecideForm(request.POST)

    def do(viewer: Viewer) -> object:
        return actions.decide(viewer, submission, agrees=True, words=form.cleaned_data["words"])

    return _done(request, submission, form, do, _("已同意，正在入档。"))


@door(*SENDERS, scope="area")
@require_POST
def refuse(request: HttpRequest, submission: UUID) -> HttpResponseBase:
    """The second person refuses, with a word why."""
    form = DecideForm(request.POST)

    def do(viewer: Viewer) -> object:
        return actions.decide(viewer, submission, agrees=False, words=form.cleaned_data["words"])

    return _done(request, submission, form, do, _("已退回，没有一行进入档案。"))


@door(*SENDERS, scope="area")
@require_POST
def take_back(request: HttpRequest, submission: UUID) -> HttpResponseBase:
    """The sender takes it back."""
    viewer = asker(request)
    row = queries.submission(viewer, submission)
    actions.take_back(viewer, submission)
    messages.success(request, _("已撤回，逐行内容已删除。"))
    return HttpResponseRedirect(to("submission", row.id))


@door(*SENDERS, scope="area")
@require_POST
def undo(request: HttpRequest, submission: UUID) -> HttpResponseBase:
    """Ask a second person to take back what was accepted."""
    form = ProposeForm(request.POST)

    def do(viewer: Viewer) -> object:
        return actions.propose_undoing(viewer, submission, form.cleaned_data["reason"])

    return _done(request, submission, form, do, _("已提出撤回，等第二个人同意。"))


def _done(
    request: HttpRequest, submission: UUID, form: ProposeForm | DecideForm, do: Callable[[Viewer], object], said: str
) -> HttpResponseBase:
    viewer = asker(request)
    row = queries.submission(viewer, submission)

    def then(_given: dict[str, Any]) -> str:
        do(viewer)
        return to("submission", row.id)

    return done(request, form, then, said, pages=SETTLED) or _page(request, viewer, row, form)


def _page(
    request: HttpRequest, viewer: Viewer, row: Submission, form: django_forms.Form | None = None
) -> HttpResponseBase:
    known = form_of(row.form)
    senders = queries.is_senders(viewer, row)
    is_second = may_decide(viewer, known, row) and not queries.is_first(viewer, row)
    looks, undo_waits = queries.has_rows(row), actions.undo_waits(row)
    groups = queries.groups_of(row) if looks else []
    decided = decided_of(viewer, row) if _is_told(viewer, row) else None
    unsettled = row.rows_alike if decided is None else decided.same + decided.waits
    return page(
        request,
        "intake/submission.html",
        form,
        row=row,
        kind=known,
        tone=tone(row),
        state=state_in_words(row),
        progress=_progress(row),
        stopped=_stopped(row),
        counts=[(str(change), change.label, getattr(row, name)) for change, name in _COUNTED],
        worth=row.rows_new + row.rows_changed + row.rows_ended - unsettled,
        decided=decided,
        unsettled=unsettled,
        groups=groups[:6],
        empty=not row.rows_read and _is_empty(groups),
        repeated=queries.repeated_in(row) if looks else 0,
        looks=looks,
        senders=senders,
        keeps=viewer.role in KEEPERS,
        has_returned=senders and queries.has_returned(row),
        can_propose=senders and row.state == State.STAGED,
        can_decide=is_second and row.state == State.PROPOSED,
        can_undo=senders and not undo_waits and actions.can_be_undone(row),
        undo_waits=undo_waits,
        can_take_back=senders and row.state in (State.STAGED, State.PROPOSED, State.RECEIVED),
        refusal=queries.refusal_of(viewer, row),
        waits=senders and not is_second and row.state == State.PROPOSED,
        propose_form=form if isinstance(form, ProposeForm) else ProposeForm(),
        decide_form=form if isinstance(form, DecideForm) else DecideForm(),
    )


def _is_told(viewer: Viewer, row: Submission) -> bool:
    """Whether rows look like somebody, and the viewer is one of those who say who is who."""
    return viewer.role in KEEPERS and bool(row.rows_alike or row.left_alike)


def _is_empty(groups: Sequence[queries.Group]) -> bool:
    """Whether every sheet that was sent has a header that is known and nothing below it."""
    return EMPTY in {one.code for one in groups} and Effect.SHEET not in {one.effect for one in groups}


def _progress(row: Submission) -> Progress | None:
    """How far the work on it is; None where nothing is being done."""
    if row.state not in _RUNNING or row.job is None:
        return None
    job = any_job(row.job)
    name = _RUNNING[State(row.state)]
    state: ProgressState = "failed" if job.state == "failed" else "running" if job.state == "running" else "waiting"
    says = _error_of(job) if state == "failed" else ""
    return Progress(f"submission-{row.id}", name, state, job.done, job.total or 0, to("submission", row.id), says=says)


def _stopped(row: Submission) -> str:
    """Why work that people had agreed to was not done; empty where nothing of the kind happened."""
    job = queries.stopped_job(row)
    if job is None:
        return ""
    why = _("有人取消了它") if job.state == JobState.CANCELLED else _error_of(job)
    if job.kind == UNDO:
        return _("上次撤出档案没有做完（%(why)s），档案里的内容没有变。需要时请重新提出撤回。") % {"why": why}
    return _("上次入档没有做完（%(why)s），写到一半的内容已经清除。请重新提交给第二个人。") % {"why": why}


def _error_of(job: Job) -> str:
    return job.error_en if language() == "en" else job.error_zh
