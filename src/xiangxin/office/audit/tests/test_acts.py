"""An act is one transaction and one entry; what is written otherwise is refused and undone."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from xiangxin.office.areas.models import Institution
from xiangxin.office.audit import acts, checkpoints, erasing, reads, sealing
from xiangxin.office.audit.actor import Actor, system
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.errors import HeadMissing, RowNotAsSaid, WriteOutsideAct
from xiangxin.office.audit.models import Entry, Head, Part, Payload
from xiangxin.office.audit.verify import verify
from xiangxin.proof.tree import Frontier, leaf_hash, root

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


def institution(name: str = "") -> Institution:
    return Institution(
        slug=f"i-{uuid4()}", kind="bank", name=name or f"银行{uuid4()}", area="990101000000", from_on=date(2026, 1, 1)
    )


def found(name: str = "") -> Institution:
    made = institution(name)
    with acts.act("tests.founded", by=system("tests"), about=made, payload={"on": date(2026, 1, 1)}) as done:
        made.save(force_insert=True)
        done.wrote(made)
    return made


def state() -> tuple[int, int, int, int]:
    return Entry.objects.count(), Payload.objects.count(), Part.objects.count(), Institution.objects.count()


def test_an_act_is_one_entry_with_its_payload_and_its_rows() -> None:
    made = found()
    entry = Entry.objects.get()
    assert (entry.seq, entry.act, entry.actor) == (0, "tests.founded", "system:tests")
    assert (entry.object, entry.rows_count) == (f"areas.institution:{made.id}", 1)
    assert Part.objects.values_list("table", "key", "op").get() == ("areas_institution", str(made.id), "write")
    assert bytes(Payload.objects.get().body) == b"xx1:m1:s2:ond2026-01-01;"


def test_the_state_of_the_tree_is_the_root_over_all_entries() -> None:
    for _ in range(5):
        found()
    head = Head.objects.get()
    leaves = [bytes(leaf) for leaf in Entry.objects.order_by("seq").values_list("leaf", flat=True)]
    assert head.size == 5
    assert Frontier.from_bytes(bytes(head.frontier)).root() == root(leaves)


def test_what_fails_inside_an_act_leaves_no_trace() -> None:
    found()
    before = state()
    with pytest.raises(RuntimeError), acts.act("tests.founded", by=system("tests")) as done:
        made = institution()
        made.save(force_insert=True)
        done.wrote(made)
        raise RuntimeError
    assert state() == before


def test_a_row_that_no_act_names_is_not_written() -> None:
    before = state()
    with pytest.raises(WriteOutsideAct), acts.act("tests.founded", by=system("tests")):
        institution().save(force_insert=True)
    assert state() == before


def test_naming_one_of_two_rows_is_not_enough() -> None:
    before = state()
    one, other = institution("甲"), institution("乙")
    with pytest.raises(WriteOutsideAct), acts.act("tests.founded", by=system("tests")) as done:
        Institution.objects.bulk_create([one, other])
        done.wrote(one)
    assert state() == before


def test_an_update_of_many_rows_needs_the_name_of_each() -> None:
    rows = [found("甲"), found("乙")]
    before = state()
    with pytest.raises(WriteOutsideAct), acts.act("tests.renamed", by=system("tests")) as done:
        Institution.objects.update(name_en="C")
        done.wrote(rows[0])
    assert state() == before
    assert sorted(Institution.objects.values_list("name", flat=True)) == ["乙", "甲"]


def test_outside_of_an_act_nothing_is_written() -> None:
    with pytest.raises(WriteOutsideAct), transaction.atomic():
        institution().save(force_insert=True)
    assert state() == (0, 0, 0, 0)


def test_rows_that_are_saved_one_after_the_other_are_each_named() -> None:
    rows = [found("甲"), found("乙"), found("丙")]
    before = state()
    with pytest.raises(WriteOutsideAct), acts.act("tests.renamed", by=system("tests")) as done:
        for row in rows:
            row.name_en = "C"
            row.save(update_fields=["name_en"])
        done.wrote(rows[0], institution(), institution())
    assert state() == before


def test_the_log_says_what_stands_in_the_database_not_what_the_row_in_hand_says() -> None:
    made = found("甲")
    stale = Institution.objects.get(id=made.id)
    with acts.act("tests.renamed", by=system("tests")) as done:
        Institution.objects.filter(id=made.id).update(name="乙", name_en=F("slug"))
        done.wrote(stale)
    assert verify().findings == ()


def test_a_row_that_is_not_there_cannot_be_named_as_written_nor_one_that_is_as_removed() -> None:
    made = found()
    before = state()
    with pytest.raises(RowNotAsSaid), acts.act("tests.nothing", by=system("tests")) as done:
        done.wrote(institution())
    with pytest.raises(RowNotAsSaid), acts.act("tests.nothing", by=system("tests")) as done:
        done.removed(made)
    assert state() == before


def test_a_row_is_named_before_django_forgets_its_key() -> None:
    made = found()
    with pytest.raises(ValueError, match="before it is deleted"), acts.act("tests.removed", by=system("tests")) as done:
        made.delete()
        done.removed(made)
    with acts.act("tests.removed", by=system("tests")) as done:
        done.removed(made := Institution.objects.get())
        made.delete()
    assert Part.objects.order_by("-id").values_list("op", flat=True)[0] == "delete"
    assert verify().findings == ()


def test_a_county_is_one_act() -> None:
    many = [institution(f"银行{number}") for number in range(1200)]
    with acts.act("tests.loaded", by=system("tests")) as done:
        Institution.objects.bulk_create(many, batch_size=500)
        done.wrote(*many)
    assert state() == (1, 1, 1200, 1200)
    assert verify().findings == ()


@pytest.mark.parametrize("size", [None, 7])
def test_without_the_state_of_the_tree_nothing_is_written(size: int | None) -> None:
    found()
    with maintenance("tests"):
        if size is None:
            Head.objects.all().delete()
        else:
            Head.objects.update(size=size)
    before = state()
    with pytest.raises(HeadMissing):
        found()
    assert state() == before


def test_an_update_that_changes_nothing_needs_no_name() -> None:
    with acts.act("tests.renamed", by=system("tests")):
        Institution.objects.filter(id=uuid4()).update(name="丙")
    assert state() == (1, 1, 0, 0)


def test_an_act_inside_an_act_is_an_entry_of_its_own_and_falls_with_it() -> None:
    with acts.act("tests.outer", by=system("tests")):
        found()
    assert list(Entry.objects.order_by("seq").values_list("act", flat=True)) == ["tests.founded", "tests.outer"]
    before = state()
    with pytest.raises(RuntimeError), acts.act("tests.outer", by=system("tests")):
        found()
        raise RuntimeError
    assert state() == before


def test_who_acts_for_whom_stands_in_the_log() -> None:
    someone = uuid4()
    with acts.act("tests.nothing", by=Actor("account", "a", "auditor", instead_of=f"person:{someone}")):
        pass
    assert Entry.objects.get().actor == f"account:a for person:{someone}"


def every_kind_of_log_row() -> None:
    person = uuid4()
    found()
    with acts.act("tests.about", by=system("tests"), person=person):
        pass
    with reads.reading(Actor("account", "a"), purpose="audit", ground="duty", what="tests.page") as look:
        look.showed([person], ["name"])
    sealing.seal_reads()
    checkpoints.make_checkpoint()
    erasing.erase(system("tests"), reason="retention", persons=[person])


LOG_TABLES = ["entry", "payload", "part", "tombstone", "readrecord", "checkpoint"]


@pytest.mark.parametrize("table", LOG_TABLES)
@pytest.mark.parametrize("statement", ["UPDATE audit_{table} SET {column} = {column}", "DELETE FROM audit_{table}"])
def test_the_database_itself_refuses_to_change_the_log(table: str, statement: str) -> None:
    every_kind_of_log_row()
    before = state()
    column = {"payload": "entry_id", "checkpoint": "size", "entry": "seq"}.get(table, "id")
    with maintenance("tests"), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=table, column=column), ())
    assert state() == before


@pytest.mark.engine("postgresql")
@pytest.mark.parametrize("table", LOG_TABLES)
def test_the_log_is_not_emptied_as_a_whole_either(table: str) -> None:
    every_kind_of_log_row()
    with maintenance("tests"), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE audit_{table} CASCADE", ())


def test_a_leaf_is_the_hash_of_the_published_encoding() -> None:
    found()
    entry = Entry.objects.get()
    assert bytes(entry.leaf) != leaf_hash(b"")
    assert verify().findings == ()
