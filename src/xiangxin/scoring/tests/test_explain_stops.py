"""What stopped a result: each reason once, who owes what is missing, and what ends what vetoes."""

from __future__ import annotations

from datetime import date
from functools import cache
from uuid import UUID

import pytest

from xiangxin.kernel.text import Text
from xiangxin.law.load import load_law
from xiangxin.policy.compile import compile_policy
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring import packing
from xiangxin.scoring.assessment import YES, PersonResult, Status
from xiangxin.scoring.explain_lines import LineWords
from xiangxin.scoring.explain_records import NOTHING_SEEN
from xiangxin.scoring.explain_stops import StopWords
from xiangxin.scoring.explanation import RecordSeen
from xiangxin.scoring.tests.village import POLICIES

BANK = Text("某银行", "a bank")


@cache
def policy() -> CompiledPolicy:
    """The shipped policy with the most kinds of vetoes."""
    compiled, findings = compile_policy(POLICIES / "jinxiang-2022", load_law(), date(2022, 6, 1), "CN-37")
    assert compiled is not None, findings
    return compiled


@cache
def jinxiang() -> StopWords:
    return StopWords(policy(), load_law(), LineWords(policy(), load_law()), BANK)


def result(status: Status, *, missing: tuple[str, ...] = (), vetoes: tuple[str, ...] = ()) -> PersonResult:
    return PersonResult(UUID(int=1), UUID(int=2), "990101100201", status, missing=missing, vetoes=vetoes)


TAX = RecordSeen(
    record_id="r",
    kind_id="tax_decision",
    kind=load_law().record_kinds["tax_decision"].label,
    words=Text("", ""),
    happened_on=date(2021, 3, 4),
    ended_on=None,
    amount_fen=1_200_000,
    document_no="某税〔2021〕9号",
    authority="某县税务局",
    source="tax",
)


def test_a_decision_that_vetoes_is_named_with_its_authority_and_what_ends_it() -> None:
    (told,) = jinxiang().stopped(result("vetoed", vetoes=("tax",)), {"tax": (TAX,)})
    assert told.zh == (
        "未了结：公告欠税或偷税决定未缴清。依据是：税务决定，1.2 万元，2021-03-04，文书 某税〔2021〕9号，某县税务局。"
        "怎样结束：缴清税款，并由税务机关记下日期；之后的评价不再因它停下。"
    )
    assert told.en.startswith("Not settled: Announced tax arrears or evasion decision not settled. It rests on: Tax")


def test_what_no_payment_ends_says_how_long_it_counts() -> None:
    (told,) = jinxiang().stopped(result("vetoed", vetoes=("crime",)), {})
    assert told.zh == (
        "不能授信的原因：与信用或财产有关的生效刑事判决。是哪一笔，可以向某银行查，不收费。"
        "怎样结束：不因履行而结束；自决定之日起满 5 年就不再计。文书有错，提出异议，更正后也不再计。"
    )


@pytest.mark.parametrize(
    ("veto", "zh", "en"),
    [("tax", "有，尚未了结", "yes, not settled"), ("crime", "有", "yes")],
)
def test_only_what_can_be_settled_is_called_not_settled_among_the_conditions(veto: str, zh: str, en: str) -> None:
    line = next(line for line in packing.lines(policy()) if line.id == veto)
    (told,) = LineWords(policy(), load_law()).conditions([packing.Answer(line, YES, None, None)], NOTHING_SEEN)
    assert told.outcome == Text(zh, en)
    assert told.against


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        (
            ("base_conditions",),
            "还没有查到或提供：居住有证明（由您本人说明或出示；要书面同意的，一并同意）、"
            "有还款来源（由您本人说明或出示；要书面同意的，一并同意）。所以还不能算：有居所和还款来源。",
        ),
        (
            ("diverted_loan",),
            "还没有查到或提供：挪用贷款认定（本行）（由某银行查自己的账）。所以还不能算：挪用本行贷款未纠正。",
        ),
        (
            ("crime",),
            "还没有查到或提供：生效刑事判决（由某银行向法院查）。所以还不能算：与信用或财产有关的生效刑事判决。",
        ),
        (
            ("majority",),
            "还没有查到或提供：出生日期（由您本人说明或出示；要书面同意的，一并同意）。所以还不能算：年满 18 周岁。",
        ),
    ],
)
def test_what_is_missing_is_owed_by_whoever_the_registry_says(missing: tuple[str, ...], told: str) -> None:
    assert [text.zh for text in jinxiang().stopped(result("not_evaluable", missing=missing), {})] == [told]


def test_lines_that_wait_for_one_answer_are_one_problem() -> None:
    missing = ("tax", "veteran", "brave_deed")
    told = jinxiang().stopped(result("not_evaluable", missing=missing), {})
    assert [text.zh for text in told] == [
        "还没有查到或提供：税务决定（由某银行向主管机关查）。所以还不能算：公告欠税或偷税决定未缴清。",
        "还没有查到或提供：荣誉（由某银行向主管机关查）。所以还不能算：退役军人、见义勇为。",
    ]
