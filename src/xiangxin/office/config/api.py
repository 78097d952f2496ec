"""The API put together: the operations of every room under ``/api/v1``."""

from __future__ import annotations

from ninja import Router

from xiangxin.office.consent.api import router as consents
from xiangxin.office.gateway.api import router as gate
from xiangxin.office.gateway.service import OfficeApi
from xiangxin.office.intake.api import router as intake
from xiangxin.office.parties.api import router as parties
from xiangxin.office.places.api import router as places

ROUTERS: tuple[Router, ...] = (gate, places, consents, parties, intake)


def make_api() -> OfficeApi:
    """The whole API."""
    made = OfficeApi()
    for router in ROUTERS:
        made.add_router("", router)
    return made


api = make_api()
