"""The demo county's bank has a policy and a first run: adopted by two of the demo's people, made by the worker.

It goes the way every adoption and every run goes; only the hands are invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone

from xiangxin.interop.deployment import Deployment
from xiangxin.office.accounts import proposals
from xiangxin.office.accounts.models import Account
from xiangxin.office.adoption.actions import NewAdoption, keep_impact, keep_report, keep_text, propose_adoption
from xiangxin.office.adoption.actions.reporting import Tried
from xiangxin.office.adoption.impact import questions
from xiangxin.office.areas.models import Institution
from xiangxin.office.consent.choices import FILE
from xiangxin.office.consent.queries.keeping import Receiving, consenting
from xiangxin.office.operations.demo_hands import in_post
from xiangxin.office.parties.models import Person
from xiangxin.office.runs.actions import Asked, start_run
from xiangxin.policy.model import POLICY_FILE
from xiangxin.policy.shipped import shipped_policies

REASON = "演示：示范办法试用"
ANSWER = "演示：青禾县是虚构的，没有真实的人受影响；真实的县要逐条写明。"


def adopt(deployment: Deployment, accounts: Mapping[str, Account], bodies: Mapping[str, Institution]) -> None:
    """Keep the shipped policies, and adopt the demo's own for its bank from today on."""
    author, second = in_post(accounts["demo-policy-author"]), in_post(accounts["demo-county-office"])
    kept = {
        name: keep_text(author, (folder / POLICY_FILE).read_text(encoding="utf-8"), name)
        for name, folder in shipped_policies().items()
    }
    defaults, today = deployment.defaults, timezone.localdate()
    assert defaults.policy is not None, "the demo names one"
    assert defaults.purpose is not None, "the demo names one"
    bank = bank_of(deployment, bodies)
    agreed = len(consenting(_everybody(), FILE, today, Receiving(bank.id, defaults.purpose)))
    tried = Tried(kept[defaults.policy], bank.id, defaults.purpose, today, today)
    report = keep_report(author, tried, {"format": 1, "people": {"agreed": agreed}})
    impact = keep_impact(author, report, {one.id: ANSWER for one in questions(today)})
    proposal = propose_adoption(author, NewAdoption(report.id, impact.id, today), REASON)
    proposals.decide(proposal.id, second, agrees=True)


def ask_for_run(deployment: Deployment, accounts: Mapping[str, Account], bodies: Mapping[str, Institution]) -> None:
    """The bank's account manager asks for a run of their township; the worker makes it."""
    manager, today = in_post(accounts["demo-account-manager"]), timezone.localdate()
    purpose = deployment.defaults.purpose
    assert purpose is not None, "the demo names one"
    start_run(manager, Asked(manager.area, bank_of(deployment, bodies).id, purpose, today, today))


def bank_of(deployment: Deployment, bodies: Mapping[str, Institution]) -> Institution:
    """The bank that the demo's own policy is adopted for."""
    receiver = deployment.defaults.receiver
    assert receiver is not None, "the demo names one"
    return bodies[receiver]


def _everybody() -> set[UUID]:
    return set(Person.objects.values_list("id", flat=True))
