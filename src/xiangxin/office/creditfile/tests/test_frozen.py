"""Frozen inputs: sealed, opened for the grounds of today, narrowed at night, gone at their term but for hashes."""

from __future__ import annotations

import os
import stat
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.utils import timezone

from bases.accounts_made import COUNTY, viewer_for
from bases.consent_made import make_institution
from bases.creditfile_made import BY, KNOWN_ON, add, fact_of, make_filed_person, new_record, new_value
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry, PendingRead
from xiangxin.office.consent.actions import Scope, withdraw_consent
from xiangxin.office.consent.errors import NoGround
from xiangxin.office.creditfile import errors, snapshot_files, snapshots
from xiangxin.office.creditfile.actions import clear_snapshots
from xiangxin.office.creditfile.actions.retention import delete_matters
from xiangxin.office.creditfile.models import Snapshot
from xiangxin.office.parties.models import Person
from xiangxin.office.shell.errors import AddressUnknown

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
KIND = "bureau_arrears"


@pytest.fixture
def bank() -> Institution:
    return make_institution()


@pytest.fixture
def source() -> Institution:
    return make_institution("provider")


@pytest.fixture
def people(bank: Institution, source: Institution) -> list[Person]:
    """Two persons with land and an income each."""
    found = [make_filed_person(bank) for _ in range(2)]
    add(
        [new_value(one, kind, "14", source) for one in found for kind in ("land_area_mu", "income_yearly")],
        KNOWN_ON,
    )
    return found


def manager(bank: Institution) -> Viewer:
    return viewer_for(Role.ACCOUNT_MANAGER, COUNTY, bank)


def own(person: Person) -> Viewer:
    """The person's own account, the same at each call."""
    account = Account.objects.filter(person=person.id).first()
    if account is None:
        return viewer_for(Role.HOUSEHOLD, person.area, person=person.id)
    return Viewer(account.id, Role.HOUSEHOLD, person.area, person=person.id)


def frozen(bank: Institution) -> Snapshot:
    return snapshots.freeze(
        manager(bank), snapshots.Wanted(COUNTY, "scoring", bank.id, date(2026, 3, 31), date(2026, 3, 31))
    )


def persons_of(bank: Institution, row: Snapshot) -> list[object]:
    return [one["person_id"] for one in snapshots.open_tables(manager(bank), row)["applicants"].to_pylist()]


def files_in(row: Snapshot) -> list[Path]:
    return sorted(snapshot_files.folder_of(row.id).iterdir())


def test_what_lies_in_the_home_cannot_be_read_without_the_keys(bank: Institution, people: list[Person]) -> None:
    row = frozen(bank)
    assert len(files_in(row)) == 7
    for path in files_in(row):
        content = path.read_bytes()
        assert b"PAR1" not in content
        assert not any(one.id.bytes in content or str(one.id).encode() in content for one in people)
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_who_withdraws_is_out_of_reach_at_once_and_the_others_are_as_they_were(
    bank: Institution, people: list[Person]
) -> None:
    first, second = people
    row = frozen(bank)
    before = {one["person_id"]: one for one in snapshots.open_tables(manager(bank), row)["applicants"].to_pylist()}
    withdraw_consent(own(first), first.id, Scope("scoring", bank.id, "income_property"))
    opened = snapshots.open_tables(manager(bank), row)
    after = {one["person_id"]: one for one in opened["applicants"].to_pylist()}
    assert after == {first.id: {**before[first.id], "income_yearly_fen": None}, second.id: before[second.id]}
    consents = {(one["person_id"], one["field_class"]) for one in opened["consents"].to_pylist()}
    assert (first.id, "income_property") not in consents
    assert {(first.id, "file"), (second.id, "income_property")} <= consents
    withdraw_consent(own(first), first.id, Scope("scoring", bank.id, "file"))
    opened = snapshots.open_tables(manager(bank), row)
    assert {one["person_id"] for name in ("applicants", "consents") for one in opened[name].to_pylist()} == {second.id}
    with snapshots.files_of(manager(bank), row) as paths:
        assert pq.read_table(paths["applicants"]).num_rows == 1


def test_nobody_opens_it_for_another_receiver_or_without_a_ground(bank: Institution, people: list[Person]) -> None:
    row = frozen(bank)
    other = make_institution()
    with pytest.raises(AddressUnknown):
        snapshots.open_tables(manager(other), row)
    with pytest.raises(AddressUnknown):
        snapshots.freeze(
            manager(other), snapshots.Wanted(COUNTY, "scoring", bank.id, date(2026, 3, 31), date(2026, 3, 31))
        )
    with pytest.raises(NoGround):
        snapshots.open_tables(viewer_for(Role.VILLAGE_CADRE, COUNTY, bank), row)
    assert Snapshot.objects.count() == 1
    assert len(people) == row.persons


def test_each_opening_is_noted_for_who_is_in_it(bank: Institution, people: list[Person]) -> None:
    row = frozen(bank)
    by = manager(bank)
    snapshots.open_tables(by, row)
    with maintenance("tests"):
        noted = PendingRead.objects.filter(what="creditfile.snapshot", actor=str(by.actor))
        assert set(noted.values_list("person", flat=True)) == {one.id for one in people}


