"""One household: its members, what happened to it, and the changes it goes through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import place_today
from xiangxin.office.parties import actions
from xiangxin.office.parties.choices import Left
from xiangxin.office.parties.forms import AbsenceForm, LeaveForm, MemberForm, SplitForm
from xiangxin.office.parties.queries.households import HouseholdPage, household_page
from xiangxin.office.parties.queries.people import village
from xiangxin.office.shell.answering import filled_in, page
from xiangxin.office.shell.pieces import Event

CADRE = (Role.VILLAGE_CADRE, Role.TOWNSHIP_CADRE)
Pairs = list[tuple[str, str]]


@door(*CADRE, scope="area", purpose="register")
@require_GET
def household(request: HttpRequest, household: UUID) -> HttpResponse:
    """Members now, and the timeline, the newest first."""
    found = household_page(asker(request), household)
    events = [Event(event.on, _came(event.how.label, event.card.name), bad=False) for event in reversed(found.events)]
    return page(request, "parties/household.html", household=found, events=events, place=place_today(found.area))


@door(*CADRE, scope="area", purpose="register")
@require_POST
def form(request: HttpRequest, person: UUID) -> HttpResponseBase:
    """The person is a household of their own; others join it on its page."""
    made = actions.form_household(asker(request), [person], timezone.localdate())
    return HttpResponseRedirect(reverse("parties:household", args=[made.id]))


def _change(
    form_of: Callable[[Pairs, Any], Form],
    title: Callable[[], str],
    do: Callable[[Viewer, UUID, Any], object],
    choose: Callable[[Viewer, HouseholdPage], Pairs],
) -> Callable[[HttpRequest, UUID], HttpResponseBase]:
    """A page that changes one thing of a household and goes back to it."""

    @door(*CADRE, scope="area", purpose="register")
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, household: UUID) -> HttpResponseBase:
        by = asker(request)
        back = reverse("parties:household", args=[household])
        made = form_of(choose(by, household_page(by, household)), request.POST or None)

        def done(given: dict[str, Any]) -> str:
            do(by, household, made)
            return back

        return filled_in(request, "parties/form.html", made, done, _("已登记。"), title=title(), cancel_href=back)

    return view


def _members(by: Viewer, home: HouseholdPage) -> Pairs:
    return [_pair(member.card.id, member.card.name, member.card.id_number) for member in home.members]


def _others(by: Viewer, home: HouseholdPage) -> Pairs:
    """People of the village who belong to no household."""
    with village(by, home.area) as seen:
        free = [line for line in seen.lines if line.household is None and line.person.died_on is None]
        seen.showed(free)
    return [_pair(line.card.id, line.card.name, line.card.id_number) for line in free]


def _pair(id_: UUID, name: str, number: str) -> tuple[str, str]:
    return str(id_), f"{name} {number}"


def _came(how: object, name: str) -> str:
    return _("%(name)s：%(how)s") % {"name": name, "how": how}


def _ids(texts: Sequence[str]) -> list[UUID]:
    return [UUID(text) for text in texts]


join = _change(
    MemberForm,
    lambda: _("加入一名成员"),
    lambda by, home, form: actions.join_household(by, home, UUID(form.cleaned_data["person"]), form.cleaned_data["on"]),
    _others,
)
leave = _change(
    LeaveForm,
    lambda: _("成员离户"),
    lambda by, home, form: actions.leave_household(
        by, home, UUID(form.cleaned_data["person"]), form.cleaned_data["on"], Left(form.cleaned_data["left"])
    ),
    _members,
)
split = _change(
    SplitForm,
    lambda: _("分户"),
    lambda by, home, form: actions.split_household(
        by, home, _ids(form.cleaned_data["leaving"]), form.cleaned_data["on"]
    ),
    _members,
)
absence = _change(
    AbsenceForm,
    lambda: _("外出或回来"),
    lambda by, home, form: actions.mark_absence(by, home, UUID(form.cleaned_data["person"]), form.since),
    _members,
)


@door(*CADRE, scope="area", purpose="register")
@require_POST
def contact(request: HttpRequest, household: UUID, person: UUID) -> HttpResponseBase:
    """Another member is whom to reach."""
    actions.name_contact(asker(request), household, person)
    return HttpResponseRedirect(reverse("parties:household", args=[household]))
