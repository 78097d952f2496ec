"""Scoring runs for tests of any room: asked for by a bank's account manager, made by the job."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils import timezone

from bases.accounts_made import COUNTY, make_account
from bases.adoption_made import OPEN, make_adoption
from bases.consent_made import make_institution
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.adoption.queries import in_force
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.reads import reading
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.parties.models import Person
from xiangxin.office.runs.actions import Asked, start_run
from xiangxin.office.runs.models import Result, ScoringRun


def make_manager(bank: Institution | None = None, area: str = COUNTY) -> tuple[Viewer, Institution]:
    """An account manager who holds the post, and the bank."""
    bank = bank or make_institution()
    account = make_account(Role.ACCOUNT_MANAGER, area, bank)
    return Viewer(account.id, Role.ACCOUNT_MANAGER, area, bank.id), bank


def ask(
    by: Viewer, bank: Institution, area: str = COUNTY, persons: Iterable[UUID] = (), as_of: date | None = None
) -> ScoringRun:
    """Ask for a run as of today, and have the job make it."""
    today = timezone.localdate()
    run = start_run(by, Asked(area, bank.id, "scoring", as_of or today, today, frozenset(persons)))
    work_off()
    run.refresh_from_db()
    return run


def make_run(by: Viewer, bank: Institution, name: str = OPEN, persons: Iterable[UUID] = ()) -> ScoringRun:
    """Adopt a shipped policy for the bank where it has none, and run it."""
    if in_force(bank.id, "scoring", timezone.localdate()) is None:
        make_adoption(bank, name)
    return ask(by, bank, persons=persons)


def result_for(person: Person | UUID, run: ScoringRun) -> Result | None:
    """The person's result in a run, as a test reads it."""
    key = person if isinstance(person, UUID) else person.id
    with reading(_BY.actor, purpose="audit", ground="duty", what="tests") as look:
        look.showed_nobody()
        return (
            Result.objects.select_related("run__adoption__policy", "run__receiver").filter(run=run, person=key).first()
        )


_BY = Viewer(UUID(int=1), Role.AUDITOR, COUNTY)
