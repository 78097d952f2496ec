"""Adopted policies for tests of any room: kept, tried, weighed and agreed to as two persons of the county do."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from bases.accounts_made import COUNTY, make_account
from xiangxin.office.accounts import proposals
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.adoption.actions import NewAdoption, keep_impact, keep_report, keep_text, propose_adoption
from xiangxin.office.adoption.actions.reporting import Tried
from xiangxin.office.adoption.impact import questions
from xiangxin.office.adoption.models import Adoption, Impact, PolicyText, Report
from xiangxin.office.areas.models import Institution
from xiangxin.policy.model import POLICY_FILE
from xiangxin.policy.shipped import shipped_policies

OPEN = "household-open"


def author(role: str = Role.POLICY_AUTHOR) -> Viewer:
    """Somebody of an account that is there, who writes policies."""
    return Viewer(make_account(role, COUNTY).id, role, COUNTY)


def shipped_text(name: str = OPEN) -> str:
    """The text of a policy that comes with the program."""
    return (shipped_policies()[name] / POLICY_FILE).read_text(encoding="utf-8")


def make_report(by: Viewer, policy: PolicyText, receiver: Institution, purpose: str = "scoring") -> Report:
    """The report of a dry run that found nobody."""
    today = timezone.localdate()
    return keep_report(by, Tried(policy, receiver.id, purpose, today, today), {"persons": 0})


def make_impact(by: Viewer, report: Report) -> Impact:
    """A record of impact with an answer to every question."""
    answers = {one.id: "已经逐条评估，见试算报告。" for one in questions(timezone.localdate())}
    return keep_impact(by, report, answers)


def make_adoption(
    receiver: Institution, name: str = OPEN, purpose: str = "scoring", from_on: date | None = None
) -> Adoption:
    """A shipped policy adopted by two persons, in force from today on unless said otherwise."""
    by = author()
    policy = keep_text(by, shipped_text(name), name)
    report = make_report(by, policy, receiver, purpose)
    impact = make_impact(by, report)
    new = NewAdoption(report.id, impact.id, from_on or timezone.localdate())
    proposal = propose_adoption(by, new, "试点启用")
    proposals.decide(proposal.id, author(Role.COUNTY_OFFICE), agrees=True)
    return Adoption.objects.get(receiver=receiver, purpose=purpose, from_on=new.from_on)


def tomorrow() -> date:
    """The day after today."""
    return timezone.localdate() + timedelta(days=1)
