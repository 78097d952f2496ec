"""What the pages tell who sent a table and who decides about it: the household, the reason, what was decided."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bases.accounts_made import make_account, sign_in, viewer_for
from bases.consent_made import make_institution
from bases.intake_made import ON, filled, make_agreement, make_provider, send
from bases.parties_made import FAR_VILLAGE, TOWNSHIP, VILLAGE, id_number, make_person, make_village
from xiangxin.kernel.ids import check_character
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.context import maintenance
from xiangxin.office.intake.actions import decide, decide_duplicate, propose
from xiangxin.office.intake.models import Duplicate, Submission
from xiangxin.office.jobs.worker import work_off

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


def somebody(role: Role, area: str) -> tuple[Client, Viewer, Account]:
    client, account = Client(), make_account(role, area)
    return client, sign_in(client, account), account


def registering(by: Viewer, *rows: tuple[str, str]) -> Submission:
    """A register of (name, number) of one village, each in a household of its own."""
    make_institution("government")
    make_village(VILLAGE)
    cells = [
        {"id_number": number, "name": name, "household_no": f"柳-{at}", "village_code": VILLAGE}
        for at, (name, number) in enumerate(rows, start=1)
    ]
    return send(by, "register", filled("register", cells))


def page_of(client: Client, row: Submission) -> str:
    """The page's words in one line, without marks."""
    page = client.get(reverse("intake:submission", args=[row.id])).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def whole(digits: str) -> str:
    return digits + check_character(digits)


def test_the_rows_of_a_register_show_the_household_to_whoever_decides() -> None:
    _, cadre, _ = somebody(Role.VILLAGE_CADRE, VILLAGE)
    row = registering(cadre, ("张小三", id_number()), ("李小四", id_number()))
    propose(cadre, row.id, "报送")
    second, _, _ = somebody(Role.TOWNSHIP_CADRE, TOWNSHIP)
    page = second.get(reverse("intake:rows", args=[row.id, "new"])).content.decode()
    assert re.findall(r'<span class="quiet">户号</span> (\S+?)</span>', page) == ["柳-1", "柳-2"]


def test_the_words_of_a_refusal_stand_on_the_page_of_whoever_may_see_the_submission() -> None:
    client, cadre, _ = somebody(Role.VILLAGE_CADRE, VILLAGE)
    row = registering(cadre, ("张小三", id_number()))
    propose(cadre, row.id, "报送")
    other, second, account = somebody(Role.TOWNSHIP_CADRE, TOWNSHIP)
    assert "的理由" not in page_of(client, row)
    decide(second, row.id, agrees=False, words="第三行的户号不对")
    for each in (client, other):
        assert f"{account.display}的理由：第三行的户号不对" in page_of(each, row)
    stranger, _, _ = somebody(Role.VILLAGE_CADRE, FAR_VILLAGE)
    assert stranger.get(reverse("intake:submission", args=[row.id])).status_code == 404


THERE, SLIP, TURNED = (whole(one) for one in ("99010119800501012", "99010119800601012", "99010119800501021"))


class TestLookalikes:
    """Three rows that look like somebody registered in the village, and one that does not."""

    def sent(self, cadre: Viewer) -> Submission:
        make_person("张小三", VILLAGE, number=THERE)
        rows = [("张小三", SLIP), ("张小三", TURNED), ("张小三", whole("99010119800501387")), ("李小四", id_number())]
        return registering(cadre, *rows)

    def decided(self, by: Viewer, row: Submission, place: int, decision: str, reason: str) -> None:
        with maintenance("tests"):
            found = list(
                Duplicate.objects.filter(submission=row, row=place, undone_at=None).values_list("id", flat=True)
            )
        for one in found:
            decide_duplicate(by, one, decision, reason)

    def test_the_page_tells_what_was_decided_and_by_whom_before_anything_enters(self) -> None:
        client, cadre, _ = somebody(Role.TOWNSHIP_CADRE, TOWNSHIP)
        row = self.sent(cadre)
        assert (row.rows_new, row.rows_alike) == (4, 3)
        before = page_of(client, row)
        assert "1 行会改变登记册" in before
        assert "新增里没有认定是两个人的，不登记 3" in before
        assert "认定人" not in before
        _, other, account = somebody(Role.TOWNSHIP_CADRE, TOWNSHIP)
        self.decided(other, row, 2, "same", "typing_error")
        self.decided(other, row, 3, "different", "both_met")
        page = page_of(client, row)
        assert "2 行会改变登记册" in page
        assert "新增里没有认定是两个人的，不登记 2" in page
        assert "已认定是两个人、会登记的 1 行，是同一个人、不登记的 1 行；还没有认定或由别处认定的 1 行" in page
        assert f"认定人：{account.display}" in page

    def test_after_it_entered_the_page_tells_how_many_did_and_what_was_decided(self) -> None:
        client, cadre, _ = somebody(Role.TOWNSHIP_CADRE, TOWNSHIP)
        row = self.sent(cadre)
        _, other, account = somebody(Role.TOWNSHIP_CADRE, TOWNSHIP)
        self.decided(other, row, 2, "same", "typing_error")
        self.decided(other, row, 3, "different", "both_met")
        propose(cadre, row.id, "报送")
        decide(viewer_for(Role.COUNTY_OFFICE), row.id, agrees=True)
        work_off()
        row.refresh_from_db()
        assert (row.rows_entered, row.left_alike) == (2, 2)
        page = page_of(client, row)
        assert "2 行已于 2026年6月1日" in page
        assert "认定是两个人的 1 行，是同一个人的 1 行" in page
        assert f"认定人：{account.display}" in page

    def test_what_was_decided_of_somebody_of_another_village_is_told_to_nobody_of_this_one(self) -> None:
        make_person("张小三", FAR_VILLAGE, number=THERE)
        client, cadre, _ = somebody(Role.VILLAGE_CADRE, VILLAGE)
        row = registering(cadre, ("张小三", TURNED))
        before = page_of(client, row)
        _, other, _ = somebody(Role.VILLAGE_CADRE, FAR_VILLAGE)
        self.decided(other, row, 2, "same", "typing_error")
        with maintenance("tests"):
            assert Duplicate.objects.get().decided == "same"
        assert page_of(client, row) == before
        assert "认定人" not in before


def test_the_list_of_submissions_offers_the_forms_that_the_post_sends_or_decides_about() -> None:
    client, _, _ = somebody(Role.VILLAGE_CADRE, VILLAGE)
    page = client.get(reverse("intake:submissions")).content.decode()
    (offered,) = re.findall(r'<select[^>]*name="form"[^>]*>(.*?)</select>', page, re.S)
    assert re.findall(r'value="(\w+)"', offered) == ["register", "ratings_before"]


def test_the_days_of_an_agreement_are_told_as_days() -> None:
    agreement = make_agreement(make_provider())
    client, _, _ = somebody(Role.COUNTY_OFFICE, "990101000000")
    page = client.get(reverse("intake:agreement", args=[agreement.id])).content.decode()
    assert '<th scope="row">终止后多少天内删除</th><td>30 天</td>' in page
