"""Pages of areas, institutions, jobs and endpoints, as roles see and use them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile

from bases.accounts_made import COUNTY, HELD_SINCE, signed_in, viewer_for
from bases.gateway_made import BY, make_body, make_county
from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.accounts.proposals import decide
from xiangxin.office.areas import queries
from xiangxin.office.areas.actions import add_institution, rename_area
from xiangxin.office.areas.models import Area, Institution
from xiangxin.office.areas.new import NewInstitution
from xiangxin.office.audit.models import Entry
from xiangxin.office.jobs.models import Job
from xiangxin.office.jobs.schedule import REGISTERED
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.outbox.events import KINDS, declare
from xiangxin.office.outbox.models import Endpoint
from xiangxin.office.places.tables import periodic_name

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
TOWN, EAST, WEST = f"{COUNTY[:6]}001000", f"{COUNTY[:6]}001001", f"{COUNTY[:6]}001002"
LATER = HELD_SINCE + timedelta(days=60)
ORDER = "测政〔2026〕3号"


@pytest.fixture(autouse=True)
def county() -> None:
    make_county()


def agreed(role: str = Role.SYSTEM_ADMIN) -> None:
    decide(Proposal.objects.get(state="open").id, viewer_for(role), agrees=True)


def change(address: str, /, **fields: Any) -> Any:
    given = {"on": LATER.isoformat(), "document_no": ORDER, "reason": "按文件", **fields}
    return signed_in().post(f"/places/areas/{address}", given)


def test_the_table_of_areas_is_that_of_the_day_asked_about() -> None:
    rename_area(BY, EAST, "东山村", LATER, ORDER)
    client = signed_in(Role.VILLAGE_CADRE, TOWN)
    assert "东岭村" in client.get(f"/places/areas/?on={LATER - timedelta(days=1)}").text
    later = client.get(f"/places/areas/?on={LATER}").text
    assert "东山村" in later
    assert "东岭村" not in later


def test_an_area_shows_what_it_was_and_what_changed() -> None:
    rename_area(BY, EAST, "东山村", LATER, ORDER)
    page = signed_in().get(f"/places/areas/{EAST}/?on={LATER}").text
    assert all(word in page for word in ("东岭村", "东山村", ORDER, "东河镇"))


@pytest.mark.parametrize("code", ["990102000000", "x", "990101001999", "99010100100", "９９０１０１００１００１"])
def test_an_area_of_elsewhere_or_nowhere_is_not_there(code: str) -> None:
    assert signed_in(Role.TOWNSHIP_CADRE, TOWN).get(f"/places/areas/{code}/").status_code in (404, 422)


def test_a_change_waits_for_a_second_person_and_then_is_there() -> None:
    assert change(f"{EAST}/rename/", name="东山村").status_code == 302
    assert queries.area_on(EAST, LATER).name == "东岭村"
    agreed()
    assert queries.area_on(EAST, LATER).name == "东山村"


@pytest.mark.parametrize(
    ("name", "fields", "became"),
    [
        ("add/", {"code": f"{COUNTY[:6]}001009", "level": "village", "name": "新村"}, {"东岭村", "西岭村", "新村"}),
        (f"{EAST}/merge/", {"other": WEST, "code": EAST, "name": "双岭村"}, {"双岭村"}),
        (
            f"{EAST}/split/",
            {"into": f"{EAST} 东岭村\r\n{COUNTY[:6]}001009 北岭村"},
            {"东岭村", "北岭村", "西岭村"},
        ),
        (f"{TOWN}/recode/", {"new_code": f"{COUNTY[:6]}008000"}, {"东岭村", "西岭村"}),
    ],
)
def test_every_kind_of_change_can_be_proposed_and_agreed_to(
    name: str, fields: dict[str, str], became: set[str]
) -> None:
    assert change(name, **fields).status_code == 302
    agreed()
    villages = queries.areas_inside(COUNTY, LATER).filter(level="village")
    assert {one.name for one in villages} == became


@pytest.mark.parametrize(
    ("name", "fields", "words"),
    [
        (f"{EAST}/rename/", {"name": "西岭村"}, "同一上级下已有"),
        (f"{EAST}/rename/", {"name": "东山村", "document_no": "  "}, ""),
        (f"{EAST}/rename/", {"name": "长" * 61}, ""),
        (f"{EAST}/rename/", {"name": "东山村", "on": "2026-02-30"}, ""),
        (f"{EAST}/rename/", {"name": "东山村", "on": HELD_SINCE.isoformat()}, "先后颠倒"),
        (f"{EAST}/split/", {"into": f"{EAST}"}, "第 1 行写法不对"),
        (f"{EAST}/merge/", {"other": "990101009001", "code": EAST, "name": "双岭村"}, "没有代码为"),
        (f"{TOWN}/recode/", {"new_code": "990102008000"}, ""),
        ("add/", {"code": "990102001009", "level": "village", "name": "新村"}, "不在您的管辖范围内"),
    ],
)
def test_a_change_that_cannot_be_is_told_at_its_field_and_proposes_nothing(
    name: str, fields: dict[str, str], words: str
) -> None:
    client = signed_in()
    before = Entry.objects.count()
    given = {"on": LATER.isoformat(), "document_no": ORDER, "reason": "按文件", **fields}
    answer = client.post(f"/places/areas/{name}", given)
    assert answer.status_code == 422
    assert words in answer.text
    assert (Proposal.objects.count(), Area.objects.count()) == (0, 4)
    assert Entry.objects.count() == before


def test_who_does_not_keep_the_areas_proposes_no_change() -> None:
    client = signed_in(Role.TOWNSHIP_CADRE, TOWN)
    assert client.get(f"/places/areas/{EAST}/rename/").status_code == 403
    assert "更名" not in client.get(f"/places/areas/{EAST}/").text


def upload(rows: list[str], name: str = "名单.csv", **fields: Any) -> Any:
    file = SimpleUploadedFile(name, "\n".join(["区划代码,级别,名称", *rows]).encode(), "text/csv")
    given = {"file": file, "on": LATER.isoformat(), "document_no": ORDER, "reason": "年度更新", **fields}
    return signed_in().post("/places/areas/list/", given)


def test_a_list_is_accepted_by_a_second_person_who_reads_the_difference() -> None:
    answer = upload([f"{COUNTY},县,测试县", f"{TOWN},乡镇,东河街道", f"{COUNTY[:6]}001003,village,新村"])
    assert answer.status_code == 302
    assert [str(one) for one in get_messages(answer.wsgi_request)] == ["已提出，等第二个人同意后生效。"]
    agreed()
    assert queries.area_on(TOWN, LATER).name == "东河街道"
    assert queries.area_on(f"{COUNTY[:6]}001003", LATER).name == "新村"
    assert queries.area_on(EAST, LATER).name == "东岭村"


def test_a_list_with_findings_is_shown_row_by_row_and_proposes_nothing() -> None:
    answer = upload([f"{COUNTY},县,测试县", "990102001001,village,外村", "x,village,新村"])
    assert answer.status_code == 422
    assert all(word in answer.text for word in ("不在本县范围内", "不是 12 位区划代码"))
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize(
    ("rows", "name", "words"),
    [
        ([f"{COUNTY},县,测试县"], "名单.csv", "完全一样"),
        ([f"{COUNTY},县,测试县"], "名单.exe", ""),
        ([f"{COUNTY},县,测试县"], "../../etc/passwd", ""),
        (["x" * 2_100_000], "名单.csv", "文件太大"),
    ],
)
def test_a_list_that_is_none_or_says_nothing_new_is_refused(rows: list[str], name: str, words: str) -> None:
    answer = upload(rows, name)
    assert answer.status_code == 422
    assert words in answer.text
    assert Proposal.objects.count() == 0


def test_an_institution_is_added_and_ended_by_two() -> None:
    given = {"kind": "bank", "name": "新银行", "slug": "new-bank", "area": COUNTY, "parent": "", "reason": "开业"}
    assert signed_in().post("/places/institutions/add/", {**given, "on": LATER.isoformat()}).status_code == 302
    agreed()
    row = Institution.objects.get(slug="new-bank")
    assert "新银行" in signed_in().get(f"/places/institutions/?on={LATER}").text
    ended = signed_in().post(f"/places/institutions/{row.id}/end/", {"to_on": LATER.isoformat(), "reason": "停业"})
    assert ended.status_code == 302
    agreed()
    assert Institution.objects.get(slug="new-bank").to_on == LATER


def test_a_chinese_list_of_institutions_shows_no_code_and_no_english_name() -> None:
    made = add_institution(BY, NewInstitution("qinghe-bank", "bank", "青禾农商行", COUNTY, "Qinghe Bank"), HELD_SINCE)
    for address in ("/places/institutions/", f"/places/institutions/{made.id}/"):
        chinese = signed_in().get(address).text
        assert ("青禾农商行" in chinese, "Qinghe Bank" in chinese) == (True, False)
        assert "Qinghe Bank" in signed_in().get(address, headers={"Accept-Language": "en"}).text
    assert "qinghe-bank" not in signed_in().get("/places/institutions/").text


def test_an_institution_lies_in_a_place_that_is_chosen_by_its_name() -> None:
    offered = dict(signed_in().get("/places/institutions/add/").context["form"].fields["area"].choices)
    assert [name.strip() for name in offered.values()] == ["测试县", "东河镇", "东岭村", "西岭村"]
    given = {
        "kind": "bank",
        "name": "外县银行",
        "slug": "far-bank",
        "area": "990102000000",
        "parent": "",
        "reason": "开业",
    }
    assert signed_in().post("/places/institutions/add/", {**given, "on": LATER.isoformat()}).status_code == 422
    assert Proposal.objects.count() == 0


def test_who_agrees_to_an_institution_reads_its_kind_and_the_one_above_in_words() -> None:
    above = make_body()
    given = {"kind": "branch", "name": "东街网点", "slug": "east-branch", "area": COUNTY, "parent": str(above.id)}
    assert (
        signed_in().post("/places/institutions/add/", {**given, "on": LATER.isoformat(), "reason": "开业"}).status_code
        == 302
    )
    page = signed_in(Role.SYSTEM_ADMIN).get(f"/proposals/{Proposal.objects.get().id}/").text
    assert above.name in page
    assert "银行网点" in page
    assert (str(above.id) in page, ">branch<" in page) == (False, False)


def test_an_institution_of_another_county_is_not_there() -> None:
    make_county("990102000000", "邻县")
    row = make_body("bank", "990102000000")
    assert signed_in().get(f"/places/institutions/{row.id}/").status_code == 404
    assert signed_in().get(f"/places/institutions/{uuid4()}/").status_code == 404


def test_a_job_is_started_watched_and_its_file_fetched_by_its_own_person() -> None:
    client = signed_in(Role.TOWNSHIP_CADRE, TOWN)
    page = client.post("/places/jobs/table/")
    row = Job.objects.get()
    assert page["Location"] == f"/places/jobs/{row.id}/"
    running = client.get(page["Location"]).text
    assert f'hx-get="/places/jobs/{row.id}/"' in running
    assert f"/places/jobs/{row.id}/cancel/" in running.split('class="progress-job"')[1].split("</section>")[0]
    work_off()
    done = client.get(page["Location"]).text
    assert "/cancel/" not in done
    assert "hx-trigger" not in done.split('class="progress-job"')[1].split(">")[0]
    file = b"".join(client.get(f"/places/jobs/{row.id}/file/result/").streaming_content)  # type: ignore[attr-defined]
    assert "东岭村".encode() in file
    assert "测试县".encode() not in file
    other = signed_in(Role.TOWNSHIP_CADRE, TOWN)
    assert other.get(f"/places/jobs/{row.id}/").status_code == 404
    assert other.get(f"/places/jobs/{row.id}/file/result/").status_code == 404
    assert other.post(f"/places/jobs/{row.id}/cancel/").status_code == 404
    assert client.get(f"/places/jobs/{row.id}/file/failures/").status_code == 404
    assert client.get("/places/jobs/").text.count(f"/places/jobs/{row.id}/") == 1


def test_who_runs_the_machine_sees_all_jobs_and_no_file() -> None:
    signed_in(Role.TOWNSHIP_CADRE, TOWN).post("/places/jobs/table/")
    work_off()
    row = Job.objects.get()
    admin = signed_in(Role.SYSTEM_ADMIN)
    assert f"/places/jobs/{row.id}/" in admin.get("/places/jobs/all/").text
    assert "/file/result/" not in admin.get(f"/places/jobs/{row.id}/").text
    assert admin.get(f"/places/jobs/{row.id}/file/result/").status_code == 404
    assert signed_in(Role.AUDITOR).get("/places/jobs/all/").status_code == 403


def test_periodic_work_of_every_room_has_words() -> None:
    ours = [name for name in REGISTERED if not name.startswith("test.")]
    assert [name for name in ours if periodic_name(name) == name] == []


def test_a_job_that_waits_can_be_cancelled_once() -> None:
    client = signed_in()
    client.post("/places/jobs/table/")
    row = Job.objects.get()
    assert client.get(f"/places/jobs/{row.id}/cancel/").status_code == 405
    assert client.post(f"/places/jobs/{row.id}/cancel/").status_code == 302
    assert "已停止" in client.get(f"/places/jobs/{row.id}/").text
    assert client.post(f"/places/jobs/{row.id}/cancel/").status_code == 409


def test_an_endpoint_is_opened_by_two_and_ended_by_one() -> None:
    declare("test.page", Text("测试", "A test"), ("on",))
    try:
        body = make_body("bank")
        client = signed_in(Role.SYSTEM_ADMIN)
        address = f"/places/institutions/{body.id}/endpoints/"
        given = {"url": "https://systems.example/in", "kinds": ["test.page"], "reason": "对接"}
        assert client.post(f"{address}add/", {**given, "url": "https://10.0.0.1/in"}).status_code == 422
        assert client.post(f"{address}add/", given).status_code == 302
        assert Endpoint.objects.count() == 0
        agreed(Role.SECURITY_ADMIN)
        row = Endpoint.objects.get()
        told = client.post(f"{address}{row.id}/secret/")
        assert "whsec_" in told.text
        assert told["Cache-Control"] == "no-store"
        assert "whsec_" not in client.get(address).text
        assert signed_in().get(address).status_code == 403
        assert signed_in(Role.SECURITY_ADMIN).post(f"{address}{row.id}/end/").status_code == 302
        assert Endpoint.objects.get().ended_at is not None
    finally:
        KINDS.pop("test.page")


def test_the_pages_speak_english_too() -> None:
    client = signed_in()
    page = client.get("/places/areas/", headers={"Accept-Language": "en"}).text
    assert "Import a list of areas" in page
