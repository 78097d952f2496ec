"""What has to go, goes on its day and not before; a tombstone stays, and the log still verifies."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from bases.accounts_made import viewer_for
from bases.consent_made import make_consent, make_institution, make_order
from bases.creditfile_made import BY, add, fact_of, make_batch, make_filed_person, new_record, new_value
from bases.parties_made import VILLAGE, make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Part, Tombstone
from xiangxin.office.audit.verify import verify
from xiangxin.office.consent.models import Consent
from xiangxin.office.consent.queries.keeping import kept_until
from xiangxin.office.consent.terms import LIMITS as CONSENT
from xiangxin.office.creditfile.actions import (
    add_facts,
    add_statement,
    delete_expired,
    note_dispute,
    show_batch,
    withdraw_facts,
)
from xiangxin.office.creditfile.choices import Through, Why
from xiangxin.office.creditfile.models import Coverage, Dispute, Fact, Statement, Supersession
from xiangxin.office.creditfile.new import NewCoverage, NewFact
from xiangxin.office.creditfile.queries.files import own_clocks
from xiangxin.office.creditfile.terms import LIMITS
from xiangxin.office.parties.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ON = date(2026, 3, 1)
SETTLED = date(2022, 2, 28)


def left() -> list[str]:
    with maintenance("tests"):
        return sorted(Fact.objects.values_list("kind", flat=True))


def settled(person: Person, source: Institution, **more: Any) -> NewFact:
    days: dict[str, Any] = {"happened_on": date(2021, 1, 1), "ended_on": SETTLED, "document_no": "试1号", **more}
    return new_record(person, "arrears", source, amount_fen=100, **days)


def withdraw(consent: UUID, on: date) -> None:
    with act("consent.made_for_tests", by=BY) as done:
        row = Consent.objects.get(id=consent)
        row.withdrawn_on = on
        row.save()
        done.wrote(row)


@pytest.fixture
def source() -> Institution:
    return make_institution("provider")


def test_five_years_after_it_was_settled_a_debt_is_there_and_a_day_later_it_is_gone(source: Institution) -> None:
    person = make_filed_person()
    add([settled(person, source), new_record(person, "honour", source, category="veteran")])
    assert delete_expired(BY, date(2027, 2, 28)) == 0
    assert left() == ["arrears", "honour"]
    assert delete_expired(BY, date(2027, 3, 1)) == 1
    assert left() == ["honour"]
    assert delete_expired(BY, date(2027, 3, 1)) == 0


def test_a_debt_that_is_open_has_no_term_and_a_penalty_runs_from_its_day(source: Institution) -> None:
    person = make_filed_person()
    old = date(2022, 2, 28)
    add(
        [
            new_record(person, "arrears", source, amount_fen=100, happened_on=old),
            new_record(person, "fundraising_penalty", source, category="organiser", happened_on=old),
        ]
    )
    delete_expired(BY, date(2027, 2, 28))
    assert left() == ["arrears", "fundraising_penalty"]
    delete_expired(BY, date(2027, 3, 1))
    assert left() == ["arrears"]


def test_a_matter_goes_with_every_version_of_it_and_what_hangs_on_it(source: Institution) -> None:
    person = make_filed_person()
    add([settled(person, source, ended_on=None)])
    new = settled(person, source)
    add([new], date(2026, 4, 1))
    note_dispute(BY, person.id, fact_of(new).id, Through.PAPER, date(2026, 4, 2))
    own = viewer_for(Role.HOUSEHOLD, person.area, person=person.id)
    add_statement(own, person.id, "已经还清", fact_of(new).id)
    with maintenance("tests"):
        keys = [str(key) for key in Fact.objects.values_list("id", flat=True)]
    assert delete_expired(BY, date(2027, 3, 1)) == 2
    with maintenance("tests"):
        for model in (Fact, Supersession, Dispute, Statement):
            assert not model._default_manager.exists()
        assert Tombstone.objects.filter(table="creditfile_fact", key__in=keys, reason="retention").count() == 2
        assert not Part.objects.filter(table="creditfile_fact", key__in=keys, op="write", salt__isnull=False).exists()
    assert verify().findings == ()


def test_a_record_that_comes_after_its_term_is_not_kept(source: Institution) -> None:
    person = make_filed_person()
    late = settled(person, source, happened_on=date(2019, 1, 1), ended_on=date(2020, 1, 1))
    added = add_facts(BY, make_batch(source), [late])
    assert (added.new, added.over) == (0, (0,))
    assert left() == []


def test_what_was_repaired_goes_at_once_and_what_was_taken_back_after_its_term(source: Institution) -> None:
    person = make_filed_person()
    repaired, back = (settled(person, source, document_no=number) for number in ("试1号", "试2号"))
    add([repaired, back])
    batch = make_batch(source)
    withdraw_facts(BY, batch, [repaired.series], Why.REPAIRED)
    withdraw_facts(BY, batch, [back.series], Why.WITHDRAWN)
    show_batch(BY, batch, date(2026, 4, 1))
    assert delete_expired(BY, date(2026, 4, 1)) == 1
    last = date(2026, 4, 1) + timedelta(LIMITS["taken_back_days"])
    assert delete_expired(BY, last) == 0
    assert delete_expired(BY, last + timedelta(1)) == 1
    assert verify().findings == ()


def test_after_a_withdrawal_the_class_goes_when_the_term_has_passed_and_nothing_else_goes(source: Institution) -> None:
    bank = make_institution()
    person = make_person()
    make_consent(person.id, "scoring", bank, "file")
    consent = make_consent(person.id, "scoring", bank, "income_property")
    answers = [NewCoverage(person.id, kind, source.id, date(2026, 2, 1)) for kind in ("arrears", "insurance_claim")]
    facts = [new_value(person, "land_area_mu", "12", source), new_value(person, "income_yearly", "100", source)]
    add(facts, coverage=answers)
    withdraw(consent.id, date(2026, 5, 1))
    last = date(2026, 5, 1) + timedelta(CONSENT["deletion_days"])
    with maintenance("tests"):
        told = [kept_until(person.id, name, date(2026, 5, 2)) for name in ("file", "income_property", "review")]
    assert told == [None, last, None]
    assert delete_expired(BY, last) == 0
    assert delete_expired(BY, last + timedelta(1)) == 2
    assert left() == ["land_area_mu"]
    with maintenance("tests"):
        assert list(Coverage.objects.values_list("kind", flat=True)) == ["arrears"]
    viewers = [viewer_for(Role.HOUSEHOLD, VILLAGE, person=one.id) for one in (person, make_person())]
    clocks = [own_clocks(one, one.person or person.id, date(2026, 5, 2)) for one in viewers]
    assert [one.deleted_on for one in clocks] == [timezone.localdate(), None], "when, and of nobody else"


def test_another_consent_to_the_class_keeps_it(source: Institution) -> None:
    person = make_person()
    consent = make_consent(person.id, "scoring", make_institution(), "file")
    add([new_value(person, "land_area_mu", "12", source)])
    make_consent(person.id, "scoring", make_institution(), "file")
    withdraw(consent.id, date(2026, 5, 1))
    assert delete_expired(BY, date(2026, 12, 1)) == 0
    assert left() == ["land_area_mu"]


def test_a_consent_that_ends_by_itself_has_the_same_term(source: Institution) -> None:
    person = make_person()
    make_consent(person.id, "scoring", make_institution(), "file", to_on=date(2026, 12, 31))
    add([new_value(person, "land_area_mu", "12", source)])
    last = date(2026, 12, 31) + timedelta(CONSENT["deletion_days"])
    assert delete_expired(BY, last) == 0
    assert delete_expired(BY, last + timedelta(1)) == 1


def test_an_order_to_delete_keeps_until_its_day(source: Institution) -> None:
    bank, person = make_institution(), make_person()
    consent = make_consent(person.id, "scoring", bank, "file")
    add([new_value(person, "land_area_mu", "12", source)])
    withdraw(consent.id, date(2026, 3, 2))
    order = make_order(person.id, bank, date(2026, 6, 1))
    assert delete_expired(BY, order.due_on) == 0
    assert delete_expired(BY, order.due_on + timedelta(1)) == 1


def test_with_the_file_the_person_s_words_go(source: Institution) -> None:
    person = make_person()
    consent = make_consent(person.id, "scoring", make_institution(), "file")
    add([new_value(person, "land_area_mu", "12", source)])
    add_statement(viewer_for(Role.HOUSEHOLD, person.area, person=person.id), person.id, "地是租来的")
    withdraw(consent.id, date(2026, 5, 1))
    assert delete_expired(BY, date(2026, 6, 1)) == 2
    with maintenance("tests"):
        assert not Statement.objects.exists()
    assert verify().findings == ()
