"""The worklist, one case, and the decisions on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import place_name
from xiangxin.office.grants import actions, queries
from xiangxin.office.grants.choices import ON_ANNOUNCED, ON_CASE, ON_LINE, DecisionKind
from xiangxin.office.grants.forms import DecideForm
from xiangxin.office.grants.models import Decision
from xiangxin.office.grants.rules import OFFICERS
from xiangxin.office.grants.tables import CASES
from xiangxin.office.shell.answering import done, page
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.tableview import TableView

Decide = Callable[[Viewer, UUID, actions.Chosen], Decision]


@door(*OFFICERS, scope="area", purpose="scoring")
@require_GET
def cases(request: HttpRequest) -> HttpResponseBase:
    """What waits for a decision, and every line that stands."""
    viewer = asker(request)
    with queries.worklist(viewer) as work:
        table = TableView(CASES, request, work.rows)
        offered = [] if table.is_export else work.to_agree_together()
        changed = frozenset() if table.is_export else work.changed(table.shown)
        work.showed([*table.shown, *offered])
    # Names are opened of what the page shows only: a bank may have sixty thousand cases.
    table.shown = queries.with_cards(viewer, table.shown, changed)
    if table.is_export:
        return table.workbook()
    return page(request, "grants/cases.html", table=table, together=queries.with_cards(viewer, offered))


@door(*OFFICERS, scope="area", purpose="scoring")
@require_GET
def case(request: HttpRequest, grant: UUID) -> HttpResponseBase:
    """One case: who, what is proposed, what was decided and told."""
    return _case(request, asker(request), grant)


@door(*OFFICERS, scope="area", purpose="scoring")
@require_POST
def decide(request: HttpRequest, grant: UUID) -> HttpResponseBase:
    """Decide on a case; where a human being was asked for before anything was decided, this answers it."""
    return _decided(request, grant, ON_CASE, actions.decide_case, _("已决定，信件已写好，等送达。"))


@door(*OFFICERS, scope="area", purpose="scoring")
@require_POST
def answer(request: HttpRequest, grant: UUID) -> HttpResponseBase:
    """Look again, as another person, where the person asked for it."""
    kinds = [*ON_CASE, DecisionKind.RETURN, *ON_ANNOUNCED]
    return _decided(request, grant, kinds, actions.answer_request, _("已重看，信件已写好，等送达。"))


@door(*OFFICERS, scope="area", purpose="scoring")
@require_POST
def line(request: HttpRequest, grant: UUID) -> HttpResponseBase:
    """Decide on a line that stands; suspending and lowering are told first."""
    kinds = [*(kind for some in ON_LINE.values() for kind in some), DecisionKind.CALL_OFF]
    return _decided(request, grant, kinds, actions.decide_on_line, _("已决定，信件已写好；先送达，到期再由人办。"))


@door(*OFFICERS, scope="area", purpose="scoring")
@require_POST
def effect(request: HttpRequest, decision: UUID) -> HttpResponseBase:
    """Have a suspension or a lower limit take effect, after its notice has run."""
    row = actions.take_effect(asker(request), decision)
    messages.success(request, _("已生效，本人能看到。"))
    return HttpResponseRedirect(reverse("grants:case", args=[row.id]))


@door(*OFFICERS, scope="area", purpose="scoring")
@require_POST
def together(request: HttpRequest) -> HttpResponseBase:
    """Agree to several proposals as they are."""
    try:
        chosen = [UUID(one) for one in request.POST.getlist("case")]
        number = actions.accept_many(asker(request), chosen)
    except ValueError:
        number = 0
    except OfficeError as error:
        messages.error(request, error.text.in_language(language()))
        return HttpResponseRedirect(reverse("grants:cases"))
    if number:
        messages.success(request, _("已照建议同意 %(number)s 笔，信件已写好，等送达。") % {"number": number})
    else:
        messages.error(request, _("没有选任何一笔。"))
    return HttpResponseRedirect(reverse("grants:cases"))


def _decided(request: HttpRequest, grant: UUID, kinds: list[DecisionKind], do: Decide, said: str) -> HttpResponseBase:
    viewer = asker(request)
    form = DecideForm(kinds, request.POST)

    def then(given: dict[str, Any]) -> str:
        chosen = actions.Chosen(given["kind"], given["reason"], given["words"], form.limit_fen, form.rate_bp)
        do(viewer, grant, chosen)
        return reverse("grants:case", args=[grant])

    return done(request, form, then, said) or _case(request, viewer, grant, form)


def _case(request: HttpRequest, viewer: Viewer, grant: UUID, form: DecideForm | None = None) -> HttpResponse:
    seen = queries.case_page(viewer, grant)
    row = seen.grant
    wanted = form if form is not None else DecideForm(seen.kinds) if seen.kinds else None
    if wanted is not None:
        wanted.suit(row)
    return page(
        request,
        "grants/case.html",
        wanted,
        page=seen,
        row=row,
        bank=row.receiver.called,
        place=place_name(row.area, row.run.as_of),
        letters=[(said.letter, queries.lines_of(said.letter)) for said in seen.said if said.letter is not None],
        action=reverse(f"grants:{seen.step}", args=[row.id]) if seen.step else "",
    )
