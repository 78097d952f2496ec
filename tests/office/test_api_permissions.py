"""Every operation of the API, for every role a system may have: let in or refused, from what each declares.

An operation that has no line here fails, and so does a line without an operation. Own rows, rows of another body,
another area, a withdrawn consent, a revoked token and nobody at all are asked for in turn.
"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from bases.accounts_made import COUNTY, viewer_for
from bases.api_doors import operations
from bases.consent_made import make_consent, make_text
from bases.gateway_made import caller, make_body, make_county, make_token, send
from bases.parties_made import VILLAGE, id_number, make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit.models import Entry, PendingRead
from xiangxin.office.config.api import api
from xiangxin.office.consent.actions import withdraw_consent
from xiangxin.office.consent.scope import scope_of
from xiangxin.office.gateway.actions import revoke_token
from xiangxin.office.gateway.rules import token_rules

pytestmark = pytest.mark.django_db(databases=["default", "reads"])

EVERYBODY = frozenset(token_rules())
EXPECTED: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "get_me": (EVERYBODY, frozenset()),
    "list_checkpoints": (frozenset(), frozenset()),
    "get_latest_checkpoint": (frozenset(), frozenset()),
    "get_consistency": (frozenset(), frozenset()),
    "list_acts": (frozenset({"auditor"}), frozenset({"audit"})),
    "list_areas": (EVERYBODY, frozenset()),
    "get_area": (EVERYBODY, frozenset()),
    "get_successors": (EVERYBODY, frozenset()),
    "list_institutions": (EVERYBODY, frozenset()),
    "get_institution": (EVERYBODY, frozenset()),
    "list_jobs": (EVERYBODY, frozenset()),
    "start_job": (EVERYBODY, frozenset()),
    "get_job": (EVERYBODY, frozenset()),
    "cancel_job": (EVERYBODY, frozenset()),
    "get_job_file": (EVERYBODY, frozenset()),
    "list_consents": (frozenset({"account_manager"}), frozenset({"scoring"})),
    "look_up_person": (frozenset({"account_manager"}), frozenset({"scoring"})),
    "get_person": (frozenset({"account_manager"}), frozenset({"scoring"})),
    "list_businesses": (frozenset({"account_manager", "county_office"}), frozenset()),
    "send_submission": (frozenset({"account_manager", "data_provider"}), frozenset({"evaluation", "scoring"})),
    "list_submissions": (frozenset({"account_manager", "data_provider"}), frozenset({"evaluation", "scoring"})),
    "get_submission": (frozenset({"account_manager", "data_provider"}), frozenset({"evaluation", "scoring"})),
    "list_findings": (frozenset({"account_manager", "data_provider"}), frozenset({"evaluation", "scoring"})),
    "get_returned": (frozenset({"account_manager", "data_provider"}), frozenset({"evaluation", "scoring"})),
    "take_submission_back": (frozenset({"account_manager", "data_provider"}), frozenset({"evaluation", "scoring"})),
    "get_register_totals": (frozenset({"county_office", "central_bank"}), frozenset({"statistics"})),
}
"""Of each operation the roles that come in, none for the public, and the purposes a token must be for, none for any."""

NOBODY = UUID(int=7)
BODIES: dict[str, dict[str, str]] = {
    "/jobs": {"kind": "places.table"},
    "/people/look-up": {"id_number": id_number()},
    "/submissions": {"form": "tax", "name": "a.xlsx", "content": "AAAA", "sha256": "0" * 64},
}
"""What fits the shape of each command, so that only the door is asked about."""


def address_of(path: str) -> str:
    return "/api/v1" + re.sub(r"\{\w+\}", str(NOBODY), path.replace("{code}", COUNTY))


def ask(client: Client, method: str, path: str) -> Any:
    if method == "GET":
        return client.get(address_of(path))
    body = BODIES.get(path, {})
    return send(client, re.sub(r"\{\w+\}", str(NOBODY), path), body, "key-of-the-matrix")


def test_every_operation_has_a_line_and_says_what_the_line_says() -> None:
    said = {one.name: (one.asked.door.roles, one.asked.purposes) for one in operations(api)}
    assert said == EXPECTED


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_a_role_comes_in_where_its_line_says_and_nowhere_else(role: str) -> None:
    purpose = sorted(token_rules()[role].purposes)[-1]
    client = caller(make_token(role, purpose)[1])
    for one in operations(api):
        roles, purposes = EXPECTED[one.name]
        answer = ask(client, one.method, one.path)
        may = not roles or (role in roles and (not purposes or purpose in purposes))
        assert (answer.status_code == 403) == (not may), (one.name, role, purpose, answer.status_code)
        assert answer.status_code < 500


def test_without_a_token_only_the_public_operations_answer() -> None:
    for one in operations(api):
        answer = ask(Client(), one.method, one.path)
        assert (answer.status_code == 401) == bool(EXPECTED[one.name][0]), one.name


def test_a_revoked_token_is_nobody() -> None:
    row, secret = make_token()
    revoke_token(viewer_for(Role.SECURITY_ADMIN), row.id)
    for one in operations(api):
        if EXPECTED[one.name][0]:
            assert ask(caller(secret), one.method, one.path).status_code == 401


class TestPersons:
    """A person who consented to one bank, asked for by its system and by others'."""

    @pytest.fixture
    def number(self) -> str:
        return id_number()

    @pytest.fixture
    def bank(self, number: str) -> Any:
        make_county()
        make_text()
        bank = make_body("bank")
        person = make_person(number=number, area=VILLAGE)
        consent = make_consent(person.id, receiver=bank)
        return bank, person, consent

    def test_the_bank_that_was_named_sees_the_person_masked_and_the_person_sees_the_look(
        self, bank: Any, number: str
    ) -> None:
        body, person, _ = bank
        client = caller(make_token("account_manager", "scoring", body)[1])
        found = send(client, "/people/look-up", {"id_number": number})
        assert found.status_code == 200
        card = found.json()["person"]
        assert card["id"] == str(person.id)
        assert number not in found.text
        assert card["id_number"] == f"{number[:4]}{'*' * 10}{number[-4:]}"
        assert client.get(f"/api/v1/people/{person.id}").json() == card
        listed = client.get("/api/v1/consents").json()["items"]
        assert [one["person"] for one in listed] == [str(person.id)]
        looks = PendingRead.objects.filter(person=person.id, institution=body.id).values_list("what", flat=True)
        assert set(looks) == {"parties.look_up", "parties.card", "api.consents"}

    def test_another_bank_and_another_county_find_nobody(self, bank: Any, number: str) -> None:
        _, person, _ = bank
        for body, area in [(make_body("bank"), COUNTY), (bank[0], f"{COUNTY[:6]}001000")]:
            client = caller(make_token("account_manager", "scoring", body, area)[1])
            assert send(client, "/people/look-up", {"id_number": number}).json() == {"person": None}
            assert client.get(f"/api/v1/people/{person.id}").status_code == 404
        other = caller(make_token("account_manager", "scoring", make_body("bank"))[1])
        assert other.get("/api/v1/consents").json()["items"] == []

    def test_a_withdrawal_closes_every_operation_on_the_next_call(self, bank: Any, number: str) -> None:
        body, person, consent = bank
        client = caller(make_token("account_manager", "scoring", body)[1])
        assert client.get(f"/api/v1/people/{person.id}").status_code == 200
        withdraw_consent(viewer_for(Role.HOUSEHOLD, person=person.id), person.id, scope_of(consent))
        assert client.get(f"/api/v1/people/{person.id}").status_code == 404
        assert send(client, "/people/look-up", {"id_number": number}).json() == {"person": None}
        assert client.get("/api/v1/consents").json()["items"] == []

    def test_a_system_that_asks_too_often_is_locked_like_a_person(self, bank: Any) -> None:
        client = caller(make_token("account_manager", "scoring", bank[0])[1])
        statuses = [send(client, "/people/look-up", {"id_number": id_number()}).status_code for _ in range(32)]
        assert statuses == [200] * 30 + [429] * 2
        assert Entry.objects.filter(act="parties.asked").count() == 32

    @pytest.mark.parametrize(
        "given", ["", "123456789012", "9" * 18, "x" * 18, "９" * 18, "330102199001011234\x00", None, 3]
    )
    def test_a_number_that_is_none_is_told_at_its_field_and_repeated_nowhere(self, bank: Any, given: Any) -> None:
        client = caller(make_token("account_manager", "scoring", bank[0])[1])
        answer = send(client, "/people/look-up", {"id_number": given})
        assert answer.status_code in (400, 422)
        assert not given or str(given) not in answer.text or given == 3


def test_an_auditor_s_system_reads_the_log_of_its_area_only() -> None:
    make_token()
    client = caller(make_token("auditor", "audit")[1])
    acts = client.get("/api/v1/acts?act=gateway.").json()["items"]
    assert {one["act"] for one in acts} == {"gateway.token_granted", "gateway.token_collected"}
    assert all(one["area"].startswith(COUNTY[:6]) for one in acts)
    assert [one["seq"] for one in acts] == sorted((one["seq"] for one in acts), reverse=True)
