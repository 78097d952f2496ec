"""What a person can check by hand: the own figures, the honest range of what is not known, and what a consent lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from xiangxin.kernel.errors import CheckFailed
from xiangxin.scoring.assessment import PersonInput
from xiangxin.scoring.explain import Explainer
from xiangxin.scoring.explain_records import RecordFinder
from xiangxin.scoring.explain_results import explain_person, run_seen
from xiangxin.scoring.explained_figures import read_explained_figures, read_gap, write_explained_figures
from xiangxin.scoring.explained_records import PAGES_FOLDER
from xiangxin.scoring.explanation import Explanation, LineSeen
from xiangxin.scoring.figures import FigureReader
from xiangxin.scoring.grounds import Gap
from xiangxin.scoring.interpret import Interpreter
from xiangxin.scoring.paths import TablePaths
from xiangxin.scoring.results import Results, open_results
from xiangxin.scoring.tabular import read_people
from xiangxin.scoring.tests.village import CLEAN, MINOR, NO_CONSENT, VETOED, household_open

MOTHER, BROTHER = UUID(int=0xC1), UUID(int=0xC2)


@pytest.fixture(scope="module")
def opened(results: Path) -> Results:
    return open_results(results)


@pytest.fixture(scope="module")
def people(village: dict[str, Path]) -> Mapping[UUID, PersonInput]:
    return {person.person_id: person for person in read_people(TablePaths(**village), household_open())}


def told(opened: Results, person: PersonInput) -> Explanation:
    result = Interpreter(opened.policy, opened.run()).assess(person)
    seen = RecordFinder(opened.policy, opened.law, opened.run()).seen(
        result, person.records, person.fields["birth_on"], person.consents
    )
    figures = FigureReader(opened.policy, opened.run()).figures(person)
    return Explainer(opened.policy, opened.law, run_seen(opened)).explain(result, seen, figures)


def with_fields(person: PersonInput, **fields: object) -> PersonInput:
    return replace(person, fields={**person.fields, **fields})


def step(line: LineSeen) -> tuple[str, str]:
    assert line.step is not None
    return line.step.zh, line.step.en


def ability(explanation: Explanation) -> str:
    assert explanation.limit is not None
    (part,) = (part for part in explanation.limit.parts if part.id == "ability_part")
    return part.words.zh


@pytest.fixture
def owing(people: Mapping[UUID, PersonInput]) -> PersonInput:
    return with_fields(people[CLEAN], income_yearly_fen=1_500_000, debt_total_fen=1_900_000)


def test_the_limit_can_be_reckoned_again_with_the_figures_on_the_page(opened: Results, owing: PersonInput) -> None:
    limit = told(opened, owing).limit
    assert limit is not None
    parts = {part.id: part for part in limit.parts}
    ability = parts["ability_part"]
    assert ability.words.zh == "年收入（本人说明） 15,000 元 + 家人（本人同意的）合计 0 元 − 负债（本人说明） 19,000 元"
    assert ability.words.en == (
        "Yearly income (own statement) CNY 15,000 + household members who agreed, together CNY 0"
        " − Debts (own statement) CNY 19,000"
    )
    assert ability.amount is not None
    assert ability.amount.zh == "-4,000 元"
    assert limit.fen == 0
    assert "可承受额度 -4,000 元" in limit.sentence.zh
    assert not [part for part in limit.parts if "…" in part.words.zh + part.words.en]


def test_of_household_members_one_sum_is_told_and_only_of_those_who_agreed(opened: Results, owing: PersonInput) -> None:
    members = [{"member_id": who, "income_yearly_fen": fen} for who, fen in ((MOTHER, 1_230_000), (BROTHER, 4_560_000))]
    agreed: dict[UUID, Any] = {MOTHER: owing.consents, BROTHER: owing.consents}
    both = ability(told(opened, replace(owing, members=members, member_consents=agreed)))
    assert "家人（本人同意的）合计 57,900 元" in both
    assert "12,300" not in both
    one = ability(told(opened, replace(owing, members=members, member_consents={MOTHER: owing.consents})))
    assert "家人（本人同意的）合计 12,300 元" in one


def test_whose_disclosure_lowers_the_limit_is_told_what_it_would_be_without(
    opened: Results, people: Mapping[UUID, PersonInput], owing: PersonInput
) -> None:
    limit = told(opened, owing).limit
    assert limit is not None
    notes = {part.id: part.note for part in limit.parts if part.note is not None}
    assert list(notes) == ["affordable"]
    assert notes["affordable"].zh == (
        "假如您没有出示年收入（本人说明）、负债（本人说明），此处为 3 万元。"
        "出示不出示由您决定：同意可以随时撤回，之后重新评价，得分也按没有出示重算。"
    )
    assert "consent can be withdrawn at any time" in notes["affordable"].en
    more = told(opened, people[CLEAN]).limit
    assert more is not None
    assert [part.note for part in more.parts] == [None] * len(more.parts)


def test_the_figure_a_band_was_read_from_stands_beside_it(opened: Results, owing: PersonInput) -> None:
    lines = told(opened, owing).lines
    assert lines["income_band"].outcome.zh == "不满 2 万元（您的：15,000 元）"
    assert lines["income_band"].outcome.en == "below CNY 20,000 (yours: CNY 15,000)"
    assert lines["debt_to_income"].outcome.zh == "1 倍以上、不满 2 倍（您的：约 1.27 倍）"
    assert lines["recent_arrears"].outcome.zh == "0 次"


def test_what_is_not_known_may_count_for_less_once_it_is(opened: Results, people: Mapping[UUID, PersonInput]) -> None:
    silent = with_fields(people[CLEAN], income_yearly_fen=None, debt_total_fen=None)
    lines = told(opened, replace(silent, coverage=(), records=())).lines
    limit = "额度也会按年收入（本人说明）、负债（本人说明）重算，可能变多也可能变少。"
    assert step(lines["income_band"]) == (
        f"现在按 10 分计；补上后按实际计，5–20 分，可能多也可能少。{limit}不补不影响其他事。",
        "It counts 10 points now; once supplied it counts as it is, 5–20 points, which may be more or less."
        " The limit is worked out again from Yearly income (own statement), Debts (own statement) too and may rise or"
        " fall. Leaving it out affects nothing else.",
    )
    assert step(lines["debt_to_income"])[0].startswith("现在按 5 分计；补上后按实际计，0–10 分，可能多也可能少。额度")
    assert step(lines["bureau_months_clean"])[0] == (
        "现在按 10 分计；补上后按实际计，0–15 分，可能多也可能少。不补不影响其他事。"
    )
    assert step(lines["moral_model"])[0] == "现在按 0 分计；补上后按实际计，0–10 分，不会少。不补不影响其他事。"
    assert step(lines["months_clean"])[0] == "现在还不能算；补上后按实际计，0–25 分。"


def test_a_run_without_limits_does_not_speak_of_the_limit(opened: Results, people: Mapping[UUID, PersonInput]) -> None:
    silent = with_fields(people[CLEAN], income_yearly_fen=None, debt_total_fen=None)
    run = replace(opened.run(), limits=False)
    result = Interpreter(opened.policy, run).assess(silent)
    seen = replace(run_seen(opened), limits=False)
    lines = Explainer(opened.policy, opened.law, seen).explain(result).lines
    assert "额度" not in step(lines["income_band"])[0]


def test_what_goes_on_is_not_called_settled(opened: Results, people: Mapping[UUID, PersonInput]) -> None:
    line = told(opened, people[VETOED]).lines["months_clean"]
    assert (line.outcome.zh, line.outcome.en) == ("还没有结清", "not settled yet")
    assert line.points_centi == 0
    (record,) = line.records
    assert record.until is not None
    assert (record.until.zh, record.until.en) == ("至今未结清", "not settled to this day")
    settled = [{**row, "ended_on": date(2026, 3, 1)} for row in people[VETOED].records]
    line = told(opened, replace(people[VETOED], records=settled)).lines["months_clean"]
    assert line.outcome.zh == "不满 6 个月（您的：3 个月）"
    assert line.records[0].until is None


def test_without_the_records_it_is_not_said_which_of_the_two(opened: Results) -> None:
    line = explain_person(opened, str(VETOED)).lines["months_clean"]
    assert line.outcome.zh == "还没有结清，或不满 6 个月"


def test_a_sum_is_told_with_the_most_it_may_come_to(opened: Results, people: Mapping[UUID, PersonInput]) -> None:
    explanation = told(opened, people[CLEAN])
    (system,) = (stage for stage in explanation.stages if stage.id == "system")
    assert system.words.zh == (
        "履约记录 50 + 居住与还款来源 20 + 偿债能力 25 + 按期还清的贷款 0，加起来 95，最高算 100"
    )
    assert system.words.en.endswith("together 95, at most 100 counts")
    (final,) = (stage for stage in explanation.stages if stage.id == "final")
    assert final.words.zh == "就是系统分 95"
    assert explanation.lines["loans_repaid"].outcome.zh == "查过，没有可以计入的记录"


def test_assumptions_are_english_in_english(opened: Results) -> None:
    source = explain_person(opened, str(CLEAN)).lines["income_band"].source
    assert source.en == "Assumed: weights are our judgement and not yet tested on repayment data"
    assert source.zh == "假设：权重为我们的判断，尚未用还款数据检验"


def test_ids_and_hashes_stand_apart_for_whoever_checks(opened: Results) -> None:
    checking = explain_person(opened, str(CLEAN)).checking
    assert str(CLEAN) in checking[0].zh
    assert "第 6 条 months_clean、第 7 条 recent_arrears" in checking[1].zh
    assert opened.policy.content_hash in checking[-1].zh
    assert [str(CLEAN) in text.en for text in explain_person(opened, str(NO_CONSENT)).checking] == [False, False]


GAPS: dict[Gap | None, str] = {
    None: "没有您本人的有效同意（没有、没有先告知、已到期或已撤回；是哪一种，可以问接收方），所以没有看您的任何资料",
    "none": "没有您本人的同意，所以没有看您的任何资料",
    "withdrawn": "您已撤回同意，所以",
    "other_receiver": "您的同意是给别的接收方的，不是给青禾农商行的，所以",
    "no_notice": "您有同意，但没有写明告知是哪天送到您手里的，这样的同意不算数，所以没有看您的任何资料，也没有评价。"
    "青禾农商行应先把告知送到您手里，记下日期，再由您决定。不同意不影响",
    "late_notice": "您的同意早于告知，这样的同意不算数，所以没有看您的任何资料，也没有评价。"
    "您看过告知了，可以重新决定。",
    "not_begun": "您的同意到截至日期还没有开始，所以",
    "expired": "您的同意已到期，所以",
    "not_written": "您的同意不是书面的，而这里要书面同意，所以",
}


@pytest.mark.parametrize("gap", GAPS)
def test_a_consent_that_lacks_something_is_not_called_none(opened: Results, gap: Gap | None) -> None:
    result = opened.person(str(NO_CONSENT))
    explanation = Explainer(opened.policy, opened.law, run_seen(opened)).explain(result, gap=gap)
    assert explanation.sentence.zh.startswith(GAPS[gap])
    assert explanation.calibration is None


def test_figures_and_gaps_kept_beside_the_pages_are_read_as_they_were(
    opened: Results, owing: PersonInput, tmp_path: Path
) -> None:
    (tmp_path / PAGES_FOLDER).mkdir()
    figures = FigureReader(opened.policy, opened.run()).figures(owing)
    assert figures
    write_explained_figures(tmp_path, opened.policy, [(CLEAN, figures)], [(NO_CONSENT, "no_notice")])
    assert read_explained_figures(tmp_path, opened.policy, CLEAN) == figures
    assert read_explained_figures(tmp_path, opened.policy, MINOR) == {}
    assert (read_gap(tmp_path, NO_CONSENT), read_gap(tmp_path, CLEAN)) == ("no_notice", None)


def test_the_kept_tables_say_what_the_page_says(
    opened: Results, people: Mapping[UUID, PersonInput], village: dict[str, Path]
) -> None:
    (folder,) = {path.parent for path in village.values()}
    assert explain_person(opened, str(VETOED), tables=folder) == told(opened, people[VETOED])
    assert explain_person(opened, str(CLEAN), tables=folder).lines == told(opened, people[CLEAN]).lines
    assert "60,000 元" in ability(explain_person(opened, str(CLEAN), tables=folder))
    assert "60,000 元" not in ability(explain_person(opened, str(CLEAN)))
    assert explain_person(opened, str(NO_CONSENT), tables=folder).sentence.zh.startswith("没有您本人的同意，")


def test_other_tables_than_those_of_the_run_are_refused(
    opened: Results, village: dict[str, Path], tmp_path: Path
) -> None:
    for name, path in village.items():
        (tmp_path / f"{name}.parquet").write_bytes(path.read_bytes())
    (tmp_path / "members.parquet").write_bytes(village["reviews"].read_bytes())
    with pytest.raises(CheckFailed) as error:
        explain_person(opened, str(CLEAN), tables=tmp_path)
    assert [finding.code for finding in error.value.findings] == ["records_differ"]
