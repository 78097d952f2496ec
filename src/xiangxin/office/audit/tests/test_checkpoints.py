"""What is signed continues what was signed; what nobody outside has seen for a day stops acts on money."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from xiangxin.kernel.errors import XiangxinError
from xiangxin.office.audit import acts, checkpoints, triggers
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.checkpoints import checkpoint_is_stale, consistency, make_checkpoint, require_extended
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.errors import LogNotExtended, LogNotSigned
from xiangxin.office.audit.models import Checkpoint, Entry, Head, Payload, WitnessState
from xiangxin.office.audit.naming import FORMER, KEY, origin, signer, verifiers
from xiangxin.office.audit.verify import verify
from xiangxin.office.audit.witnesses import add_witness
from xiangxin.proof.checkpoint import Checkpoint as Stated
from xiangxin.proof.checkpoint import check_extends, open_checkpoint
from xiangxin.proof.tree import Frontier, Tree

pytestmark = pytest.mark.django_db(databases=["default", "reads"])

DAY = timedelta(hours=24)


def go_on(times: int = 1) -> None:
    for number in range(times):
        with acts.act("tests.went_on", by=system("tests"), payload={"number": number}):
            pass


def stated(row: Checkpoint | None) -> Stated:
    assert row is not None
    return open_checkpoint(row.text.encode(), verifiers()).checkpoint


def leaves() -> list[bytes]:
    return [bytes(leaf) for leaf in Entry.objects.order_by("seq").values_list("leaf", flat=True)]


def chain_anew() -> None:
    """As somebody who holds the database would: every leaf and the state computed again."""
    frontier = Frontier()
    for entry in Entry.objects.order_by("seq"):
        leaf = entry.proved().leaf()
        Entry.objects.filter(seq=entry.seq).update(leaf=leaf)
        frontier.append(leaf)
    Head.objects.update(frontier=frontier.to_bytes())


def rewrite(seq: int) -> None:
    triggers.remove(connection)
    with maintenance("tests"):
        Entry.objects.filter(seq=seq).update(actor="account:somebody-else")
        chain_anew()


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keys of this test alone."""
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / KEY).write_bytes(settings.HOME.key(KEY))
    monkeypatch.setattr(settings, "HOME", replace(settings.HOME, folder=tmp_path))
    return tmp_path / "keys"


def test_an_empty_log_is_not_signed() -> None:
    assert make_checkpoint() is None
    assert checkpoints.latest() is None
    require_extended()


@pytest.mark.parametrize(("older", "newer"), [(1, 2), (3, 8), (5, 5), (7, 13), (8, 13)])
def test_one_checkpoint_is_proved_to_continue_another(older: int, newer: int) -> None:
    go_on(older)
    first = stated(make_checkpoint())
    go_on(newer - older)
    second = first if older == newer else stated(make_checkpoint())
    proof = consistency(older, newer)
    check_extends(first, second, proof)
    assert proof == Tree(leaves()).consistency_proof(older, newer)


def test_a_state_that_its_entries_do_not_add_up_to_is_not_signed() -> None:
    go_on(3)
    make_checkpoint()
    go_on(2)
    with maintenance("tests"):
        Head.objects.update(frontier=Frontier().to_bytes())
    with pytest.raises(LogNotSigned) as caught:
        make_checkpoint()
    assert caught.value.values == {"size": 3}
    assert Checkpoint.objects.count() == 1


def test_an_entry_that_was_edited_since_the_last_checkpoint_is_not_signed() -> None:
    go_on(3)
    make_checkpoint()
    go_on(2)
    triggers.remove(connection)
    with maintenance("tests"):
        Entry.objects.filter(seq=4).update(act="tests.something_else")
    with pytest.raises(LogNotSigned):
        make_checkpoint()
    assert len(list(settings.HOME.checkpoints.iterdir())) == 1


def test_a_rewritten_log_is_not_signed_and_does_not_start() -> None:
    go_on(5)
    make_checkpoint()
    rewrite(2)
    go_on()
    with pytest.raises(LogNotExtended) as caught:
        require_extended()
    assert caught.value.values == {"size": 5}
    with pytest.raises(LogNotSigned):
        make_checkpoint()


