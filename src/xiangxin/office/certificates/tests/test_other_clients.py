"""The files of an office hold before other people's clients, with the keys and the list that it publishes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from bases.certificates_made import Held, make_certificate
from bases.credential_clients import Task, ask
from bases.grants_made import BY
from xiangxin.office.certificates.actions import follow_lines, sign_due, signed_file
from xiangxin.office.certificates.choices import Part
from xiangxin.office.certificates.issuer import DEMO_SITE
from xiangxin.office.certificates.queries.publishing import key_set, published_list
from xiangxin.office.grants.actions import end_line

pytestmark = [pytest.mark.needs("node"), pytest.mark.django_db(databases=["default", "reads"])]
WORK = {"sd-jwt": "verifySdJwt", "vc-jose": "verifyVcJose"}


def _to_verify(held: Held, form: str) -> Task:
    token = signed_file(held.holder, held.grant.person_id, held.certificate.id, [Part.COLOUR, Part.BANK], form)
    return {"work": WORK[form], "token": token, "keys": json.loads(key_set().write())}


def _asked(held: Held, *tasks: Task) -> list[dict[str, Any]]:
    """What the clients say with the list as it is published now."""
    published = {"statusList": published_list(held.certificate.list.name), "now": int(timezone.now().timestamp())}
    return ask(*(task | published for task in tasks))


def test_what_a_holder_takes_along_is_verified_by_both_and_by_neither_once_the_line_has_ended() -> None:
    held = make_certificate()
    about = {"county": settings.HOME.title.zh, "colour": held.certificate.colour, "bank": held.bank.name}
    tasks = [_to_verify(held, form) for form in WORK]
    selective, whole = _asked(held, *tasks)
    assert (selective["iss"], whole["issuer"]) == (DEMO_SITE, DEMO_SITE)
    assert about.items() <= selective.items()
    assert "name" not in selective
    assert whole["credentialSubject"] == about
    end_line(held.holder, held.grant.person_id, held.grant.id)
    assert (follow_lines(BY), sign_due(BY)) == (1, 1)
    assert _asked(held, *tasks) == [{"refused": "Status is not valid"}, {"refused": "withdrawn"}]
