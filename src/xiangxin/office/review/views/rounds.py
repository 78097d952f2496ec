"""Rounds for those who hold and who watch them: how far one has come, its two holders, its opening. No tallies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import village_names
from xiangxin.office.review import actions, queries
from xiangxin.office.review.actions.rounds import KEEPERS, WATCHERS, side_of
from xiangxin.office.review.choices import RoundState, Side, VoidReason
from xiangxin.office.review.forms import ClosingForm, PhraseForm, RoundForm
from xiangxin.office.review.models import Round
from xiangxin.office.shell.answering import done, filled_in, page

HOLDERS = tuple(sorted(KEEPERS | WATCHERS))


@door(*HOLDERS, Role.AUDITOR, scope="area", purpose="review")
@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    """Rounds of the viewer's area."""
    by = asker(request)
    return page(request, "review/rounds.html", rounds=queries.rounds(by), keeps=by.role in KEEPERS)


@door(*sorted(KEEPERS), scope="area", purpose="review")
@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest) -> HttpResponseBase:
    """Prepare a round."""
    by = asker(request)

    def do(given: dict[str, Any]) -> str:
        return _at(
            actions.prepare_round(by, UUID(given["panel"]), given["area"], given["last_on"], UUID(given["receiver"]))
        )

    form = RoundForm(request.POST if request.method == "POST" else None, offered=_offered(by))
    return filled_in(request, "review/prepare.html", form, do, _("已准备好。两位保管人各设一个口令以后开始。"))


@door(*HOLDERS, Role.AUDITOR, scope="area", purpose="review")
@require_GET
def round_(request: HttpRequest, row: UUID) -> HttpResponse:
    """One round."""
    return _page(request, queries.standing(asker(request), row))


@door(*HOLDERS, scope="area", purpose="review")
@require_POST
def hold(request: HttpRequest, row: UUID) -> HttpResponseBase:
    """Hold the viewer's half of the key."""
    form = PhraseForm(request.POST)
    return _held(
        request, row, form, lambda by, it: actions.hold_half(by, it, form.cleaned_data["phrase"]), _("口令已设好。")
    )


@door(*HOLDERS, scope="area", purpose="review")
@require_POST
def hand(request: HttpRequest, row: UUID) -> HttpResponseBase:
    """Hand the viewer's half over to the other holder."""
    form = PhraseForm(request.POST)
    return _held(
        request,
        row,
        form,
        lambda by, it: actions.hand_half(by, it, form.cleaned_data["phrase"]),
        _("已交出您的一半，请另一位保管人接着办。"),
    )


@door(*HOLDERS, scope="area", purpose="review")
@require_POST
def close(request: HttpRequest, row: UUID) -> HttpResponseBase:
    """Open the boxes."""
    form = ClosingForm(request.POST)
    return _held(
        request,
        row,
        form,
        lambda by, it: actions.close_round(by, it, form.cleaned_data["phrase"], form.cleaned_data["reason"]),
        _("已开箱，有效评分记入档案。"),
    )


@door(*HOLDERS, scope="area", purpose="review")
@require_POST
def recount(request: HttpRequest, row: UUID) -> HttpResponseBase:
    """Count the boxes of a closed round again."""
    by, form = asker(request), PhraseForm(request.POST)
    standing = queries.standing(by, row)

    def do(given: dict[str, Any]) -> str:
        found = actions.recount(by, standing.round, given["phrase"])
        told = {"boxes": found.boxes, "differing": found.differing}
        if found.agrees:
            messages.success(request, _("重新点了 %(boxes)s 个票箱，和档案里的一样。") % told)
        elif found.is_whole:
            messages.error(
                request, _("%(boxes)s 个票箱里有 %(differing)s 个和档案不一样，已记入日志，请告诉审计员。") % told
            )
        else:
            messages.error(request, _("票箱已不是开箱时封好的那些，已记入日志，请告诉审计员。"))
        return _at(standing.round)

    return done(request, form, do) or _page(request, standing, form)


@door(*sorted(KEEPERS), scope="area", purpose="review")
@require_POST
def void(request: HttpRequest, row: UUID) -> HttpResponseBase:
    """Give the round up."""
    by = asker(request)
    actions.void_round(by, queries.standing(by, row).round, request.POST.get("reason", ""))
    messages.success(request, _("这一轮已作废。"))
    return HttpResponseRedirect(reverse("review:round", args=[row]))


def _held(
    request: HttpRequest, row: UUID, form: forms.Form, do: Callable[[Viewer, Round], Round], said: str
) -> HttpResponseBase:
    by = asker(request)
    standing = queries.standing(by, row)
    answer = done(request, form, lambda _given: _at(do(by, standing.round)), said)
    return answer or _page(request, standing, form)


def _page(request: HttpRequest, standing: queries.Standing, form: forms.Form | None = None) -> HttpResponse:
    by, row = asker(request), standing.round
    step = _step(by, standing)
    blank = ClosingForm() if step == "close" else PhraseForm()
    return page(
        request,
        "review/round.html",
        form if form is not None else blank,
        standing=standing,
        row=row,
        step=step,
        figures=queries.figures(by, row),
        types=by.role in HOLDERS and row.state == RoundState.OPEN,
        voids=VoidReason if by.role in KEEPERS and row.state in (RoundState.PREPARED, RoundState.OPEN) else (),
    )


def _step(by: Viewer, standing: queries.Standing) -> str:
    """What the viewer can do next: hold a half, hand it over, open or count again with both, or nothing."""
    row = standing.round
    if by.role not in HOLDERS:
        return ""
    office = side_of(by) == Side.OFFICE
    holder, other = (row.first_holder, row.second_handed) if office else (row.second_holder, row.first_handed)
    if row.state == RoundState.PREPARED:
        return "hold" if holder is None else ""
    if holder not in by.accounts:
        return ""
    if row.state == RoundState.CLOSED:
        return "recount" if other else "hand"
    if not standing.ready:
        return ""
    return "close" if other else "hand"


def _offered(by: Viewer) -> dict[str, list[tuple[str, str]]]:
    return {
        "panel": [(str(one.id), one.name) for one in queries.panels(by)],
        "area": list(village_names(by.area, timezone.localdate()).items()),
        "receiver": [(str(one.id), one.name) for one in queries.receivers()],
    }


def _at(row: Round) -> str:
    return reverse("review:round", args=[row.id])
