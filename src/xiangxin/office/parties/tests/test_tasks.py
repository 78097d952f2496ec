"""Work in the background: older seals are renewed while the office works, rosters are forgotten; twice is once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bases.parties_made import VILLAGE, make_cadre, make_person, phone
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry, Part
from xiangxin.office.parties import tasks
from xiangxin.office.parties.actions import correct_name, unmask
from xiangxin.office.parties.choices import Sealed
from xiangxin.office.parties.models import Contact, Person
from xiangxin.office.parties.opening import opened
from xiangxin.office.vault import keys
from xiangxin.office.vault.sealing import version_of

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture
def own_ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ring that this test may change."""
    keys.create_ring(tmp_path / "keys")
    whole = keys.ring
    monkeypatch.setattr("xiangxin.office.vault.sealing.office_ring", lambda **_: whole(tmp_path / "keys", fresh=True))
    monkeypatch.setattr("xiangxin.office.parties.tasks.ring", lambda **_: whole(tmp_path / "keys", fresh=True))
    return tmp_path / "keys"


def test_older_seals_are_renewed_and_every_row_stands_in_the_log(own_ring: Path) -> None:
    person = make_person("张小三", phone=phone(8))
    by = make_cadre(VILLAGE)
    unmask(by, person.id, [Sealed.NAME], "identity", "当面核对")
    correct_name(by, person.id, "张大山", date(2026, 6, 1))
    keys.add_version(own_ring, "gm")
    new = make_person("李四")
    assert tasks.rewrap_sealed() == 4  # the person, the former name, the phone, the words of the unmasking
    with maintenance("tests"):
        rows = list(Person.objects.all())
        contact = Contact.objects.get()
        assert {version_of(row.name_sealed) for row in rows} == {version_of(contact.phone_sealed)} == {2}
        assert sorted(opened(row, "name_sealed") for row in rows) == ["张大山", "李四"]
    sealed_again = Entry.objects.filter(act="parties.sealed_again")
    assert Part.objects.filter(entry__in=sealed_again).count() == 4
    assert tasks.rewrap_sealed() == 0
    assert new.id in {row.id for row in rows}


def test_the_roster_task_is_safe_where_there_is_nothing() -> None:
    assert tasks.delete_expired_contacts() == 0
