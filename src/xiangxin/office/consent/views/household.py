"""A person's own pages on the phone: what I agreed to, take it back in two taps, read a notice, say yes or no."""

from __future__ import annotations

import re
import secrets
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangxin.office.accounts.doors import own, owner
from xiangxin.office.consent import actions
from xiangxin.office.consent.choices import Answer
from xiangxin.office.consent.forms import AnswerForm
from xiangxin.office.consent.printing import qr_of, receipt_pdf
from xiangxin.office.consent.queries import mine as queries
from xiangxin.office.consent.terms import LIMITS
from xiangxin.office.shell.answering import SETTLED, filled_in, page
from xiangxin.office.shell.typesetting import as_file

DEVICE = "consent_device"
DEVICE_NAME = re.compile(r"[0-9a-f]{32}")
DEVICE_SECONDS = LIMITS["device_days"] * 24 * 60 * 60


@own
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What I agreed to, and what I may be asked."""
    by, person = owner(request)
    lines = queries.consents_of(by, person)
    return page(
        request,
        "consent/mine.html",
        open=[line for line in lines if line.is_open],
        over=[line for line in lines if not line.is_open],
        offers=queries.by_receiver(queries.offers_to(by, person)),
        confirms=by.mandate is None and not by.by_slip and by.let_in_at is None,
    )


@own
@require_POST
def withdraw(request: HttpRequest, consent: UUID) -> HttpResponseBase:
    """Take one back; its kind is closed at once."""
    by, person = owner(request)
    line = queries.consent_of_person(by, person, consent)
    done = actions.withdraw_consent(by, person, line.scope)
    if done.closed:
        messages.success(request, _("已撤回，马上生效。已要求对方删除收到的信息。"))
    else:
        messages.success(request, _("已撤回，记录已删除，当作没有同意过。已要求对方删除收到的信息。"))
    return HttpResponseRedirect(reverse("consent:mine"))


@own
@require_POST
def hide(request: HttpRequest, consent: UUID, part: str) -> HttpResponseBase:
    """Show one part no more; the consent stands."""
    by, person = owner(request)
    actions.hide_part(by, person, consent, part)
    messages.success(request, _("已收回，从现在起不给看。评议照旧。"))
    return HttpResponseRedirect(reverse("consent:mine"))


@own
@require_POST
def confirm(request: HttpRequest, consent: UUID) -> HttpResponseBase:
    """Confirm on the own phone what was said at a station."""
    by, person = owner(request)
    actions.confirm_consent(by, person, consent)
    messages.success(request, _("已确认，从现在起有效。"))
    return HttpResponseRedirect(reverse("consent:mine"))


@own
@require_http_methods(["GET", "POST"])
def read(request: HttpRequest, text: UUID, receiver: UUID) -> HttpResponseBase:
    """Read a notice; saying that it was read is its delivery, and leads to the question."""
    by, person = owner(request)
    scope, notice = queries.notice_to_read(by, person, text, receiver)
    if request.method == "POST":
        told = actions.deliver_notice(by, person, scope, actions.Proof(device=by.device))
        return HttpResponseRedirect(reverse("consent:answer", args=[told.id]))
    return page(request, "consent/notice.html", notice=notice, to_read=True)


@own
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, delivery: UUID) -> HttpResponseBase:
    """Say yes or no to a notice that was read."""
    by, person = owner(request)
    told = queries.notice_told(by, person, delivery)
    posted = request.POST if request.method == "POST" else None
    form = AnswerForm(posted, writing=told.needs_writing, parts=told.notice.parts)

    def do(given: dict[str, Any]) -> str | HttpResponseBase:
        if given["answer"] == Answer.REFUSED:
            actions.refuse_consent(by, person, delivery)
            messages.success(request, _("已记下：不同意。不影响其他事。"))
            return reverse("consent:mine")
        row = actions.give_consent(
            by, person, delivery, signature=given["signature"], device=device_of(request), parts=given["parts"]
        )
        if told.needs_writing and not row.written:
            messages.success(request, _("已记下。还要带身份证到服务站确认一次，确认以后才算数；随时可以撤回。"))
        else:
            messages.success(request, _("已同意。随时可以撤回。"))
        return remembered(HttpResponseRedirect(reverse("consent:receipt", args=[row.id])), row.device)

    return filled_in(request, "consent/answer.html", form, do, pages=SETTLED, told=told)


@own
@require_GET
def receipt(request: HttpRequest, consent: UUID) -> HttpResponse:
    """The receipt of one consent."""
    by, person = owner(request)
    line = queries.consent_of_person(by, person, consent)
    return page(request, "consent/receipt.html", line=line, qr=qr_of(line.receipt_no))


@own
@require_GET
def receipt_file(request: HttpRequest, consent: UUID) -> HttpResponse:
    """The same on paper."""
    by, person = owner(request)
    line = queries.consent_of_person(by, person, consent)
    return as_file(receipt_pdf(line), f"receipt-{line.receipt_no}.pdf")


@own
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """Every notice that reached me."""
    by, person = owner(request)
    return page(request, "consent/notices.html", notices=queries.notices_to(by, person))


@own
@require_GET
def notice(request: HttpRequest, delivery: UUID) -> HttpResponse:
    """One of them, in the words that reached me."""
    by, person = owner(request)
    told = queries.notice_told(by, person, delivery)
    return page(request, "consent/notice.html", notice=told.notice, told=told)


def device_of(request: HttpRequest) -> str:
    """A random name of this browser, so that many people's consents from one device show; says nothing else."""
    known = request.get_signed_cookie(DEVICE, default="", max_age=DEVICE_SECONDS)
    return str(known) if DEVICE_NAME.fullmatch(str(known)) else secrets.token_hex(16)


def remembered(answer: HttpResponseRedirect, device: str) -> HttpResponseRedirect:
    """The answer, with the browser's name kept in it."""
    answer.set_signed_cookie(
        DEVICE, device, max_age=DEVICE_SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return answer
