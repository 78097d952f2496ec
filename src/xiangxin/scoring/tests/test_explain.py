"""What one person is told: every point with its reason, exact totals, why the limit, what would raise it."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest

from xiangxin.kernel.errors import CheckFailed
from xiangxin.scoring import packing
from xiangxin.scoring.explain import Explainer
from xiangxin.scoring.explain_results import explain_person, run_seen
from xiangxin.scoring.explanation import Explanation
from xiangxin.scoring.interpret import Interpreter
from xiangxin.scoring.paths import TablePaths
from xiangxin.scoring.results import open_results
from xiangxin.scoring.tabular import read_people
from xiangxin.scoring.tests.village import (
    CLEAN,
    DISPUTED,
    MINOR,
    NO_CONSENT,
    NOT_ASKED,
    PANEL,
    VETOED,
    WAITING,
    household_open,
)


@pytest.fixture(scope="module")
def explained(results: Path) -> dict[str, Explanation]:
    opened = open_results(results)
    people = {
        "clean": CLEAN,
        "vetoed": VETOED,
        "no_consent": NO_CONSENT,
        "not_asked": NOT_ASKED,
        "minor": MINOR,
        "waiting": WAITING,
    }
    return {name: explain_person(opened, str(person)) for name, person in people.items()}


def test_a_total_is_told_with_the_numbers_it_follows_from(explained: dict[str, Explanation]) -> None:
    final = next(stage for stage in explained["clean"].stages if stage.id == "final")
    # 0.7 × 95 + 0.3 × 566 ÷ 6 = 66.5 + 28.3
    assert final.words.zh == "0.7 × 系统分 95 + 0.3 × 评议平均分 约 94.33 = 94.8"
    assert final.shown == "94.8"
    assert explained["clean"].review is not None
    assert explained["clean"].review.en == "6 valid ratings, 566 together, about 94.33 on average"


def test_the_limit_says_which_part_decides_and_how_it_is_rounded(explained: dict[str, Explanation]) -> None:
    limit = explained["clean"].limit
    assert limit is not None
    assert limit.fen == 5_000_000
    assert limit.binding == "affordable"
    assert limit.sentence.zh == (
        "您的参考额度是 5 万元，因为基础加激励 5.4 万元、可承受额度（按评价时的资料算），"
        "取其中最小的，即“可承受额度”，并向下取整到 1,000 元。"
    )
    assert {part.id: part.amount.zh if part.amount else None for part in limit.parts} == {
        "base": "5 万元",
        "incentive": "4,000 元",
        "earned": "5.4 万元",
        "ability_part": None,
        "affordable": None,
    }


def test_the_rate_names_who_decides(explained: dict[str, Explanation]) -> None:
    assert explained["clean"].rate is not None
    assert explained["clean"].rate.zh == "参考年利率 5.5%；最终由青禾农商行的工作人员在办法的区间内决定"


def test_the_next_step_is_the_nearest_outcome_with_more_points(explained: dict[str, Explanation]) -> None:
    lines = explained["clean"].lines
    assert lines["moral_model"].points_centi == 400
    assert lines["moral_model"].step is not None
    assert lines["moral_model"].step.zh == "再进一步：市级，得 6 分（多 2 分）"
    assert lines["residence"].step is None
    assert lines["months_clean"].step is None


def test_every_line_has_its_own_number_a_source_and_what_law_says(explained: dict[str, Explanation]) -> None:
    lines = explained["clean"].lines
    policy = household_open()
    assert list(lines) == [line.id for line in packing.lines(policy)]
    assert len({line.number for line in lines.values()}) == len(lines)
    assert all(line.source.zh and line.source.en for line in lines.values())
    assert all(line.law is not None for name, line in lines.items() if name != "majority")
    assert all(line.reason is not None for line in lines.values() if line.kind == "item")
    limit = explained["clean"].limit
    assert limit is not None
    assert policy.limit is not None
    ids = [
        *(line.id for line in packing.lines(policy)),
        *(stage.id for stage in policy.stages),
        *(part.id for part in policy.limit.parts),
    ]
    numbers = {line.id: line.number for line in lines.values()}
    numbers |= {stage.id: stage.number for stage in explained["clean"].stages}
    numbers |= {part.id: part.number for part in limit.parts}
    assert numbers == {line_id: str(place) for place, line_id in enumerate(ids, start=1)}
    assert "（例如“第 6 条”）" in explained["clean"].contest.zh
    assert "(for example “line 6”)" in explained["clean"].contest.en


def test_an_uncalibrated_scorecard_says_so_wherever_points_are_told_and_nowhere_else(
    explained: dict[str, Explanation],
) -> None:
    told = {name for name, e in explained.items() if e.calibration is not None and "未校准" in e.calibration.zh}
    assert told == {name for name, e in explained.items() if e.groups} == set(explained) - {"minor", "no_consent"}
    assert explained["no_consent"].calibration is None


@pytest.mark.parametrize(
    ("name", "status", "stopped"),
    [
        (
            "vetoed",
            "vetoed",
            [
                "未了结：本行逾期未结清（超过小额）。是哪一笔，可以向青禾农商行查，不收费。"
                "怎样结束：还清欠款，并由银行记下结清日期；之后的评价不再因它停下。"
                "别的条目仍会按办法看“贷款拖欠（本行）”，最迟到结束后满 5 年。"
            ],
        ),
        ("minor", "not_eligible", ["不符合：年满 18 周岁。到了年龄再申请即可，以前没有评价过不影响您。"]),
        ("waiting", "awaiting_review", []),
        ("no_consent", "no_consent", []),
    ],
)
def test_who_is_not_scored_is_told_what_stopped_it_and_that_a_person_decides(
    explained: dict[str, Explanation], name: str, status: str, stopped: list[str]
) -> None:
    explanation = explained[name]
    assert explanation.status == status
    assert [text.zh for text in explanation.stopped] == stopped
    assert explanation.stars is None
    assert explanation.limit is None
    if status in ("vetoed", "not_eligible"):
        assert "您可以要求人工重新看" in explanation.sentence.zh


def test_what_is_missing_is_named_and_never_called_zero_or_bad(explained: dict[str, Explanation]) -> None:
    explanation = explained["not_asked"]
    assert explanation.status == "not_evaluable"
    # Three lines wait for one answer, so it is asked for once, of whoever owes it.
    assert [text.zh for text in explanation.stopped] == [
        "还没有查到或提供：贷款拖欠（本行）（由青禾农商行查自己的账）。"
        "所以还不能算：本行逾期未结清（超过小额）、本行逾期结清后的月数、近24个月本行逾期次数。",
        "还没有查到或提供：担保代偿（本行）（由青禾农商行查自己的账）。所以还不能算：担保已被要求代偿而未付（超过小额）。",
    ]
    assert "这不是零分" in explanation.sentence.zh
    months = explanation.lines["months_clean"]
    assert months.points_centi is None
    assert not months.against
    assert months.step is not None
    assert months.step.en == "It cannot be worked out yet; once supplied it counts as it is, 0–25 points."


def test_a_veto_names_its_record_with_amount_day_document_and_whose_it_is(
    results: Path, village: dict[str, Path]
) -> None:
    explanation = explain_person(open_results(results), str(VETOED), village["records"])
    (stopped,) = explanation.stopped
    assert "依据是：贷款拖欠（本行），5,000 元，2026-02-01，文书 借据〔2026〕1号，青禾农商行。" in stopped.zh
    assert "It rests on: Arrears (lender's own), CNY 5,000, 2026-02-01, document 借据〔2026〕1号" in stopped.en
    assert "不再影响" not in explanation.sentence.zh


def test_of_a_child_nothing_is_said_but_the_age(explained: dict[str, Explanation]) -> None:
    explanation = explained["minor"]
    assert list(explanation.lines) == ["majority"]
    assert explanation.lines["majority"].outcome.zh == "不符合"
    assert (explanation.groups, explanation.review, explanation.stages) == ((), None, ())
    assert "还没有到法律规定的年龄" in explanation.sentence.zh


def test_without_consent_nothing_is_told_but_that_nothing_was_looked_at(explained: dict[str, Explanation]) -> None:
    explanation = explained["no_consent"]
    assert explanation.lines == {}
    assert explanation.stages == ()
    assert "没有看您的任何资料" in explanation.sentence.zh


def test_records_are_named_only_on_request_and_only_where_they_counted(results: Path, village: dict[str, Path]) -> None:
    opened = open_results(results)
    assert explain_person(opened, str(CLEAN)).lines["moral_model"].records == ()
    with_records = explain_person(opened, str(CLEAN), village["records"])
    (honour,) = with_records.lines["moral_model"].records
    assert honour.document_no == "青文明〔2025〕17号"
    assert honour.words.zh == "道德模范、县级"
    assert with_records.lines["months_clean"].records == ()
    (arrears,) = explain_person(opened, str(VETOED), village["records"]).lines["unsettled_arrears"].records
    assert arrears.amount_fen == 500_000


def test_a_record_that_did_not_count_is_told_with_the_gate(results: Path, village: dict[str, Path]) -> None:
    explanation = explain_person(open_results(results), str(DISPUTED), village["records"])
    assert explanation.status == "scored"
    assert [text.zh for text in explanation.not_counted] == [
        "贷款拖欠（本行）（2026-02-01）：您提出的异议还在核对，不计"
    ]
    assert explanation.lines["unsettled_arrears"].records == ()


def test_other_records_than_those_of_the_run_are_refused(results: Path, village: dict[str, Path]) -> None:
    with pytest.raises(CheckFailed) as error:
        explain_person(open_results(results), str(CLEAN), village["coverage"])
    assert [finding.code for finding in error.value.findings] == ["records_differ"]


def test_a_packed_explanation_and_one_made_just_now_say_the_same_of_every_line(
    results: Path, village: dict[str, Path]
) -> None:
    opened = open_results(results)
    explainer = Explainer(opened.policy, opened.law, run_seen(opened))
    interpreter = Interpreter(opened.policy, replace(opened.run(), panels=frozenset({PANEL})))
    for person in read_people(TablePaths(**village), opened.policy):
        direct = asdict(explainer.explain(interpreter.assess(person)))
        packed = asdict(explain_person(opened, str(person.person_id)))
        # The parts that rest on income are at hand only where the person was assessed just now.
        del direct["limit"], packed["limit"]
        assert direct == packed
