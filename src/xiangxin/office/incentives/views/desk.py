"""Pages of cadres and the county: who agrees, what was proposed, what is confirmed, exchanged, contested; figures."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.incentives import actions
from xiangxin.office.incentives.choices import State
from xiangxin.office.incentives.forms import AnswerForm, ListForm, ProposeForm, WhyForm
from xiangxin.office.incentives.letters import given_pdf, struck_pdf
from xiangxin.office.incentives.lists import draft, kind_label, level_label
from xiangxin.office.incentives.queries import desk
from xiangxin.office.incentives.queries import villages as figures
from xiangxin.office.incentives.queries.lists import adopted_on, list_on, points_of
from xiangxin.office.incentives.scope import CONFIRMER, PROPOSERS, PURPOSE
from xiangxin.office.incentives.tables import ENTRIES, EXCHANGED, PEOPLE, VILLAGES
from xiangxin.office.incentives.views.common import scan
from xiangxin.office.shell.answering import SETTLED, done, filled_in, page
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.shell.tableview import TableView
from xiangxin.office.shell.templatetags.office import day
from xiangxin.office.shell.typesetting import as_file

MOST_WAITING = 50
"""Things to be given on one page, the oldest first."""
cadre = door(*PROPOSERS, scope="area", purpose=PURPOSE)
county = door(CONFIRMER, scope="area", purpose=PURPOSE)
both = door(*PROPOSERS, CONFIRMER, scope="area", purpose=PURPOSE)


@cadre
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Who agrees that points are kept for them."""
    with desk.agreeing(asker(request)) as seen:
        table = TableView(PEOPLE, request, seen.rows)
        seen.showed(table.shown)
    return page(request, "incentives/people.html", table=table)


@cadre
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, person: UUID) -> HttpResponseBase:
    """Write down an honour of somebody, with its document."""
    by = asker(request)
    who, points = desk.person_named(by, person), points_of(list_on(timezone.localdate()))
    form = ProposeForm(points, request.POST or None, request.FILES or None)

    def do(_given: dict[str, Any]) -> str:
        actions.propose_entry(by, person, form.new())
        return reverse("incentives:entries")

    said = _("已申报。县里确认以后本人才能用。")
    return filled_in(request, "incentives/propose.html", form, do, said, who=who, declined=points.declined)


@both
@require_GET
def entries(request: HttpRequest) -> HttpResponse:
    """Entries of the viewer's area."""
    with desk.entries(asker(request)) as seen:
        table = TableView(ENTRIES, request, seen.rows)
        seen.showed(table.shown)
    return table.workbook() if table.is_export else page(request, "incentives/entries.html", table=table)


@both
@require_GET
def entry(request: HttpRequest, entry: UUID) -> HttpResponse:
    """One entry, and what can be done with it."""
    return _entry(request, asker(request), entry)


def _entry(request: HttpRequest, by: Viewer, entry: UUID, form: Form | None = None) -> HttpResponse:
    seen = desk.entry_of(by, entry)
    return page(
        request,
        "incentives/entry.html",
        form,
        page=seen,
        row=seen.row,
        decides=by.role == CONFIRMER and not seen.mine,
        waits=seen.row.state == State.PROPOSED,
        stands=seen.row.state == State.CONFIRMED,
        why=form if isinstance(form, WhyForm) else WhyForm(),
        answer=form if isinstance(form, AnswerForm) else AnswerForm(),
    )


@both
@never_cache
@require_GET
def document(request: HttpRequest, entry: UUID) -> HttpResponse:
    """The scan behind an entry, as a file: a browser does not run what is in it."""
    return scan(*desk.document_of(asker(request), entry))


@county
@require_POST
def confirm(request: HttpRequest, entry: UUID) -> HttpResponseBase:
    """It is as its document says."""
    row = actions.confirm_entry(asker(request), entry)
    said = {"points": row.points, "day": day(row.expires_on)}
    messages.success(request, _("已确认：%(points)s 分，用到 %(day)s。") % said)
    return HttpResponseRedirect(reverse("incentives:entries"))


@county
@require_POST
def refuse(request: HttpRequest, entry: UUID) -> HttpResponseBase:
    """It is not as its document says."""
    by, form = asker(request), WhyForm(request.POST)

    def do(given: dict[str, Any]) -> str:
        actions.refuse_entry(by, entry, given["why"])
        return reverse("incentives:entries")

    return done(request, form, do, _("没有确认，理由本人和申报的人都看得到。")) or _entry(request, by, entry, form)


