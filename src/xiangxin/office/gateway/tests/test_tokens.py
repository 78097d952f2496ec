"""Tokens: two people, shown once, bound, ended; what opens the gate and what does not."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from bases.accounts_made import COUNTY, make_account, sign_in, viewer_for
from bases.gateway_made import caller, make_body, make_county, make_token
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.errors import RoleMayNotDecide, RoleMayNotPropose
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.accounts.proposals import decide
from xiangxin.office.areas.actions import end_institution
from xiangxin.office.areas.errors import AreaUnknown, InstitutionUnknown
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.models import Entry
from xiangxin.office.gateway.actions import NewToken, collect_secret, revoke_token
from xiangxin.office.gateway.errors import (
    NotYoursToCollect,
    TokenCollected,
    TokenDaysUnfit,
    TokenEnded,
    TokenNameUnfit,
    TokenRateUnfit,
    TokenRoleUnfit,
    TokenUnknown,
)
from xiangxin.office.gateway.models import ApiToken, TokenUse
from xiangxin.office.gateway.proposing import propose_token
from xiangxin.office.gateway.queries import last_used, tokens_for
from xiangxin.office.shell.errors import OfficeError

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ME = "/api/v1/me"


def new(
    name: str = "测试系统",
    institution: UUID | None = None,
    role: str = Role.ACCOUNT_MANAGER,
    area: str = COUNTY,
    purpose: str = "statistics",
    days: int = 30,
    per_minute: int = 60,
) -> NewToken:
    make_county()
    to_on = timezone.localdate() + timedelta(days=days)
    return NewToken(name, institution or make_body().id, role, area, purpose, to_on, per_minute)


def test_a_token_opens_what_its_role_may_see_and_says_what_it_is() -> None:
    row, secret = make_token()
    answer = caller(secret).get(ME)
    assert answer.status_code == 200
    assert answer.json() == {
        "name": "测试系统",
        "institution": str(row.institution_id),
        "role": "account_manager",
        "area": COUNTY,
        "purpose": "statistics",
        "to_on": row.to_on.isoformat(),
        "per_minute": 6000,
    }
    assert row.id in last_used([row.id])


def test_the_secret_is_kept_nowhere() -> None:
    row, secret = make_token()
    row.refresh_from_db()
    lead, tail = secret[:13], secret[13:]
    assert lead == f"xxt_{row.prefix}_"
    assert tail.encode() not in bytes(row.digest or b"")
    assert tail not in str(list(Entry.objects.values())) + str(list(Proposal.objects.values()))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic YTpi",
        "Bearer x",
        "Bearer xxt_aaaaaaaa_" + "a" * 43,
        "Bearer \u00e9",
        "Bearer " + "a" * 9000,
    ],
)
def test_nothing_else_opens_the_gate(header: str) -> None:
    make_token()
    answer = Client().get(ME, headers={"Authorization": header})
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_needed")
    assert answer["WWW-Authenticate"] == 'Bearer realm="xiangxin"'


def test_the_prefix_of_one_token_with_the_secret_of_another_opens_nothing() -> None:
    one, first = make_token()
    _two, second = make_token()
    assert caller(first).get(ME).status_code == 200
    assert caller(f"xxt_{one.prefix}_{second[13:]}").get(ME).status_code == 401


def test_a_signed_in_browser_is_no_token() -> None:
    client = Client()
    sign_in(client, make_account(Role.AUDITOR))
    assert client.get(ME).status_code == 401


def test_a_revoked_token_is_refused_on_its_next_request() -> None:
    row, secret = make_token()
    client = caller(secret)
    assert client.get(ME).status_code == 200
    revoke_token(viewer_for(Role.SECURITY_ADMIN), row.id)
    assert client.get(ME).status_code == 401
    with pytest.raises(TokenEnded):
        revoke_token(viewer_for(Role.SECURITY_ADMIN), row.id)


def test_a_token_ends_with_its_last_day() -> None:
    row, secret = make_token()
    last = datetime.combine(row.to_on, time(23, 59), tzinfo=timezone.get_current_timezone())
    with time_machine.travel(last, tick=False) as clock:
        assert caller(secret).get(ME).status_code == 200
        clock.shift(60)
        assert caller(secret).get(ME).status_code == 401


def test_a_token_ends_with_its_institution() -> None:
    row, secret = make_token()
    end_institution(system("tests"), row.institution_id, timezone.localdate() - timedelta(days=1))
    assert caller(secret).get(ME).status_code == 401


def test_a_minute_has_so_many_requests() -> None:
    row, secret = make_token(per_minute=2)
    client = caller(secret)
    # At noon: an hour earlier is the same day, on which the token holds.
    noon = timezone.localtime().replace(hour=12, second=10, microsecond=0)
    with time_machine.travel(noon, tick=False) as clock:
        assert [client.get(ME).status_code for _ in range(3)] == [200, 200, 429]
        answer = client.get(ME)
        assert (answer["Retry-After"], answer.json()["code"]) == ("50", "too_many_requests")
        clock.shift(50)
        assert client.get(ME).status_code == 200
        clock.shift(-3600)
        assert client.get(ME).status_code == 200
    assert TokenUse.objects.get(token=row.id).count == 1


@pytest.mark.parametrize(
    ("changes", "why", "field"),
    [
        ({"name": " "}, TokenNameUnfit, "name"),
        ({"name": "长" * 61}, TokenNameUnfit, "name"),
        ({"role": "system_admin"}, TokenRoleUnfit, "role"),
        ({"role": "household"}, TokenRoleUnfit, "role"),
        ({"role": "auditor", "purpose": "audit"}, TokenRoleUnfit, "role"),
        ({"purpose": "audit"}, TokenRoleUnfit, "purpose"),
        ({"purpose": "marketing"}, TokenRoleUnfit, "purpose"),
        ({"area": "990102000000"}, AreaUnknown, "area"),
        ({"per_minute": 0}, TokenRateUnfit, "per_minute"),
        ({"per_minute": 6001}, TokenRateUnfit, "per_minute"),
        ({"days": 0}, TokenDaysUnfit, "to_on"),
        ({"days": 366}, TokenDaysUnfit, "to_on"),
        ({"institution": uuid4()}, InstitutionUnknown, "institution"),
    ],
)
def test_a_token_that_may_not_be_is_not_even_proposed(
    changes: dict[str, Any], why: type[OfficeError], field: str
) -> None:
    asked, asker = new(**changes), viewer_for(Role.SYSTEM_ADMIN)
    before = Entry.objects.count()
    with pytest.raises(why) as error:
        propose_token(asker, asked, "测试")
    assert error.value.field == field
    assert (ApiToken.objects.count(), Proposal.objects.count(), Entry.objects.count()) == (0, 0, before)


def test_who_asks_and_who_agrees_are_administrators_of_two_kinds() -> None:
    asked = new()
    with pytest.raises(RoleMayNotPropose):
        propose_token(viewer_for(Role.SECURITY_ADMIN), asked, "测试")
    proposal = propose_token(viewer_for(Role.SYSTEM_ADMIN), asked, "测试")
    with pytest.raises(RoleMayNotDecide):
        decide(proposal.id, viewer_for(Role.SYSTEM_ADMIN), agrees=True)
    assert ApiToken.objects.count() == 0


def test_the_secret_is_fetched_once_by_whoever_asked_within_a_week() -> None:
    asker, agreer = viewer_for(Role.SYSTEM_ADMIN), viewer_for(Role.SECURITY_ADMIN)
    decide(propose_token(asker, new(), "测试").id, agreer, agrees=True)
    row = ApiToken.objects.get()
    assert caller(f"xxt_{row.prefix}_{'a' * 43}").get(ME).status_code == 401
    with pytest.raises(NotYoursToCollect):
        collect_secret(viewer_for(Role.SYSTEM_ADMIN), row.id)
    with time_machine.travel(row.collect_until_at, tick=False), pytest.raises(TokenCollected):
        collect_secret(asker, row.id)
    assert caller(collect_secret(asker, row.id)).get(ME).status_code == 200
    with pytest.raises(TokenCollected):
        collect_secret(asker, row.id)


def test_tokens_of_another_county_are_not_seen() -> None:
    row, _ = make_token()
    elsewhere = viewer_for(Role.SECURITY_ADMIN, "990102000000")
    assert list(tokens_for(elsewhere)) == []
    with pytest.raises(TokenUnknown):
        revoke_token(elsewhere, row.id)


def test_each_step_of_a_token_stands_in_the_log() -> None:
    row, _ = make_token()
    acts = Entry.objects.filter(object=f"gateway.apitoken:{row.id}").order_by("seq").values_list("act", flat=True)
    assert list(acts) == ["gateway.token_granted", "gateway.token_collected"]
