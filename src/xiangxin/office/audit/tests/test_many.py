"""Many rows at once, in and out past the objects of Django: the same rows, and the guard sees every one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.db import transaction

from bases.consent_made import make_institution
from bases.creditfile_made import add, make_filed_person, new_record, new_value
from bases.parties_made import make_person, make_village
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.errors import ReadOutsidePurpose, WriteOutsideAct
from xiangxin.office.audit.inserting import insert
from xiangxin.office.audit.plainrows import plain_rows
from xiangxin.office.audit.reads import reading
from xiangxin.office.audit.verify import verify
from xiangxin.office.creditfile.models import Fact
from xiangxin.office.parties.models import Household, Person

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
BY = system("tests")
ON = date(2026, 1, 5)
COLUMNS = ("id", "person", "batch__source__slug", "kind", "value", "amount_fen", "happened_on", "ended_on", "final")


def _homes(count: int) -> list[Household]:
    area = make_village()
    return [Household(area=area, formed_on=ON) for _ in range(count)]


def _formed() -> set[tuple[UUID, date]]:
    with reading(BY, purpose="audit", ground="duty", what="tests") as look:
        look.showed_nobody()
        return set(Household.objects.values_list("id", "formed_on"))


def test_plain_rows_are_those_of_the_query_with_ids_as_bytes() -> None:
    person, source = make_filed_person(), make_institution("provider")
    add([new_value(person, "income_yearly", "6000000", source), new_record(person, "arrears", source, amount_fen=7)])
    with reading(BY, purpose="audit", ground="duty", what="tests") as look:
        look.showed_nobody()
        rows = Fact.objects.order_by("kind")
        found = list(plain_rows(rows, COLUMNS))
        expected = [(fact.bytes, whose.bytes, *rest) for fact, whose, *rest in rows.values_list(*COLUMNS)]
        none = list(plain_rows(rows.filter(pk__in=[]), COLUMNS))
    assert found == expected
    assert len(found) == 2
    assert none == []


def test_plain_rows_are_not_read_without_a_purpose() -> None:
    make_person()
    with pytest.raises(ReadOutsidePurpose):
        list(plain_rows(Person.objects.all(), ("id",)))


@pytest.mark.parametrize("column", ["facts__batch__shown_at", "name_sealed"])
def test_what_only_an_object_says_is_not_given_plainly(column: str) -> None:
    with pytest.raises(TypeError):
        list(plain_rows(Person.objects.all(), ("id", column)))


def test_rows_that_were_added_at_once_stand_under_the_log() -> None:
    homes = _homes(3)
    with act("tests.added", by=BY) as done:
        insert(homes)
        done.wrote(*homes)
    insert([])
    assert _formed() == {(one.id, ON) for one in homes}
    assert verify(seal=True).findings == ()


def test_a_row_that_is_not_named_is_not_added() -> None:
    homes = _homes(3)
    with pytest.raises(WriteOutsideAct), act("tests.added", by=BY) as done:
        insert(homes)
        done.wrote(*homes[:2])
    with pytest.raises(WriteOutsideAct), transaction.atomic():
        insert(homes)
    assert _formed() == set()
