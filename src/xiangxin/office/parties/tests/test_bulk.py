"""A county's list in one act: what stands is registered, what does not is answered, twice is once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from bases.parties_made import OTHER_VILLAGE, SINCE, VILLAGE, id_number, make_cadre, make_person, make_village, phone
from bases.unchanged import nothing_changes
from xiangxin.interop.county import read_county
from xiangxin.law.load import load_law
from xiangxin.office.areas.actions import set_up_county
from xiangxin.office.areas.new import NewArea
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry
from xiangxin.office.parties.actions import NewPerson, leave_household, register_many
from xiangxin.office.parties.county import people_of, roster_of
from xiangxin.office.parties.models import Contact, Household, Membership, Person
from xiangxin.office.parties.queries.households import standing_households
from xiangxin.office.vault.keys import ring

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
BY = system("tests")
QINGHE = Path(__file__).parents[5] / "demo" / "qinghe"


def test_rows_that_stand_are_registered_in_one_act_and_the_others_are_answered() -> None:
    make_village()
    make_village(OTHER_VILLAGE)
    known, elsewhere, renamed = (id_number() for _ in range(3))
    make_person("张一", number=known)
    make_person("张二", area=OTHER_VILLAGE, number=elsewhere)
    make_person("张三", number=renamed)
    home = uuid4()
    rows = [
        NewPerson("李一", first := id_number(), VILLAGE, phone(), home),
        NewPerson("李二", id_number(), VILLAGE, "", home),
        NewPerson("张一", known, VILLAGE),
        NewPerson("张二", elsewhere, VILLAGE),
        NewPerson("李三", renamed, VILLAGE),
        NewPerson("李四", "990101", VILLAGE),
        NewPerson("", id_number(), VILLAGE),
        NewPerson("李五", id_number(), "990101999999"),
        NewPerson("李六", first, VILLAGE),
    ]
    done = register_many(BY, rows, SINCE)
    assert (len(done.persons), done.known, done.households) == (2, 1, 1)
    assert [(place, error.code) for place, error in done.refused] == [
        (3, "registered_elsewhere"),
        (4, "name_differs"),
        (5, "id_number_wrong"),
        (6, "name_wrong"),
        (7, "area_no_village"),
        (8, "name_differs"),
    ]
    entry = Entry.objects.get(act="parties.people_registered")
    assert (entry.rows_count, entry.person) == (6, None)
    with maintenance("tests"):
        assert set(Membership.objects.filter(household=home).values_list("person", flat=True)) == set(done.persons)


def test_the_same_list_again_changes_nothing_and_a_longer_one_adds_to_the_household() -> None:
    make_village()
    home = uuid4()
    rows = [NewPerson("李一", id_number(), VILLAGE, phone(), home)]
    register_many(BY, rows, SINCE)
    with nothing_changes("parties"):
        again = register_many(BY, rows, SINCE)
    assert (again.persons, again.known, again.refused) == ((), 1, ())
    more = register_many(BY, [*rows, NewPerson("李二", id_number(), VILLAGE, "", home)], SINCE)
    assert (len(more.persons), more.known, more.households) == (1, 1, 0)
    with maintenance("tests"):
        assert (Household.objects.count(), Membership.objects.filter(household=home).count()) == (1, 2)


def test_nobody_is_registered_into_a_household_that_has_ended_and_later_rows_of_its_number_find_the_new_one() -> None:
    make_village()
    home, cadre = uuid4(), make_cadre(VILLAGE)
    (first,) = register_many(BY, [NewPerson("李一", id_number(), VILLAGE, "", home)], SINCE).persons
    leave_household(cadre, home, first, SINCE)
    newcomers = [NewPerson("李二", id_number(), VILLAGE, "", home), NewPerson("李三", id_number(), VILLAGE, "", home)]
    made = [register_many(BY, [row], SINCE) for row in newcomers]
    assert [(len(one.persons), one.households, one.refused) for one in made] == [(1, 1, ()), (1, 0, ())]
    with maintenance("tests"):
        ended, new = Household.objects.get(id=home), Household.objects.exclude(id=home).get()
        members = Membership.objects.filter(household=new).values_list("person", "joined_on", "joined_known_on")
        assert (ended.ended_on, new.formed_on, new.ended_on) == (SINCE, SINCE, None)
        assert set(members) == {(one.persons[0], SINCE, SINCE) for one in made}
        assert standing_households([home, new.id]) == {home: new.id, new.id: new.id}


def test_the_demo_county_s_workbooks_become_persons_with_the_engine_s_ids() -> None:
    county, _ = read_county(QINGHE, load_law(), key=ring().person_key, as_of=date(2026, 6, 30))
    assert county is not None
    areas = [NewArea(area.code, area.level, area.name) for area in county.areas.by_code.values()]
    set_up_county(BY, county.deployment.county, areas, [], SINCE)
    done = register_many(BY, people_of(county), SINCE)
    assert done.refused == ()
    applicants = set(county.tables["applicants"].column("person_id").to_pylist())
    assert set(done.persons) == applicants
    with maintenance("tests"):
        assert Person.objects.count() == len(applicants)
        assert Contact.objects.count() <= len(applicants)
        homes = set(county.tables["applicants"].column("household_id").to_pylist())
        assert set(Household.objects.values_list("id", flat=True)) == homes
    assert len(list(roster_of(county))) == len(county.notice_list)
