"""The people of the demo: what an ordinary applicant's file looks like, by how they stand with the bank.

Every helper adds rows as somebody in the county would type them; nothing here knows how the policy scores them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from fiction import Fiction

AS_OF = date(2026, 6, 30)
BANK = "青禾农村商业银行"
OFFICE = "青禾县金融工作办公室"
PANEL = "村信用评议小组"
COURT = "青禾县人民法院"
TAX = "青禾县税务局"
BUREAU = "征信系统查询网点"
CIVILITY = "青禾县文明办"
FARMING = "青禾县农业农村局"

SCORING, REVIEW, EVALUATION = "为本人选定的银行评分", "村级评议", "信用户星级评定"
FILE, INCOME, CREDIT_REPORT, SHOWN = "基本档案", "收入和财产", "征信报告", "评议"

ARREARS, BUREAU_ARREARS, REPAID = "贷款拖欠（本行）", "逾期（信用报告）", "已还清贷款（本行）"
GUARANTEE, ENFORCEMENT, HONOUR = "担保代偿（本行）", "未履行的强制执行", "荣誉"
TRAINING, TAX_DECISION, INSURANCE_CLAIM = "培训", "税务决定", "农业保险理赔"

Row = dict[str, Any]


@dataclass
class Person:
    """One person with the rows of every sheet that are about them."""

    name: str
    number: str
    birth_on: date
    village: str
    household: str
    phone: str
    facts: Row = field(default_factory=dict)
    consents: list[Row] = field(default_factory=list)
    records: list[Row] = field(default_factory=list)
    coverage: list[Row] = field(default_factory=list)
    reviews: list[Row] = field(default_factory=list)
    members: list[Row] = field(default_factory=list)
    registered: bool = True
    """False: on a roster and in the consents, but without a row among the applicants."""

    @property
    def who(self) -> Row:
        return {"id_number": self.number, "name": self.name}

    def consent(self, purpose: str, receiver: str, class_: str, from_on: date, **more: Any) -> None:
        row = {
            "purpose": purpose,
            "receiver": receiver,
            "field_class": class_,
            "written": "是",
            "notice_delivered_on": from_on - timedelta(days=5),
            "from_on": from_on,
            "channel": "服务站面签",
        }
        self.consents.append({**self.who, **row, **more})

    def ask(self, kind: str, asked_of: str, asked_on: date) -> None:
        self.coverage.append({**self.who, "kind": kind, "asked_of": asked_of, "asked_on": asked_on})

    def record(self, kind: str, happened_on: date, source: str, **more: Any) -> None:
        known = min(happened_on + timedelta(days=10), AS_OF)
        row = {
            "kind": kind,
            "happened_on": happened_on,
            "known_on": known,
            "source": source,
            "disputed": "否",
            "sealed": "否",
        }
        self.records.append({**self.who, **row, **more})

    def rated(self, round_id: str, ratings: list[int | str], closed_on: date | None) -> None:
        for seat, rating in enumerate(ratings, start=1):
            row = {"round_id": round_id, "seat": f"{seat}号", "rating": rating, "closed_on": closed_on}
            self.reviews.append({**self.who, **row})


class Village:
    """Makes the people of one village; households are numbered as they come."""

    def __init__(self, fiction: Fiction, code: str, name: str) -> None:
        self.fiction = fiction
        self.code = code
        self.name = name
        self.people: list[Person] = []
        self._households = 0

    def household(self) -> str:
        self._households += 1
        return f"{self._households:03d}"

    def person(self, name: str = "", birth_on: date | None = None, household: str = "") -> Person:
        """Somebody with a row among the applicants and nothing else yet."""
        birth = birth_on or self.fiction.adult_birth()
        person = Person(
            name=name or self.fiction.name(),
            number=self.fiction.number(birth),
            birth_on=birth,
            village=self.code,
            household=household or self.household(),
            phone=self.fiction.phone(),
        )
        person.facts = {"residence_shown": "是", "income_source_shown": "是", "full_capacity": "是"}
        self.people.append(person)
        return person

    def consenting(self, name: str = "", birth_on: date | None = None, household: str = "") -> Person:
        """Somebody who consented to scoring by the bank; the bank looked into its own books."""
        person = self.person(name, birth_on, household)
        day = self.fiction.day(date(2026, 3, 10), date(2026, 5, 20))
        person.consent(SCORING, BANK, FILE, day)
        for kind in (ARREARS, GUARANTEE, REPAID):
            person.ask(kind, BANK, day + timedelta(days=20))
        return person


def good(village: Village, household: str = "") -> Person:
    """Pays what is due, or never borrowed; some show their income, some a credit report, some an honour."""
    fiction = village.fiction
    person = village.consenting(household=household)
    _means(fiction, person, date(2026, 4, 1))
    _credit_report(fiction, person)
    if fiction.chance(40):
        for _ in range(fiction.dice.randrange(1, 4)):
            amount = 1000 * fiction.dice.randrange(5, 60)
            person.record(REPAID, fiction.day(date(2021, 9, 1), date(2026, 3, 1)), BANK, amount_fen=amount)
    if fiction.chance(8):
        began = fiction.day(date(2022, 1, 1), date(2023, 1, 1))
        settled = began + timedelta(days=90)
        person.record(
            ARREARS, began, BANK, amount_fen=2600, ended_on=settled, told_on=began + timedelta(days=3), final="是"
        )
    _merits(fiction, person)
    return person


def vetoed(village: Village) -> Person:
    """Owes the bank more than a small amount, and it is not settled."""
    person = village.consenting()
    began = village.fiction.day(date(2025, 3, 1), date(2026, 2, 1))
    amount = 100 * village.fiction.dice.randrange(15, 300)
    person.record(ARREARS, began, BANK, amount_fen=amount, told_on=began + timedelta(days=3), final="是")
    return person


def weak(village: Village) -> Person:
    """Late again and again until this spring, and in debt; everything is settled now."""
    fiction = village.fiction
    person = village.consenting()
    person.consent(SCORING, BANK, INCOME, date(2026, 4, 1))
    person.consent(SCORING, BANK, CREDIT_REPORT, date(2026, 4, 1))
    person.facts.update(income_yearly_fen=18_000, debt_total_fen=60_000)
    for month in (2, 4):
        began = date(2026, month, fiction.dice.randrange(1, 28))
        settled = began + timedelta(days=40)
        person.record(
            ARREARS, began, BANK, amount_fen=3200, ended_on=settled, told_on=began + timedelta(days=3), final="是"
        )
    person.record(BUREAU_ARREARS, date(2026, 1, 9), BUREAU, amount_fen=5000, ended_on=date(2026, 4, 20), final="是")
    person.ask(BUREAU_ARREARS, BUREAU, date(2026, 5, 28))
    return person


def silent(village: Village) -> Person:
    """Registered and told, but did not consent; some did and withdrew, some never got the notice."""
    person = village.person()
    kind = village.fiction.dice.randrange(10)
    if kind == 0:
        person.consent(SCORING, BANK, FILE, date(2026, 4, 2), withdrawn_on=date(2026, 4, 12))
    elif kind == 1:
        person.consent(SCORING, BANK, FILE, date(2026, 4, 2), notice_delivered_on=None)
    elif kind == 2:
        person.consent(EVALUATION, OFFICE, FILE, date(2026, 4, 2))
    return person


def not_asked(village: Village) -> Person:
    """Consented, but the bank has not looked into its books yet."""
    person = village.consenting()
    person.coverage.clear()
    return person


def awaiting(village: Village) -> Person:
    """Their review is still open."""
    person = good(village)
    person.consents = [row for row in person.consents if row["purpose"] != REVIEW]
    person.reviews.clear()
    person.consent(REVIEW, PANEL, SHOWN, date(2026, 6, 10))
    person.rated(f"{village.name}2026-2", [88, 85, 90], None)
    return person


def reviewed(village: Village, person: Person) -> None:
    """Consented to a review that is closed."""
    dice = village.fiction.dice
    person.consent(REVIEW, PANEL, SHOWN, date(2026, 5, 6))
    ratings: list[int | str] = [dice.randrange(70, 100) for _ in range(dice.choice((5, 6, 6, 7)))]
    if village.fiction.chance(20):
        ratings.append("不了解")
    person.rated(f"{village.name}2026-1", ratings, date(2026, 6, 5))


def _means(fiction: Fiction, person: Person, day: date) -> None:
    """Own statement of income and debt, by written consent; a member's income by the member's own."""
    if not fiction.chance(70):
        return
    person.consent(SCORING, BANK, INCOME, day)
    person.facts.update(
        income_yearly_fen=1000 * fiction.dice.randrange(12, 130),
        debt_total_fen=1000 * fiction.dice.randrange(0, 30),
        repayment_source=fiction.dice.choice(("种植", "养殖", "季节性务工", "经营", "多种来源")),
    )
    if fiction.chance(40):
        member = _member(fiction)
        income = 1000 * fiction.dice.randrange(8, 60)
        own = {"id_number": person.number, "name": person.name, "member_id_number": member.number}
        person.members.append({**own, "income_yearly_fen": income})
        if fiction.chance(75):
            member.consent(SCORING, BANK, INCOME, day)
            member.consent(SCORING, BANK, FILE, day)
            person.consents.extend(member.consents)


def _member(fiction: Fiction) -> Person:
    birth = fiction.adult_birth()
    return Person(fiction.name(), fiction.number(birth), birth, "", "", "")


def _credit_report(fiction: Fiction, person: Person) -> None:
    if fiction.chance(45):
        person.consent(SCORING, BANK, CREDIT_REPORT, date(2026, 5, 12))
        person.ask(BUREAU_ARREARS, BUREAU, fiction.day(date(2026, 5, 20), date(2026, 6, 20)))
    if fiction.chance(50):
        person.ask(ENFORCEMENT, COURT, date(2026, 6, 1))


def _merits(fiction: Fiction, person: Person) -> None:
    """Honours and training with their papers; a few tax decisions and insurance claims."""
    if fiction.chance(6):
        level = fiction.dice.choice(("县级", "市级", "省级"))
        person.record(
            HONOUR, fiction.day(date(2022, 1, 1), date(2026, 4, 1)), CIVILITY, category="道德模范", level=level,
            document_no=f"青文明〔2026〕{fiction.dice.randrange(1, 90)}号", authority=CIVILITY,
            catalogue_code="PC-10", final="是",
        )  # fmt: skip
    if fiction.chance(10):
        person.record(TRAINING, fiction.day(date(2024, 1, 1), date(2026, 4, 1)), FARMING, category="农业技术")
    if fiction.chance(4):
        person.record(
            TAX_DECISION, fiction.day(date(2024, 1, 1), date(2026, 1, 1)), TAX, category="公告欠税", amount_fen=800,
            ended_on=date(2026, 3, 1), document_no=f"青税公告〔2026〕{fiction.dice.randrange(1, 90)}号", authority=TAX,
            procedure="普通程序", catalogue_code="PC-03", told_on=date(2026, 1, 12), final="是",
        )  # fmt: skip
    if fiction.chance(5):
        person.record(INSURANCE_CLAIM, fiction.day(date(2024, 6, 1), date(2025, 12, 1)), BANK, amount_fen=4300)
