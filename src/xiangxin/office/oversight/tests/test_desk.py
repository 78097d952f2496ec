"""The auditor's desk: the log is searched, an entry is proven off line, checkpoints are compared, all is verified."""

from __future__ import annotations

import json
import re
from datetime import date
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
from xiangxin.office.accounts.words import all_acts
from xiangxin.office.areas.models import Area
from xiangxin.office.audit import acts, triggers
from xiangxin.office.audit.actor import Actor, account, system
from xiangxin.office.audit.checkpoints import make_checkpoint
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry, Payload, PendingRead
from xiangxin.office.audit.naming import signer
from xiangxin.office.audit.witnesses import add_witness, offer
from xiangxin.office.jobs.models import Job
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.parties.models import Person
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
    for given in ({"act": "consent.given"}, {"actor": "token:"}, {"area": "11"}, {"to": "2020-01-01"}):
        assert "没有符合条件的内容" in text_of(desk.get(reverse("oversight:log"), given)), given


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"act": "accounts.dreamt"}, "没有“accounts.dreamt”这个选项"),
        ({"actor": "nobody-like-that"}, "没有这样的登录名或岗位"),
        ({"person": "x"}, "不是本人编号"),
        ({"area": "青禾"}, "没有叫这个名字的区划"),
        ({"area": "9901010000000"}, "区划代码只有数字"),
        ({"from": "2026-02-30"}, "“2026-02-30”不是日期"),
        ({"to": "9999-12-31"}, "“9999-12-31”不是日期"),
    ],
)
def test_what_cannot_be_searched_for_is_told_at_its_field_and_shows_no_row(
    desk: Client, given: dict[str, str], said: str
) -> None:
    answer = desk.get(reverse("oversight:log"), given)
    page = text_of(answer)
    name = next(iter(given))
    assert answer.status_code == 200
    assert f'id="log-{name}-error"><li>{said}' in page
    assert f'aria-describedby="log-{name}-error"' in page
    assert "有条件填得不对" in page
    assert "/oversight/log/0/" not in page


def test_what_is_no_id_of_a_person_is_stopped_in_the_browser_before_it_stands_in_an_address(desk: Client) -> None:
    field = re.search(r'<input [^>]*id="log-person"[^>]*>', text_of(desk.get(reverse("oversight:log"))))
    assert field is not None
    pattern = re.search(r' pattern="([^"]+)"', field[0])
    assert pattern is not None
    assert re.fullmatch(pattern[1], str(uuid4()))
    assert not re.fullmatch(pattern[1], "990101198804091014")


def test_the_log_is_searched_by_login_and_by_post_and_says_who(desk: Client) -> None:
    cadre = make_account(Role.VILLAGE_CADRE, login="zhao.cadre")
    other = make_account(Role.VILLAGE_CADRE, login="qian.cadre")
    keeper = make_account(Role.STATION_KEEPER, login="sun.station")
    made = {}
    doers = {"zhao": str(cadre.id), "qian": str(other.id), "sun": str(keeper.id)}
    for name, id_ in doers.items():
        with acts.act("tests.done", by=account(UUID(id_))) as done:
            pass
        made[name] = done.entry
    with acts.act("tests.done", by=Actor("account", doers["sun"], instead_of=f"account:{doers['zhao']}")) as done:
        pass
    made["instead"] = done.entry

    def found(typed: str) -> set[str]:
        page = text_of(desk.get(reverse("oversight:log"), {"actor": typed, "rows": "100"}))
        return {name for name, entry in made.items() if entry and f'"/oversight/log/{entry.seq}/"' in page}

    assert found("zhao.cadre") == {"zhao", "instead"}
    assert found("ZHAO") == {"zhao", "instead"}
    assert found("村干部") == {"zhao", "qian", "instead"}
    assert found("station_keeper") == {"sun", "instead"}
    assert found(f"account:{other.id}") == {"qian"}
    assert "qian.cadre" in text_of(desk.get(reverse("oversight:log"), {"actor": "qian.cadre"})).split("<tbody>")[1]


