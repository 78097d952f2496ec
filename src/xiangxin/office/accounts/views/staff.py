"""Accounts and posts, for the administrators and whoever proposes posts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xiangxin.office.accounts import actions, queries
from xiangxin.office.accounts.actions import IssuedSlip, NewPost
from xiangxin.office.accounts.choices import ADMINISTRATORS, Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.accounts.forms.posts import PICK, MovePostForm, NewPostForm, area_name
from xiangxin.office.accounts.forms.staff import CloseForm, EndPostForm, NewAccountForm, ReasonForm
from xiangxin.office.accounts.models import Post
from xiangxin.office.accounts.rules import roles_of
from xiangxin.office.accounts.tables import STAFF_TABLE
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.shell.answering import done, page
from xiangxin.office.shell.marks import beside
from xiangxin.office.shell.tableview import TableView

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SEERS = (*sorted(ADMINISTRATORS), Role.COUNTY_OFFICE)
PROPOSERS = (Role.SECURITY_ADMIN, Role.COUNTY_OFFICE, Role.TOWNSHIP_CADRE)


@door(*SEERS, scope="area")
def staffing(request: HttpRequest) -> HttpResponse:
    """Which roles are filled, what one person may combine, and who does."""
    return page(request, "accounts/staffing.html", staffing=queries.staffing(asker(request)))


@door(*SEERS, Role.TOWNSHIP_CADRE, scope="area")
def accounts(request: HttpRequest) -> HttpResponseBase:
    """The accounts of staff within the viewer's area."""
    table = TableView(STAFF_TABLE, request, queries.staff(asker(request)))
    if table.is_export:
        return table.workbook()
    return page(request, "accounts/accounts.html", table=table)


@door(*SEERS, Role.TOWNSHIP_CADRE, scope="area")
def account(request: HttpRequest, account: UUID) -> HttpResponse:
    """One account with its posts."""
    return page(request, "accounts/account.html", seen=queries.staff_account(asker(request), account))


@door(Role.SYSTEM_ADMIN, scope="office")
def new(request: HttpRequest) -> HttpResponseBase:
    """Make an account; the slip for its first sign-in is shown once."""
    form = NewAccountForm(request.POST or None)
    title, sub = _("建立账号"), _("账号没有默认口令：本人凭一张只能用一次的凭条登录，口令由本人自己定。")

    def do(given: dict[str, Any]) -> HttpResponse:
        return _slip(request, actions.create_account(asker(request), **given), given["login"])

    return done(request, form, do) or _form(
        request, form, title, sub, reverse("accounts:accounts"), submit=_("建立账号")
    )


@door(*PROPOSERS, scope="area")
def new_post(request: HttpRequest, account: UUID) -> HttpResponseBase:
    """Propose a post for an account."""
    viewer = asker(request)
    seen = queries.staff_account(viewer, account)
    form = NewPostForm(
        *_typed(request),
        within=viewer.area,
        check=lambda given: actions.wrong_with_post(account, given),
        rules=[rule for rule in roles_of(settings.HOME.kind) if viewer.role in rule.proposed_by],
        institutions=queries.institutions_for_posts(viewer),
    )

    def do(given: dict[str, Any]) -> None:
        reason, body = given.pop("reason"), given.pop("institution")
        actions.propose_post(viewer, NewPost(account, institution=UUID(body) if body else None, **given), reason)

    title = _("提议授予岗位")
    sub = beside(seen.account.display, seen.account.login)
    return _proposing(request, form, title, sub, _to_account(account), do, template="accounts/post_form.html")


@door(*PROPOSERS, scope="area")
def end_post(request: HttpRequest, post: UUID) -> HttpResponseBase:
    """Propose that a post ends."""
    viewer = asker(request)
    seen = queries.post_seen(viewer, post)

    def do(given: dict[str, Any]) -> None:
        actions.propose_end(viewer, post, given["to_on"], given["reason"])

    back = _to_account(seen.account_id)
    return _proposing(request, EndPostForm(request.POST or None), _("提议结束岗位"), _in_words(seen), back, do)


@door(*PROPOSERS, scope="area")
def move_post(request: HttpRequest, post: UUID) -> HttpResponseBase:
    """Propose that a post goes on in another area."""
    viewer = asker(request)
    seen = queries.post_seen(viewer, post)

    def do(given: dict[str, Any]) -> None:
        actions.propose_area(viewer, post, given["area"], given["from_on"], given["reason"])

    form = MovePostForm(*_typed(request), within=viewer.area, check=lambda given: actions.wrong_with_move(post, given))
    title, back = _("提议改变区划"), _to_account(seen.account_id)
    return _proposing(request, form, title, _in_words(seen), back, do, template="accounts/post_form.html")


