"""Pages of posts: an account manager sees which lines have a certificate; a security administrator keeps the keys."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.certificates import actions
from xiangxin.office.certificates.queries.held import held_at
from xiangxin.office.certificates.queries.publishing import key_lines
from xiangxin.office.certificates.tables import HELD, KEYS
from xiangxin.office.shell.answering import page
from xiangxin.office.shell.tableview import TableView

keeper = door(Role.SECURITY_ADMIN, scope="office")


@door(Role.ACCOUNT_MANAGER, scope="institution", purpose="scoring")
@require_GET
def held(request: HttpRequest) -> HttpResponse:
    """Which lines have a certificate."""
    table = TableView(HELD, request, held_at(asker(request)))
    return table.workbook() if table.is_export else page(request, "certificates/held.html", table=table)


@keeper
@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """The keys that sign and those that did."""
    table = TableView(KEYS, request, key_lines())
    return table.workbook() if table.is_export else page(request, "certificates/keys.html", table=table)


@keeper
@require_POST
def add(request: HttpRequest) -> HttpResponseBase:
    """Sign with a new key from today on."""
    actions.add_key(asker(request).actor)
    messages.success(request, _("从今天起用新密钥签。旧的不再签；以前签的照样查得到有效。请公布新指纹。"))
    return HttpResponseRedirect(reverse("certificates:keys"))


@keeper
@require_POST
def revoke(request: HttpRequest, kid: str) -> HttpResponseBase:
    """A key was stolen."""
    actions.revoke_key(asker(request).actor, kid)
    messages.success(request, _("已作废：它签过的文件全部无效，请持有人重新下载。纸质证书和查验码不受影响。"))
    return HttpResponseRedirect(reverse("certificates:keys"))