def test_acts_of_every_room_can_be_chosen_those_of_accounts_too(desk: Client) -> None:
    page = text_of(desk.get(reverse("oversight:log"), {"act": "accounts.signed_in"}))
    assert '<option value="accounts.signed_in" selected>登录</option>' in page
    for act in all_acts():
        assert f'<option value="{act}"' in page, act


def test_a_search_for_a_person_finds_their_rows_inside_an_act_about_many(desk: Client, person: UUID) -> None:
    other = make_person("李四").id
    with acts.act("tests.loaded", by=system("tests")) as done:
        for one in Person.objects.filter(id__in=[person, other]):
            one.save()
            done.wrote(one)
    assert done.entry is not None
    assert done.entry.person is None
    link = f'"/oversight/log/{done.entry.seq}/"'
    assert link in text_of(desk.get(reverse("oversight:log"), {"person": str(person)}))
    assert link in text_of(desk.get(reverse("oversight:log"), {"person": str(other)}))
    assert link not in text_of(desk.get(reverse("oversight:log"), {"person": str(make_person("王五").id)}))
    assert looks_at(person) == [("oversight.log", "duty", "auditor", "log")]


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
    assert "登记、送达告知 <small>register</small>" in page
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


def test_tables_of_the_desk_sort_and_checkpoints_and_witnesses_leave_as_files(desk: Client, person: UUID) -> None:
    make_checkpoint()
    add_witness(system("tests"), "人民银行", "https://witness.example", date(2026, 1, 1))
    add_witness(system("tests"), "监管", "https://other.example", date(2026, 1, 2))
    address = reverse("oversight:checkpoints")
    page = text_of(desk.get(address, {"w-sort": "-from"}))
    assert page.index("监管") < page.index("人民银行")
    assert "可不填" not in page
    for query in ({"as": "xlsx"}, {"w-as": "xlsx"}):
        answer = desk.get(address, query)
        assert answer["Content-Type"].startswith("application/vnd.openxmlformats"), query
    for column in ("act", "actor", "area", "purpose", "rows"):
        assert desk.get(reverse("oversight:log"), {"sort": f"-{column}"}).status_code == 200
        assert f"sort={column}" in text_of(desk.get(reverse("oversight:log"), {"sort": f"-{column}"}))


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.AUDIT_ADMIN, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN])
def test_auditors_and_administrators_see_who_keeps_checkpoints_and_whether_each_answered(role: Role) -> None:
    bank = add_witness(system("tests"), "人民银行", "http://127.0.0.1:9/", date(2026, 1, 1))
    make_checkpoint()
    offer(bank)
    add_witness(system("tests"), "监管", "https://other.example", date(2126, 1, 2))
    client = Client()
    sign_in(client, make_account(role))
    page = text_of(client.get(reverse("oversight:witnesses")))
    assert "人民银行" in page
    assert "连不上：没有程序在听" in page
    assert "还没有送过" in page
    assert "<form" not in page.partition("<main")[2].partition("</main")[0]
    assert client.post(reverse("oversight:witnesses")).status_code == 405


def test_areas_are_named_and_searched_by_name_and_the_sealer_stands_aside_until_asked_for(desk: Client) -> None:
    with maintenance("tests"):
        Area(code="990101100299", level="village", name="月亮湾村", from_on=date(2026, 1, 1)).save()
    with acts.act("tests.done", by=system("tests"), area="990101100299") as done:
        pass
    with acts.act("reads.sealed", by=system("sealer")) as sealed:
        pass
    assert done.entry
    assert sealed.entry

    def links(**given: str) -> tuple[bool, bool]:
        page = text_of(desk.get(reverse("oversight:log"), {"rows": "100", **given}))
        return tuple(f'"/oversight/log/{one.seq}/"' in page for one in (done.entry, sealed.entry) if one)  # type: ignore[return-value]

    assert "月亮湾村" in text_of(desk.get(reverse("oversight:log")))
    assert links() == (True, False)
    assert links(sealer="shown") == (True, True)
    assert links(actor="system:sealer") == (False, True)
    assert links(area="月亮湾") == (True, False)
