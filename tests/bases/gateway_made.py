"""Tokens for tests of any room: asked for by one administrator, agreed to by another, fetched, ready to send."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from django.test import Client
from django.utils import timezone

from bases.accounts_made import COUNTY, HELD_SINCE, viewer_for
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.proposals import decide
from xiangxin.office.areas.actions import add_area, add_institution
from xiangxin.office.areas.models import Area, Institution
from xiangxin.office.areas.new import NewArea, NewInstitution
from xiangxin.office.audit.actor import system
from xiangxin.office.gateway.actions import NewToken, collect_secret
from xiangxin.office.gateway.models import ApiToken
from xiangxin.office.gateway.proposing import propose_token

BY = system("tests")
_numbers = count(1)
_KINDS = {
    Role.ACCOUNT_MANAGER: "bank",
    Role.DATA_PROVIDER: "provider",
    Role.FUND_KEEPER: "fund",
    Role.GUARANTOR: "guarantor",
    Role.COUNTY_OFFICE: "government",
    Role.CENTRAL_BANK: "central_bank",
    Role.AUDITOR: "government",
}


def make_county(code: str = COUNTY, name: str = "测试县") -> Area:
    """The county of the tests with one township and two villages, once."""
    found = Area.objects.filter(code=code).first()
    if found is not None:
        return found
    made = add_area(BY, NewArea(code, "county", name), HELD_SINCE)
    add_area(BY, NewArea(f"{code[:6]}001000", "township", "东河镇"), HELD_SINCE)
    for number, village in enumerate(("东岭村", "西岭村"), start=1):
        add_area(BY, NewArea(f"{code[:6]}001{number:03d}", "village", village), HELD_SINCE)
    return made


def make_body(kind: str = "bank", area: str = COUNTY, name: str = "") -> Institution:
    """An institution of the kind."""
    number = next(_numbers)
    return add_institution(
        BY, NewInstitution(f"{kind[:8].replace('_', '-')}-{number}", kind, name or f"单位{number}", area), HELD_SINCE
    )


def make_token(
    role: str = Role.ACCOUNT_MANAGER,
    purpose: str = "statistics",
    institution: Institution | None = None,
    area: str = COUNTY,
    per_minute: int = 6000,
) -> tuple[ApiToken, str]:
    """A token and its secret, by way of both administrators."""
    make_county()
    body = institution or make_body(_KINDS[Role(role)])
    asker, agreer = viewer_for(Role.SYSTEM_ADMIN), viewer_for(Role.SECURITY_ADMIN)
    to_on = timezone.localdate() + timedelta(days=30)
    proposal = propose_token(asker, NewToken("测试系统", body.id, role, area, purpose, to_on, per_minute), "测试")
    decide(proposal.id, agreer, agrees=True)
    row = ApiToken.objects.get(institution=body, role=role, purpose=purpose, area=area, asked_by=asker.account)
    return row, collect_secret(asker, row.id)


def caller(secret: str, **headers: str) -> Client:
    """A client that sends the token with every request."""
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}", **headers})


def send(client: Client, address: str, body: Any, key: str = "", **headers: str) -> Any:
    """POST ``body`` as JSON; with an idempotency key where one is given."""
    more = {**headers, **({"Idempotency-Key": key} if key else {})}
    return client.post(f"/api/v1{address}", body, content_type="application/json", headers=more)
