"""Puts the viewer on each request: the account of the session in the post it has chosen, if that post still holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase

from xiangxin.office.accounts import queries, sessions
from xiangxin.office.accounts.choices import HOUSEHOLD_WAYS, SLIP_WAYS
from xiangxin.office.accounts.models import Account, SignIn
from xiangxin.office.accounts.queries.held import Seat
from xiangxin.office.accounts.viewer import Viewer

POST = "post"
"""The key in the session under which the chosen post stands."""


class ViewerMiddleware:
    """A post that ended yesterday opens nothing today, and a stay that was ended opens nothing now: both are looked up
    on every request. ``request.stay`` and ``request.is_strong`` tell the doors what has been shown; ``request.seats``
    are the posts to choose from, so that the frame of a page need not look them up again.
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with ``request.viewer`` set; authenticated answers are never stored."""
        known = cast(Any, request)
        known.stay, known.viewer, known.is_strong, known.seats = None, None, False, []
        account = request.user
        if isinstance(account, Account):
            stay = sessions.of(request)
            if stay is None or stay.account_id != account.id:
                logout(request)
            else:
                known.stay, known.is_strong = stay, is_strong(stay)
                if known.is_strong and mandate_holds(stay):
                    known.seats = queries.seats_of(account)
                    known.viewer = seen_as(account, stay, known.seats, request.session.get(POST))
        response = self.respond(request)
        if request.user.is_authenticated:
            response["Cache-Control"] = "no-store"
        return response


def is_strong(stay: SignIn) -> bool:
    """Whether the stay has shown all it has to: two factors for staff; a household's ways ask for two facts already.

    A demo office has fictional people only and no second factor.
    """
    return bool(stay.second_factor or stay.way in HOUSEHOLD_WAYS or settings.DEMO)


def mandate_holds(stay: SignIn) -> bool:
    """Whether who came in for somebody else may still stand for them."""
    return stay.mandate is None or queries.mandate_holds(stay.mandate)


def seen_as(account: Account, stay: SignIn, seats: Sequence[Seat], chosen: str | None) -> Viewer | None:
    """The viewer: in the chosen post if it is among those of today, else in the first of them."""
    seat = next((seat for seat in seats if seat.key == chosen), None) or next(iter(seats), None)
    if seat is None:
        return None
    return Viewer(
        account=account.id,
        role=seat.role,
        area=seat.area,
        institution=seat.institution,
        person=account.person,
        post=seat.post,
        device=stay.device,
        on_behalf=seat.on_behalf,
        mandate=stay.mandate,
        by_slip=stay.way in SLIP_WAYS,
        let_in_by=stay.let_in_by,
        let_in_at=stay.let_in_at,
    )
