"""Requests for another human being, held and closed inside the act that answers or ends them."""

from __future__ import annotations

from datetime import date

from xiangxin.office.audit.acts import Act
from xiangxin.office.grants.models import Grant, HumanRequest
from xiangxin.office.grants.rules import open_requests


def request_of(grant: Grant) -> HumanRequest | None:
    """The open request about a case, held until the act ends; a case has one at most."""
    return open_requests().select_for_update().filter(grant=grant).first()


def close_request(done: Act, request: HumanRequest, on: date) -> None:
    """Nobody waits for an answer to it any more."""
    request.answered_on = on
    request.save(update_fields=["answered_on"])
    done.wrote(request)