def test_a_frontier_in_the_table_is_trusted_only_as_far_as_it_was_signed() -> None:
    go_on(4)
    made = make_checkpoint()
    assert made is not None
    go_on()
    triggers.remove(connection)
    with maintenance("tests"):
        Checkpoint.objects.update(frontier=Frontier().to_bytes())
    assert stated(make_checkpoint()).root == Tree(leaves()).root()


def test_a_file_that_was_written_before_its_row_is_no_obstacle() -> None:
    go_on(2)
    made = make_checkpoint()
    triggers.remove(connection)
    with maintenance("tests"):
        Checkpoint.objects.all().delete()
    again = make_checkpoint()
    assert made is not None
    assert again is not None
    assert again.text == made.text


def test_nothing_half_written_lies_in_the_folder() -> None:
    go_on()
    make_checkpoint()
    assert [path.name for path in settings.HOME.checkpoints.iterdir()] == ["000000000001.checkpoint"]


def test_a_restored_copy_goes_on_under_a_new_name_and_the_old_ones_still_count(keys: Path) -> None:
    go_on(3)
    before = stated(make_checkpoint())
    old, old_key = origin(), signer().verifier().write()
    checkpoints.go_on_under_a_new_name()
    go_on()
    made = make_checkpoint()
    after = stated(made)
    assert (origin(), after.origin) == (f"{old}-2", f"{old}-2")
    assert before.origin == old
    assert (keys / FORMER).read_text(encoding="utf-8") == old_key
    assert signer().verifier().write() != old_key
    with pytest.raises(XiangxinError):
        open_checkpoint(made.text.encode() if made else b"", [list(verifiers())[1]])
    assert verify().findings == ()
    require_extended()


def test_a_checkpoint_is_stale_when_an_entry_has_waited_for_a_day() -> None:
    now = timezone.now()
    assert not checkpoint_is_stale(now)
    go_on()
    assert not checkpoint_is_stale(now)
    assert checkpoint_is_stale(now + DAY + timedelta(minutes=1))
    make_checkpoint()
    assert not checkpoint_is_stale(now + 30 * DAY), "a quiet office has nothing that waits"
    go_on()
    assert checkpoint_is_stale(now + DAY + timedelta(minutes=1))


def test_outside_of_a_demo_a_checkpoint_has_left_when_it_lies_elsewhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    later = timezone.now() + DAY + timedelta(minutes=1)
    monkeypatch.setattr(settings, "DEMO", False)
    monkeypatch.setattr(settings, "HOME", replace(settings.HOME, checkpoints=settings.HOME.folder / "checkpoints"))
    go_on()
    make_checkpoint()
    assert checkpoint_is_stale(later), "its own folder is on the same machine"
    monkeypatch.setattr(settings, "HOME", replace(settings.HOME, checkpoints=tmp_path / "elsewhere"))
    assert not checkpoint_is_stale(later)


def test_outside_of_a_demo_a_checkpoint_has_left_when_a_witness_took_it(monkeypatch: pytest.MonkeyPatch) -> None:
    later = timezone.now() + DAY + timedelta(minutes=1)
    monkeypatch.setattr(settings, "DEMO", False)
    monkeypatch.setattr(settings, "HOME", replace(settings.HOME, checkpoints=settings.HOME.folder / "checkpoints"))
    witness = add_witness(system("tests"), "人民银行", "https://witness.example", date(2026, 1, 1))
    state = WitnessState.objects.create(witness=witness)
    assert checkpoint_is_stale(later)
    state.sent_size = Head.objects.get().size
    state.save()
    assert not checkpoint_is_stale(later)


def test_what_is_verified_names_how_far_the_log_is_good() -> None:
    go_on(3)
    make_checkpoint()
    go_on(3)
    make_checkpoint()
    triggers.remove(connection)
    with maintenance("tests"):
        Payload.objects.filter(entry_id=5).delete()
        Entry.objects.filter(seq=5).delete()
    finding = next(one for one in verify().findings if one.code == "checkpoint_not_met")
    assert "entry 6" in finding.what.en
    assert "the first 3 entries still meet a checkpoint" in finding.why.en
