"""The reviewer's phone: one person a screen. A rating is in no address, no cache and no storage of the browser."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.review import actions, queries
from xiangxin.office.review.choices import Recusal
from xiangxin.office.review.errors import CastAlready, ConsentGone, RecusedHere, RoundNotOpen, RoundOver
from xiangxin.office.review.forms import RatingForm, RecusalForm
from xiangxin.office.shell.answering import page
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.tracing import unnamed

BACK_TO_LIST = (CastAlready, ConsentGone, RecusedHere, RoundNotOpen, RoundOver)
"""What can have happened to a person on the list since the page was opened."""
reviewer = door(Role.PANEL_MEMBER, scope="institution", purpose="review")


@reviewer
@require_GET
def ballots(request: HttpRequest) -> HttpResponse:
    """How far the viewer has come, and on to the next person."""
    return page(request, "review/ballots.html", desk=queries.desk(asker(request)))


@reviewer
@require_http_methods(["GET", "POST"])
@unnamed
def ballot(request: HttpRequest, subject: UUID) -> HttpResponseBase:
    """Rate one person, or say that one does not know them."""
    by = asker(request)
    try:
        shown = queries.rated(by, subject)
        form = RatingForm(request.POST if request.method == "POST" else None, low=shown.low, high=shown.high)
        if form.is_valid():
            actions.cast(by, subject, form.ballot)
            messages.success(request, _("已投入票箱，没有回执。"))
            return _on(request)
    except BACK_TO_LIST as error:
        return _back(request, error)
    return page(request, "review/ballot.html", form, shown=shown, reasons=Recusal)


@reviewer
@require_POST
@unnamed
def recuse(request: HttpRequest, subject: UUID) -> HttpResponseBase:
    """Step aside; somebody else is drawn."""
    form = RecusalForm(request.POST)
    if form.is_valid():
        try:
            actions.recuse(asker(request), subject, form.cleaned_data["reason"])
        except BACK_TO_LIST as error:
            return _back(request, error)
        messages.success(request, _("已回避，由别人评。"))
        return _on(request)
    messages.warning(request, _("请选为什么回避，再提交。"))
    return HttpResponseRedirect(reverse("review:ballot", args=[subject]))


def _back(request: HttpRequest, error: OfficeError) -> HttpResponseRedirect:
    """To the list, with words: a form that was left in another tab, or came back by the button, changes nothing."""
    messages.warning(request, error.text.in_language(language()))
    return HttpResponseRedirect(reverse("review:ballots"))


def _on(request: HttpRequest) -> HttpResponseRedirect:
    """To the next person, or to the end."""
    following = queries.desk(asker(request)).next
    if following is None:
        return HttpResponseRedirect(reverse("review:ballots"))
    return HttpResponseRedirect(reverse("review:ballot", args=[following]))
