"""Rows of the county's own workbook that go wrong, and rows that only look as if they did."""

from __future__ import annotations

from datetime import date
from typing import Any

from defects import ACCEPTED, Defects
from fiction import Fiction, village_code
from people import ARREARS, BANK, CIVILITY, FILE, HONOUR, SCORING, Person, Row
from rosters import wrong_check

Sheets = dict[str, list[Row]]

TITLES = {
    "applicants": "申请人",
    "consents": "同意",
    "records": "记录",
    "coverage": "查询回执",
    "reviews": "评议",
    "members": "家庭成员",
}


class Mess:
    """Adds rows behind the good ones of one workbook."""

    def __init__(self, file: str, sheets: Sheets, fiction: Fiction, defects: Defects) -> None:
        self._file, self._sheets, self._fiction, self._defects = file, sheets, fiction, defects
        self._households = 700

    def add(self, sheet: str, row: Row, code: str, zh: str, en: str) -> None:
        self._sheets[sheet].append(row)
        self._defects.add(self._file, TITLES[sheet], len(self._sheets[sheet]) + 1, code, zh, en)

    def applicant(self, code: str, zh: str, en: str, **more: Any) -> Row:
        """An applicant who would be fine but for ``more``."""
        birth = self._fiction.adult_birth()
        self._households += 1
        row: Row = {
            "name": self._fiction.name(),
            "id_number": self._fiction.number(birth),
            "phone": self._fiction.phone(),
            "village_code": village_code("白杨乡", "牧场村"),
            "household_no": str(self._households),
            **more,
        }
        self.add("applicants", row, code, zh, en)
        return row

    def born(self, code: str, birth_on: date, written: Any, zh: str, en: str) -> None:
        """An applicant whose birth date is written in some form."""
        self.applicant(code, zh, en, id_number=self._fiction.number(birth_on), birth_on=written)


def make(mess: Mess, person: Person, other: Person) -> None:
    """Everything of the list of bad uploads that fits into our own sheets."""
    _dates(mess)
    _amounts(mess)
    _choices(mess)
    _people(mess, person)
    _consents(mess, person)
    _records(mess, person)
    _others(mess, person, other)


def _dates(mess: Mess) -> None:
    born = date(1984, 1, 5)
    for written in (
        "1984/1/5",
        "1984-01-05",
        "19840105",
        "1984年1月5日",
        "1984.1.5",
        "１９８４年１月５日",
        born,
        30686,
    ):
        mess.born(ACCEPTED, born, written, f"出生日期写成 {written}", f"birth date written {written}")
    mess.born("date_calendar", born, "农历腊月初三", "农历日期", "a date of the lunar calendar")
    mess.born("date_calendar", born, "民国七十三年一月五日", "民国纪年", "a date of the Republican calendar")
    mess.born("date_unreadable", born, "84-1-5", "两位年份", "a year of two digits")
    mess.born("date_unreadable", born, "1984年1月", "没有日", "no day")
    mess.born("date_impossible", born, "1984-02-30", "2 月 30 日", "30 February")
    mess.born("birth_date_differs", born, "1985-01-05", "与号码中的出生日期不同", "differs from the number")


def _amounts(mess: Mess) -> None:
    for written in ("1,234.50", "1.2万", "１２３４．５", "¥12,000", 12000, "12000元"):
        mess.applicant(ACCEPTED, f"金额写成 {written}", f"amount written {written}", income_yearly_fen=written)
    mess.applicant("value_out_of_range", "负数（括号）", "below zero, in brackets", income_yearly_fen="（100）")
    mess.applicant("amount_unreadable", "约数", "about", income_yearly_fen="约2万")
    mess.applicant("amount_unreadable", "区间", "a range", income_yearly_fen="3-5万")
    mess.applicant("amount_too_fine", "精确到厘", "finer than a fen", income_yearly_fen="1234.567")


def _choices(mess: Mess) -> None:
    mess.applicant("yes_no_unreadable", "居住写“1”", "residence given as 1", residence_shown="1")
    mess.applicant(
        "choice_unknown", "不在列表里的土地来源", "land held in a way that is not listed", land_tenure="祖传"
    )
    mess.applicant("area_unknown", "不存在的村", "a village that does not exist", village_code="桃花源村")
    mess.applicant("area_ambiguous", "两个柳河村", "two villages of this name", village_code="柳河村")
    mess.applicant(ACCEPTED, "乡镇加村名", "township and village", village_code="石桥镇柳河村")
    mess.applicant("area_other_county", "外县的村", "a village of another county", village_code="110101001001")
    mess.applicant("cell_required", "没有户号", "no household number", household_no=None)
    mess.applicant("cell_too_long", "户号里写了一段话", "free text as household number", household_no="说明" * 40)


