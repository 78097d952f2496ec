"""The demo county's bank has a policy and a first run: adopted by two of the demo's people, made by the worker.

It goes the way every adoption and every run goes; only the hands are invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone

from xiangxin.interop.deployment import Deployment
from xiangxin.office.accounts import proposals
from xiangxin.office.accounts.models import Account, Post
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.adoption.actions import NewAdoption, keep_impact, keep_report, keep_text, propose_adoption
from xiangxin.office.adoption.actions.reporting import Tried
from xiangxin.office.adoption.impact import questions
from xiangxin.office.areas.models import Institution
from xiangxin.office.consent.queries.keeping import Receiving, consenting
from xiangxin.office.parties.models import Person
from xiangxin.office.runs.actions import Asked, start_run
from xiangxin.policy.model import POLICY_FILE
from xiangxin.policy.shipped import shipped_policies

FILE = "file"
REASON = "演示：示范办法试用"
ANSWER = "演示：青禾县是虚构的，没有真实的人受影响；真实的县要逐条写明。"


def adopt_and_run(deployment: Deployment, accounts: Mapping[str, Account], bodies: Mapping[str, Institution]) -> None:
    """Keep the shipped policies, adopt the demo's own for its bank from today on, and ask for a run of the county."""
    author, second = _viewer(accounts["demo-policy-author"]), _viewer(accounts["demo-county-office"])
    kept = {
        name: keep_text(author, (folder / POLICY_FILE).read_text(encoding="utf-8"), name)
        for name, folder in shipped_policies().items()
    }
    defaults, today = deployment.defaults, timezone.localdate()
    assert defaults.policy is not None, "the demo names one"
    assert defaults.purpose is not None, "the demo names one"
    assert defaults.receiver is not None, "the demo names one"
    bank = bodies[defaults.receiver]
    agreed = len(consenting(_everybody(), FILE, today, Receiving(bank.id, defaults.purpose)))
    tried = Tried(kept[defaults.policy], bank.id, defaults.purpose, today, today)
    report = keep_report(author, tried, {"format": 1, "people": {"agreed": agreed}})
    impact = keep_impact(author, report, {one.id: ANSWER for one in questions(today)})
    proposal = propose_adoption(author, NewAdoption(report.id, impact.id, today), REASON)
    proposals.decide(proposal.id, second, agrees=True)
    manager = _viewer(accounts["demo-account-manager"])
    start_run(manager, Asked(manager.area, bank.id, defaults.purpose, today, today))


def _everybody() -> set[UUID]:
    return set(Person.objects.values_list("id", flat=True))


def _viewer(account: Account) -> Viewer:
    """The account in its post."""
    post = Post.objects.get(account=account)
    return Viewer(account.id, post.role, post.area, post.institution_id, post=post.id)
