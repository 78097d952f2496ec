"""Pages of feeds: how each stands, open and end one by two persons, the provider's secret."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from xiangxin.law.load import load_law
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.feeds import actions, queries
from xiangxin.office.feeds import forms as entered
from xiangxin.office.feeds.choices import Way
from xiangxin.office.feeds.filters import filters
from xiangxin.office.feeds.queries.quality import quality as months
from xiangxin.office.feeds.rules import OF_INSTITUTION, SEEN_BY, may_hold
from xiangxin.office.feeds.tables import FEEDS, MESSAGES, QUALITY, STATES, title_of
from xiangxin.office.feeds.terms import LIMITS
from xiangxin.office.intake.keepers import AGREEMENT_KEEPERS
from xiangxin.office.intake.rules import AGREEMENT_READERS, SENDERS
from xiangxin.office.shell.answering import done, page
from xiangxin.office.shell.marks import beside
from xiangxin.office.shell.tableview import TableView

_PROPOSED = gettext_lazy("已提交，等另一个人同意。")


@door(*SEEN_BY, scope="area")
def feeds(request: HttpRequest) -> HttpResponseBase:
    """Every feed with how it stands."""
    viewer = asker(request)
    table = TableView(FEEDS, request, queries.standings(viewer))
    if table.is_export:
        return table.workbook()
    return page(request, "feeds/feeds.html", table=table, may_open=viewer.role in AGREEMENT_KEEPERS)


@door(*SEEN_BY, scope="area")
def feed(request: HttpRequest, feed: UUID) -> HttpResponseBase:
    """One feed: its state, why rows were refused, what came."""
    viewer = asker(request)
    row = queries.feed_of(viewer, feed)
    table = TableView(MESSAGES, request, queries.messages_of(row))
    if table.is_export:
        return table.workbook()
    standing = queries.standing_of(row)
    return page(
        request, "feeds/feed.html", row=row, title=title_of(row.form), standing=standing, state=STATES[standing.state],
        reasons=queries.reasons_of(row), recent_days=LIMITS["recent_days"], table=table, is_open=row.ended_at is None,
        address=request.build_absolute_uri(reverse("feeds:incoming", args=[row.id])) if row.way == Way.WEBHOOK else "",
        may_end=viewer.role in AGREEMENT_KEEPERS, may_key=viewer.role in OF_INSTITUTION,
        takes_repairs=may_hold(row.agreement),
        agreement_href=reverse("intake:agreement", args=[row.agreement_id]) if viewer.role in AGREEMENT_READERS else "",
        purpose=load_law().purposes[row.agreement.purpose].label,
    )  # fmt: skip


@door(*SEEN_BY, scope="area")
@require_POST
def ask(request: HttpRequest, feed: UUID) -> HttpResponse:
    """Have the provider asked at once instead of at its hour."""
    if actions.ask_now(asker(request), feed):
        messages.success(request, _("已排上，一分钟内去取。"))
    else:
        messages.info(request, _("已经在排队或者正在取，不用再点。"))
    return HttpResponseRedirect(reverse("feeds:feed", args=[feed]))


@door(*SENDERS, scope="area")
def quality(request: HttpRequest) -> HttpResponseBase:
    """Counts by month of what was sent, came back, was refused by law, corrected and late; no persons."""
    viewer = asker(request)
    table = TableView(QUALITY, request, months(viewer))
    if table.is_export:
        return table.workbook()
    return page(request, "feeds/quality.html", table=table, has_kinds=viewer.role == Role.DATA_PROVIDER)


@door(*AGREEMENT_KEEPERS, scope="area")
def open_(request: HttpRequest) -> HttpResponseBase:
    """Ask a second person to open a feed."""
    found = queries.agreements_open(timezone.localdate())
    agreements = [(str(row.id), beside(row.number, row.provider.name)) for row in found]
    form = entered.FeedForm(agreements, [(name, title_of(name)) for name in filters()], request.POST or None)

    def do(given: dict[str, Any]) -> str:
        new = actions.NewFeed(
            UUID(given["agreement"]), given["form"], given["way"], given["url"], given["expected_hours"]
        )
        actions.propose_feed(asker(request), new, given["reason"])
        return reverse("accounts:proposals")

    return done(request, form, do, _PROPOSED) or _form(request, form, _("开通数据接口"), lacks=not agreements)


@door(*AGREEMENT_KEEPERS, scope="area")
def end(request: HttpRequest, feed: UUID) -> HttpResponseBase:
    """Ask a second person to end a feed."""
    viewer = asker(request)
    queries.feed_of(viewer, feed)
    form = entered.ReasonForm(request.POST or None)

    def do(given: dict[str, Any]) -> str:
        actions.propose_ending(viewer, feed, given["reason"])
        return reverse("accounts:proposals")

    return done(request, form, do, _PROPOSED) or _form(request, form, _("停用数据接口"))


@door(*sorted(OF_INSTITUTION), scope="area")
def secret(request: HttpRequest, feed: UUID) -> HttpResponseBase:
    """The provider makes the secret that signs, shown this once, or enters the one that opens its own address."""
    viewer = asker(request)
    row = queries.feed_of(viewer, feed)
    only = queries.standing_of(row).repairs_only
    if row.way == Way.WEBHOOK:
        new = actions.issue_secret(viewer, row.id) if request.method == "POST" else ""
        title = title_of(row.form)
        answer = page(request, "feeds/secret.html", row=row, title=title, secret=new, repairs_only=only)
        answer["Cache-Control"] = "no-store"
        return answer
    form = entered.SecretForm(request.POST or None)

    def do(given: dict[str, Any]) -> str:
        actions.enter_secret(viewer, row.id, given["word"])
        return reverse("feeds:feed", args=[row.id])

    return done(request, form, do, _("密钥已封存。")) or _form(request, form, _("输入密钥"), repairs_only=only)


def _form(
    request: HttpRequest, form: Form, title: str, *, lacks: bool = False, repairs_only: bool = False
) -> HttpResponse:
    """``lacks``: there is no agreement in force on which a feed could rest. ``repairs_only``: no rows are taken."""
    back = reverse("feeds:feeds")
    return page(request, "feeds/form.html", form, title=title, back=back, lacks=lacks, repairs_only=repairs_only)
