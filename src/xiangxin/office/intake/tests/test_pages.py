"""The pages: a file goes in, is looked at, submitted, agreed to; who may see what."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bases.accounts_made import make_account, sign_in
from bases.consent_made import make_consent, make_institution
from bases.intake_made import ON, filled, make_agreement
from bases.office_home import PERSON_KEY
from bases.parties_made import VILLAGE, id_number, make_person
from xiangxin.interop.book import open_book
from xiangxin.interop.content import Content
from xiangxin.kernel.ids import IdNumber, check_id_number, person_id
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import PendingRead
from xiangxin.office.creditfile.models import Fact
from xiangxin.office.intake.catalog import forms
from xiangxin.office.intake.models import Submission
from xiangxin.office.jobs.worker import work_off

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


def somebody(role: Role, institution: Institution | None = None, area: str = "990101000000") -> tuple[Client, Viewer]:
    client = Client()
    return client, sign_in(client, make_account(role, area, institution))


def upload(client: Client, form: str, content: bytes, **more: str) -> str:
    """Send a file over the page; the address of the submission."""
    file = SimpleUploadedFile("六月.xlsx", content)
    answer = client.post(reverse("intake:send", args=[form]), {"file": file, "area": "990101000000", **more})
    assert answer.status_code == 302, answer.content.decode()
    work_off()
    return str(answer["Location"])


def row_of(number: str, **changes: object) -> dict[str, object]:
    return {
        "id_number": number, "name": "张小三", "amount_fen": 12000, "happened_on": date(2026, 4, 1),
        "document_no": "（2026）虚01执77号", "authority": "虚构县法院", **changes,
    }  # fmt: skip


def test_a_provider_sends_and_the_county_office_agrees() -> None:
    number = id_number()
    person = make_person("张小三", VILLAGE, number=number)
    make_consent(person.id, purpose="evaluation")
    court = make_institution("provider")
    client, viewer = somebody(Role.DATA_PROVIDER, court)
    agreement = make_agreement(viewer)
    unknown = id_number()
    content = filled("court_enforcement", [row_of(number), row_of(unknown, document_no="（2026）虚01执78号")])
    address = upload(client, "court_enforcement", content, agreement=str(agreement.id))
    page = client.get(address).content.decode()
    assert "提交给第二个人" in page
    assert "下载退回的 1 行" in page
    back = client.get(f"{address}returned/")
    with open_book(Content("退回.xlsx", data=back.content)) as book:
        cells = [str(cell) for sheet in book.sheets for row in sheet.read() for cell in row]
    assert any("有效同意" in cell for cell in cells)
    asked = check_id_number(unknown)
    assert isinstance(asked, IdNumber)
    (note,) = PendingRead.objects.filter(what="intake.returned")
    assert (note.person, note.purpose, note.fields) == (
        person_id(asked, PERSON_KEY),
        "evaluation",
        "id_number_whole,name_whole",
    )
    assert client.post(f"{address}propose/", {"reason": "六月报送"}).status_code == 302
    assert client.post(f"{address}agree/", {"words": ""}).status_code in (403, 404)
    other, _ = somebody(Role.COUNTY_OFFICE)
    proposal = Submission.objects.get().proposal
    assert proposal is not None
    decision = other.get(reverse("accounts:proposal", args=[proposal])).content.decode()
    assert f'href="{address}">先看里面的内容' in decision
    before = PendingRead.objects.filter(what="intake.rows").count()
    shown = other.get(f"{address}rows/new/").content.decode()
    assert "1.2 万元" in shown
    assert number not in shown
    assert PendingRead.objects.filter(what="intake.rows", person=person.id).count() == before + 1
    assert "同意入档" in other.get(address).content.decode()
    assert other.get(f"{address}returned/").status_code == 404
    assert other.post(f"{address}agree/", {"words": ""}).status_code == 302
    work_off()
    assert "已于" in client.get(address).content.decode()
    with maintenance("tests"):
        assert Fact.objects.get().amount_fen == 1_200_000


def test_every_form_has_a_template_that_opens_and_a_page() -> None:
    for role, institution in (
        (Role.DATA_PROVIDER, make_institution("provider")),
        (Role.ACCOUNT_MANAGER, make_institution("bank")),
        (Role.TOWNSHIP_CADRE, None),
    ):
        client, _ = somebody(role, institution, "990101000000" if institution else "990101100000")
        page = client.get(reverse("intake:forms")).content.decode()
        names = [form for form in forms() if f'href="/intake/send/{form}/"' in page]
        assert names
        for name in names:
            answer = client.get(reverse("intake:template", args=[name]))
            with open_book(Content("表.xlsx", data=answer.content)) as book:
                assert len(book.sheets) in (2, 3)
            assert client.get(reverse("intake:send", args=[name])).status_code == 200


def test_another_institution_sees_nothing_of_a_submission() -> None:
    client, viewer = somebody(Role.DATA_PROVIDER, make_institution("provider"))
    agreement = make_agreement(viewer)
    address = upload(
        client, "court_enforcement", filled("court_enforcement", [row_of(id_number())]), agreement=str(agreement.id)
    )
    stranger, _ = somebody(Role.DATA_PROVIDER, make_institution("provider"))
    bank, _ = somebody(Role.ACCOUNT_MANAGER, make_institution("bank"))
    for path in ("", "rows/new/", "findings/", "returned/"):
        assert {one.get(address + path).status_code for one in (stranger, bank)} == {404}, path
    assert Submission.objects.get().number not in stranger.get(reverse("intake:submissions")).content.decode()


def test_what_is_wrong_with_a_file_stands_at_the_field_and_nothing_is_kept() -> None:
    client, viewer = somebody(Role.DATA_PROVIDER, make_institution("provider"))
    agreement = make_agreement(viewer)
    page = reverse("intake:send", args=["tax"])
    given = {"area": "990101000000", "agreement": str(agreement.id)}
    for name, content in (("表.docx", b"x"), ("空.xlsx", b""), ("大.xlsx", b"x" * 20_000_001)):
        file = BytesIO(content)
        file.name = name
        answer = client.post(page, {**given, "file": file})
        assert answer.status_code == 422, name
        assert "field-error" in answer.content.decode(), name
    assert not Submission.objects.exists()


def test_a_table_that_is_no_such_form_is_said_to_be_unread_and_not_to_be_unchanged() -> None:
    make_institution("government")
    cadre, _viewer = somebody(Role.VILLAGE_CADRE, area=VILLAGE)
    file = SimpleUploadedFile("bank.csv", "户主姓名,证件号,电话\n张小三,1,2\n".encode())
    answer = cadre.post(reverse("intake:send", args=["register"]), {"file": file, "area": VILLAGE})
    assert answer.status_code == 302, answer.content.decode()
    work_off()
    row = Submission.objects.get()
    shown = cadre.get(str(answer["Location"])).content.decode()
    assert (row.rows_read, row.state) == (0, "nothing")
    assert "一行也没有读到" in shown
    assert "没有变化，不需要提交" not in shown
    listed = cadre.get(reverse("intake:submissions")).content.decode()
    assert '<span class="badge badge-warn">没有读到行</span>' in listed
