"""Whoever looks at a person says why before, and the note of it is there when the answer leaves."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError

from bases.accounts_made import make_account
from xiangxin.office.audit import acts, reads
from xiangxin.office.audit.actor import Actor, system
from xiangxin.office.audit.errors import LookNotNoted, ReadNotTold, WriteOutsideAct
from xiangxin.office.audit.models import Entry, PendingRead, ReadRecord
from xiangxin.office.audit.queries import notes_of
from xiangxin.office.audit.sealing import seal_reads
from xiangxin.office.audit.verify import verify
from xiangxin.office.parties.models import Person

pytestmark = pytest.mark.django_db(databases=["default", "reads"])

WHO = Actor("account", "a", "auditor")


def look(*persons: Any) -> None:
    with reads.reading(WHO, purpose="audit", ground="duty", what="tests.page") as reading:
        list(Person.objects.values_list("id"))
        reading.showed(persons, ["name"])


def test_a_look_is_noted_for_each_person_with_its_fields() -> None:
    one, other = uuid4(), uuid4()
    look(one, other)
    noted = PendingRead.objects.values_list("person", "actor", "role", "purpose", "ground", "what", "fields")
    assert sorted(noted, key=str) == sorted(
        [(person, "account:a", "auditor", "audit", "duty", "tests.page", "name") for person in (one, other)], key=str
    )


def test_to_read_and_not_say_whose_is_refused() -> None:
    with pytest.raises(ReadNotTold), reads.reading(WHO, purpose="audit", ground="duty", what="tests.page"):
        list(Person.objects.values_list("id"))
    assert PendingRead.objects.count() == 0


def test_what_cannot_be_noted_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_rest: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(reads, "insert", refuse)
    with pytest.raises(LookNotNoted) as caught:
        look(uuid4())
    assert caught.value.status == 503


def test_a_look_writes_nothing() -> None:
    person = uuid4()
    with pytest.raises(WriteOutsideAct), reads.reading(WHO, purpose="audit", ground="duty", what="tests.page"):
        Person.objects.filter(id=person).update(area="990101001001")


def test_an_act_inside_a_look_may_write() -> None:
    with reads.reading(WHO, purpose="audit", ground="duty", what="tests.page") as reading:
        list(Person.objects.values_list("id"))
        reading.showed_nobody()
        make_account()
    assert Entry.objects.count() == 1


def test_sealed_and_waiting_notes_are_shown_together_and_once() -> None:
    person = uuid4()
    look(person)
    assert seal_reads() == 1
    look(person)
    assert [read.what for notes in notes_of(person) for read in notes] == ["tests.page", "tests.page"]
    assert (ReadRecord.objects.count(), PendingRead.objects.count()) == (1, 1)
    assert [list(notes) for notes in notes_of(uuid4())] == [[], []]


def test_many_notes_are_one_entry() -> None:
    look(*(uuid4() for _ in range(30)))
    assert seal_reads() == 30
    entry = Entry.objects.get()
    assert (entry.act, entry.rows_count) == ("reads.sealed", 30)
    assert verify().clean


def test_a_sealer_that_was_killed_between_the_databases_seals_nothing_twice() -> None:
    look(uuid4())
    waiting = list(PendingRead.objects.all())
    assert seal_reads() == 1
    PendingRead.objects.bulk_create(waiting)
    assert seal_reads() == 0
    assert (ReadRecord.objects.count(), PendingRead.objects.count(), Entry.objects.count()) == (1, 0, 1)


def test_system_is_named_as_such() -> None:
    with acts.act("tests.nothing", by=system("sealer")):
        pass
    assert Entry.objects.get().actor == "system:sealer"
