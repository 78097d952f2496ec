"""A task list: the collector's own tasks in one village, closed for one device, and a look that the person sees."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidTag
from django.utils import timezone

from bases.accounts_made import COUNTY, viewer_for
from bases.consent_made import deliver, give, make_consent, make_institution, make_text
from bases.creditfile_made import BY, make_batch, new_value
from bases.parties_made import (
    FAR_VILLAGE,
    OTHER_VILLAGE,
    VILLAGE,
    id_number,
    make_cadre,
    make_person,
    make_village,
    phone,
)
from bases.visits_made import Tablet, answer, confirmed_tablet
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.queries import notes_of
from xiangxin.office.consent.actions import Scope, refuse_consent, withdraw_consent
from xiangxin.office.consent.actions.declining import forget_declined
from xiangxin.office.creditfile.actions import add_facts, show_batch
from xiangxin.office.creditfile.queries.people import files_in
from xiangxin.office.parties.actions import add_roster
from xiangxin.office.parties.models import RosterRefusal
from xiangxin.office.parties.new import NewRosterContact
from xiangxin.office.parties.queries.rosters import roster_of
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.visits import errors
from xiangxin.office.visits.actions import delete_expired, end_list, make_list
from xiangxin.office.visits.asking import asked_fields
from xiangxin.office.visits.models import TaskList
from xiangxin.office.visits.terms import terms_on

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


def manager(bank: Institution) -> Viewer:
    return viewer_for(Role.ACCOUNT_MANAGER, COUNTY, bank)


def looks(person: UUID) -> list[tuple[str, str]]:
    with maintenance("tests"):
        return [(one.what, one.fields) for one in notes_of(person)[1]]


def named_to(by: Viewer) -> tuple[list[str], list[str]]:
    """Whom a cadre's page names in the village, and whom a list for a tablet."""
    with files_in(by, VILLAGE) as there:
        there.showed(there.rows)
        page = sorted(row.whole_name for row in there.rows)
    return page, sorted(one["name"] for one in confirmed_tablet(by).takes(VILLAGE)[1]["tasks"])


def test_an_account_manager_takes_along_whoever_consented_to_the_bank_and_what_they_have_not_stated() -> None:
    bank = make_institution()
    number = id_number()
    person, foreign = make_person("王小二", number=number), make_person("李不见")
    make_consent(person.id, receiver=bank)
    make_consent(foreign.id, receiver=make_institution())
    make_consent(make_person("赵远处", FAR_VILLAGE).id, receiver=bank)
    _, content = confirmed_tablet(manager(bank)).takes(VILLAGE)
    assert [(one["name"], one["number"], one["kind"]) for one in content["tasks"]] == [
        ("王小二", f"{number[:4]}{'*' * 10}{number[-4:]}", "fields")
    ]
    plain = {name for name in asked_fields() if asked_fields()[name].consent_class == "file"}
    assert set(content["tasks"][0]["asked"]) == plain
    assert content.keys() == {"list", "place", "questions", "tasks"}
    assert content["tasks"][0].keys() == {"task", "kind", "name", "number", "asked"}
    assert content["questions"].keys() == plain


def test_what_the_person_told_another_bank_is_asked_again_and_what_they_told_this_one_is_not() -> None:
    bank, other = make_institution(), make_institution()
    person = make_person()
    for one in (bank, other):
        make_consent(person.id, receiver=one)
    for source, kind in ((other, "land_area_mu"), (bank, "crop_area_mu")):
        batch = make_batch(source, "statements")
        add_facts(BY, batch, [new_value(person, kind, "12", source)])
        show_batch(BY, batch, timezone.localdate())
    (task,) = confirmed_tablet(manager(bank)).takes(VILLAGE)[1]["tasks"]
    assert ("land_area_mu" in task["asked"], "crop_area_mu" in task["asked"]) == (True, False)


def test_income_and_property_are_asked_only_with_a_written_consent() -> None:
    bank = make_institution()
    person = make_person()
    make_consent(person.id, receiver=bank)
    make_consent(person.id, receiver=bank, field_class="income_property", written=False)
    tablet = confirmed_tablet(manager(bank))
    assert "income_yearly" not in tablet.takes(VILLAGE)[1]["tasks"][0]["asked"]
    other = make_person("钱书面")
    make_consent(other.id, receiver=bank)
    make_consent(other.id, receiver=bank, field_class="income_property")
    asked = {one["name"]: one["asked"] for one in tablet.takes(VILLAGE)[1]["tasks"]}
    assert ("income_yearly" in asked["钱书面"], "income_yearly" in asked["张小三"]) == (True, False)