@door(Role.SECURITY_ADMIN, scope="area")
def close(request: HttpRequest, account: UUID) -> HttpResponseBase:
    """Shut an account at once."""
    viewer = asker(request)
    seen = queries.staff_account(viewer, account)
    form = CloseForm(request.POST or None)

    def do(given: dict[str, Any]) -> str:
        actions.close_account(viewer, account, given["reason"])
        return _to_account(account)

    sub = _("立即生效；恢复时须两个人同意。")
    return done(request, form, do, _("账号已停用，所有登录已退出。")) or _form(
        request,
        form,
        _("停用账号"),
        f"{seen.account.display} · {sub}",
        _to_account(account),
        danger=True,
        submit=_("停用"),
    )


@door(Role.SECURITY_ADMIN, scope="area")
@require_POST
def unlock(request: HttpRequest, account: UUID) -> HttpResponseBase:
    """Let an account try to sign in again before its lock runs out."""
    viewer = asker(request)
    queries.staff_account(viewer, account)
    actions.unlock_sign_in(viewer, account)
    messages.success(request, _("已解除登录锁定。"))
    return HttpResponseRedirect(_to_account(account))


@door(Role.SECURITY_ADMIN, scope="area")
def reopen(request: HttpRequest, account: UUID) -> HttpResponseBase:
    """Propose that a closed account opens again."""
    return _about_account(request, account, _("提议恢复账号"), actions.propose_opening)


@door(Role.SECURITY_ADMIN, scope="area")
def reset_factors(request: HttpRequest, account: UUID) -> HttpResponseBase:
    """Propose that lost second factors are dropped."""
    return _about_account(request, account, _("提议重置第二因素"), actions.propose_second_factor_reset)


@door(Role.SYSTEM_ADMIN, scope="area")
def reset_password(request: HttpRequest, account: UUID) -> HttpResponseBase:
    """Propose a slip for somebody who forgot the password."""
    return _about_account(request, account, _("提议重新发首次登录凭条"), actions.propose_password_reset)


@door(Role.SYSTEM_ADMIN, scope="office")
@require_POST
def reset_slip(request: HttpRequest, proposal: UUID) -> HttpResponseBase:
    """The slip that an agreed password reset allows, once."""
    return _slip(request, actions.issue_reset_slip(asker(request), proposal))


def _about_account(
    request: HttpRequest, account: UUID, title: StrOrPromise, propose: Callable[[Viewer, UUID, str], object]
) -> HttpResponseBase:
    viewer = asker(request)
    seen = queries.staff_account(viewer, account)

    def do(given: dict[str, Any]) -> None:
        propose(viewer, account, given["reason"])

    form = ReasonForm(request.POST or None)
    return _proposing(request, form, title, seen.account.display, _to_account(account), do)


def _proposing(
    request: HttpRequest,
    form: forms.Form,
    title: StrOrPromise,
    sub: StrOrPromise,
    back: str,
    do: Callable[[dict[str, Any]], object],
    template: str = "accounts/form.html",
) -> HttpResponseBase:
    def then(given: dict[str, Any]) -> str:
        do(dict(given))
        return back

    return done(request, form, then, _("已提出，等第二个人同意后生效。")) or _form(
        request, form, title, sub, back, submit=_("提出"), template=template
    )


def _typed(request: HttpRequest) -> tuple[Any, ...]:
    """What a form is made of: what was sent, or what was typed so far where only the lists are asked for again."""
    if request.method != "POST":
        return ()
    return (None, None, "id_%s", None, request.POST.dict()) if PICK in request.POST else (request.POST,)


def _form(
    request: HttpRequest,
    form: forms.Form,
    title: StrOrPromise,
    sub: StrOrPromise,
    back: str,
    *,
    danger: bool = False,
    submit: StrOrPromise = "",
    template: str = "accounts/form.html",
) -> HttpResponse:
    return page(request, template, form, title=title, sub=sub, cancel_href=back, danger=danger, submit=submit)


def _slip(request: HttpRequest, issued: IssuedSlip, typed: str = "") -> HttpResponse:
    address = request.build_absolute_uri(reverse("accounts:first"))
    changed = typed if typed and typed != issued.slip.account.login else ""
    return page(request, "accounts/slip.html", issued=issued, address=address, typed=changed, new=bool(typed))


def _in_words(post: Post) -> str:
    parts = (post.account.display, post.get_role_display(), area_name(post.area))
    return " · ".join(map(str, parts))


def _to_account(account: UUID) -> str:
    return reverse("accounts:account", args=[account])
