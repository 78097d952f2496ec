"""Who said no is counted, never visited again, and nothing else of them changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from xiangxin.interop.county import CountyFiles
from xiangxin.interop.notice import Roster, Ungrounded, to_visit, ungrounded
from xiangxin.interop.tests.folders import ROSTER, Folder, applicant, consent, number
from xiangxin.law.load import load_law
from xiangxin.scoring.assessment import Run
from xiangxin.scoring.deployment import run_of
from xiangxin.scoring.gates import has_consent

GRANT = ("评议对象", "身份证号码", "联系电话")


def refusal(sequence: int = 1, **more: Any) -> dict[str, Any]:
    return {"id_number": number(sequence), "receiver": "农商银行", "refused_on": date(2026, 5, 4), **more}


def run(county: CountyFiles) -> Run:
    day = date(2026, 6, 30)
    return run_of(county.deployment.scope(), "scoring", "bank", day, day, load_law())


def worklist(county: CountyFiles) -> Ungrounded:
    rows = county.tables["consents"].to_pylist()
    people = county.tables["applicants"].column("person_id").to_pylist()
    of_each = {person: [row for row in rows if row["person_id"] == person] for person in people}
    without = [person for person, own in of_each.items() if not has_consent(own, run(county), "file")]
    return ungrounded(without, county.contacts, rows, run(county), county.refusals)


def rostered(county: CountyFiles) -> Roster:
    return to_visit(county.notice_list, county.refusals, "bank")


def test_an_applicant_who_said_no_is_counted_and_not_listed(tmp_path: Path) -> None:
    county, findings = Folder(tmp_path).book(applicants=[applicant(1), applicant(2)], refusals=[refusal(1)]).county()
    assert findings == ()
    found = worklist(county)
    assert [(contact.name, gap) for contact, gap in found.people] == [("王二", "none")]
    assert found.withdrawn == 1


def test_a_refusal_changes_no_table_of_the_engine(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    people = [applicant(1), applicant(2)]
    before, _ = Folder(one).book(applicants=people, consents=[consent(2)]).county()
    after, _ = Folder(other).book(applicants=people, consents=[consent(2)], refusals=[refusal(1)]).county()
    assert {name: table.to_pylist() for name, table in after.tables.items()} == {
        name: table.to_pylist() for name, table in before.tables.items()
    }


def test_no_after_yes_closes_the_consent_on_that_day(tmp_path: Path) -> None:
    county, _ = Folder(tmp_path).book(applicants=[applicant(1)], consents=[consent(1)], refusals=[refusal(1)]).county()
    (row,) = county.tables["consents"].to_pylist()
    assert row["withdrawn_on"] == date(2026, 5, 4)
    assert worklist(county).withdrawn == 1


@pytest.mark.parametrize(("receiver", "closed"), [("农商银行", True), (None, True), ("县金融办", False)])
def test_a_refusal_holds_for_its_receiver_and_a_blank_for_all(
    receiver: str | None, closed: bool, tmp_path: Path
) -> None:
    folder = Folder(tmp_path)
    text = (tmp_path / "deployment.yaml").read_text(encoding="utf-8")
    office = "receivers: [{id: office, kind: government, name: {zh: 县金融办, en: Finance office}}, "
    folder.write("deployment.yaml", text.replace("receivers: [", office))
    said = [refusal(1, receiver=receiver)]
    county, _ = folder.book(applicants=[applicant(1)], consents=[consent(1)], refusals=said).county()
    (row,) = county.tables["consents"].to_pylist()
    assert (row["withdrawn_on"] is not None) == closed


def test_a_later_consent_speaks_for_itself(tmp_path: Path) -> None:
    again = consent(1, from_on=date(2026, 6, 1), notice_delivered_on=None)
    county, _ = Folder(tmp_path).book(applicants=[applicant(1)], consents=[again], refusals=[refusal(1)]).county()
    (row,) = county.tables["consents"].to_pylist()
    assert row["withdrawn_on"] is None
    people = county.tables["applicants"].column("person_id").to_pylist()
    found = ungrounded(people, county.contacts, [row], run(county), county.refusals)
    assert [gap for _, gap in found.people] == ["no_notice"]


def test_somebody_on_a_roster_who_said_no_is_not_visited_and_gets_no_file(tmp_path: Path) -> None:
    folder = Folder(tmp_path).book(applicants=[applicant(3)], refusals=[refusal(1)])
    folder.raw(ROSTER, {"名册": [GRANT, *(["赵六", number(at), "199"] for at in (1, 2))]})
    county, _ = folder.county()
    assert len(county.notice_list) == 2
    found = rostered(county)
    assert [contact.id_number.number for contact in found.people] == [number(2)]
    assert found.refused == 1
    assert county.tables["applicants"].num_rows == 1


def test_a_refusal_of_nobody_known_is_told(tmp_path: Path) -> None:
    _, findings = Folder(tmp_path).book(applicants=[applicant(1)], refusals=[refusal(2)]).county()
    assert [finding.code for finding in findings] == ["person_unknown"]


def test_a_refusal_whose_day_cannot_be_read_still_holds(tmp_path: Path) -> None:
    broken = refusal(1, refused_on="昨天")
    county, findings = (
        Folder(tmp_path).book(applicants=[applicant(1)], consents=[consent(1)], refusals=[broken]).county()
    )
    assert "withdrawal_refused" in [finding.code for finding in findings]
    assert worklist(county).withdrawn == 1
