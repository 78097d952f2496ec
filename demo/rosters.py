"""Three rosters as villages hand them in: the bank's column layouts, filled by hand, with everything that goes wrong.

What stands in refused columns is invented like the rest; it shows what such columns look like and is never read.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from defects import ACCEPTED, Defects
from fiction import Fiction
from people import Person

Cells = list[Any]

GRANT_HEADERS = (
    "序号", "户主姓名", "评议对象", "身份证号码", "联系电话", "不予授信情形", "婚姻状况", "社会声望及荣誉情况",
    "社会关系状况", "生活习惯情况", "在民间是否有高息贷款", "建议授信额度(万元)", "评议员姓名", "评议员证件号",
    "评议时间", "积分排名",
)  # fmt: skip
REGISTER_HEADERS = (
    "序号", "村组", "户主姓名", "姓名", "与户主关系", "身份证号码", "性别", "民族", "户口性质", "婚姻状况", "政治面貌",
    "健康状况", "联系电话", "家庭住址", "备注",
)  # fmt: skip


class Listed:
    """Somebody on a roster."""

    def __init__(self, name: str, number: str, phone: str) -> None:
        self.name, self.number, self.phone = name, number, phone

    @staticmethod
    def stranger(fiction: Fiction) -> Listed:
        return Listed(fiction.name(), fiction.number(fiction.adult_birth()), fiction.phone())

    @staticmethod
    def of(person: Person) -> Listed:
        return Listed(person.name, person.number, person.phone)


def wide(number: str) -> str:
    """In full-width digits, as an input method left on Chinese writes them."""
    return "".join(chr(ord(digit) + 0xFEE0) for digit in number)


def wrong_check(number: str) -> str:
    """The number with another last character."""
    return number[:-1] + ("0" if number[-1] != "0" else "1")


class GrantImport:
    """柳河村 in the layout of the bank's whole-village granting template."""

    sheet_name = "柳河村"

    def __init__(self, path: Path, fiction: Fiction, own: list[Person], other: Person, defects: Defects) -> None:
        self._file, self._fiction, self._own, self._other, self._defects = path.name, fiction, own, other, defects
        self._book = Workbook(str(path))
        _fixed(self._book)
        self._text = self._book.add_format({"num_format": "@"})
        self._sheet = self._book.add_worksheet(self.sheet_name)
        self._next = 3

    def write(self) -> None:
        """The whole workbook, from the titles to the foot and the sheets that should not be there."""
        self._titles()
        for person in self._own[:6]:
            self._add(Listed.of(person))
        self._odd_numbers()
        self._next += 1
        self._broken_numbers()
        self._people()
        self._cells()
        self._tail()
        self._other_sheets()
        self._book.close()

    def _titles(self) -> None:
        title = self._book.add_format({"bold": True, "align": "center"})
        self._sheet.merge_range(0, 0, 0, 15, "整村授信导入模板", title)
        self._sheet.write_string(1, 0, "乡(镇)：清溪镇　行政村：柳河村　填表日期：2026年5月8日　单位：万元")
        self._sheet.write_row(2, 0, GRANT_HEADERS)
        self._sheet.set_column(4, 4, 20, None, {"hidden": True})

    def _odd_numbers(self) -> None:
        """Unusual, but certain."""
        full = self._own[6]
        self._wrong(Listed.of(full), ACCEPTED, "全角数字的号码", "number in full-width digits", wide(full.number))
        self._wrong(_ending_in_x(self._fiction, "x"), ACCEPTED, "末位小写 x", "ends in a small x")
        self._wrong(_ending_in_x(self._fiction, "ｘ"), ACCEPTED, "末位全角 ｘ", "ends in a full-width ｘ")
        one = self._stranger()
        number = f"\u00a0{one.number}\u200b"
        self._wrong(
            one, ACCEPTED, "号码前后有不换行空格和零宽字符", "no-break and zero-width blanks at the number", number
        )

    def _broken_numbers(self) -> None:
        one = self._stranger()
        for number, code, zh, en in (
            (
                float(one.number[:17] + "0"),
                "id_number_float",
                "号码存成数值，末几位丢失",
                "stored as a number, digits lost",
            ),
            ("9.90101E+17", "id_number_float", "科学计数法的文字", "scientific notation as text"),
            ("990101198805120000", "id_number_check_digit", "被表格软件四舍五入成 …0000", "rounded by a spreadsheet"),
            ("990101750612001", "id_number_15_digits", "15 位旧号码", "old number of 15 digits"),
            (wrong_check(one.number), "id_number_check_digit", "校验码不符", "wrong check character"),
            (one.number[:-2], "id_number_length", "少两位", "two characters short"),
            (one.number.replace("0", "O", 1), "id_number_characters", "数字 0 写成字母 O", "letter O for the digit 0"),
            ("990101199902300014", "id_number_date", "2 月 30 日出生", "born on 30 February"),
        ):
            self._wrong(one, code, zh, en, number)

    def _people(self) -> None:
        one, known = self._stranger(), self._own[7]
        self._wrong(Listed("", one.number, one.phone), "cell_required", "没有姓名", "no name")
        self._wrong(Listed(one.name, "", one.phone), "id_number_missing", "没有号码", "no number")
        self._wrong(Listed("张锟斤拷", one.number, one.phone), "cell_damaged", "姓名是乱码", "damaged characters")
        other_name = Listed("另一个名字", known.number, known.phone)
        self._wrong(other_name, "name_differs", "姓名与申请人表不同", "another name than in the register")
        self._wrong(Listed.of(self._other), "area_other_village", "别的村的人", "a person of another village")
        twin, clash = self._stranger(), self._stranger()
        self._add(twin)
        self._wrong(twin, "row_repeated", "同一行写了两遍", "the same row twice")
        self._wrong(clash, "person_twice", "同一号码两个姓名（一）", "one number, two names (first)")
        second = Listed(self._fiction.name(), clash.number, clash.phone)
        self._wrong(second, "person_twice", "同一号码两个姓名（二）", "one number, two names (second)")

    def _cells(self) -> None:
        one = self._stranger()
        row = self._wrong(self._stranger(), "row_hidden", "被筛选隐藏的行", "row hidden by a filter")
        self._sheet.set_row(row - 1, None, None, {"hidden": True})
        merged = "姓名和号码合并成一格", "name and number merged into one cell"
        row = self._wrong(Listed("", "", ""), "cell_merged", *merged)
        self._sheet.merge_range(row - 1, 2, row - 1, 3, f"{one.name} {one.number}")
        nameless = Listed("", one.number, one.phone)
        row = self._wrong(nameless, "cell_error", "姓名是 #N/A", "the name shows #N/A")
        self._sheet.write_formula(row - 1, 2, "=NA()", None, "#N/A")
        row = self._wrong(nameless, "cell_not_computed", "姓名的公式没有算出结果", "a formula without a result")
        self._sheet.write_formula(row - 1, 2, '=B1&"某"', None, "")
        computed = self._stranger()
        named = Listed("", computed.number, computed.phone)
        row = self._wrong(named, ACCEPTED, "姓名由公式算出，结果已存", "the name is a formula's stored result")
        self._sheet.write_formula(row - 1, 2, '="欧阳"&"明月"', None, "欧阳明月")

    def _tail(self) -> None:
        row = self._note(["", "", "", "", "", "外出务工"])
        self._defects.add(
            self._file, self.sheet_name, row, "row_without_person", "没有人的一行", "a row that names nobody"
        )
        self._note(list(GRANT_HEADERS))
        for _ in range(4):
            self._add(self._stranger())
        self._add(Listed.of(next(person for person in self._own if not person.registered)))
        self._note(["合计", "", "", "", "", "", "", "", "", "", "", 123])
        self._note(["填表人：某某　　审核：某某　　（虚构）"])

    def _other_sheets(self) -> None:
        hidden = self._book.add_worksheet("去年名册")
        hidden.write_row(0, 0, GRANT_HEADERS[:5])
        hidden.write_string(1, 2, "不应读入")
        hidden.hide()
        self._defects.add(self._file, "去年名册", 0, "sheet_hidden", "隐藏的工作表", "a hidden sheet")
        tags = self._book.add_worksheet("黑名单")
        tags.write_row(0, 0, ["黑名单", "", "", ""])
        tags.write_row(3, 0, [1, self._fiction.name(), "传闻欠债", "不予准入"])
        self._defects.add(
            self._file, "黑名单", 0, "sheet_refused", "名单标签，整张不收", "list tags, refused as a whole"
        )

    def _stranger(self) -> Listed:
        return Listed.stranger(self._fiction)

    def _wrong(self, listed: Listed, code: str, zh: str, en: str, number: str | float | None = None) -> int:
        """A row that is wrong (or unusual) on purpose; returns its number from 1."""
        row = self._add(listed, number)
        self._defects.add(self._file, self.sheet_name, row, code, zh, en)
        return row

    def _add(self, listed: Listed, number: str | float | None = None) -> int:
        at = self._next
        head = listed.name if listed.number else ""
        shown = listed.number if number is None else number
        return self._note(
            [at - 2, head, listed.name, shown, listed.phone, "有病", "已婚", "一般", "亲戚多", "爱打牌", "有", 5,
             "评议员甲", "", "2026-05-08", at]
        )  # fmt: skip

    def _note(self, cells: Cells) -> int:
        for column, value in enumerate(cells):
            if isinstance(value, str) and value:
                self._sheet.write_string(self._next, column, value, self._text)
            elif not isinstance(value, str):
                self._sheet.write_number(self._next, column, value)
        self._next += 1
        return self._next


