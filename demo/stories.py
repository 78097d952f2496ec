"""People with a story: each shows one promise of the product, and a test follows each through the whole flow.

The expectation of each was worked out by hand from the policy ``household-open`` as of 2026-06-30.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from people import (
    ARREARS,
    BANK,
    CIVILITY,
    GUARANTEE,
    HONOUR,
    INCOME,
    PANEL,
    REVIEW,
    SCORING,
    SHOWN,
    Person,
    Village,
)

Make = Callable[[Village], Person]


@dataclass(frozen=True)
class Story:
    """A person of the demo. ``expect``: status and whatever else the story is about."""

    id: str
    village: str
    zh: str
    en: str
    make: Make
    expect: Mapping[str, Any] = field(default_factory=dict)


def _never_borrowed(village: Village) -> Person:
    return village.consenting("李春梅", date(1988, 4, 9))


def _withdrew(village: Village) -> Person:
    person = village.consenting("王大山", date(1975, 11, 2))
    person.consents[0]["withdrawn_on"] = date(2026, 6, 20)
    return person


def _refused_income(village: Village) -> Person:
    person = village.consenting("赵秀兰", date(1982, 1, 30))
    person.facts.update(income_yearly_fen=96_000, debt_total_fen=0)
    return person


def _not_in_writing(village: Village) -> Person:
    person = village.consenting("高玉珍", date(1979, 8, 17))
    person.facts.update(income_yearly_fen=96_000, debt_total_fen=0)
    person.consent(SCORING, BANK, INCOME, date(2026, 4, 1), written="否", channel="口头")
    return person


def _disputed(village: Village) -> Person:
    person = village.consenting("陈建国", date(1970, 6, 21))
    person.record(
        ARREARS, date(2025, 10, 8), BANK, amount_fen=5000, told_on=date(2025, 10, 12), final="是", disputed="是"
    )
    return person


def _past_retention(village: Village) -> Person:
    person = village.consenting("刘永福", date(1965, 3, 3))
    person.record(
        ARREARS,
        date(2018, 9, 1),
        BANK,
        amount_fen=8000,
        ended_on=date(2019, 5, 20),
        told_on=date(2018, 9, 5),
        final="是",
    )
    return person


def _honoured(village: Village) -> Person:
    person = village.consenting("孙美华", date(1972, 12, 12))
    person.record(
        HONOUR, date(2024, 9, 20), CIVILITY, category="道德模范", level="省级",
        document_no="省文明〔2024〕17号", authority="省文明办", catalogue_code="PC-10", final="是",
    )  # fmt: skip
    person.facts.update(income_yearly_fen=60_000, debt_total_fen=0)
    person.consent(SCORING, BANK, INCOME, date(2026, 4, 1))
    return person


def _minor(village: Village) -> Person:
    return village.consenting("周小雨", date(2008, 9, 1))


def _zeros(village: Village) -> Person:
    person = village.consenting("吴守义", date(1968, 7, 7))
    person.consent(REVIEW, PANEL, SHOWN, date(2026, 5, 6))
    person.rated(f"{village.name}2026-1", [0, 0, 0, 0, 0, 0], date(2026, 6, 5))
    return person


def _few_ratings(village: Village) -> Person:
    person = village.consenting("许文斌", date(1990, 2, 14))
    person.consent(REVIEW, PANEL, SHOWN, date(2026, 5, 6))
    person.rated(f"{village.name}2026-1", [95, 90, 92, "不了解", "不了解"], date(2026, 6, 5))
    return person


def _open_round(village: Village) -> Person:
    person = village.consenting("沈海霞", date(1993, 5, 25))
    person.consent(REVIEW, PANEL, SHOWN, date(2026, 6, 10))
    person.rated(f"{village.name}2026-2", [90, 88], None)
    return person


def _no_panel(village: Village) -> Person:
    """Rated although they never agreed to be shown to the panel: the ratings do not count, nor does the wait."""
    person = village.consenting("于晓燕", date(1986, 10, 5))
    person.rated(f"{village.name}2026-2", [20, 30, 25, 20, 30], None)
    return person


def _incomer(village: Village) -> Person:
    person = village.consenting("马丽", date(1991, 9, 19))
    person.facts.update(residence_ground="租赁合同", repayment_source="经营")
    return person


def _debtor_of_household(village: Village) -> Person:
    person = village.consenting("何强", date(1983, 5, 5), household="900")
    person.record(ARREARS, date(2025, 12, 1), BANK, amount_fen=6200, told_on=date(2025, 12, 4), final="是")
    return person


def _other_of_household(village: Village) -> Person:
    return village.consenting("何静", date(1985, 8, 8), household="900")


def _guarantor(village: Village) -> Person:
    person = village.consenting("郭铁山", date(1969, 4, 18))
    person.record(
        GUARANTEE,
        date(2026, 2, 10),
        BANK,
        amount_fen=20_000,
        told_on=date(2026, 2, 12),
        document_no="代偿通知2026-3",
        final="是",
    )
    return person


def _seasonal(village: Village) -> Person:
    person = village.consenting("黄桂兰", date(1962, 2, 28))
    person.facts.update(repayment_source="转移性收入", income_yearly_fen=21_000, debt_total_fen=0)
    person.consent(SCORING, BANK, INCOME, date(2026, 4, 1))
    return person


def _nobody_asked(village: Village) -> Person:
    person = village.consenting("杨诗", date(1995, 1, 1))
    person.coverage.clear()
    return person


def _notice_not_delivered(village: Village) -> Person:
    person = village.consenting("梁志强", date(1977, 7, 1))
    person.consents[0]["notice_delivered_on"] = None
    return person


def _small_debt(village: Village) -> Person:
    person = village.consenting("谢长江", date(1981, 3, 9))
    person.record(ARREARS, date(2026, 4, 1), BANK, amount_fen=1000, told_on=date(2026, 4, 3), final="是")
    return person


def _sealed(village: Village) -> Person:
    person = village.consenting("韩国庆", date(1987, 6, 6))
    person.record(ARREARS, date(2025, 8, 1), BANK, amount_fen=9000, told_on=date(2025, 8, 3), final="是", sealed="是")
    return person


def _from_roster(village: Village) -> Person:
    person = village.consenting("冯雪莲", date(1994, 12, 3))
    person.registered = False
    return person


STORIES = (
    Story("never_borrowed", "柳河村", "从未借款，只同意基本档案，没有任何记录，照样三星。",
          "Never borrowed, consents to the basic file only, has no record at all, and still reaches three stars.",
          _never_borrowed, {"status": "scored", "stars": 3, "limit": "30000.00 CNY"}),
    Story("withdrew", "柳河村", "同意过，六月二十日撤回，从下一次起不再评价。",
          "Consented, withdrew on 20 June; not assessed from the next run on.",
          _withdrew, {"status": "no_consent"}),
    Story("refused_income", "柳河村", "表里有人替她填了收入，但她没有书面同意，所以不看，也不因此吃亏。",
          "Her income was filled in without her written consent: it is not looked at, and she loses nothing.",
          _refused_income, {"status": "scored", "stars": 3}),
    Story("not_in_writing", "上清村", "口头同意看收入，不是书面，不算。",
          "Agreed to the income by word of mouth, not in writing: it does not count.",
          _not_in_writing, {"status": "scored", "stars": 3}),
    Story("disputed_arrears", "上清村", "有一笔拖欠正在异议，核对期间不计，也不否决。",
          "Disputes an arrear; while it is checked it neither counts nor vetoes.",
          _disputed, {"status": "scored", "stars": 3}),
    Story("past_retention", "上清村", "2019 年结清的旧拖欠，五年已过，不再看见。",
          "Old arrears settled in 2019: five years are over and nobody sees them any more.",
          _past_retention, {"status": "scored", "stars": 3}),
    Story("honoured", "东岭村", "省级道德模范，有文件：八分加八千元额度，星级不变。",
          "Provincial moral model with its paper: 8 points add 8,000 to the limit and nothing to the stars.",
          _honoured, {"status": "scored", "stars": 4, "limit": "48000.00 CNY"}),
    Story("minor", "东岭村", "十七岁，还不能有自己的信用结果。",
          "Seventeen: no credit result of one's own yet.",
          _minor, {"status": "not_eligible", "ineligible": ["majority"]}),
    Story("zeros", "东岭村", "评议全是零分：不因评议丢一颗星，交人工看。",
          "A panel of zeros costs not one star; an officer looks at the case.",
          _zeros, {"status": "scored", "stars": 3, "flags": ["review_would_lower"]}),
    Story("few_ratings", "东岭村", "有效评分只有三份，不足五份，只按系统分。",
          "Three valid ratings, fewer than five: the system part alone counts.",
          _few_ratings, {"status": "scored", "stars": 3, "flags": ["no_review"]}),
    Story("open_round", "东岭村", "同意的评议还没结束，等结束再算。",
          "The review agreed to is still open; the result waits for it.",
          _open_round, {"status": "awaiting_review"}),
    Story("no_panel_consent", "东岭村", "没有同意评议，别人打的分不算，也不用等。",
          "Never agreed to a review: ratings given all the same do not count, and nothing waits for them.",
          _no_panel, {"status": "scored", "stars": 3, "flags": ["no_review"]}),
    Story("incomer", "杏花村", "外来户，凭租赁合同证明居住，和本地人一样。",
          "An incomer shows residence by a lease and is treated like everybody else.",
          _incomer, {"status": "scored", "stars": 3}),
    Story("household_debtor", "杏花村", "本人欠款未还，暂不能授信。",
          "Owes the bank and has not settled: no grant for now.",
          _debtor_of_household, {"status": "vetoed", "vetoes": ["unsettled_arrears"]}),
    Story("household_other", "杏花村", "同一户的妹妹不受影响，按自己的情况评。",
          "The sister in the same household is not touched by it and is assessed by her own file.",
          _other_of_household, {"status": "scored", "stars": 3}),
    Story("guarantor", "杏花村", "担保被要求代偿，还没付清。",
          "A guarantee was called and is not paid yet.",
          _guarantor, {"status": "vetoed", "vetoes": ["guarantee_unpaid"]}),
    Story("seasonal", "杏花村", "靠养老金和季节活，收入不高，书面同意说明，一样算有还款来源。",
          "Lives on a pension and seasonal work and says so in writing: a source of repayment like any other.",
          _seasonal, {"status": "scored", "stars": 4, "limit": "21000.00 CNY"}),
    Story("nobody_asked", "杏花村", "同意了，但银行还没查自己的账：资料不全，不是零分。",
          "Consented, but the bank has not looked into its books: cannot be evaluated yet, which is not zero.",
          _nobody_asked, {"status": "not_evaluable", "missing": ["unsettled_arrears", "guarantee_unpaid"]}),
    Story("notice_not_delivered", "柳河村", "告知没有送达，签了也不算同意。",
          "The notice was not delivered: the signature is no consent.",
          _notice_not_delivered, {"status": "no_consent"}),
    Story("small_debt", "柳河村", "只欠一千元整，属小额，不否决。",
          "Owes exactly 1,000, a small amount: no veto.",
          _small_debt, {"status": "scored", "stars": 3}),
    Story("sealed", "柳河村", "封存的记录不看。",
          "A sealed record is not looked at.",
          _sealed, {"status": "scored", "stars": 3}),
    Story("from_roster", "柳河村", "只在银行名册上，没有档案，但本人同意了：按已知的算，什么都不猜。",
          "Only on the bank's roster, without a file, but consented: assessed by what is known, nothing guessed.",
          _from_roster, {"status": "scored", "stars": 2, "limit": "20000.00 CNY"}),
)  # fmt: skip
