"""A person's own file on the phone: what stands there, from whom, since when; say that one is wrong; add own words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangxin.office.accounts.doors import own, owner
from xiangxin.office.areas.queries import place_today
from xiangxin.office.creditfile import actions
from xiangxin.office.creditfile.forms import WordsForm
from xiangxin.office.creditfile.layout import laid_out
from xiangxin.office.creditfile.queries.disputes import disputes_of
from xiangxin.office.creditfile.queries.files import own_clocks
from xiangxin.office.parties.queries.own import own_page
from xiangxin.office.shell.answering import filled_in, page
from xiangxin.office.shell.templatetags.office import day


@own
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My file with every fact in plain words."""
    by, person = owner(request)
    shown = laid_out(request, by, person)
    shown["clocks"] = own_clocks(by, person, shown["today"])
    return page(request, "creditfile/mine.html", **shown)


@own
@require_GET
def paper(request: HttpRequest) -> HttpResponse:
    """The same as a sheet to be printed."""
    by, person = owner(request)
    shown = laid_out(request, by, person)
    who = own_page(by)
    return page(
        request, "creditfile/mine_paper.html", name=who.name, number=who.id_number, place=place_today(who.area), **shown
    )


@own
@require_POST
def dispute(request: HttpRequest, fact: UUID) -> HttpResponseBase:
    """This one is wrong."""
    by, person = owner(request)
    row = actions.open_dispute(by, person, fact)
    said = {"number": row.number, "day": day(row.due_on)}
    messages.success(request, _("记下了，编号 %(number)s，最晚 %(day)s 书面答复您。答复以前这一条不作数。") % said)
    return HttpResponseRedirect(reverse("creditfile:disputes"))


@own
@require_GET
def disputes(request: HttpRequest) -> HttpResponse:
    """What I said was wrong, and what became of it."""
    by, person = owner(request)
    return page(request, "creditfile/disputes.html", lines=disputes_of(by, person))


@own
@require_http_methods(["GET", "POST"])
def say(request: HttpRequest) -> HttpResponseBase:
    """Add my own words to the whole file."""
    return _say(request, None)


@own
@require_http_methods(["GET", "POST"])
def say_about(request: HttpRequest, fact: UUID) -> HttpResponseBase:
    """Add my own words to one line of it."""
    return _say(request, fact)


@own
@require_POST
def take_back(request: HttpRequest, statement: UUID) -> HttpResponseBase:
    """Take my words back."""
    by, person = owner(request)
    actions.take_back_statement(by, person, statement)
    messages.success(request, _("已收回，不再显示。"))
    return HttpResponseRedirect(reverse("creditfile:mine"))


def _say(request: HttpRequest, fact: UUID | None) -> HttpResponseBase:
    by, person = owner(request)

    def do(given: dict[str, Any]) -> str:
        actions.add_statement(by, person, given["words"], fact)
        return reverse("creditfile:mine")

    form = WordsForm(request.POST if request.method == "POST" else None)
    said = _("已写进档案，看档案的人都会看到。")
    return filled_in(request, "creditfile/say.html", form, do, said, about=fact)