class ReviewSurvey:
    """东岭村 in the layout of the review survey: a head of three rows, a merged block for each person."""

    sheet_name = "东岭村"

    def __init__(self, path: Path, fiction: Fiction, own: list[Person], defects: Defects) -> None:
        self._file, self._fiction, self._own, self._defects = path.name, fiction, own, defects
        self._book = Workbook(str(path))
        _fixed(self._book)
        self._text = self._book.add_format({"num_format": "@", "valign": "vcenter"})
        self._sheet = self._book.add_worksheet(self.sheet_name)
        self._next = 5
        self._blocks = 0

    def write(self) -> None:
        """The survey and the list of reviewers behind it."""
        self._head()
        for person in self._own[:4]:
            self._block(Listed.of(person))
        first = self._block(Listed.stranger(self._fiction))
        self._wrong(first, ACCEPTED, "一人一块，三位评议人各一行", "one merged block, a line for each reviewer")
        for _ in range(4):
            self._block(Listed.stranger(self._fiction))
        one = Listed.stranger(self._fiction)
        old = self._block(Listed(one.name, "990101680204003", one.phone))
        self._wrong(old, "id_number_15_digits", "合并块里的 15 位号码", "15 digits in a merged block")
        known = self._own[4]
        renamed = self._block(Listed(f"{known.name}（改）", known.number, known.phone), lines=1)
        self._wrong(renamed, "name_differs", "姓名后加了“（改）”", "“（改）” after the name")
        self._sheet.write_row(self._next, 0, ["小计", "", "", "", "", "", 40, 22])
        self._reviewers()
        self._book.close()

    def _head(self) -> None:
        sheet = self._sheet
        sheet.merge_range(0, 0, 0, 15, "整村授信评议调查表")
        sheet.write_row(1, 0, ["乡(镇)", "石桥镇", "行政村", "东岭村", "日期", "2026.5.12", "单位：万元"])
        for at, header in enumerate(("序号", "姓名", "身份证号", "联系地址", "手机号码")):
            sheet.merge_range(2, at, 4, at, header)
        sheet.merge_range(2, 5, 2, 13, "评议信息")
        for at, header in enumerate(("评议人姓名", "收入", "支出", "授信额(0-10万)"), start=5):
            sheet.merge_range(3, at, 4, at, header)
        sheet.merge_range(3, 9, 3, 13, "软信息")
        sheet.write_row(4, 9, ["房屋估值", "车辆估值", "主营项目", "规模", "备注"])
        sheet.merge_range(2, 14, 4, 14, "评议结果")
        sheet.merge_range(2, 15, 4, 15, "备注")

    def _block(self, listed: Listed, lines: int = 3) -> int:
        """One person with a line for each reviewer; returns the number of the first line."""
        first = self._next
        self._blocks += 1
        for at, value in enumerate((str(self._blocks), listed.name, listed.number, "东岭村", listed.phone)):
            if lines == 1:
                self._sheet.write_string(first, at, value, self._text)
            else:
                self._sheet.merge_range(first, at, first + lines - 1, at, value, self._text)
        for line in range(lines):
            seen = [f"评议人{line + 1}", 5, 3, 4, 20, 8, "种植", "中", "人还行", "同意", ""]
            self._sheet.write_row(first + line, 5, seen)
        self._next += lines
        return first + 1

    def _reviewers(self) -> None:
        panel = self._book.add_worksheet("评议员名单")
        panel.write_row(0, 0, ["姓名", "身份证号", "职务", "正式备选"])
        reviewer = Listed.stranger(self._fiction)
        panel.write_row(1, 0, [reviewer.name, reviewer.number, "村民代表", "正式"], self._text)
        what = "评议员不是被评的人", "reviewers are not the persons rated"
        self._defects.add(self._file, "评议员名单", 1, "column_panel", *what)

    def _wrong(self, row: int, code: str, zh: str, en: str) -> None:
        self._defects.add(self._file, self.sheet_name, row, code, zh, en)


