"""What law deletes is gone for good, and the log still verifies; what was not to be deleted stays."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from bases.accounts_made import make_account
from bases.tamper import insert_a_copy
from xiangxin.office.accounts.models import Account, Post
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit import acts, checkpoints, erasing, reads, sealing, triggers
from xiangxin.office.audit.actor import Actor, system
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.erasing import entries_about, erase, forget
from xiangxin.office.audit.errors import LogTouched
from xiangxin.office.audit.models import Entry, Part, Payload, ReadRecord, Tombstone
from xiangxin.office.audit.queries import payload_of
from xiangxin.office.audit.verify import verify
from xiangxin.office.oversight.payload import decode

pytestmark = pytest.mark.django_db(databases=["default", "reads"])

WHO = system("tests")


def codes() -> list[str]:
    return [finding.code for finding in verify().findings]


def told_about(person: UUID) -> Entry:
    with acts.act("tests.told", by=WHO, person=person, payload={"code": "secret"}) as done:
        pass
    assert done.entry is not None
    return done.entry


def remove(account: Account) -> None:
    with acts.act("tests.removed", by=WHO) as done:
        posts = list(Post.objects.filter(account=account))
        done.removed(*posts, account)
        Post.objects.filter(account=account).delete()
        Account.objects.filter(id=account.id).delete()


def bare(person: UUID) -> list[tuple[object, ...]]:
    return list(Part.objects.filter(person=person).values_list("salt", "cells"))


def test_what_an_entry_says_is_gone_and_its_head_stays() -> None:
    entry = told_about(uuid4())
    other = told_about(uuid4())
    assert erase(WHO, reason="cool_off", entries=[entry.seq]) == 1
    assert list(Payload.objects.values_list("entry_id", flat=True)) == [other.seq, other.seq + 1]
    assert Entry.objects.get(seq=entry.seq).act == "tests.told"
    assert codes() == []


def test_a_person_s_rows_and_payloads_are_erased_and_nobody_else_s() -> None:
    person, other = uuid4(), uuid4()
    mine, theirs = make_account("household", person=person), make_account("household", person=other)
    told_about(person)
    kept = told_about(other)
    remove(mine)
    made = Part.objects.filter(table="accounts_account", key=str(mine.id)).count()
    assert (made, len(bare(person))) == (2, 2)
    assert erase(WHO, reason="retention", persons=[person]) == 2
    assert bare(person) == [(None, None), (None, None)]
    assert all(salt and cells for salt, cells in bare(other))
    assert Payload.objects.filter(entry_id=kept.seq).exists()
    assert Account.objects.filter(id=theirs.id).exists()
    assert codes() == []


def test_what_is_due_is_forgotten_some_in_an_act_and_where_nothing_is_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(erasing, "ROWS_AN_ACT", 2)
    posts = [make_account("auditor").posts.get() for _ in range(4)]
    with acts.act("tests.told", by=WHO, about=posts[0], payload={"code": "secret"}) as done:
        pass
    due = Post.objects.filter(id__in=[post.id for post in posts[:3]])
    before = Entry.objects.count()
    assert forget(WHO, "tests.forgotten", due, "retention", {"on": "2026-06-01"}, counted="posts", said=True) == 3
    assert list(Post.objects.values_list("id", flat=True)) == [posts[3].id]
    acts_of = Entry.objects.filter(act="tests.forgotten").order_by("seq")
    assert [decode(payload_of(one) or b"") for one in acts_of] == [
        {"on": "2026-06-01", "posts": 2},
        {"on": "2026-06-01", "posts": 1},
    ]
    assert done.entry is not None
    assert not Payload.objects.filter(entry=done.entry).exists()
    assert entries_about(posts) == [done.entry.seq]
    written = Part.objects.filter(table="accounts_post", key__in=[str(post.id) for post in posts[:3]], op="write")
    assert list(written.values_list("salt", "cells")) == [(None, None)] * 3
    after = Entry.objects.count()
    assert after == before + 4
    assert forget(WHO, "tests.forgotten", due, "retention") == 0
    assert Entry.objects.count() == after
    assert codes() == []


def test_a_row_that_lives_on_keeps_its_salts() -> None:
    person = uuid4()
    make_account("household", person=person)
    assert erase(WHO, reason="retention", persons=[person]) == 0
    assert all(salt and cells for salt, cells in bare(person))
    assert codes() == []


def test_erasing_twice_erases_once() -> None:
    person = uuid4()
    entry = told_about(person)
    assert erase(WHO, reason="retention", persons=[person], entries=[entry.seq]) == 1
    before = Entry.objects.count(), Tombstone.objects.count()
    assert erase(WHO, reason="retention", persons=[person], entries=[entry.seq, 999]) == 0
    assert (Entry.objects.count(), Tombstone.objects.count()) == before


def test_a_row_that_is_deleted_after_its_erasure_in_the_same_act_verifies() -> None:
    account = make_account()
    with acts.act("tests.removed", by=WHO) as done:
        posts = list(Post.objects.filter(account=account))
        done.removed(*posts, account)
        erase(WHO, reason="retention", rows=[("accounts_account", str(account.id))])
        Post.objects.filter(account=account).delete()
        Account.objects.filter(id=account.id).delete()
    assert codes() == []


def test_that_somebody_looked_is_not_erased() -> None:
    person = uuid4()
    with reads.reading(Actor("account", "a"), purpose="audit", ground="duty", what="tests.page") as look:
        look.showed([person], ["name"])
    sealing.seal_reads()
    told_about(person)
    erase(WHO, reason="retention", persons=[person])
    assert ReadRecord.objects.filter(person=person).count() == 1
    assert codes() == []


def test_a_row_that_comes_back_after_its_erasure_is_named() -> None:
    make_account()
    rows = [("accounts_post", str(post.id)) for post in Post.objects.all()]
    (post,) = Post.objects.all()
    with acts.act("tests.removed", by=WHO) as done:
        done.removed(post)
        Post.objects.filter(id=post.id).delete()
    erase(WHO, reason="retention", rows=rows)
    assert codes() == []
    with maintenance("tests"):
        Post.objects.bulk_create([post])
    assert codes() == ["row_returned"]


def test_a_row_that_stays_though_it_was_erased_is_named() -> None:
    account = make_account()
    erase(WHO, reason="retention", rows=[("accounts_account", str(account.id))])
    assert codes() == ["row_not_erased"]


def test_nothing_but_erasing_takes_a_payload_or_a_salt_away() -> None:
    entry = told_about(uuid4())
    with acts.act("tests.nothing", by=WHO):
        with pytest.raises(LogTouched), transaction.atomic():
            Payload.objects.filter(entry=entry).delete()
        with pytest.raises(LogTouched), transaction.atomic():
            Part.objects.update(salt=None)
    assert Payload.objects.filter(entry=entry).exists()


def test_a_payload_taken_away_behind_the_application_s_back_is_named_and_so_is_a_forged_tombstone() -> None:
    entry = told_about(uuid4())
    erase(WHO, reason="retention", entries=[told_about(uuid4()).seq])
    triggers.remove(connection)
    with maintenance("tests"):
        Payload.objects.filter(entry=entry).delete()
    assert codes() == ["payload_changed"]
    insert_a_copy(Tombstone.objects.get(), entry_id=entry.seq)
    assert codes() == ["row_unlogged"]


def test_a_salt_taken_away_behind_the_application_s_back_is_named() -> None:
    make_account()
    triggers.remove(connection)
    with maintenance("tests"):
        Part.objects.filter(table="accounts_post").update(salt=None, cells=None)
    assert set(codes()) == {"rows_changed", "row_not_erased"}


def test_a_log_that_was_erased_from_meets_its_earlier_checkpoint() -> None:
    entry = told_about(uuid4())
    assert checkpoints.make_checkpoint() is not None
    erase(WHO, reason="retention", entries=[entry.seq])
    assert checkpoints.make_checkpoint() is not None
    verdict = verify()
    assert (verdict.checkpoints, verdict.findings) == (2, ())
    assert Institution.objects.count() == 0
