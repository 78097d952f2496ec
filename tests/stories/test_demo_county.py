"""The demo county 青禾县 from its messy files to results: every defect answered, every story as it should end."""

from __future__ import annotations

import io
import re
import runpy
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from bases.tree import ROOT
from xiangxin.cli.main import main
from xiangxin.interop.county import CountyFiles, read_county
from xiangxin.kernel.errors import Finding, blocks
from xiangxin.kernel.ids import IdNumber, check_id_number, person_id
from xiangxin.kernel.money import parse_money
from xiangxin.kernel.yamlfile import plain, read_yaml
from xiangxin.law.load import load_law
from xiangxin.policy.compile import compile_policy
from xiangxin.scoring.areas import area_totals
from xiangxin.scoring.arrow import write_tables
from xiangxin.scoring.assessment import PersonResult
from xiangxin.scoring.deployment import run_of
from xiangxin.scoring.interpret import Interpreter
from xiangxin.scoring.paths import TablePaths
from xiangxin.scoring.smallcells import AreaTotals
from xiangxin.scoring.tabular import read_people

DEMO = ROOT / "demo" / "qinghe"
POLICY = ROOT / "src" / "xiangxin" / "policies" / "household-open"
HEARSAY = ("爱打牌", "亲戚多", "传闻欠债", "人还行", "汉族", "群众", "不应读入", "评议员甲", "评议人1")
"""What stands in refused columns and sheets of the rosters."""


def entries(path: Path) -> list[dict[str, Any]]:
    node, findings = read_yaml(path)
    assert node is not None, findings
    return cast("list[dict[str, Any]]", plain(node))


STORIES = entries(ROOT / "demo" / "stories.yaml")
DEFECTS = entries(DEMO / "defects.yaml")


@dataclass(frozen=True)
class Read:
    """The county as it was read."""

    county: CountyFiles
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Assessed:
    """Everybody's result, by the interpreter and by the command with its engine."""

    people: dict[Any, PersonResult]
    areas: dict[str, AreaTotals]
    out: Path
    rows: dict[Any, dict[str, Any]]


@pytest.fixture(scope="module")
def read() -> Read:
    county, findings = read_county(DEMO, load_law())
    assert county is not None, findings
    return Read(county, findings)


@pytest.fixture(scope="module")
def assessed(read: Read, tmp_path_factory: pytest.TempPathFactory) -> Assessed:
    folder = tmp_path_factory.mktemp("qinghe")
    law, deployment = load_law(), read.county.deployment
    as_of = deployment.defaults.as_of
    assert as_of is not None
    policy, findings = compile_policy(POLICY, law, as_of, deployment.jurisdiction)
    assert policy is not None, findings
    (folder / "tables").mkdir()
    tables = TablePaths(**write_tables(folder / "tables", read.county.tables))
    interpreter = Interpreter(policy, run_of(deployment.scope(), "scoring", "qinghe-bank", as_of, as_of, law))
    results = [interpreter.assess(person) for person in read_people(tables, policy)]
    ran = CliRunner().invoke(main, ["run", str(DEMO), "-o", str(folder / "out")])
    assert ran.exit_code == 0, ran.output
    rows = pq.read_table(folder / "out" / "results.parquet").to_pylist()
    return Assessed(
        people={result.person_id: result for result in results},
        areas={area.area_code: area for area in area_totals(policy, results)},
        out=folder / "out",
        rows={row["person_id"]: row for row in rows},
    )