def _people(mess: Mess, person: Person) -> None:
    row = mess.applicant("id_number_check_digit", "校验码不符", "wrong check character")
    row["id_number"] = wrong_check(row["id_number"])
    first = mess.applicant("person_twice", "同一号码两行，内容不同（一）", "one number twice, differently (first)")
    again = {**first, "name": "另一个名字"}
    mess.add(
        "applicants", again, "person_twice", "同一号码两行，内容不同（二）", "one number twice, differently (second)"
    )
    mess.add(
        "consents",
        consent({"id_number": first["id_number"]}),
        "person_refused",
        "申请人那一行被退回的人",
        "whose row was left out",
    )
    same = mess.applicant(ACCEPTED, "下一行与此相同", "repeated by the next row")
    mess.add("applicants", dict(same), "row_repeated", "与上一行完全相同", "the same row again")
    mess.add("members", {"id_number": person.number, "member_id_number": person.number}, "same_person_twice",
             "成员就是申请人自己", "the member is the applicant")  # fmt: skip


def consent(who: Row, **more: Any) -> Row:
    """A good row of consent."""
    row = {"purpose": SCORING, "receiver": BANK, "field_class": FILE, "written": "是", "from_on": date(2026, 4, 1)}
    return {**who, **row, "notice_delivered_on": date(2026, 3, 28), **more}


def _consents(mess: Mess, person: Person) -> None:
    stranger = {"id_number": mess._fiction.number(mess._fiction.adult_birth())}
    mess.add("consents", consent(stranger), "person_unknown", "没有登记的人", "somebody who is not registered")
    mess.add(
        "consents",
        consent(person.who, receiver="某某小贷公司"),
        "choice_needed",
        "没有登记的接收方",
        "a receiver that is not registered",
    )
    mess.add(
        "consents",
        consent(person.who, purpose="招聘背景调查"),
        "choice_needed",
        "用途不在清单里",
        "a purpose that is not on the list",
    )
    mess.add(
        "consents",
        consent(person.who, to_on=date(2026, 3, 1)),
        "dates_out_of_order",
        "截止早于起始",
        "ends before it begins",
    )
    mess.add("consents", consent(person.who, from_on=None), "cell_required", "没有起始日期", "no first day")


def _record(person: Person, kind: str, **more: Any) -> Row:
    row = {"kind": kind, "happened_on": date(2025, 5, 1), "known_on": date(2025, 5, 6), "source": BANK}
    return {**person.who, **row, **more}


def _records(mess: Mess, person: Person) -> None:
    honour = {"source": CIVILITY, "level": "县级", "document_no": "青文明〔2025〕9号", "authority": CIVILITY}
    mess.add(
        "records",
        _record(person, HONOUR, category="党员", **honour),
        "value_refused",
        "党员不收",
        "party membership is refused",
    )
    mess.add(
        "records",
        _record(person, HONOUR, category="热心人", **honour),
        "choice_unknown",
        "没有登记的荣誉",
        "an honour that is not registered",
    )
    mess.add(
        "records",
        _record(person, ARREARS, category="道德模范"),
        "column_not_of_kind",
        "拖欠没有类别",
        "arrears have no category",
    )
    mess.add(
        "records",
        _record(person, "上访记录"),
        "choice_needed",
        "没有这种记录，也不会有",
        "there is no such kind of record and never will be",
    )
    mess.add(
        "records",
        _record(person, ARREARS, ended_on=date(2025, 1, 1)),
        "dates_out_of_order",
        "结清早于发生",
        "settled before it began",
    )
    mess.add(
        "records",
        _record(person, ARREARS, known_on=None),
        "cell_required",
        "没有获知日期",
        "no day on which it became known",
    )
    mess.add(
        "records",
        {**_record(person, ARREARS, amount_fen=900), "name": "别人"},
        "name_differs",
        "姓名和号码对不上",
        "name and number do not fit",
    )


def _others(mess: Mess, person: Person, other: Person) -> None:
    asked = {"kind": ARREARS, "asked_of": BANK, "asked_on": "2026年6月1日"}
    mess.add("coverage", {**person.who, **asked}, ACCEPTED, "日期写成汉字", "date in Chinese characters")
    mess.add(
        "coverage",
        {**person.who, **asked, "asked_of": "隔壁老王"},
        "choice_needed",
        "问的不是机构",
        "nobody who could be asked",
    )
    seat = {"round_id": "杏花村2026-1", "seat": "9号", "closed_on": date(2026, 6, 5)}
    mess.add(
        "reviews", {**other.who, **seat, "rating": 80}, "seat_twice", "一席两分（一）", "one seat, two ratings (first)"
    )
    mess.add(
        "reviews", {**other.who, **seat, "rating": 20}, "seat_twice", "一席两分（二）", "one seat, two ratings (second)"
    )
    mess.add(
        "reviews",
        {**other.who, **seat, "seat": "10号", "rating": "很好"},
        "number_unreadable",
        "评分写成文字",
        "a rating in words",
    )
