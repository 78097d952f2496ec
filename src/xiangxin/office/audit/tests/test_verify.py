"""Whatever is changed behind the application's back is named: a cell, a row, an entry, the whole log."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from bases.accounts_made import make_account
from bases.tamper import delete_one_row, edit_one_cell, filled, insert_a_copy
from xiangxin.office.accounts.models import Account, Post
from xiangxin.office.areas.models import Area, Institution
from xiangxin.office.audit import acts, checkpoints, reads, sealing, triggers
from xiangxin.office.audit.actor import Actor, system
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.errors import LogNotExtended
from xiangxin.office.audit.models import Checkpoint, Entry, Head, Part, Payload
from xiangxin.office.audit.verify import verify
from xiangxin.proof.tree import Frontier

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture
def office() -> None:
    """Some rows of several kinds."""
    for number in range(8):
        make_account()
        bank = Institution(
            slug=f"bank-{number}", kind="bank", name=f"银行{number}", area="990101000000", from_on=date(2026, 1, 1)
        )
        with acts.act("tests.founded", by=system("tests"), about=bank) as done:
            bank.save(force_insert=True)
            done.wrote(bank)
    with reads.reading(Actor("account", "a", "auditor"), purpose="audit", ground="duty", what="tests.page") as look:
        look.showed([uuid4(), uuid4()], ["name"])
    sealing.seal_reads()


@pytest.fixture
def by_hand() -> Iterator[None]:
    """The triggers are away, as for somebody who owns the database."""
    triggers.remove(connection)
    with maintenance("tests"):
        yield


def told() -> list[tuple[str, str]]:
    return [(finding.code, finding.what.en) for finding in verify().findings]


def test_an_untouched_office_is_clean(office: None) -> None:
    assert told() == []
    assert verify().entries == Entry.objects.count()


@pytest.mark.parametrize("seed", range(100))
def test_any_single_cell_that_is_edited_is_named(seed: int, office: None) -> None:
    edit = edit_one_cell(random.Random(seed))
    (finding,) = verify().findings
    assert finding.code == "cell_changed"
    assert finding.what.en == f"Row {edit.key} of {edit.table} is not as logged: {edit.column}"


@pytest.mark.parametrize("seed", range(20))
def test_any_row_that_is_deleted_is_named(seed: int, office: None) -> None:
    table, key = delete_one_row(random.Random(seed), [Post, Institution])
    assert told() == [("row_missing", f"Row {key} of {table} is missing")]


def test_a_row_that_is_inserted_is_named(office: None) -> None:
    with maintenance("tests"):
        bank = Institution.objects.order_by("slug")[0]
    for number in range(20):
        table, key = insert_a_copy(bank, slug=f"copy-{number}", name=f"抄{number}")
        assert ("row_unlogged", f"Row {key} of {table} was never logged") in told()


def test_two_rows_that_change_places_are_both_named(office: None, by_hand: None) -> None:
    one, other = Institution.objects.order_by("slug")[:2]
    Institution.objects.filter(id=one.id).update(name="暂")
    Institution.objects.filter(id=other.id).update(name=one.name)
    Institution.objects.filter(id=one.id).update(name=other.name)
    assert [code for code, _ in told()] == ["cell_changed", "cell_changed"]


def test_a_row_that_comes_back_after_its_deletion_is_named() -> None:
    area = Area(code="990101001001", level="village", name="甲", from_on=date(2026, 1, 1))
    with acts.act("tests.area", by=system("tests")) as done:
        area.save(force_insert=True)
        done.wrote(area)
    with acts.act("tests.area_removed", by=system("tests")) as done:
        done.removed(area)
        Area.objects.filter(id=area.id).delete()
    assert told() == []
    with maintenance("tests"):
        Area.objects.bulk_create([area])
    assert [code for code, _ in told()] == ["row_returned"]


@pytest.mark.parametrize("column", ["actor", "act", "object", "area", "purpose", "rows_count"])
def test_a_head_that_is_edited_is_named(column: str, office: None, by_hand: None) -> None:
    Entry.objects.filter(seq=3).update(**{column: 7 if column == "rows_count" else "x"})
    assert ("entry_changed", "Entry 3 is not what its leaf says") in told()


def test_a_payload_that_is_edited_or_gone_is_named(office: None, by_hand: None) -> None:
    Payload.objects.filter(entry_id=2).update(body=b"xx1:m0:x")
    Payload.objects.filter(entry_id=4).delete()
    assert [finding for finding in told() if finding[0] == "payload_changed"] == [
        ("payload_changed", "The payload of entry 2 does not fit its head"),
        ("payload_changed", "The payload of entry 4 does not fit its head"),
    ]


def test_an_entry_that_is_cut_out_or_off_is_named(office: None, by_hand: None) -> None:
    last = Entry.objects.order_by("-seq")[0]
    for victim in (last.seq, 5):
        Part.objects.filter(entry_id=victim).delete()
        Payload.objects.filter(entry_id=victim).delete()
        Entry.objects.filter(seq=victim).delete()
    codes = [code for code, _ in told()]
    assert "chain_gap" in codes
    assert "head_changed" in codes


def test_a_log_that_is_chained_anew_from_end_to_end_does_not_meet_its_checkpoint(office: None, by_hand: None) -> None:
    made = checkpoints.make_checkpoint()
    assert made is not None
    assert told() == []
    entry = Entry.objects.get(seq=3)
    Entry.objects.filter(seq=3).update(actor="account:someone-else")
    _chain_anew(3)
    assert entry.actor != Entry.objects.get(seq=3).actor
    size = made.size
    assert told() == [
        ("checkpoint_not_met", f"The log is not the one of checkpoint {size:012d}.checkpoint (entry {size})")
    ]
    with pytest.raises(LogNotExtended):
        checkpoints.require_extended()


def _chain_anew(seq: int) -> None:
    Entry.objects.filter(seq=seq).update(leaf=Entry.objects.get(seq=seq).proved().leaf())
    frontier = Frontier()
    for leaf in Entry.objects.order_by("seq").values_list("leaf", flat=True):
        frontier.append(bytes(leaf))
    Head.objects.update(frontier=frontier.to_bytes())


def test_an_old_copy_of_the_database_does_not_continue_the_checkpoint(office: None, by_hand: None) -> None:
    checkpoints.make_checkpoint()
    last = Entry.objects.order_by("-seq")[0].seq
    Part.objects.filter(entry_id=last).delete()
    Payload.objects.filter(entry_id=last).delete()
    Entry.objects.filter(seq=last).delete()
    with pytest.raises(LogNotExtended):
        checkpoints.require_extended()


def test_a_checkpoint_with_one_changed_byte_is_not_read(office: None) -> None:
    checkpoints.make_checkpoint()
    (file,) = checkpoints.kept_in(settings.HOME.checkpoints)
    text = bytearray(file.read_bytes())
    text[-5] ^= 1
    file.write_bytes(bytes(text))
    assert [code for code, _ in told()] == ["checkpoint_unreadable"]


def test_a_checkpoint_is_made_when_the_log_has_grown_and_only_then(office: None) -> None:
    assert checkpoints.make_checkpoint() is not None
    assert checkpoints.make_checkpoint() is None
    make_account()
    assert checkpoints.make_checkpoint() is not None
    assert Checkpoint.objects.count() == 2
    checkpoints.require_extended()


def test_every_kind_of_row_that_has_rows_can_be_tampered_with(office: None) -> None:
    assert {Account, Post, Institution} <= set(filled())
