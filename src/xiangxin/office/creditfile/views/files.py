"""A file as staff may see it: an account manager on the person's consent, class by class, and nobody else."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.areas.queries import place_today
from xiangxin.office.creditfile.layout import laid_out
from xiangxin.office.creditfile.queries.homes import home_of
from xiangxin.office.creditfile.queries.operators import operator_of
from xiangxin.office.parties.queries.people import person_card
from xiangxin.office.shell.answering import page


@door(Role.ACCOUNT_MANAGER, scope="area", purpose="scoring")
@require_GET
def file(request: HttpRequest, person: UUID) -> HttpResponse:
    """One person's file, as it stood on the days asked about."""
    by = asker(request)
    shown = laid_out(request, by, person)
    card = person_card(by, person)
    return page(request, "creditfile/file.html", card=card, place=place_today(card.area), **shown)


@door(Role.ACCOUNT_MANAGER, scope="area", purpose="scoring")
@require_GET
def paper(request: HttpRequest, person: UUID) -> HttpResponse:
    """The same as a sheet to be printed and handed to the person."""
    by = asker(request)
    shown = laid_out(request, by, person)
    card = person_card(by, person)
    return page(
        request, "creditfile/paper.html", name=card.name, number=card.id_number, place=place_today(card.area), **shown
    )


@door(Role.ACCOUNT_MANAGER, scope="area", purpose="scoring")
@require_GET
def household(request: HttpRequest, household: UUID) -> HttpResponse:
    """Who of a household agreed; each one's file by their own consent."""
    home = home_of(asker(request), household)
    return page(request, "creditfile/household.html", home=home, place=place_today(home.area))


@door(
    Role.VILLAGE_CADRE, Role.TOWNSHIP_CADRE, Role.ACCOUNT_MANAGER, Role.COUNTY_OFFICE, scope="area", purpose="register"
)
@require_GET
def business(request: HttpRequest, business: UUID) -> HttpResponse:
    """What is filed about an organisation; nobody is named."""
    found = operator_of(asker(request), business)
    return page(request, "creditfile/business.html", operator=found, place=place_today(found.business.area))
