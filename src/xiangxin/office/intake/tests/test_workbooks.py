"""The form's own workbook: how its columns say they are filled, what is told of one left empty, and what comes back."""

from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bases.accounts_made import make_account, sign_in
from bases.consent_made import make_institution
from bases.intake_made import ON, filled, send, table
from bases.parties_made import VILLAGE, id_number, make_village
from xiangxin.interop.book import open_book
from xiangxin.interop.content import Content
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.intake.catalog import form_of, spec_of
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.places import areas_of_files
from xiangxin.office.intake.queries import findings_of
from xiangxin.office.intake.returned import write_empty
from xiangxin.office.intake.sealedfile import bytes_of

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
HEADS = ["姓名", "公民身份号码", "村（社区）", "户号", "经营土地面积（亩）"]


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


def cadre_at(client: Client) -> Viewer:
    make_village(VILLAGE)
    make_institution("government")
    return sign_in(client, make_account(Role.VILLAGE_CADRE, VILLAGE))


def sheet_of(content: bytes, name: str) -> list[list[str]]:
    with open_book(Content("表.xlsx", data=content)) as book:
        (sheet,) = (one for one in book.sheets if one.name == name)
        return [[str(cell) for cell in row] for row in sheet.read()]


def told(row: Submission) -> list[tuple[str, int | None, str | None, str]]:
    return [(one.code, one.row, one.field, str(one.effect)) for one in findings_of(row, "", 1)[0]]


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: filled("register", []), "报送.xlsx"),
        ((",".join(HEADS) + "\r\n").encode, "报送.csv"),
        (lambda: table(HEADS, []), "报送.xlsx"),
    ],
)
def test_a_table_of_headers_alone_is_told_to_have_no_row(make: Callable[[], bytes], name: str) -> None:
    client = Client()
    row = send(cadre_at(client), "register", make(), name=name)
    assert (row.state, row.rows_read, told(row)) == ("nothing", 0, [("sheet_empty", None, None, "none")])
    page = client.get(reverse("intake:submission", args=[row.id])).content.decode()
    assert "表里只有表头，没有一行数据" in page
    assert "没有认得的表头" not in page
    assert "只有表头，没有一行数据</a>" in page


def test_a_table_without_a_column_that_is_needed_is_not_told_to_be_empty() -> None:
    client = Client()
    row = send(cadre_at(client), "register", table(HEADS[:3], []))
    assert told(row) == [("column_required", None, None, "sheet")]
    assert "缺了必填的列" in client.get(reverse("intake:submission", args=[row.id])).content.decode()


def test_a_decimal_in_a_column_of_whole_numbers_is_told_so_with_the_remedy() -> None:
    row = send(cadre_at(Client()), "register", table(HEADS, [["张小三", id_number(), VILLAGE, "8", "3.5"]]))
    (one,) = findings_of(row, "", 1)[0]
    assert (one.code, one.row, one.field) == ("number_not_whole", 2, "经营土地面积(亩)")
    assert one.what.zh == "“经营土地面积(亩)”要填整数，不能带小数"
    assert one.mend.zh == "核对后填整数，如 3 或 4。"


def test_a_village_comes_back_as_the_list_of_the_template_offers_it_and_is_read_again() -> None:
    cadre = cadre_at(Client())
    row = send(cadre, "register", table(HEADS, [["张小三", id_number(), VILLAGE, "8", "3.5"]]))
    heads, back = sheet_of(bytes_of(row.id, "returned"), form_of("register").title.zh)
    at = heads.index("村（社区）*")
    offered = [cell for cells in sheet_of(bytes_of(row.id, "returned"), "选项") for cell in cells if VILLAGE in cell]
    assert (back[at], offered) == (f"{VILLAGE} 虚构100000虚构100201", [back[at]])
    back[heads.index("经营土地面积（亩）")] = "3"
    again = send(cadre, "register", table(heads, [back]))
    assert (again.rows_new, again.rows_refused) == (1, 0)


def test_a_column_that_has_to_be_filled_in_does_not_say_that_it_may_stay_blank() -> None:
    client = Client()
    sign_in(client, make_account(Role.DATA_PROVIDER, institution=make_institution("provider")))
    page = client.get(reverse("intake:send", args=["court_enforcement"])).content.decode()
    lines = [line for line in page.split("<tr>") if "文书已生效" in line]
    assert [("<td>必填</td><td>是、否</td>" in line, "留空" in line) for line in lines] == [(True, False)]
    target, spec = BytesIO(), spec_of(form_of("court_enforcement"), ON)
    write_empty(target, spec, ON)
    said = {row[1]: (row[2], row[3]) for row in sheet_of(target.getvalue(), "填写说明") if len(row) > 3}
    assert said["文书已生效"] == ("必填", "是、否")
    target = BytesIO()
    write_empty(target, spec_of(form_of("register"), ON), ON)
    said = {row[1]: (row[2], row[3]) for row in sheet_of(target.getvalue(), "填写说明") if len(row) > 3}
    assert said["居住有证明"] == ("", "是、否；不知道留空")
    assert not [name for name, (needed, how) in said.items() if needed and "留空" in how]
    assert areas_of_files(ON).listed("990101109999") == "990101109999"
