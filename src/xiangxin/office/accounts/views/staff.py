"""Accounts and posts, for the administrators and whoever proposes posts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xiangxin.office.accounts import actions, queries
from xiangxin.office.accounts.actions import IssuedSlip, NewPost
from xiangxin.office.accounts.choices import ADMINISTRATORS, Role
from xiangxin.office.accounts.doors import door, viewer_of
from xiangxin.office.accounts.forms.placing import place
from xiangxin.office.accounts.forms.posts import PICK, MovePostForm, NewPostForm, area_name
from xiangxin.office.accounts.forms.staff import CloseForm, EndPostForm, NewAccountForm, ReasonForm
from xiangxin.office.accounts.models import Post
from xiangxin.office.accounts.rules import roles_of
from xiangxin.office.accounts.tables import STAFF_TABLE
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.accounts.views.own import UNFIT
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.shell.tableview import TableView

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SEERS = (*sorted(ADMINISTRATORS), Role.COUNTY_OFFICE)
PROPOSERS = (Role.SECURITY_ADMIN, Role.COUNTY_OFFICE, Role.TOWNSHIP_CADRE)
FORBIDDEN, UNKNOWN = 403, 404
F = TypeVar("F", bound=forms.Form)


def _asker(request: HttpRequest) -> Viewer:
    return cast(Viewer, viewer_of(request))


@door(*SEERS, scope="area")
def staffing(request: HttpRequest) -> HttpResponse:
    """Which roles are filled, what one person may combine, and who does."""
    return render(request, "accounts/staffing.html", {"staffing": queries.staffing(_asker(request))})


@door(*SEERS, Role.TOWNSHIP_CADRE, scope="area")
def accounts(request: HttpRequest) -> HttpResponseBase:
    """The accounts of staff within the viewer's area."""
    table = TableView(STAFF_TABLE, request, queries.staff(_asker(request)))
    if table.is_export:
        return table.workbook()
    return render(request, "accounts/accounts.html", {"table": table})


@door(*SEERS, Role.TOWNSHIP_CADRE, scope="area")
def account(request: HttpRequest, account: UUID) -> HttpResponse:
    """One account with its posts."""
    return render(request, "accounts/account.html", {"seen": queries.staff_account(_asker(request), account)})


@door(Role.SYSTEM_ADMIN, scope="office")
def new(request: HttpRequest) -> HttpResponseBase:
    """Make an account; the slip for its first sign-in is shown once."""
    form = NewAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            issued = actions.create_account(_asker(request), **form.cleaned_data)
        except OfficeError as error:
            _place(form, error)
        else:
            return _slip(request, issued, form.cleaned_data["login"])
    title, sub = _("建立账号"), _("账号没有默认口令：本人凭一张只能用一次的凭条登录，口令由本人自己定。")
    return _form(request, form, title, sub, reverse("accounts:accounts"), submit=_("建立账号"))


@door(*PROPOSERS, scope="area")
def new_post(request: HttpRequest, account: UUID) -> HttpResponseBase:
    """Propose a post for an account."""
    viewer = _asker(request)
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
    sub = f"{seen.account.display}（{seen.account.login}）"
    return _proposing(request, form, title, sub, _to_account(account), do, page="accounts/post_form.html")


@door(*PROPOSERS, scope="area")
def end_post(request: HttpRequest, post: UUID) -> HttpResponseBase:
    """Propose that a post ends."""
    viewer = _asker(request)
    seen = queries.post_seen(viewer, post)

    def do(given: dict[str, Any]) -> None:
        actions.propose_end(viewer, post, given["to_on"], given["reason"])

    back = _to_account(seen.account_id)
    return _proposing(request, EndPostForm(request.POST or None), _("提议结束岗位"), _in_words(seen), back, do)


@door(*PROPOSERS, scope="area")
def move_post(request: HttpRequest, post: UUID) -> HttpResponseBase:
    """Propose that a post goes on in another area."""
    viewer = _asker(request)
    seen = queries.post_seen(viewer, post)

    def do(given: dict[str, Any]) -> None:
        actions.propose_area(viewer, post, given["area"], given["from_on"], given["reason"])

    form = MovePostForm(*_typed(request), within=viewer.area, check=lambda given: actions.wrong_with_move(post, given))
    title, back = _("提议改变区划"), _to_account(seen.account_id)
    return _proposing(request, form, title, _in_words(seen), back, do, page="accounts/post_form.html")


@door(Role.SECURITY_ADMIN, scope="area")
def close(request: HttpRequest, account: UUID) -> HttpResponseBase:
    """Shut an account at once."""
    viewer = _asker(request)
    seen = queries.staff_account(viewer, account)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.close_account(viewer, account, form.cleaned_data["reason"])
        messages.success(request, _("账号已停用，所有登录已退出。"))
        return HttpResponseRedirect(_to_account(account))
    sub = _("立即生效；恢复时须两个人同意。")
    return _form(
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
    viewer = _asker(request)
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
    return _slip(request, actions.issue_reset_slip(_asker(request), proposal))


def _about_account(
    request: HttpRequest, account: UUID, title: StrOrPromise, propose: Callable[[Viewer, UUID, str], object]
) -> HttpResponseBase:
    viewer = _asker(request)
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
    page: str = "accounts/form.html",
) -> HttpResponseBase:
    if form.is_bound and form.is_valid():
        try:
            do(dict(form.cleaned_data))
        except OfficeError as error:
            _place(form, error)
        else:
            messages.success(request, _("已提出，等第二个人同意后生效。"))
            return HttpResponseRedirect(back)
    return _form(request, form, title, sub, back, submit=_("提出"), page=page)


def _place(form: forms.Form, error: OfficeError) -> None:
    """At the field; what the viewer may not do at all, or what is not there, is a page of its own."""
    if error.status in (FORBIDDEN, UNKNOWN) and error.field not in form.fields:
        raise error
    place(form, error)


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
    page: str = "accounts/form.html",
) -> HttpResponse:
    context = {"form": form, "title": title, "sub": sub, "cancel_href": back, "danger": danger, "submit": submit}
    return render(request, page, context, status=UNFIT if form.errors else None)


def _slip(request: HttpRequest, issued: IssuedSlip, typed: str = "") -> HttpResponse:
    address = request.build_absolute_uri(reverse("accounts:first"))
    changed = typed if typed and typed != issued.slip.account.login else ""
    context = {"issued": issued, "address": address, "typed": changed, "new": bool(typed)}
    return render(request, "accounts/slip.html", context)


def _in_words(post: Post) -> str:
    parts = (post.account.display, post.get_role_display(), area_name(post.area))
    return " · ".join(map(str, parts))


def _to_account(account: UUID) -> str:
    return reverse("accounts:account", args=[account])
