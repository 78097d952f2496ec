"""Year zero: last year's ratings, limits, heads of loans and plaques, beside the file and in no score."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bases.accounts_made import make_account, sign_in, viewer_for
from bases.consent_made import make_consent, make_institution
from bases.intake_made import ON, accepted, filled, send, table
from bases.parties_made import FAR_VILLAGE, TOWNSHIP, VILLAGE, id_number, make_person, make_village
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import PendingRead
from xiangxin.office.audit.verify import verify
from xiangxin.office.consent.models import Consent
from xiangxin.office.creditfile.actions import delete_expired
from xiangxin.office.creditfile.models import AreaStanding, Fact, Standing
from xiangxin.office.creditfile.queries.standing import area_standings, standing_of
from xiangxin.office.intake.actions import can_be_undone
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.queries import groups_of
from xiangxin.office.shell.errors import AddressUnknown

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


def standings() -> list[Standing]:
    with maintenance("tests"):
        return list(Standing.objects.order_by("kind", "document_no"))


def rating(number: str, **changes: object) -> dict[str, object]:
    return {
        "id_number": number, "year": 2025, "value": "三星", "from_on": date(2025, 11, 1), "to_on": date(2026, 10, 31),
        "document_no": "虚评〔2025〕3号", **changes,
    }  # fmt: skip


def loan(number: str, **changes: object) -> dict[str, object]:
    return {
        "id_number": number, "year": 2025, "amount_fen": 50000, "from_on": date(2025, 9, 1),
        "to_on": date(2026, 8, 31), "document_no": "虚贷2025-9", **changes,
    }  # fmt: skip


def bankers(kind: str = "bank") -> tuple[Viewer, Viewer]:
    bank = make_institution(kind)
    return viewer_for(Role.ACCOUNT_MANAGER, institution=bank), viewer_for(Role.ACCOUNT_MANAGER, institution=bank)


def agree_to(lender: Viewer, person: UUID) -> None:
    assert lender.institution is not None
    make_consent(person, receiver=Institution.objects.get(id=lender.institution))


def codes_found(row: Submission) -> dict[str, int]:
    return {group.code: group.count for group in groups_of(row)}


def test_a_rating_of_last_year_stands_beside_the_file_of_who_agreed_and_of_nobody_else() -> None:
    agreed, silent = id_number(), id_number()
    person = make_person("张小三", number=agreed)
    make_person("李小五", number=silent)
    make_consent(person.id, purpose="evaluation")
    make_institution("government")
    by = viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP)
    row = send(by, "ratings_before", filled("ratings_before", [rating(agreed), rating(silent)]))
    assert (row.rows_new, row.rows_refused, codes_found(row)) == (1, 1, {"no_ground": 1})
    accepted(by, row, viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP))
    (found,) = standings()
    assert (found.person_id, found.kind, found.year, found.value) == (person.id, "rating", 2025, "three")
    with maintenance("tests"):
        assert not Fact.objects.exists()
    again = send(by, "ratings_before", filled("ratings_before", [rating(agreed)]))
    assert (again.state, again.rows_same) == ("nothing", 1)
    changed = send(by, "ratings_before", filled("ratings_before", [rating(agreed, value="四星")]))
    assert changed.rows_changed == 1


def test_a_lender_sees_its_own_limits_and_loans_and_no_other_lenders() -> None:
    number = id_number()
    person = make_person("张小三", number=number)
    (by, other), (rival, _) = bankers(), bankers()
    for one in (by, rival):
        agree_to(one, person.id)
    row = send(by, "loans_before", filled("loans_before", [loan(number)]))
    accepted(by, row, other)
    limit = send(by, "limits_before", filled("limits_before", [loan(number, document_no="虚授1")]))
    accepted(by, limit, other)
    assert not can_be_undone(limit)
    lines = standing_of(by, person.id)
    assert {(line.kind, line.amount_fen, line.holds) for line in lines} == {
        ("limit", 5_000_000, True), ("loan", 5_000_000, True),
    }  # fmt: skip
    assert standing_of(rival, person.id) == []


def test_the_file_says_that_it_is_from_last_year_and_not_computed_here() -> None:
    number = id_number()
    person = make_person("张小三", number=number)
    bank = make_institution("bank")
    by, other = (viewer_for(Role.ACCOUNT_MANAGER, institution=bank) for _ in range(2))
    agree_to(by, person.id)
    accepted(by, send(by, "loans_before", filled("loans_before", [loan(number)])), other)
    client = Client()
    sign_in(client, make_account(Role.ACCOUNT_MANAGER, "990101000000", bank))
    page = client.get(reverse("creditfile:file", args=[person.id])).content.decode()
    assert "来自上一年，不是本系统算的" in page
    assert "虚贷2025-9" in page
    assert PendingRead.objects.filter(what="creditfile.standing", person=person.id, fields="standing_loan").exists()
    rival = make_institution("bank")
    make_consent(person.id, receiver=rival)
    sign_in(client, make_account(Role.ACCOUNT_MANAGER, "990101000000", rival))
    page = client.get(reverse("creditfile:file", args=[person.id])).content.decode()
    assert "虚贷2025-9" not in page


def test_a_lender_brings_loans_only_of_who_agreed_to_it() -> None:
    number = id_number()
    person = make_person("张小三", number=number)
    (by, _), (rival, _) = bankers(), bankers()
    agree_to(rival, person.id)
    row = send(by, "loans_before", filled("loans_before", [loan(number)]))
    assert (row.state, codes_found(row)) == ("nothing", {"no_ground": 1})
    with pytest.raises(AddressUnknown):
        standing_of(by, person.id)
    assert standings() == []


def test_balances_and_labels_are_refused_by_name() -> None:
    number = id_number()
    person = make_person("张小三", number=number)
    by, _ = bankers()
    agree_to(by, person.id)
    heads = ["公民身份号码", "年度", "合同本金（元）", "起始日期", "有效期至", "合同号", "余额", "五级分类"]
    cells = [number, "2025", "50000", "2025-09-01", "2026-08-31", "虚贷1", "41234.5", "次级"]
    row = send(by, "loans_before", table(heads, [cells]))
    assert (row.rows_new, codes_found(row)) == (1, {"column_refused": 2})


@pytest.mark.parametrize(
    "changes",
    [
        {"year": 1999},
        {"year": 2027},
        {"from_on": date(2026, 7, 1)},
        {"to_on": date(2025, 1, 1)},
        {"document_no": None},
        {"value": None},
        {"value": "六星"},
    ],
)
def test_a_rating_that_cannot_be_one_comes_back(changes: dict[str, object]) -> None:
    number = id_number()
    person = make_person("张小三", number=number)
    make_consent(person.id, purpose="evaluation")
    make_institution("government")
    by = viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP)
    row = send(by, "ratings_before", filled("ratings_before", [rating(number, **changes)]))
    assert (row.state, row.rows_new, row.rows_refused) == ("nothing", 0, 1)
    assert standings() == []


def test_what_nobody_agrees_to_any_more_goes_with_the_file() -> None:
    number = id_number()
    person = make_person("张小三", number=number)
    consent = make_consent(person.id, purpose="evaluation")
    make_institution("government")
    by = viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP)
    first = send(by, "ratings_before", filled("ratings_before", [rating(number)]))
    accepted(by, first, viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP))
    second = send(by, "ratings_before", filled("ratings_before", [rating(number, value="四星")]))
    accepted(by, second, viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP))
    assert len(standings()) == 2
    with maintenance("tests"):
        Consent.objects.filter(id=consent.id).update(withdrawn_on=ON)
    delete_expired(system("tests"), date(2030, 1, 1))
    assert standings() == []
    assert [finding.code for finding in verify().findings] == ["cell_changed"]  # the consent, ended above by hand


def test_credit_villages_and_plaques_of_last_year_are_seen_within_their_area() -> None:
    make_village(VILLAGE)
    make_village(FAR_VILLAGE)
    make_institution("government")
    by = viewer_for(Role.TOWNSHIP_CADRE, TOWNSHIP)
    base = {"year": 2025, "from_on": date(2025, 6, 1), "to_on": date(2027, 5, 31), "document_no": "虚牌〔2025〕1号"}
    rows = [
        {**base, "village_code": VILLAGE, "kind": "评定", "value": "信用户（村、乡镇）"},
        {**base, "village_code": VILLAGE, "kind": "牌匾"},
        {**base, "village_code": FAR_VILLAGE, "kind": "牌匾"},
    ]
    row = send(by, "areas_before", filled("areas_before", rows))
    assert (row.rows_new, codes_found(row)) == (2, {"area_beyond": 1})
    accepted(by, row)
    assert AreaStanding.objects.count() == 2
    seen = area_standings(viewer_for(Role.COUNTY_OFFICE))
    assert [(code, line.kind, line.year) for code, line in seen] == [
        (VILLAGE, "plaque", 2025), (VILLAGE, "rating", 2025),
    ]  # fmt: skip
    assert area_standings(viewer_for(Role.TOWNSHIP_CADRE, "990101101000")) == []
    client = Client()
    sign_in(client, make_account(Role.TOWNSHIP_CADRE, TOWNSHIP))
    page = client.get(reverse("creditfile:villages")).content.decode()
    assert "来自上一年，不是本系统算的" in page
    assert page.count("虚牌〔2025〕1号") == 2
