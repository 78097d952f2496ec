"""The command line sends in the name of an account and shows how it stands."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import time_machine

from bases.accounts_made import COUNTY, make_account
from bases.consent_made import make_consent, make_institution
from bases.intake_made import ON, filled, make_agreement
from bases.parties_made import VILLAGE, id_number, make_person
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.intake import errors
from xiangxin.office.intake.command import send_file, standing
from xiangxin.office.intake.models import Submission
from xiangxin.office.jobs.worker import work_off

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(f"{ON}T10:00:00+08:00", tick=True):
        yield


def test_a_file_of_this_machine_is_sent_for_an_account_and_seen(tmp_path: Path) -> None:
    court, number = make_institution("provider"), id_number()
    account = make_account(Role.DATA_PROVIDER, COUNTY, court, login="court.one")
    agreement = make_agreement(Viewer(account.id, Role.DATA_PROVIDER, COUNTY, court.id))
    make_consent(make_person("张小三", VILLAGE, number=number).id, purpose="evaluation")
    row = {
        "id_number": number, "amount_fen": 500, "happened_on": date(2026, 4, 1), "document_no": "虚执1号",
        "authority": "虚构县法院",
    }  # fmt: skip
    path = tmp_path / "六月.xlsx"
    path.write_bytes(filled("court_enforcement", [row]))
    with pytest.raises(errors.FormNotYours):
        send_file("nobody", "court_enforcement", path)
    with pytest.raises(errors.AgreementUnfit):
        send_file("court.one", "court_enforcement", path, agreement="没有的编号")
    assert not Submission.objects.exists()
    sent = send_file("court.one", "court_enforcement", path, agreement=agreement.number)
    assert (sent.channel, sent.sent_by, sent.state) == ("cli", account.id, "received")
    work_off()
    ((seen, job),) = standing(5)
    assert (seen.state, seen.rows_new) == ("staged", 1)
    assert job is not None
    assert (job.state, job.done, job.total) == ("done", 1, 1)
