"""The auditor's desk: the log is searched, an entry is proven off line, checkpoints are compared, all is verified."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from bases.accounts_made import make_account, sign_in
from bases.parties_made import make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit import triggers
from xiangxin.office.audit.checkpoints import make_checkpoint
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry, Payload, PendingRead
from xiangxin.office.audit.naming import signer
from xiangxin.office.jobs.models import Job
from xiangxin.office.jobs.worker import work_off
from xiangxin.proof.standalone import check_chain

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture
def person() -> UUID:
    return make_person().id


@pytest.fixture
def desk(person: UUID) -> Client:
    client = Client()
    sign_in(client, make_account(Role.AUDITOR))
    return client


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def about(person: UUID) -> Entry:
    found = Entry.objects.filter(person=person, rows_count__gt=0).first()
    assert found is not None
    return found


def looks_at(person: UUID) -> list[tuple[str, str, str, str]]:
    rows = PendingRead.objects.filter(person=person, purpose="audit").order_by("at")
    return [(row.what, row.ground, row.role, row.fields) for row in rows]


def checked(file: bytes, folder: Path) -> int:
    (folder / "file").write_bytes(file)
    return check_chain.main(["decision", str(folder / "file"), "--key", signer().verifier().write()])


def test_the_log_says_in_words_what_was_done_and_narrows_by_act_area_actor_and_day(desk: Client, person: UUID) -> None:
    page = text_of(desk.get(reverse("oversight:log")))
    assert "登记了一个人" in page
    assert "登录" in page
    entry = about(person)
    for given in ({"act": entry.act}, {"actor": entry.actor}, {"area": str(entry.area)}):
        assert f'href="{reverse("oversight:entry", args=[entry.seq])}"' in text_of(
            desk.get(reverse("oversight:log"), given)
        )
    for given in ({"act": "consent.given"}, {"actor": "token:"}, {"area": "11"}, {"to": "2020-01-01"}, {"person": "x"}):
        assert "没有符合条件的内容" in text_of(desk.get(reverse("oversight:log"), given)), given


def test_a_search_for_a_person_is_a_look_at_that_person_and_nothing_else_is(desk: Client, person: UUID) -> None:
    desk.get(reverse("oversight:log"))
    desk.get(reverse("oversight:log"), {"person": "not an id"})
    assert looks_at(person) == []
    desk.get(reverse("oversight:log"), {"person": str(person)})
    assert looks_at(person) == [("oversight.log", "duty", "auditor", "log")]


def test_an_entry_shows_its_head_what_it_says_and_its_rows_and_is_noted(desk: Client, person: UUID) -> None:
    entry = about(person)
    page = text_of(desk.get(reverse("oversight:entry", args=[entry.seq])))
    assert "登记了一个人" in page
    assert "parties_person" in page
    assert str(person) in page
    assert "还没有检查点覆盖" in page
    assert looks_at(person) == [("oversight.entry", "duty", "auditor", "log")]
    make_checkpoint()
    assert "内容和哈希一致，已被" in text_of(desk.get(reverse("oversight:entry", args=[entry.seq])))


def test_an_entry_that_is_not_there_is_told_so(desk: Client) -> None:
    for number in (Entry.objects.count() + 5, 10**30):
        assert desk.get(f"/oversight/log/{number}/").status_code == 404
        assert desk.get(f"/oversight/log/{number}/decision.json").status_code == 404
        assert desk.get(f"/oversight/checkpoints/{number}.checkpoint").status_code == 404


def test_one_entry_leaves_as_a_file_that_the_checker_accepts_and_no_changed_byte(
    desk: Client, person: UUID, tmp_path: Path
) -> None:
    make_checkpoint()
    entry = about(person)
    answer = desk.get(reverse("oversight:decision", args=[entry.seq]))
    assert answer["Content-Disposition"] == f'attachment; filename="decision-{entry.seq}.json"'
    content = json.loads(answer.content)
    assert (content["entry"]["person"], len(content["rows"])) == (str(person), entry.rows_count)
    assert content["payload"] is not None
    assert checked(answer.content, tmp_path) == 0
    for place in range(0, len(answer.content), 97):
        changed = bytearray(answer.content)
        changed[place] ^= 1
        assert checked(bytes(changed), tmp_path) != 0, place
    assert ("oversight.decision", "duty", "auditor", "log") in looks_at(person)


def test_an_entry_without_its_content_is_proven_all_the_same(desk: Client, person: UUID, tmp_path: Path) -> None:
    entry = about(person)
    triggers.remove(connection)
    with maintenance("tests"):
        Payload.objects.filter(entry=entry).delete()
    make_checkpoint()
    assert "内容已依法抹去" in text_of(desk.get(reverse("oversight:entry", args=[entry.seq])))
    assert checked(desk.get(reverse("oversight:decision", args=[entry.seq])).content, tmp_path) == 0


def test_before_a_checkpoint_there_is_no_file_and_from_a_rewritten_log_none(desk: Client, person: UUID) -> None:
    entry = about(person)
    address = reverse("oversight:decision", args=[entry.seq])
    early = desk.get(address)
    assert early.status_code == 409
    assert "还没有检查点" in text_of(early)
    make_checkpoint()
    triggers.remove(connection)
    with maintenance("tests"):
        Entry.objects.filter(seq=entry.seq).update(area="990101000000")
    answer = desk.get(address)
    assert answer.status_code == 409
    assert "对不上" in text_of(answer)
    assert "数据库被改过" in text_of(desk.get(reverse("oversight:entry", args=[entry.seq])))


def test_the_whole_log_leaves_as_lines_that_the_checker_accepts_and_everybody_in_it_is_told(
    desk: Client, person: UUID, tmp_path: Path
) -> None:
    made = make_checkpoint()
    assert made is not None
    answer = desk.post(reverse("oversight:export"))
    row = Job.objects.get()
    assert answer["Location"] == reverse("places:job", args=[row.id])
    work_off()
    file = desk.get(reverse("places:job_file", args=[row.id, "result"]))
    (tmp_path / "log").write_bytes(b"".join(file.streaming_content))  # type: ignore[attr-defined]
    (tmp_path / "checkpoint").write_text(made.text, encoding="utf-8")
    given = ["log", str(tmp_path / "log"), "--checkpoint", str(tmp_path / "checkpoint")]
    assert check_chain.main([*given, "--key", signer().verifier().write()]) == 0
    assert len((tmp_path / "log").read_text("utf-8").splitlines()) == made.size + 1
    assert looks_at(person) == [("oversight.export", "duty", "auditor", "log")]


def test_a_checkpoint_kept_elsewhere_is_compared_pasted_or_as_a_file(desk: Client, person: UUID) -> None:
    made = make_checkpoint()
    assert made is not None
    kept = desk.get(reverse("oversight:checkpoint", args=[made.size])).content
    assert kept.decode() == made.text
    address = reverse("oversight:checkpoints")
    make_person("李后来")
    assert "接得上" in text_of(desk.post(address, {"text": made.text.replace("\n", "\r\n")}))
    assert "接得上" in text_of(desk.post(address, {"text": made.text.strip()}))
    assert "接得上" in text_of(desk.post(address, {"file": SimpleUploadedFile("a.checkpoint", kept)}))
    assert "签名不对" in text_of(desk.post(address, {"text": made.text.replace(f"\n{made.size}\n", "\n1\n")}))
    assert "签名不对" in text_of(desk.post(address, {"file": SimpleUploadedFile("a.checkpoint", b"\xff\x00")}))


def test_a_checkpoint_of_a_log_that_was_rewritten_or_cut_does_not_continue(desk: Client, person: UUID) -> None:
    made = make_checkpoint()
    assert made is not None
    triggers.remove(connection)
    with maintenance("tests"):
        Entry.objects.filter(seq=0).update(leaf=b"\x00" * 32)
        made.__class__.objects.all().delete()
    assert "接不上" in text_of(desk.post(reverse("oversight:checkpoints"), {"text": made.text}))


@pytest.mark.parametrize("given", [{}, {"text": "  "}, {"text": "a", "file": SimpleUploadedFile("a", b"a")}])
def test_nothing_to_compare_and_both_at_once_are_told_at_the_field(desk: Client, given: dict[str, Any]) -> None:
    answer = desk.post(reverse("oversight:checkpoints"), given)
    assert answer.status_code == 422
    assert "没有可以比对的检查点" in text_of(answer)


def test_a_file_that_is_no_checkpoint_is_refused_by_its_size(desk: Client) -> None:
    file = SimpleUploadedFile("a", b"a" * 20_000)
    answer = desk.post(reverse("oversight:checkpoints"), {"file": file})
    assert answer.status_code == 422
    assert "这不像一个检查点" in text_of(answer)


def test_the_verification_runs_in_the_background_and_tells_what_differs(desk: Client, person: UUID) -> None:
    address = reverse("oversight:verification")
    assert "还没有核对过" in text_of(desk.get(address))
    desk.post(address)
    assert "还没有结果" in text_of(desk.get(address))
    work_off()
    assert "没有发现任何不一致" in text_of(desk.get(address))
    triggers.remove(connection)
    with maintenance("tests"):
        Entry.objects.filter(seq=0).update(actor=f"account:{uuid4()}")
    desk.post(address)
    work_off()
    page = text_of(desk.get(address))
    assert "没有发现任何不一致" not in page
    assert 'class="note note-bad"' in page
    other = Client()
    sign_in(other, make_account(Role.AUDIT_ADMIN))
    assert "还没有核对过" in text_of(other.get(address))
