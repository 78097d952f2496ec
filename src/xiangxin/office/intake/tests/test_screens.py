"""The pages as a provider, a cadre and the county office see them: clean at every width, and the drop works."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from bases.accounts_made import COUNTY, make_account
from bases.browser import PHONE, TABLET, WIDE, Visitor, Visitors
from bases.consent_made import make_consent, make_institution
from bases.intake_made import filled, make_agreement
from bases.parties_made import VILLAGE, id_number, make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.intake.actions import propose
from xiangxin.office.intake.models import Submission
from xiangxin.office.jobs.worker import work_off

pytestmark = [
    pytest.mark.needs("chromium"),
    pytest.mark.engine("sqlite"),
    pytest.mark.django_db(databases=["default", "reads"], transaction=True),
]
SIZES = (WIDE, TABLET, PHONE)
SHOTS = os.environ.get("INTAKE_SHOTS", "")


def shot(visitor: Visitor, name: str) -> None:
    """Keep a picture where somebody asked for pictures."""
    if SHOTS:
        visitor.photograph(Path(SHOTS) / f"{name}.png")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_a_provider_sends_and_the_county_office_decides(
    size: tuple[int, int], visitors: Visitors, tmp_path: Path
) -> None:
    court = make_institution("provider")
    account = make_account(Role.DATA_PROVIDER, COUNTY, court)
    make_agreement(Viewer(account.id, Role.DATA_PROVIDER, COUNTY, court.id))
    numbers = [id_number() for _ in range(3)]
    for number in numbers[:2]:
        make_consent(make_person("张小三", VILLAGE, number=number).id, purpose="evaluation", on=date(2026, 3, 1))
    rows = [
        {
            "id_number": number, "name": "张小三", "amount_fen": 12000, "happened_on": date(2026, 4, 1),
            "document_no": f"（2026）虚01执{at}号", "authority": "虚构县法院",
        }
        for at, number in enumerate(numbers)
    ]  # fmt: skip
    path = tmp_path / "六月.xlsx"
    path.write_bytes(filled("court_enforcement", rows))
    visitor = visitors(size, account)
    for name in ("forms", "submissions"):
        visitor.looks_at(reverse(f"intake:{name}"))
        shot(visitor, f"{size[0]}-{name}")
        visitor.check()
    visitor.looks_at(reverse("intake:send", args=["court_enforcement"]))
    visitor.page.set_input_files("input[type=file]", str(path))
    shot(visitor, f"{size[0]}-send")
    visitor.check()
    visitor.page.get_by_role("button", name="上传并核对").click()
    visitor.page.get_by_text("正在核对").first.wait_for()
    shot(visitor, f"{size[0]}-received")
    visitor.check()
    work_off()
    visitor.page.get_by_role("button", name="提交给第二个人").wait_for()
    shot(visitor, f"{size[0]}-staged")
    visitor.check()
    row = Submission.objects.get()
    visitor.looks_at(reverse("intake:findings", args=[row.id]))
    shot(visitor, f"{size[0]}-findings")
    visitor.check()
    propose(Viewer(account.id, Role.DATA_PROVIDER, COUNTY, court.id), row.id, "六月报送")
    second = visitors(size, make_account(Role.COUNTY_OFFICE, COUNTY))
    for name, args in (("submission", [row.id]), ("rows", [row.id, "new"]), ("agreements", []), ("agreement_add", [])):
        second.looks_at(reverse(f"intake:{name}", args=args))
        shot(second, f"{size[0]}-{name}")
        second.check()
    second.looks_at(reverse("intake:submission", args=[row.id]))
    second.page.get_by_role("button", name="同意入档").click()
    second.page.get_by_text("正在入档").first.wait_for()
    work_off()
    second.page.get_by_text("行已于").wait_for()
    second.check()
