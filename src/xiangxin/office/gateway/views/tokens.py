"""Tokens of other systems: asked for by one administrator, agreed to by another, fetched once, revoked by either."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from xiangxin.law.load import load_law
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.areas.queries import institutions_on
from xiangxin.office.gateway import actions, queries
from xiangxin.office.gateway.forms import TokenForm
from xiangxin.office.gateway.proposing import propose_token
from xiangxin.office.gateway.rules import token_rules
from xiangxin.office.shell.answering import filled_in, page
from xiangxin.office.shell.tables import Column, Table, search
from xiangxin.office.shell.tableview import TableView

ASKS, AGREES = Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN

TOKENS = Table(
    id="tokens",
    title=gettext_lazy("接口令牌"),
    unit="个令牌",
    order="-from_on",
    columns=(
        Column(
            "name",
            gettext_lazy("系统"),
            lambda row: row.name,
            sort="name",
            heads=True,
            small=lambda row: f"xxt_{row.prefix}_…",
            href=lambda row: reverse("gateway:token", args=[row.id]),
        ),
        Column("institution", gettext_lazy("机构"), lambda row: row.institution.name, sort="institution__name"),
        Column("role", gettext_lazy("角色"), lambda row: row.get_role_display(), sort="role"),
        Column("area", gettext_lazy("区划"), lambda row: row.area, sort="area"),
        Column("from_on", gettext_lazy("从"), lambda row: row.from_on, "date", sort="from_on"),
        Column("to_on", gettext_lazy("到"), lambda row: row.to_on, "date", sort="to_on"),
        Column("revoked_at", gettext_lazy("撤销"), lambda row: row.revoked_at, "moment", sort="revoked_at"),
    ),
    filters=(search("name", "prefix", "institution__name", hint=gettext_lazy("系统、机构或前缀")),),
    empty=gettext_lazy("还没有令牌"),
    empty_do=gettext_lazy("由系统管理员提出，安全管理员同意。"),
)


@door(ASKS, AGREES, scope="area")
def tokens(request: HttpRequest) -> HttpResponseBase:
    """The tokens of the viewer's area."""
    viewer = asker(request)
    table = TableView(TOKENS, request, queries.tokens_for(viewer))
    if table.is_export:
        return table.workbook()
    return page(request, "gateway/tokens.html", table=table, asks=viewer.role == ASKS)


@door(ASKS, AGREES, scope="area")
def token(request: HttpRequest, token: UUID) -> HttpResponseBase:
    """One token: what it may do, when it was used last."""
    viewer = asker(request)
    row = queries.token_in(viewer, token)
    waits = row.digest is None and row.revoked_at is None and row.collect_until_at > timezone.now()
    return page(
        request,
        "gateway/token.html",
        row=row,
        purpose=load_law().purposes[row.purpose].label,
        used_at=queries.last_used([row.id]).get(row.id),
        can_collect=waits and row.asked_by in viewer.accounts,
        can_revoke=row.revoked_at is None,
    )


@door(ASKS, scope="area")
def ask(request: HttpRequest) -> HttpResponseBase:
    """Propose a token."""
    viewer = asker(request)
    kinds = sorted({kind for rule in token_rules().values() for kind in rule.institutions})
    bodies = institutions_on(timezone.localdate(), viewer.area, kinds)
    form = TokenForm([(str(one.id), one.name) for one in bodies], viewer.area, request.POST or None)

    def do(given: dict[str, Any]) -> str:
        new = actions.NewToken(
            given["name"],
            UUID(given["institution"]),
            given["role"],
            given["area"],
            given["purpose"],
            given["to_on"],
            given["per_minute"],
        )
        propose_token(viewer, new, given["reason"])
        return reverse("gateway:tokens")

    return filled_in(request, "gateway/ask.html", form, do, _("已提出，等安全管理员同意后由您领取密钥。"))


@door(ASKS, scope="area")
@require_POST
def collect(request: HttpRequest, token: UUID) -> HttpResponseBase:
    """The secret, on this page and nowhere else."""
    return page(request, "gateway/secret.html", secret=actions.collect_secret(asker(request), token))


@door(ASKS, AGREES, scope="area")
@require_POST
def revoke(request: HttpRequest, token: UUID) -> HttpResponseBase:
    """End a token at once."""
    actions.revoke_token(asker(request), token)
    return HttpResponseRedirect(reverse("gateway:token", args=[token]))