def test_files_in_the_clear_are_the_owners_alone_and_go_with_the_run(bank: Institution, people: list[Person]) -> None:
    row = frozen(bank)
    with pytest.raises(RuntimeError), snapshots.files_of(manager(bank), row) as paths:
        folder = paths["applicants"].parent
        assert {stat.S_IMODE(path.stat().st_mode) for path in paths.values()} == {0o600}
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert pq.read_table(paths["applicants"]).num_rows == len(people)
        raise RuntimeError
    assert not folder.exists()


def test_files_of_a_killed_run_go_before_the_next_one_and_those_of_a_running_one_stay() -> None:
    snapshot_files.top().mkdir(exist_ok=True)
    killed = snapshot_files.top() / ".open-killed"
    killed.mkdir()
    (killed / "applicants.parquet").write_bytes(b"rows")
    with snapshot_files.in_files({"applicants": b"rows"}) as mine:
        assert not killed.exists()
        assert snapshot_files.forget_killed() == 0
        assert mine["applicants"].read_bytes() == b"rows"


def test_a_file_that_was_changed_or_is_gone_is_refused(bank: Institution, people: list[Person]) -> None:
    row = frozen(bank)
    assert len(people) == 2
    path = next(one for one in files_in(row) if one.name.startswith("applicants-"))
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes((content[-1] ^ 1,)))
    with pytest.raises(errors.SnapshotUnreadable):
        snapshots.open_tables(manager(bank), row)
    path.unlink()
    with pytest.raises(errors.SnapshotUnreadable):
        snapshots.open_tables(manager(bank), row)
    assert clear_snapshots(BY, timezone.localdate()) == 0


def test_at_night_rows_without_a_ground_leave_the_files(bank: Institution, people: list[Person]) -> None:
    first, second = people
    row = frozen(bank)
    hashes = {name: one["hash"] for name, one in row.tables.items()}
    withdraw_consent(own(first), first.id, Scope("scoring", bank.id, "file"))
    later = timezone.localdate() + timedelta(days=16)
    assert clear_snapshots(BY, later) == 1
    row.refresh_from_db()
    assert {one["person_id"] for one in snapshots.kept_tables(row)["applicants"].to_pylist()} == {second.id}
    assert {name: one["hash"] for name, one in row.tables.items()} == hashes
    assert len(files_in(row)) == 7
    assert persons_of(bank, row) == [second.id]
    assert clear_snapshots(BY, later) == 0


def test_a_record_that_was_deleted_from_the_file_is_in_no_snapshot_any_more(
    bank: Institution, source: Institution
) -> None:
    person = make_filed_person(bank)
    new = new_record(person, KIND, source, amount_fen=100)
    add([new])
    row = frozen(bank)
    assert snapshots.open_tables(manager(bank), row)["records"].num_rows == 1
    delete_matters(BY, [fact_of(new).series], "retention", timezone.localdate())
    assert snapshots.open_tables(manager(bank), row)["records"].num_rows == 0
    assert clear_snapshots(BY, timezone.localdate()) == 1
    row.refresh_from_db()
    assert snapshots.kept_tables(row)["records"].num_rows == 0


def test_at_its_term_the_content_goes_and_hashes_stay(bank: Institution, people: list[Person]) -> None:
    row = frozen(bank)
    assert row.delete_on == timezone.localdate() + timedelta(days=400)
    assert clear_snapshots(BY, row.delete_on - timedelta(days=1)) == 0
    assert clear_snapshots(BY, row.delete_on) == 1
    hashes = dict(row.tables)
    row.refresh_from_db()
    assert row.tables == hashes
    assert [path.name for path in files_in(row)] == ["digests"]
    assert Entry.objects.filter(act="creditfile.snapshot_deleted").count() == 1
    with pytest.raises(errors.SnapshotDeleted):
        snapshots.open_tables(manager(bank), row)
    assert clear_snapshots(BY, row.delete_on) == 0
    assert snapshots.still_same(manager(bank), row, [one.id for one in people]) == {one.id for one in people}


def test_digests_tell_whose_inputs_can_be_made_again(bank: Institution, people: list[Person]) -> None:
    first, second = people
    row = frozen(bank)
    withdraw_consent(own(first), first.id, Scope("scoring", bank.id, "income_property"))
    assert snapshots.still_same(manager(bank), row, [first.id, second.id]) == {second.id}


def test_a_folder_that_no_row_names_goes_after_a_day(bank: Institution, people: list[Person]) -> None:
    row = frozen(bank)
    assert len(people) == 2
    left = snapshot_files.top() / "5e3a2f80-0a61-4b4e-9d39-6b3c7d1e2f40"
    left.mkdir()
    clear_snapshots(BY, timezone.localdate())
    assert left.exists()
    os.utime(left, (0, 0))
    clear_snapshots(BY, timezone.localdate())
    assert not left.exists()
    assert len(files_in(row)) == 7
