"""Cases and lines for tests of any room: opened from a run, decided and delivered as the office does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.utils import timezone

from bases.accounts_made import make_account
from bases.consent_made import make_institution
from bases.creditfile_made import add, make_filed_person, new_record, new_value
from bases.parties_made import make_household
from bases.runs_made import make_manager, make_run
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.models import Consent
from xiangxin.office.creditfile.new import NewCoverage
from xiangxin.office.grants.actions import Chosen, accept_offer, decide_case, deliver_letter, open_cases
from xiangxin.office.grants.choices import DecisionKind
from xiangxin.office.grants.models import Grant, Letter
from xiangxin.office.parties.models import Person

BY = system("tests")


@contextmanager
def looking() -> Iterator[None]:
    """Read rows of persons as a test does."""
    with reading(BY, purpose="audit", ground="duty", what="tests") as look:
        look.showed_nobody()
        yield


def fill_file(person: Person, bank: Institution) -> None:
    """A file good enough for a proposal under the open scorecard: income, little debt, a loan repaid, answers."""
    source = make_institution("provider")
    add(
        [
            new_value(person, "income_yearly", "6000000", source),
            new_value(person, "debt_total", "1000000", source),
            new_record(person, "loan_repaid", bank, amount_fen=500_000),
        ],
        coverage=[NewCoverage(person.id, kind, bank.id, date(2026, 3, 1)) for kind in ("arrears", "guarantee_called")],
    )


def make_cases(people: int = 1) -> tuple[Viewer, Institution, list[Grant]]:
    """An account manager, the bank, and the cases of so many people with a file."""
    manager, bank = make_manager()
    persons = [make_filed_person(bank) for _ in range(people)]
    for person in persons:
        fill_file(person, bank)
    run = make_run(manager, bank)
    open_cases(BY, run)
    return manager, bank, cases_of(bank)


def make_family_case() -> tuple[Viewer, Institution, Grant, Person]:
    """A case whose result rests on what a member of the household gave too; and that member."""
    manager, bank = make_manager()
    person, member = make_filed_person(bank), make_filed_person(bank)
    make_household([person, member])
    for one in (person, member):
        fill_file(one, bank)
    open_cases(BY, make_run(manager, bank, persons=[person.id]))
    (grant,) = cases_of(bank)
    return manager, bank, grant, member


def cases_of(bank: Institution) -> list[Grant]:
    """Every case at a bank, the oldest first."""
    with looking():
        return list(Grant.objects.filter(receiver=bank).select_related("receiver").order_by("opened_at", "id"))


def fresh(grant: Grant) -> Grant:
    """The case as it stands now."""
    with looking():
        return Grant.objects.select_related("receiver").get(id=grant.id)


def colleague(bank: Institution) -> Viewer:
    """Another account manager of the bank."""
    return make_manager(bank)[0]


def own_viewer(person: UUID) -> Viewer:
    """The person on their own phone, always by the same account."""
    with looking():
        area = Person.objects.get(id=person).area
    account = Account.objects.filter(person=person).first() or make_account(Role.HOUSEHOLD, area, person=person)
    return Viewer(account.id, Role.HOUSEHOLD, area, person=person)


def letter_of(grant: Grant) -> Letter:
    """The last letter of a case."""
    with looking():
        return Letter.objects.select_related("decision").filter(grant=grant).order_by("-written_at").first()  # type: ignore[return-value]


def make_offer(chosen: Chosen) -> tuple[Viewer, Institution, Grant, Viewer]:
    """A decision on a case that has reached its person: the officer, the bank, the case, the person."""
    manager, bank, (grant,) = make_cases()
    person = own_viewer(grant.person_id)
    decide_case(manager, grant.id, chosen)
    deliver_letter(person, grant.person_id, letter_of(grant).id)
    return manager, bank, fresh(grant), person


def withdraw_class(person: UUID, field_class: str) -> None:
    """The person takes a class of data back from everybody."""
    with act("tests.withdrawn", by=BY) as done:
        for row in Consent.objects.filter(person=person, field_class=field_class, withdrawn_on=None):
            row.withdrawn_on = timezone.localdate()
            row.save()
            done.wrote(row)


def make_line() -> tuple[Viewer, Institution, Grant, Viewer]:
    """A line that stands: the officer, the bank, the case, the person."""
    manager, bank, grant, person = make_offer(Chosen(DecisionKind.ACCEPT))
    accept_offer(person, grant.person_id, grant.id)
    return manager, bank, fresh(grant), person
