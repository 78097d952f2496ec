"""What a gate kept out: told at the line it concerns, with the reason and what would change it, and worth no point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from bases.people import RUN
from xiangxin.law.load import load_law
from xiangxin.law.model import Gates
from xiangxin.scoring.assessment import PersonInput, PersonResult, Run
from xiangxin.scoring.explain import Explainer
from xiangxin.scoring.explain_records import FoundRow, RecordFinder
from xiangxin.scoring.explain_results import explain_person, run_seen
from xiangxin.scoring.explained_records import PAGES_FOLDER, write_explained_records
from xiangxin.scoring.explanation import Explanation
from xiangxin.scoring.gates import GATES, PERSON_ONLY, is_for_the_person
from xiangxin.scoring.interpret import Interpreter
from xiangxin.scoring.not_counted import not_counted, summary
from xiangxin.scoring.paths import TablePaths
from xiangxin.scoring.results import Results, open_results
from xiangxin.scoring.tabular import read_people
from xiangxin.scoring.tests.village import CLEAN, MINOR, NOT_ASKED, VETOED, household_open
from xiangxin.scoring.wording import word

NEVER, NONE_COUNTED = "查过，从未有", "查过，没有可以计入的记录"
READS_ARREARS = ("unsettled_arrears", "months_clean", "recent_arrears")


@pytest.fixture(scope="module")
def opened(results: Path) -> Results:
    return open_results(results)


@pytest.fixture(scope="module")
def people(village: dict[str, Path]) -> Mapping[UUID, PersonInput]:
    return {person.person_id: person for person in read_people(TablePaths(**village), household_open())}


def arrears(people: Mapping[UUID, PersonInput], **changed: Any) -> PersonInput:
    """The person without any record of the kind, given one that would veto, but for what is changed."""
    (owed,) = people[VETOED].records
    return replace(people[CLEAN], records=[{**owed, "person_id": CLEAN, **changed}])


def told(opened: Results, person: PersonInput) -> tuple[PersonResult, Explanation]:
    result = Interpreter(opened.policy, opened.run()).assess(person)
    finder = RecordFinder(opened.policy, opened.law, opened.run())
    seen = finder.seen(result, person.records, person.fields["birth_on"], person.consents)
    return result, Explainer(opened.policy, opened.law, run_seen(opened)).explain(result, seen)


@pytest.mark.parametrize("gate", GATES)
def test_every_gate_has_a_reason_and_says_what_would_change_it(gate: str) -> None:
    for key in (f"gate.{gate}", f"change.{gate}"):
        assert word(key).zh
        assert word(key).en


KEPT_OUT: Mapping[str, Mapping[str, Any]] = {
    "undated": {"happened_on": None},
    "later": {"happened_on": date(2026, 7, 1)},
    "not_known": {"known_on": date(2026, 7, 1)},
    "superseded": {"superseded_on": date(2026, 6, 1)},
    "sealed": {"sealed": True},
    "disputed": {"disputed": True},
    "not_lender": {"source": "another-bank"},
    "retention": {"happened_on": date(2019, 1, 1), "ended_on": date(2020, 1, 1)},
}


@pytest.mark.parametrize("gate", KEPT_OUT)
def test_a_record_that_was_kept_out_is_told_at_its_line_and_is_worth_no_point(
    opened: Results, people: Mapping[UUID, PersonInput], gate: str
) -> None:
    result, explanation = told(opened, arrears(people, **KEPT_OUT[gate]))
    without, clean = told(opened, replace(people[CLEAN], records=[]))
    assert replace(result, excluded=()) == replace(without, excluded=())
    line = explanation.lines["months_clean"]
    assert [(kept.kind, kept.gate, kept.count) for kept in line.kept_out] == [("arrears", gate, 1)]
    assert line.kept_out[0].words.zh.startswith("有 1 条“贷款拖欠（本行）”记录没有计入：" + word(f"gate.{gate}").zh)
    assert line.kept_out[0].words.en.endswith(word(f"change.{gate}").en)
    assert (line.outcome.zh, clean.lines["months_clean"].outcome.zh) == (NONE_COUNTED, NEVER)
    assert line.points_centi == clean.lines["months_clean"].points_centi == 2500
    assert explanation.lines["guarantee_unpaid"].kept_out == ()


def test_records_kept_out_for_one_reason_are_counted_together(
    opened: Results, people: Mapping[UUID, PersonInput]
) -> None:
    one = arrears(people, disputed=True)
    two = [{**one.records[0], "record_id": UUID(int=900 + number)} for number in range(2)]
    _, explanation = told(opened, replace(one, records=[*two, {**two[0], "record_id": UUID(int=99), "sealed": True}]))
    kept = explanation.lines["unsettled_arrears"].kept_out
    assert {each.gate: each.count for each in kept} == {"disputed": 2, "sealed": 1}
    assert len(explanation.not_counted) == 3


def test_never_is_not_said_where_a_record_counts_but_the_line_passes_it_over(
    opened: Results, people: Mapping[UUID, PersonInput]
) -> None:
    _, explanation = told(opened, arrears(people, amount_fen=50_000))
    assert explanation.lines["months_clean"].outcome.zh == NONE_COUNTED
    assert explanation.lines["months_clean"].kept_out == ()
    assert explanation.lines["unsettled_arrears"].outcome.zh == NONE_COUNTED


def test_without_the_records_it_is_not_said_that_there_is_none(opened: Results) -> None:
    explanation = explain_person(opened, str(CLEAN))
    assert explanation.lines["months_clean"].outcome.zh == NONE_COUNTED
    assert explanation.lines["unsettled_arrears"].outcome.zh == NONE_COUNTED


def test_who_was_not_asked_about_is_told_of_a_record_that_was_kept_out(
    opened: Results, people: Mapping[UUID, PersonInput]
) -> None:
    person = replace(arrears(people, disputed=True), coverage=())
    _, explanation = told(opened, person)
    assert explanation.status == "not_evaluable"
    assert all(explanation.lines[line].kept_out for line in READS_ARREARS)


def test_without_the_consent_for_a_kind_nothing_of_it_is_told(
    opened: Results, people: Mapping[UUID, PersonInput]
) -> None:
    bureau = arrears(people, kind="bureau_arrears", disputed=True)
    _, with_consent = told(opened, bureau)
    _, without = told(opened, replace(bureau, consents=[c for c in bureau.consents if c["field_class"] != "bureau"]))
    assert with_consent.lines["bureau_months_clean"].kept_out
    assert without.lines["bureau_months_clean"].kept_out == ()
    assert without.not_counted == ()


def test_of_a_child_no_record_is_told_or_counted(opened: Results, people: Mapping[UUID, PersonInput]) -> None:
    child = replace(people[MINOR], records=arrears(people, disputed=True).records)
    result, explanation = told(opened, child)
    assert explanation.not_counted == ()
    assert not_counted([result]) == {}
    assert summary([result]) is None


def run_of(opened: Results, people: Mapping[UUID, PersonInput], gate: str) -> PersonResult:
    return Interpreter(opened.policy, opened.run()).assess(arrears(people, **KEPT_OUT[gate]))


def test_the_lender_gets_counts_by_reason_and_nothing_of_what_is_the_person_s_alone(
    opened: Results, people: Mapping[UUID, PersonInput]
) -> None:
    assert not_counted([run_of(opened, people, "not_lender")]) == {CLEAN: {"not_lender": 1}}
    for gate in PERSON_ONLY & KEPT_OUT.keys():
        assert not_counted([run_of(opened, people, gate)]) == {}
    assert {"disputed", "sealed", "not_adult", "retention"} <= PERSON_ONLY <= set(GATES)


PRIVATE: Mapping[str, Mapping[str, Any]] = {gate: KEPT_OUT[gate] for gate in ("superseded", "sealed", "disputed")} | {
    "retention": {"ended_on": date(2020, 1, 1)}
}
FIRST: Mapping[str, Mapping[str, Any]] = {
    "undated": {"known_on": None},
    "later": {"happened_on": date(2026, 7, 1)},
    "not_known": {"known_on": date(2026, 7, 1)},
    "not_lender": {"source": "another-bank"},
}


@pytest.mark.parametrize("first", FIRST)
@pytest.mark.parametrize("private", PRIVATE)
def test_what_is_the_person_s_alone_stays_so_behind_any_other_gate(
    opened: Results, people: Mapping[UUID, PersonInput], first: str, private: str
) -> None:
    person = arrears(people, **{"happened_on": date(2019, 1, 1), **PRIVATE[private], **FIRST[first]})
    result = Interpreter(opened.policy, opened.run()).assess(person)
    assert not_counted([result]) == {}
    found = summary([result])
    assert found is not None
    assert found[0] == {"otherwise": 1}
    alone = Interpreter(opened.policy, opened.run()).assess(arrears(people, **FIRST[first]))
    assert not_counted([alone]) == {CLEAN: {first: 1}}
    told_gate = first if GATES.index(first) < GATES.index(private) else private
    assert [row.gate for row in result.excluded[:1]] == [told_gate]


def test_every_gate_of_the_person_alone_is_asked() -> None:
    """One record and one kind for each gate; none but its own keeps it from others."""
    open_to_all = {"happened_on": RUN.as_of, "known_on": RUN.as_of}
    adult = Gates(adult_age=18)
    over = Gates(retention_years=5, retention_from="ended_on")
    cases: Mapping[str, tuple[Gates, Mapping[str, Any], date | None]] = {
        "superseded": (Gates(), {"superseded_on": RUN.as_of}, None),
        "sealed": (Gates(), {"sealed": True}, None),
        "remedied": (Gates(unremedied=True), {"ended_on": RUN.as_of}, None),
        "not_adult": (adult, {"happened_on": date(2017, 12, 31)}, date(2000, 1, 1)),
        "disputed": (Gates(adverse=True), {"disputed": True}, None),
        "retention": (over, {"happened_on": date(2019, 1, 1), "ended_on": date(2020, 1, 1)}, None),
    }
    assert cases.keys() == PERSON_ONLY
    for gates, changed, born in cases.values():
        assert is_for_the_person({**open_to_all, **changed}, gates, RUN, born)
    for gates in (Gates(), over, Gates(unremedied=True, adverse=True)):
        assert not is_for_the_person(open_to_all, gates, RUN, None)
    assert not is_for_the_person(open_to_all, adult, RUN, date(2000, 1, 1))
    assert is_for_the_person({**open_to_all, "happened_on": None}, adult, RUN, date(2000, 1, 1))


def test_a_run_sums_up_what_did_not_count_by_reason(opened: Results, people: Mapping[UUID, PersonInput]) -> None:
    results = [run_of(opened, people, gate) for gate in ("disputed", "not_lender", "not_lender", "undated", "sealed")]
    found = summary(results)
    assert found is not None
    counts, sentence = found
    assert list(counts.items()) == [("not_lender", 2), ("undated", 1), ("otherwise", 2)]
    assert sentence.zh.startswith("没有计入的记录 5 条：不是这家银行自己的记录 2 条、")
    assert "异议" not in sentence.zh
    assert summary([Interpreter(opened.policy, opened.run()).assess(people[NOT_ASKED])]) is None


def test_an_explanation_asked_for_later_says_what_the_page_said(
    opened: Results, people: Mapping[UUID, PersonInput], tmp_path: Path
) -> None:
    (tmp_path / PAGES_FOLDER).mkdir()
    pages: dict[UUID, Explanation] = {}
    found: list[tuple[UUID, tuple[FoundRow, ...]]] = []
    run: Run = replace(opened.run(), panels=frozenset())
    finder, explainer = (
        RecordFinder(opened.policy, load_law(), run),
        Explainer(opened.policy, opened.law, run_seen(opened)),
    )
    for person in people.values():
        result = opened.person(str(person.person_id))
        rows = finder.found(result, person.records, person.fields["birth_on"], person.consents)
        found.append((person.person_id, rows))
        pages[person.person_id] = explainer.explain(result, finder.told(rows))
    write_explained_records(tmp_path, found)
    for name in ("results.parquet", "explanations.parquet"):
        (tmp_path / name).write_bytes((opened.folder / name).read_bytes())
    later = replace(opened, folder=tmp_path)
    assert {person: explain_person(later, str(person)) for person in people} == pages
    assert any(page.lines["unsettled_arrears"].kept_out for page in pages.values() if page.lines.keys() > {"majority"})