def household_register(path: Path, fiction: Fiction, own: list[Person], defects: Defects) -> None:
    """杏花村's household register as a text file in GB18030, as an old system exports it."""
    lines: list[list[str]] = [list(REGISTER_HEADERS)]

    def add(listed: Listed, village: str = "杏花村", code: str = "", zh: str = "", en: str = "") -> None:
        lines.append(
            [str(len(lines)), village, listed.name, listed.name, "户主", listed.number, "女", "汉族", "农业", "已婚",
             "群众", "健康", listed.phone, "杏花村", "外出"]
        )  # fmt: skip
        if code:
            defects.add(path.name, path.stem, len(lines), code, zh, en)

    for person in own[:5]:
        add(Listed.of(person))
    one = Listed.stranger(fiction)
    add(
        Listed(one.name, f"'{one.number}", one.phone),
        code=ACCEPTED,
        zh="号码前有英文单引号",
        en="apostrophe before the number",
    )
    one = Listed.stranger(fiction)
    add(
        Listed("王㛃𠮷", one.number, one.phone),
        code=ACCEPTED,
        zh="姓名含 GB18030 生僻字",
        en="rare characters of GB18030",
    )
    one = Listed.stranger(fiction)
    add(
        Listed(f"{one.name[0]}　{one.name[1:]}", one.number, one.phone),
        code=ACCEPTED,
        zh="两字姓名中间的全角空格",
        en="full-width blank inside a name",
    )
    add(
        Listed.stranger(fiction),
        "杏花村三组",
        "area_unknown",
        "村组不在区划表里",
        "a group that is not in the table of areas",
    )
    add(
        Listed.stranger(fiction),
        "柳河村",
        "area_ambiguous",
        "两个乡镇都有柳河村",
        "two townships have a village of this name",
    )
    add(Listed.stranger(fiction), "白杨村", "area_other_village", "别的村的人", "a person of another village")
    add(Listed.stranger(fiction), "110101001001", "area_other_county", "外县的区划代码", "a code of another county")
    lines.append([""] * len(REGISTER_HEADERS))
    lines.append(["合计", "", "", "", "", "12"])
    path.write_bytes("\r\n".join(",".join(line) for line in lines).encode("gb18030"))


def _ending_in_x(fiction: Fiction, last: str) -> Listed:
    while True:
        one = Listed.stranger(fiction)
        if one.number.endswith("X"):
            return Listed(one.name, one.number[:-1] + last, one.phone)


def _fixed(book: Workbook) -> None:
    """The same bytes for the same content."""
    book.set_properties({"created": datetime(2026, 5, 8, tzinfo=UTC).replace(tzinfo=None)})
