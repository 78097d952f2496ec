"""In every kind of office somebody registers agreements on data and opens feeds, and a second person agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from bases.apart import copy_apart, run_apart
from xiangxin.law.load import load_law
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.rules import roles_of
from xiangxin.office.intake.keepers import keepers_in

PLACE = "370828000000"
"""Only a demo office lies in a county that no map has."""
CONCLUDE = """
import json
from bases.accounts_made import make_account, sign_in, viewer_for
from bases.consent_made import make_institution
from bases.intake_made import make_provider
from datetime import date, timedelta
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.proposals import decide
from xiangxin.office.feeds.actions import NewFeed, propose_feed
from xiangxin.office.feeds.models import Feed
from xiangxin.office.feeds.filters import filters
from xiangxin.office.intake.actions import NewAgreement, propose_agreement
from xiangxin.office.intake.actions.agreements import purposes_open
from xiangxin.office.intake.models import Agreement
provider, bank = make_provider(area="PLACE"), make_institution("bank")
by, second = viewer_for(Role.SYSTEM_ADMIN, "PLACE"), viewer_for(Role.SECURITY_ADMIN, "PLACE")
today = timezone.localdate()
form = sorted(filters())[0]
new = NewAgreement(number="协议-1", provider=provider.institution, receiver=bank.id, purpose=sorted(purposes_open())[0],
                   forms=(form,), keeper="数据岗", signed_on=today, from_on=today, to_on=today + timedelta(days=300),
                   delete_within_days=30)
decide(propose_agreement(by, new, "已签署").id, second, agrees=True)
agreement = Agreement.objects.get()
decide(propose_feed(by, NewFeed(agreement.id, form, "webhook"), "按协议开通").id, second, agrees=True)
client = Client()
sign_in(client, make_account(Role.SYSTEM_ADMIN, "PLACE"))
pages = [client.get(reverse(name)).status_code for name in ("intake:agreements", "feeds:feeds", "feeds:open")]
stranger = Client()
sign_in(stranger, make_account(Role.ACCOUNT_MANAGER, "PLACE", bank))
pages += [stranger.get(reverse("intake:agreements")).status_code]
print(json.dumps([agreement.number, Feed.objects.count(), pages]))
"""


@pytest.mark.parametrize("kind", sorted(load_law().deployment_kinds))
def test_every_kind_of_office_has_a_keeper_and_a_second_person(kind: str) -> None:
    there = {rule.role for rule in roles_of(kind)}
    assert set(keepers_in(kind)) <= there
    assert Role.SECURITY_ADMIN in there


def test_a_kind_of_office_without_a_keeper_does_not_start() -> None:
    with pytest.raises(ValueError, match="nobody keeps agreements on data in an office of kind nowhere"):
        keepers_in("nowhere")


@pytest.mark.parametrize("kind", ["bank", "licensed"])
def test_the_office_of_a_bank_or_a_licensed_body_concludes_an_agreement_and_opens_a_feed(
    tmp_path: Path, kind: str
) -> None:
    environment = copy_apart(tmp_path)
    office = Path(environment["XIANGXIN_HOME"]) / "office.yaml"
    told = office.read_text(encoding="utf-8").replace("kind: demo", f"kind: {kind}").replace("990101000000", PLACE)
    office.write_text(told, encoding="utf-8")
    assert run_apart(environment, CONCLUDE.replace("PLACE", PLACE)) == ["协议-1", 1, [200, 200, 200, 403]]