class TestFiles:
    def test_the_county_has_twelve_townships_and_a_hundred_and_twenty_villages(self, read: Read) -> None:
        assert len(list(read.county.areas.of_level("township"))) == 12
        assert len(list(read.county.areas.of_level("village"))) == 120

    def test_hundreds_of_applicants_in_villages_of_three_townships(self, read: Read) -> None:
        villages = set(read.county.tables["applicants"]["village_code"].to_pylist())
        assert 600 <= read.county.tables["applicants"].num_rows <= 900
        assert len(villages) >= 6
        assert len({code[:9] for code in villages}) == 3

    def test_nothing_blocks_and_every_file_is_small(self, read: Read) -> None:
        assert blocks(read.findings) == ()
        assert sum(path.stat().st_size for path in DEMO.iterdir()) <= 1_000_000

    def test_every_number_is_of_the_unassigned_prefix_and_every_telephone_marked(self, read: Read) -> None:
        people = [*read.county.contacts, *read.county.notice_list]
        assert {contact.id_number.number[:6] for contact in people} == {"990101"}
        assert all("虚构" in contact.phone for contact in people)

    def test_the_committed_files_are_what_the_script_makes(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.syspath_prepend(str(ROOT / "demo"))
        monkeypatch.setattr(sys, "argv", ["build_demo.py", str(tmp_path / "qinghe")])
        monkeypatch.setattr(sys, "stdout", io.StringIO())
        runpy.run_path(str(ROOT / "demo" / "build_demo.py"), run_name="__main__")
        made = {path.relative_to(tmp_path): _content(path) for path in sorted(tmp_path.rglob("*")) if path.is_file()}
        committed = {Path("stories.yaml"): _content(ROOT / "demo" / "stories.yaml")}
        committed |= {Path("qinghe") / path.name: _content(path) for path in DEMO.iterdir()}
        assert made.keys() == committed.keys()
        assert [str(name) for name in made if made[name] != committed[name]] == []


def _content(path: Path) -> object:
    """What a file says: of a workbook its parts, since another compression is no other content."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


class TestDefects:
    @pytest.mark.parametrize(
        "defect", DEFECTS, ids=lambda defect: f"{defect['sheet']}-{defect['row']}-{defect['code']}"
    )
    def test_each_is_answered_where_it_stands(self, defect: dict[str, Any], read: Read) -> None:
        place = (defect["file"], defect["sheet"], defect["row"])
        found = {finding.code for finding in read.findings if _place(finding) == place}
        assert found == (set() if defect["code"] == "accepted" else {defect["code"]})

    def test_nothing_else_is_left_out(self, read: Read) -> None:
        listed = {(defect["file"], defect["sheet"], defect["row"]) for defect in DEFECTS}
        others = {finding.code for finding in read.findings if _place(finding) not in listed}
        assert others == {"column_refused", "column_panel", "column_unknown", "column_hidden", "rows_total"}

    def test_every_place_is_on_the_page(self) -> None:
        page = (DEMO / "defects.md").read_text(encoding="utf-8")
        for defect in DEFECTS:
            assert f"| {defect['sheet']} | {defect['row'] or '—'} | {defect['zh']} · {defect['en']} |" in page


def _place(finding: Finding) -> tuple[str, str | None, int]:
    return finding.where.file, finding.where.sheet, finding.where.row or 0


class TestStories:
    @pytest.mark.parametrize("story", STORIES, ids=lambda story: story["id"])
    def test_each_ends_as_it_should_on_both_engines(
        self, story: dict[str, Any], read: Read, assessed: Assessed
    ) -> None:
        person = person_id(cast(IdNumber, check_id_number(story["number"])), read.county.deployment.key())
        expect, result, row = story["expect"], assessed.people[person], assessed.rows[person]
        assert (result.status, row["status"]) == (expect["status"], expect["status"])
        assert (result.village_code, row["village_code"]) == (story["village"], story["village"])
        if "stars" in expect:
            assert (result.stars, row["stars"]) == (expect["stars"], expect["stars"])
        if "limit" in expect:
            fen = parse_money(expect["limit"])
            assert (result.limit_fen, row["limit_fen"]) == (fen, fen)
        for column in ("flags", "missing", "vetoes", "ineligible"):
            wanted = set(expect.get(column, []))
            assert wanted <= set(getattr(result, column))
            assert wanted <= set(row[column].split(";"))

    def test_nobody_without_a_result_has_stars_or_a_limit(self, assessed: Assessed) -> None:
        for row in assessed.rows.values():
            if row["status"] != "scored":
                assert (row["stars"], row["limit_fen"], row["certificate"]) == (None, None, None)

    def test_both_engines_say_the_same_of_everybody(self, assessed: Assessed) -> None:
        assert assessed.people.keys() == assessed.rows.keys()
        for person, result in assessed.people.items():
            row = assessed.rows[person]
            assert (result.status, result.stars, result.limit_fen, result.rate_bp) == (
                row["status"], row["stars"], row["limit_fen"], row["rate_bp"],
            )  # fmt: skip


class TestAreas:
    def share(self, assessed: Assessed, code: str) -> Fraction:
        area = assessed.areas[code]
        return Fraction(area.households_credit, area.households_assessed)

    def test_a_village_at_exactly_seventy_percent_is_proposed_and_one_just_below_is_not(
        self, assessed: Assessed
    ) -> None:
        exact, below = "990101100203", "990101200202"
        assert (self.share(assessed, exact), assessed.areas[exact].proposed) == (Fraction(7, 10), True)
        assert (self.share(assessed, below), assessed.areas[below].proposed) == (Fraction(30, 43), False)

    def test_some_townships_reach_sixty_five_percent_of_their_villages_and_others_do_not(
        self, assessed: Assessed
    ) -> None:
        townships = {
            area.area_code: area
            for area in assessed.areas.values()
            if area.level == "township" and area.count("persons")
        }
        assert {
            code: (area.villages_credit, area.villages_ratable, area.proposed) for code, area in townships.items()
        } == {
            "990101100000": (3, 4, True),
            "990101101000": (1, 3, False),
            "990101200000": (1, 3, False),
        }

    def test_a_village_of_three_households_is_not_rated(self, assessed: Assessed) -> None:
        assert assessed.areas["990101101204"].proposed is None

    def test_a_village_where_four_in_ten_did_not_consent_is_judged_by_those_who_did(self, assessed: Assessed) -> None:
        area = assessed.areas["990101101003"]
        assert area.count("no_consent") * 10 >= area.count("persons") * 4
        assert area.households_assessed == 50


class TestOut:
    def test_what_refused_columns_said_is_in_no_file(self, assessed: Assessed) -> None:
        for name, text in _texts(assessed.out):
            for word in HEARSAY:
                assert word not in text, name

    def test_no_whole_identity_number_is_in_any_file(self, assessed: Assessed) -> None:
        for name, text in _texts(assessed.out):
            assert re.search(r"990101(?:19|20)[0-9]{9}[0-9X]", text) is None, name

    def test_the_county_s_workbook_names_nobody(self, read: Read, assessed: Assessed) -> None:
        text = "".join(text for name, text in _texts(assessed.out) if name.startswith("areas.xlsx"))
        names = {contact.name for contact in read.county.contacts if len(contact.name) == 3}
        assert [name for name in names if name in text] == []


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Every file of a result as text: parts of workbooks, rows of tables, pages."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as package:
                for name in package.namelist():
                    yield f"{path.name}:{name}", package.read(name).decode("utf-8")
        elif path.suffix == ".parquet":
            yield path.name, str(pq.read_table(path).to_pylist())
        elif path.is_file():
            yield path.name, path.read_text(encoding="utf-8")