def test_what_is_known_from_elsewhere_or_judged_by_a_court_is_never_asked() -> None:
    assert {"birth_on", "full_capacity", "provincial_score", "months_with_bank"} & asked_fields().keys() == set()


def test_the_bank_s_roster_comes_along_with_the_name_alone() -> None:
    bank, other = make_institution(), make_institution()
    make_village()
    for receiver, name in ((bank, "孙名册"), (other, "周别行")):
        person = uuid4()
        add_roster(
            system("tests"), [NewRosterContact(person, VILLAGE, name, phone())], receiver.id, timezone.localdate()
        )
    _, content = confirmed_tablet(manager(bank)).takes(VILLAGE)
    assert [(one["name"], one["number"], one["kind"], one["asked"]) for one in content["tasks"]] == [
        ("孙名册", "", "notice", [])
    ]


def test_a_cadre_takes_along_who_has_answered_no_notice_and_asks_nothing_of_a_file() -> None:
    bank = make_institution()
    make_text("scoring", "file")
    cadre = make_cadre(make_village())
    make_person("吴等待")
    make_consent(make_person("郑同意").id, receiver=bank)
    make_person("王小孩", birth_on=timezone.localdate() - timedelta(days=3000))
    _, content = confirmed_tablet(cadre).takes(VILLAGE)
    assert [(one["name"], one["kind"], one["asked"]) for one in content["tasks"]] == [("吴等待", "notice", [])]


@pytest.mark.parametrize("said", ["agreed", "refused", "taken_back", "taken_back_at_once"])
def test_who_answered_one_bank_stands_on_no_cadre_s_tablet_and_no_cadre_s_page(said: str) -> None:
    bank, _other = make_institution(), make_institution()
    make_text("scoring", "file")
    cadre = make_cadre(make_village())
    make_person("吴等待")
    person = make_person("冯答过")
    own = viewer_for(Role.HOUSEHOLD, VILLAGE, person=person.id)
    if said == "refused":
        refuse_consent(own, person.id, deliver(own, person.id, bank).id)
    elif said == "taken_back_at_once":
        give(own, person.id, bank)
    else:
        make_consent(person.id, receiver=bank)
    if said.startswith("taken_back"):
        erased = withdraw_consent(own, person.id, Scope("scoring", bank.id, "file")).erased
        assert bool(erased) is (said == "taken_back_at_once")
    assert named_to(cadre) == (["吴等待"], ["吴等待"])


def test_who_told_a_cadre_no_stands_on_no_cadre_s_list_for_two_years_or_until_they_agree() -> None:
    bank, today = make_institution(), timezone.localdate()
    make_text("scoring", "file")
    cadre = make_cadre(make_village())
    make_person("吴等待")
    make_person("冯拒绝")
    tablet = confirmed_tablet(cadre)
    package, content = tablet.takes(VILLAGE)
    (task,) = [one["task"] for one in content["tasks"] if one["name"] == "冯拒绝"]
    tablet.sends(package.list.id, answer(task, "refused"))
    assert named_to(make_cadre(VILLAGE)) == (["吴等待"], ["吴等待"])
    delete_expired(system("tests"), today + timedelta(days=60))
    assert named_to(make_cadre(VILLAGE)) == (["吴等待"], ["吴等待"])
    assert forget_declined(today + timedelta(days=730)) == 0
    assert forget_declined(today + timedelta(days=731)) == 1
    assert named_to(make_cadre(VILLAGE)) == (["冯拒绝", "吴等待"], ["冯拒绝", "吴等待"])
    assert roster_of(manager(bank)) == []