@both
@require_POST
def strike(request: HttpRequest, entry: UUID) -> HttpResponseBase:
    """It is mistaken; another person of the county strikes it."""
    by, form = asker(request), WhyForm(request.POST)

    def do(given: dict[str, Any]) -> str:
        actions.propose_strike(by, entry, given["why"])
        return reverse("incentives:entry", args=[entry])

    said = _("已提出。县里另一个人同意以后才划掉，会告诉本人；换过的不收回。")
    return done(request, form, do, said) or _entry(request, by, entry, form)


@both
@require_GET
def letter(request: HttpRequest, entry: UUID) -> HttpResponse:
    """The letter that an entry was struck, to be put into the person's hands."""
    row, who = desk.struck_of(asker(request), entry)
    return as_file(struck_pdf(row, who), f"{row.number}.pdf")


@both
@require_POST
def delivered(request: HttpRequest, entry: UUID) -> HttpResponseBase:
    """It was."""
    actions.deliver_strike(asker(request), entry)
    messages.success(request, _("记下了：信已当面交给本人。"))
    return HttpResponseRedirect(reverse("incentives:entry", args=[entry]))


@county
@require_POST
def answer(request: HttpRequest, objection: UUID) -> HttpResponseBase:
    """Answer somebody who says that an entry is wrong."""
    by, form = asker(request), AnswerForm(request.POST)

    def do(given: dict[str, Any]) -> str:
        actions.answer_objection(by, objection, given["outcome"])
        return reverse("incentives:entries")

    # What stands against it gets a page: the list that one goes back to shows no form to tell it in.
    answer = done(request, form, do, _("已答复，本人看得到。"), pages=SETTLED | {422})
    return answer or HttpResponseRedirect(reverse("incentives:entries"))


@county
@require_GET
def exchanged(request: HttpRequest) -> HttpResponse:
    """What was exchanged."""
    with desk.exchanged(asker(request)) as seen:
        table = TableView(EXCHANGED, request, seen.rows)
        waiting = [] if table.is_export else [row for row in seen.rows if row.waits][:MOST_WAITING]
        seen.showed([*table.shown, *waiting])
    if table.is_export:
        return table.workbook()
    benefits = {row.row.benefit: row.benefit for row in waiting}
    return page(request, "incentives/exchanged.html", table=table, waiting=waiting, benefits=benefits.items())


@county
@require_GET
def to_give(request: HttpRequest, benefit: str) -> HttpResponse:
    """What waits of one benefit, on paper for whoever gives it."""
    with desk.exchanged(asker(request)) as seen:
        rows = [row for row in seen.rows if row.waits and row.row.benefit == benefit]
        seen.showed(rows)
        if not rows:
            raise AddressUnknown
        return as_file(given_pdf(rows[0].benefit, rows, timezone.localdate()), f"{benefit}.pdf")


@county
@require_POST
def settle(request: HttpRequest, redemption: UUID, state: str) -> HttpResponseBase:
    """It was given, or could not be."""
    actions.settle(asker(request), redemption, state)
    messages.success(request, _("记下了。"))
    return HttpResponseRedirect(reverse("incentives:exchanged"))


@door(*PROPOSERS, CONFIRMER, scope="area", purpose="statistics")
@require_GET
def villages(request: HttpRequest) -> HttpResponse:
    """How many have points, by village; small figures are hidden."""
    table = TableView(VILLAGES, request, figures.totals(asker(request)))
    return table.workbook() if table.is_export else page(request, "incentives/villages.html", table=table)


@door(*PROPOSERS, CONFIRMER, scope="office")
@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponseBase:
    """The list: what brings points, what points bring, what is declined and why. The county proposes it."""
    by, row = asker(request), adopted_on(timezone.localdate())
    form = ListForm(request.POST or None) if by.role == CONFIRMER else None
    points = draft() if row is None else points_of(row)
    kinds = [
        (kind_label(kind), [(level_label(level), worth) for level, worth in levels.items()])
        for kind, levels in points.kinds.items()
    ]
    shown: dict[str, Any] = {"row": row, "points": points, "kinds": kinds}
    if form is None:
        return page(request, "incentives/list.html", **shown)

    def do(given: dict[str, Any]) -> str:
        actions.propose_list(by, given["benefits"], given["document_no"], given["reason"])
        return reverse("incentives:list")

    return filled_in(request, "incentives/list.html", form, do, _("已提出。另一个人同意以后生效。"), **shown)
