"""The pack is whole or not used at all, and an overlay can only tighten it."""

from __future__ import annotations

import shutil
import time
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from xiangxin.kernel.errors import CheckFailed, blocks
from xiangxin.law.load import DATA, load_law, read_law
from xiangxin.law.shape import MESSAGES

HERE = Path(__file__).parent
OVERLAY = HERE / "overlays" / "county.yaml"
AS_OF = date(2026, 6, 30)


@pytest.mark.parametrize("path", sorted((HERE / "bad").glob("*.yaml")), ids=lambda path: path.stem)
def test_each_mistake_in_a_rule_file_is_named_at_its_line(path: Path) -> None:
    pack, findings = read_law(DATA, [path])
    assert pack is None
    found = [finding for finding in blocks(findings) if finding.code == path.stem]
    assert found, [str(finding) for finding in findings]
    for finding in found:
        assert finding.where.file == str(path)
        assert (finding.where.line or 0) >= 8
        assert finding.what.zh
        assert finding.mend.en


def test_an_overlay_that_is_not_there_is_no_overlay(tmp_path: Path) -> None:
    _, findings = read_law(DATA, [tmp_path])
    assert [finding.code for finding in findings] == ["law_no_overlay"]
    with pytest.raises(CheckFailed):
        load_law([tmp_path / "missing.yaml"])


def test_there_is_a_bad_file_for_every_code() -> None:
    told = {path.stem for path in (HERE / "bad").glob("*.yaml")} | {"law_no_overlay"}
    assert set(MESSAGES.by_code) == told


def test_everything_that_loosens_is_told_at_once() -> None:
    _, findings = read_law(DATA, [HERE / "bad" / "law_loosens.yaml"])
    assert [finding.where.line for finding in findings if finding.code == "law_loosens"] == [8, 9, 10]


def test_an_overlay_tightens_in_its_place_and_time_and_nowhere_else() -> None:
    shipped, tightened = load_law(), load_law([OVERLAY])
    assert shipped.verdict("deposits", "base", AS_OF, "CN-41").kind == "admitted"
    assert tightened.verdict("deposits", "base", AS_OF, "CN-41").kind == "refused"
    assert tightened.verdict("deposits", "base", AS_OF, "CN-37").kind == "admitted"
    assert tightened.verdict("deposits", "base", date(2025, 12, 31), "CN-41").kind == "admitted"
    assert tightened.verdict("loan_arrears", "veto", AS_OF, "CN-41").gates.retention_years == 3
    assert tightened.verdict("loan_arrears", "veto", AS_OF, "CN-37").gates.retention_years == 5
    kinds = [
        tightened.verdict("bank_relationship", "base", day, "CN-41").kind
        for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 12, 31), date(2027, 1, 1))
    ]
    assert kinds == ["admitted", "lender_only", "lender_only", "admitted"]


def test_a_folder_of_overlays_says_the_same_as_its_file(tmp_path: Path) -> None:
    (tmp_path / "any-name.yaml").write_text(OVERLAY.read_text(encoding="utf-8"), encoding="utf-8")
    assert load_law([tmp_path]).hash == load_law([OVERLAY]).hash


def test_the_hash_covers_the_content_and_nothing_else(tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy)
    shipped, _ = read_law(DATA)
    assert shipped is not None
    matters = copy / "matters.yaml"
    matters.write_text("# a further comment\n" + matters.read_text(encoding="utf-8"), encoding="utf-8")
    commented, findings = read_law(copy)
    assert findings == ()
    assert commented is not None
    assert commented.hash == shipped.hash == load_law().hash
    product = copy / "product.yaml"
    product.write_text(product.read_text(encoding="utf-8").replace("majority_age: 18", "majority_age: 19"), "utf-8")
    changed, _ = read_law(copy)
    assert changed is not None
    assert changed.hash != shipped.hash
    assert changed.majority_age(AS_OF) == 19
    assert load_law([OVERLAY]).hash != shipped.hash


def test_a_pack_with_half_its_files_is_not_used(tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    (tmp_path / "data" / "records.yaml").unlink()
    pack, findings = read_law(tmp_path / "data")
    assert pack is None
    assert "yaml_file" in [finding.code for finding in findings]


def test_loading_is_quick_and_done_once() -> None:
    assert load_law() is load_law()
    best = min(_seconds() for _ in range(3))
    assert best < 0.2


def _seconds() -> float:
    began = time.process_time()
    read_law(DATA)
    return time.process_time() - began


def test_dated_tables_say_which_values_were_confirmed() -> None:
    law = load_law()
    assert law.tables["lpr_1y"][0] == (date(2019, 8, 20), Fraction("0.0425"))
    assert [value for day, value in law.tables["lpr_1y"] if day <= date(2022, 6, 16)][-1] == Fraction("0.037")
    assert law.tables["lpr_5y"][-1] == (date(2025, 5, 20), Fraction("0.035"))
    unsure = [(name, row.from_on) for name, rows in law.table_values.items() for row in rows if not row.confirmed]
    assert unsure == [
        ("lpr_1y", date(2025, 5, 20)),
        ("lpr_5y", date(2024, 2, 20)),
        ("lpr_5y", date(2025, 5, 20)),
    ]
    for rows in law.tables.values():
        assert [day for day, _ in rows] == sorted({day for day, _ in rows})


def test_the_catalogue_grows_by_edition() -> None:
    law = load_law()
    counts = [len(law.catalogue_codes(day)) for day in (date(2021, 6, 1), date(2022, 6, 16), date(2023, 6, 1), AS_OF)]
    assert counts == [0, 11, 12, 13]
    assert not any(kind.confirmed for kind in law.catalogue)