def test_a_branch_takes_its_bank_s_roster_along_and_a_no_to_one_branch_holds_for_the_other() -> None:
    bank = make_institution()
    one, two = (make_institution("branch", parent=bank) for _ in range(2))
    make_village()
    row = NewRosterContact(uuid4(), VILLAGE, "孙名册", phone())
    add_roster(system("tests"), [row], bank.id, timezone.localdate())
    make_consent(make_person("丁一").id, receiver=bank)
    tablet, other = confirmed_tablet(manager(one)), confirmed_tablet(manager(two))
    package, content = tablet.takes(VILLAGE)
    tasks = {task["name"]: task["task"] for task in content["tasks"]}
    assert set(tasks) == {"丁一", "孙名册"} == {task["name"] for task in other.takes(VILLAGE)[1]["tasks"]}
    tablet.sends(package.list.id, *(answer(task, "refused") for task in tasks.values()))
    for by in (other, confirmed_tablet(manager(bank))):
        with pytest.raises(errors.NothingToDo):
            by.takes(VILLAGE)
    with maintenance("tests"):
        assert list(RosterRefusal.objects.values_list("person", "receiver")) == [(row.person, bank.id)]
    assert add_roster(system("tests"), [row], bank.id, timezone.localdate()) == 0


def test_who_agreed_since_the_roster_came_is_not_told_again() -> None:
    bank, person = make_institution(), make_person("孙名册")
    row = NewRosterContact(person.id, VILLAGE, "孙名册", phone())
    add_roster(system("tests"), [row], bank.id, timezone.localdate())
    make_consent(person.id, receiver=bank)
    _, content = confirmed_tablet(manager(bank)).takes(VILLAGE)
    assert [(one["name"], one["kind"]) for one in content["tasks"]] == [("孙名册", "fields")]


def test_downloading_is_a_look_that_the_person_sees() -> None:
    bank = make_institution()
    person, other = make_person(), make_person("李不见")
    make_consent(person.id, receiver=bank)
    confirmed_tablet(manager(bank)).takes(VILLAGE)
    assert ("visits.tasks", "area,id_number,name_whole") in looks(person.id)
    assert [one for one in looks(other.id) if one[0].startswith("visits.")] == []


def test_a_list_is_closed_for_one_device_and_bound_to_itself() -> None:
    bank = make_institution()
    make_consent(make_person().id, receiver=bank)
    by = manager(bank)
    tablet, stranger = confirmed_tablet(by), Tablet(by)
    package, content = tablet.takes(VILLAGE)
    assert content["list"] == str(package.list.id)
    stranger.row = tablet.row
    with pytest.raises(InvalidTag):
        stranger.opens(package)
    again, _ = tablet.takes(VILLAGE)
    package.list.id = again.list.id
    with pytest.raises(InvalidTag):
        tablet.opens(package)
    assert "张小三".encode() not in package.closed.data.encode()


def test_a_list_lives_as_long_as_the_terms_of_its_day_say() -> None:
    bank = make_institution()
    make_consent(make_person().id, receiver=bank)
    package, _ = confirmed_tablet(manager(bank)).takes(VILLAGE)
    terms = terms_on(timezone.localdate())
    assert (terms.days, terms.tries) == (7, 10)
    assert package.list.expires_at - package.list.made_at == timedelta(days=7)


def test_where_nobody_needs_a_visit_no_list_is_made() -> None:
    by = manager(make_institution())
    make_village()
    with pytest.raises(errors.NothingToDo):
        make_list(by, confirmed_tablet(by).id, VILLAGE)
    assert TaskList.objects.count() == 0


def test_a_village_elsewhere_an_unknown_one_and_a_foreign_device_are_refused() -> None:
    make_village(OTHER_VILLAGE)
    make_village()
    cadre = make_cadre(VILLAGE)
    tablet = confirmed_tablet(cadre)
    for area in (OTHER_VILLAGE, "990101100299", "990101000000", "", "x" * 12):
        with pytest.raises(errors.VillageNotOpen):
            make_list(cadre, tablet.id, area)
    with pytest.raises(AddressUnknown):
        make_list(make_cadre(VILLAGE), tablet.id, VILLAGE)
    assert TaskList.objects.count() == 0


def test_a_list_is_taken_back_by_its_collector_once() -> None:
    bank = make_institution()
    make_consent(make_person().id, receiver=bank)
    by = manager(bank)
    package, _ = confirmed_tablet(by).takes(VILLAGE)
    with pytest.raises(AddressUnknown):
        end_list(manager(bank), package.list.id)
    assert end_list(by, package.list.id).ended_at is not None
    with pytest.raises(errors.AlreadySo):
        end_list(by, package.list.id)
