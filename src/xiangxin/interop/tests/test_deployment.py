"""The deployment file and the table of areas."""

from datetime import date
from pathlib import Path

import pytest

from xiangxin.interop.areas import Areas, read_areas
from xiangxin.interop.cells import CellProblem
from xiangxin.interop.deployment import Defaults, read_deployment
from xiangxin.interop.tests.folders import AREAS, DEPLOYMENT, OTHER_VILLAGE, VILLAGE, Folder
from xiangxin.kernel.errors import UnreadableInput


def test_a_demo_names_institutions_by_role_and_may_have_defaults(tmp_path: Path) -> None:
    deployment, findings = read_deployment(Folder(tmp_path).path / "deployment.yaml")
    assert findings == ()
    assert deployment is not None
    assert deployment.defaults == Defaults("household-open", "scoring", "bank", date(2026, 6, 30))
    assert [(item.id, item.role) for item in deployment.institutions] == [
        ("office", "controller"), ("bank", "receiver"), ("panel", "panel"), ("court", "provider"),
    ]  # fmt: skip
    scope = deployment.scope()
    assert (scope.receivers, scope.panels) == (frozenset({"bank"}), frozenset({"panel"}))
    assert (scope.kind, scope.county, scope.jurisdiction) == ("demo", "990101000000", "CN")
    assert deployment.areas == tmp_path / "areas.csv"


def test_the_key_is_never_shown(tmp_path: Path) -> None:
    deployment, _ = read_deployment(Folder(tmp_path).path / "deployment.yaml")
    assert "a key for people" not in repr(deployment)


@pytest.mark.parametrize(
    "line",
    [
        line.split(":")[0]
        for line in DEPLOYMENT.splitlines()
        if line[:4] in ("depl", "kind", "titl", "juri", "cont", "rece", "coun")
    ],
)
def test_each_needed_key_is_missed_by_name(tmp_path: Path, line: str) -> None:
    kept = [text for text in DEPLOYMENT.splitlines() if not text.startswith(f"{line}:")]
    (tmp_path / "deployment.yaml").write_text("\n".join(kept), encoding="utf-8")
    deployment, findings = read_deployment(tmp_path / "deployment.yaml")
    assert deployment is None
    assert any(f"“{line}”" in finding.what.zh for finding in findings)


def test_where_people_are_real_there_are_no_defaults_and_no_key_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "deployment.yaml").write_text(DEPLOYMENT.replace("kind: demo", "kind: bank"), encoding="utf-8")
    deployment, findings = read_deployment(tmp_path / "deployment.yaml")
    assert deployment is None
    assert [finding.code for finding in findings] == ["deployment_demo_only", "deployment_demo_only"]


def test_a_real_county_cannot_run_on_the_public_key_of_a_demo(tmp_path: Path) -> None:
    real = DEPLOYMENT.replace("990101000000", "370829000000")
    (tmp_path / "deployment.yaml").write_text(real, encoding="utf-8")
    deployment, findings = read_deployment(tmp_path / "deployment.yaml")
    assert deployment is None
    assert [finding.code for finding in findings] == ["deployment_demo_county"]
    assert findings[0].what.en == "A demo deployment names a real county: 370829000000"
    assert "bank, government, licensed" in findings[0].mend.en
    assert "XIANGXIN_ID_KEY" in findings[0].mend.zh


def test_a_kind_of_institution_that_is_not_of_the_list_is_refused_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "deployment.yaml").write_text(DEPLOYMENT.replace("kind: bank", "kind: bnak"), encoding="utf-8")
    deployment, findings = read_deployment(tmp_path / "deployment.yaml")
    assert deployment is None
    assert [(finding.code, finding.where.line) for finding in findings] == [("deployment_institution_kind", 6)]
    assert findings[0].mend.en == "Did you mean bank? It must be one of: bank, government, licensed, demo."
    assert findings[0].mend.zh == "是不是 bank？只能是：bank, government, licensed, demo。"


def test_without_a_key_no_id_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "deployment.yaml").write_text(DEPLOYMENT.replace("id_key:", "# id_key:"), encoding="utf-8")
    deployment, _ = read_deployment(tmp_path / "deployment.yaml")
    assert deployment is not None
    with pytest.raises(UnreadableInput):
        deployment.key({})
    assert deployment.key({"XIANGXIN_ID_KEY": "0123456789abcdef"}) == b"0123456789abcdef"


@pytest.fixture
def areas(tmp_path: Path) -> Areas:
    (tmp_path / "areas.csv").write_text(AREAS, encoding="utf-8")
    found, findings = read_areas(tmp_path / "areas.csv", "990101000000")
    assert findings == ()
    return found


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (VILLAGE, VILLAGE),
        (float(VILLAGE), VILLAGE),
        ("清溪镇柳河村", VILLAGE),
        (" 清溪镇 柳河村 ", VILLAGE),
        (f"{VILLAGE} 清溪镇柳河村", VILLAGE),
        ("小柳河村", OTHER_VILLAGE),
        ("", None),
    ],
)
def test_a_village_is_named_by_code_or_name(areas: Areas, cell: str | float, code: str | None) -> None:
    assert areas.village(cell) == code


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("柳河村", "area_ambiguous"),
        ("桃花源村", "area_unknown"),
        ("990101100000", "area_unknown"),
        ("990101100999", "area_unknown"),
        ("110101001001", "area_other_county"),
        (f"{VILLAGE} 石桥镇柳河村", "area_unknown"),
    ],
)
def test_what_is_no_village_of_the_county_is_refused(areas: Areas, cell: str, problem: str) -> None:
    with pytest.raises(CellProblem) as caught:
        areas.village(cell)
    assert caught.value.code == problem


@pytest.mark.parametrize(
    "row",
    [
        "990101100,township,短",
        "990101100203,township,层级不符",
        "110101001001,village,外县",
        "990101100201,village,重复",
        "990101100204,village,",
    ],
)
def test_a_bad_row_of_the_table_of_areas_is_told_with_its_number(tmp_path: Path, row: str) -> None:
    (tmp_path / "areas.csv").write_text(AREAS + row + "\n", encoding="utf-8")
    _, findings = read_areas(tmp_path / "areas.csv", "990101000000")
    assert [(finding.code, finding.where.row) for finding in findings] == [("areas_row", 8)]
