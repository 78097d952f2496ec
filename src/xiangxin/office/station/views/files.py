"""The file of who stands here: read and printed for the person, disputed and added to in the person's words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangxin.office.creditfile import actions as creditfile
from xiangxin.office.creditfile.layout import laid_out
from xiangxin.office.creditfile.queries.disputes import disputes_of
from xiangxin.office.creditfile.queries.files import own_clocks
from xiangxin.office.shell.answering import filled_in, page
from xiangxin.office.shell.templatetags.office import day
from xiangxin.office.station.forms import WordsForm
from xiangxin.office.station.queries import card_at_desk
from xiangxin.office.station.views.common import here, keeper


@keeper
@require_GET
def file(request: HttpRequest) -> HttpResponse:
    """The whole file, to be read to the person or printed for them."""
    by, visit = here(request)
    shown = laid_out(request, by, visit.person)
    shown["clocks"] = own_clocks(by, visit.person, timezone.localdate())
    return page(request, "station/file.html", card=card_at_desk(by), visit=visit, **shown)


@keeper
@require_POST
def dispute(request: HttpRequest, fact: UUID) -> HttpResponseBase:
    """The person says that this one is wrong."""
    by, visit = here(request)
    row = creditfile.open_dispute(by, visit.person, fact)
    said = {"number": row.number, "day": day(row.due_on)}
    messages.success(request, _("已登记，编号 %(number)s，最晚 %(day)s 书面答复。请把编号抄给本人。") % said)
    return HttpResponseRedirect(reverse("station:disputes"))


@keeper
@require_GET
def disputes(request: HttpRequest) -> HttpResponse:
    """What the person said was wrong."""
    by, visit = here(request)
    return page(request, "station/disputes.html", lines=disputes_of(by, visit.person))


@keeper
@require_http_methods(["GET", "POST"])
def say(request: HttpRequest) -> HttpResponseBase:
    """What the person wants to say about the whole file."""
    return _say(request, None)


@keeper
@require_http_methods(["GET", "POST"])
def say_about(request: HttpRequest, fact: UUID) -> HttpResponseBase:
    """What the person wants to say about one line."""
    return _say(request, fact)


@keeper
@require_POST
def take_back(request: HttpRequest, statement: UUID) -> HttpResponseBase:
    """The person takes their words back."""
    by, visit = here(request)
    creditfile.take_back_statement(by, visit.person, statement)
    messages.success(request, _("已收回，不再显示。"))
    return HttpResponseRedirect(reverse("station:file"))


def _say(request: HttpRequest, fact: UUID | None) -> HttpResponseBase:
    by, visit = here(request)

    def do(given: dict[str, Any]) -> str:
        creditfile.add_statement(by, visit.person, given["words"], fact)
        return reverse("station:file")

    form = WordsForm(request.POST if request.method == "POST" else None)
    return filled_in(request, "station/say.html", form, do, _("已放进档案。请念一遍给本人听。"))
