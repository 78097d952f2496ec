"""Pages of tokens: asked for, agreed to, fetched once, revoked; seen by the two administrators alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bases.accounts_made import COUNTY, signed_in, viewer_for
from bases.gateway_made import caller, make_body, make_county, make_token
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.accounts.proposals import decide
from xiangxin.office.gateway.models import ApiToken

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


def asked(**changes: Any) -> dict[str, Any]:
    make_county()
    return {
        "name": "信贷系统",
        "institution": str(make_body("bank").id),
        "role": "account_manager",
        "purpose": "contract",
        "area": COUNTY,
        "to_on": (timezone.localdate() + timedelta(days=30)).isoformat(),
        "per_minute": "60",
        "reason": "对接",
        **changes,
    }


def test_a_token_goes_from_asking_to_its_first_call() -> None:
    asker = signed_in(Role.SYSTEM_ADMIN)
    assert asker.post("/tokens/ask/", asked()).status_code == 302
    decide(Proposal.objects.get().id, viewer_for(Role.SECURITY_ADMIN), agrees=True)
    row = ApiToken.objects.get()
    assert "领取密钥" in asker.get(f"/tokens/{row.id}/").text
    assert "领取密钥" not in signed_in(Role.SECURITY_ADMIN).get(f"/tokens/{row.id}/").text
    shown = asker.post(f"/tokens/{row.id}/collect/")
    secret = shown.text.split("<code>")[1].split("</code>")[0]
    assert shown["Cache-Control"] == "no-store"
    assert caller(secret).get("/api/v1/me").json()["purpose"] == "contract"
    assert asker.post(f"/tokens/{row.id}/collect/").status_code == 409
    assert secret not in asker.get(f"/tokens/{row.id}/").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"role": "auditor"}, "不能给这个机构签发这样的令牌"),
        ({"purpose": "audit"}, "不能给这个机构签发这样的令牌"),
        ({"per_minute": "999999999999999999999"}, ""),
        ({"per_minute": "x"}, ""),
        ({"area": "990102000000"}, "没有代码为"),
        ({"to_on": "2020-01-01"}, "有效期不能用"),
        ({"name": ""}, ""),
        ({"institution": "00000000-0000-0000-0000-000000000000"}, ""),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_proposed(changes: dict[str, str], words: str) -> None:
    answer = signed_in(Role.SYSTEM_ADMIN).post("/tokens/ask/", asked(**changes))
    assert answer.status_code == 422
    assert words in answer.text
    assert Proposal.objects.count() == 0


def test_either_administrator_revokes_and_nobody_else_comes_in() -> None:
    row, secret = make_token()
    for role in (Role.COUNTY_OFFICE, Role.AUDIT_ADMIN, Role.ACCOUNT_MANAGER, Role.HOUSEHOLD):
        assert signed_in(role).post(f"/tokens/{row.id}/revoke/").status_code == 403
    assert signed_in(Role.SECURITY_ADMIN, "990102000000").post(f"/tokens/{row.id}/revoke/").status_code == 404
    assert caller(secret).get("/api/v1/me").status_code == 200
    assert signed_in(Role.SECURITY_ADMIN).post(f"/tokens/{row.id}/revoke/").status_code == 302
    assert caller(secret).get("/api/v1/me").status_code == 401
    assert row.prefix in signed_in(Role.SYSTEM_ADMIN).get("/tokens/").text
