"""Opening files: every kind that is read, every limit, every way in which a file is not what it says."""

import io
import random
import struct
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from xiangxin.interop.book import open_book
from xiangxin.interop.settings import LIMITS
from xiangxin.interop.shape import Shape
from xiangxin.interop.tests import binary
from xiangxin.interop.tests.folders import raw_book
from xiangxin.interop.tests.packages import HEAD, SHEET, repacked, with_sheet, xlsx
from xiangxin.kernel.errors import UnreadableInput


def cells_of(path: Path) -> list[list[object]]:
    with open_book(path) as book:
        return [list(row) for row in book.sheets[0].read()]


def shape_of(path: Path) -> Shape:
    with open_book(path) as book:
        return book.sheets[0].shape


def code_of(path: Path) -> str:
    with pytest.raises(UnreadableInput) as caught:
        cells_of(path)
    (finding,) = caught.value.findings
    assert finding.severity == "block"
    assert finding.where.file == path.name
    return finding.code


class TestKinds:
    def test_the_same_cells_come_from_every_kind_of_file(self, tmp_path: Path) -> None:
        xlsx(tmp_path / "a.xlsx")
        binary.xls(tmp_path / "a.xls", HEAD)
        binary.ods(tmp_path / "a.ods", binary.ods_table(HEAD, "表"))
        (tmp_path / "a.csv").write_text("姓名,公民身份号码\n王一,990101198005060014\n", encoding="utf-8")
        for suffix in (".xlsx", ".xls", ".ods", ".csv"):
            assert cells_of(tmp_path / f"a{suffix}") == HEAD

    def test_a_sheet_that_begins_further_down_keeps_its_row_and_column_numbers(self, tmp_path: Path) -> None:
        rows = cells_of(xlsx(tmp_path / "a.xlsx", [[], [], ["", "", "甲"]]))
        assert rows[2][2] == "甲"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
    def test_text_files_are_read_in_the_encodings_counties_use(self, tmp_path: Path, encoding: str) -> None:
        (tmp_path / "a.csv").write_bytes("姓名,村\n李明,柳河村\n".encode(encoding))
        assert cells_of(tmp_path / "a.csv") == [["姓名", "村"], ["李明", "柳河村"]]

    def test_rare_characters_of_gb18030_survive(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_bytes("姓名,村\n王㛃𠮷,柳河村\n".encode("gb18030"))
        assert cells_of(tmp_path / "a.csv")[1][0] == "王㛃𠮷"

    def test_a_short_gbk_line_that_is_valid_utf_8_by_accident_is_still_gbk(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_bytes("联通\n姓名,村\n李明,柳河村\n".encode("gbk"))
        assert cells_of(tmp_path / "a.csv")[0] == ["联通"]

    @pytest.mark.parametrize("delimiter", [",", "\t", ";"])
    def test_the_delimiter_is_the_one_the_file_uses(self, tmp_path: Path, delimiter: str) -> None:
        (tmp_path / "a.csv").write_text(f"姓名{delimiter}村\n李明{delimiter}柳河村\n", encoding="utf-8")
        assert cells_of(tmp_path / "a.csv") == [["姓名", "村"], ["李明", "柳河村"]]


class TestRefused:
    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        assert code_of(tmp_path / "a.xlsx") == "file_missing"

    def test_an_empty_file(self, tmp_path: Path) -> None:
        (tmp_path / "a.xlsx").write_bytes(b"")
        assert code_of(tmp_path / "a.xlsx") == "file_empty"

    def test_a_file_above_the_limit_is_not_even_opened(self, tmp_path: Path) -> None:
        with (tmp_path / "a.xlsx").open("wb") as file:
            file.truncate(LIMITS.file_bytes + 1)
        assert code_of(tmp_path / "a.xlsx") == "file_too_large"

    @pytest.mark.parametrize("name", ["a.doc", "a.et", "a.xlsm", "a.pdf"])
    def test_other_types(self, tmp_path: Path, name: str) -> None:
        (tmp_path / name).write_bytes(b"content")
        assert code_of(tmp_path / name) == "file_type_unknown"

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>"),
            ("a.xls", b'<?xml version="1.0"?><Workbook/>'),
            ("a.xls", "姓名\t村".encode("gbk")),
            ("a.xlsx", "姓名,村".encode()),
            ("a.csv", b"PK\x03\x04rest"),
            ("a.csv", b"%PDF-1.7"),
        ],
    )
    def test_a_file_with_the_name_of_another_kind(self, tmp_path: Path, name: str, content: bytes) -> None:
        (tmp_path / name).write_bytes(content)
        assert code_of(tmp_path / name) == "file_renamed"

    def test_packages_renamed_into_each_other(self, tmp_path: Path) -> None:
        xlsx(tmp_path / "a.xlsx").rename(tmp_path / "a.xls")
        assert code_of(tmp_path / "a.xls") == "file_renamed"
        binary.xls(tmp_path / "b.xlsx", HEAD)
        assert code_of(tmp_path / "b.xlsx") == "file_renamed"
        binary.ods(tmp_path / "c.xlsx", binary.ods_table(HEAD, "表"))
        assert code_of(tmp_path / "c.xlsx") == "file_renamed"
        with zipfile.ZipFile(tmp_path / "d.xlsx", "w") as package:
            package.writestr("photo.txt", "not a workbook")
        assert code_of(tmp_path / "d.xlsx") == "file_renamed"

    def test_a_file_cut_off_anywhere(self, tmp_path: Path) -> None:
        content = xlsx(tmp_path / "a.xlsx").read_bytes()
        for part in range(1, 21):
            cut = tmp_path / f"cut{part}.xlsx"
            cut.write_bytes(content[: len(content) * part // 21])
            assert code_of(cut) == "file_damaged"

    def test_an_old_file_cut_off_or_overwritten_is_never_half_read(self, tmp_path: Path) -> None:
        binary.xls(tmp_path / "a.xls", HEAD)
        content = (tmp_path / "a.xls").read_bytes()
        dice = random.Random(8)
        for _ in range(60):
            broken = bytearray(content[: dice.randrange(20, len(content))])
            for _ in range(dice.randrange(4)):
                broken[dice.randrange(8, len(broken))] = dice.randrange(256)
            (tmp_path / "b.xls").write_bytes(bytes(broken))
            with suppress(UnreadableInput):
                read = cells_of(tmp_path / "b.xls")
                assert read == HEAD

    def test_damaged_markup_inside_the_package(self, tmp_path: Path) -> None:
        assert code_of(with_sheet(xlsx(tmp_path / "a.xlsx"), b"</sheetData>", b"")) == "file_damaged"

    def test_a_locked_workbook(self, tmp_path: Path) -> None:
        (tmp_path / "a.xlsx").write_bytes(binary.container({"EncryptionInfo": b"x", "EncryptedPackage": b"y"}))
        assert code_of(tmp_path / "a.xlsx") == "file_password"
        stream = binary.workbook_stream(HEAD, "表")
        locked = stream[:20] + binary.record(0x002F, b"\0" * 4) + stream[20:]
        (tmp_path / "b.xls").write_bytes(binary.container({"Workbook": locked}))
        assert code_of(tmp_path / "b.xls") == "file_password"

    def test_an_old_workbook_that_counts_days_from_1904(self, tmp_path: Path) -> None:
        stream = binary.workbook_stream(HEAD, "表")
        other = stream[:20] + binary.record(0x0022, b"\x01\0") + stream[20:]
        (tmp_path / "a.xls").write_bytes(binary.container({"Workbook": other}))
        assert code_of(tmp_path / "a.xls") == "file_days_from_1904"

    @pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "docProps/core.xml"])
    def test_an_entity_bomb_in_any_part(self, tmp_path: Path, part: str) -> None:
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'

        def with_bomb(members: dict[str, bytes]) -> dict[str, bytes]:
            head, _, rest = members[part].partition(b"?>")
            return {**members, part: head + b"?>" + bomb + rest}

        assert code_of(repacked(xlsx(tmp_path / "a.xlsx"), with_bomb)) == "file_entities"

    def test_a_package_that_unpacks_beyond_the_limit(self, tmp_path: Path) -> None:
        blank = b" " * (LIMITS.unpacked_bytes // 4 + 1)
        repacked(xlsx(tmp_path / "a.xlsx"), lambda members: {**members, **{f"xl/{i}.bin": blank for i in range(4)}})
        assert code_of(tmp_path / "a.xlsx") == "file_unpacks_too_large"

    def test_a_package_that_is_packed_too_tight(self, tmp_path: Path) -> None:
        blank = b" " * (LIMITS.ratio_free_bytes + 1)
        repacked(xlsx(tmp_path / "a.xlsx"), lambda members: {**members, "xl/blank.bin": blank})
        assert code_of(tmp_path / "a.xlsx") == "file_packed_too_tight"

    def test_a_member_that_is_longer_than_it_says(self, tmp_path: Path) -> None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("[Content_Types].xml", "<Types/>")
            package.writestr("long.bin", b"0" * 50_000)
        content = bytearray(buffer.getvalue())
        for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
            at = content.index(b"long.bin")
            at = content.rindex(mark, 0, at) if mark == b"PK\x03\x04" else content.rindex(mark)
            struct.pack_into("<I", content, at + offset, 10)
        (tmp_path / "a.xlsx").write_bytes(bytes(content))
        assert code_of(tmp_path / "a.xlsx") == "file_damaged"

    def test_too_many_members_and_members_of_one_name(self, tmp_path: Path) -> None:
        many = repacked(
            xlsx(tmp_path / "a.xlsx"),
            lambda members: {**members, **{f"xl/{i}.bin": b"x" for i in range(LIMITS.members)}},
        )
        assert code_of(many) == "file_too_many_members"
        with zipfile.ZipFile(xlsx(tmp_path / "b.xlsx"), "a") as package, pytest.warns(UserWarning, match="Duplicate"):
            package.writestr(SHEET, b"<worksheet/>")
        assert code_of(tmp_path / "b.xlsx") == "file_damaged"

    def test_too_many_sheets(self, tmp_path: Path) -> None:
        raw_book(tmp_path / "a.xlsx", {f"表{i}": HEAD for i in range(LIMITS.sheets + 1)})
        assert code_of(tmp_path / "a.xlsx") == "file_too_many_sheets"

    @pytest.mark.parametrize(
        ("cell", "code"), [((LIMITS.rows, 0), "sheet_too_many_rows"), ((0, LIMITS.columns), "sheet_too_many_columns")]
    )
    def test_a_single_far_cell(self, tmp_path: Path, cell: tuple[int, int], code: str) -> None:
        book = Workbook(str(tmp_path / "a.xlsx"))
        book.add_worksheet().write(*cell, "远")
        book.close()
        assert code_of(tmp_path / "a.xlsx") == code

    def test_the_farthest_cell_of_all_in_a_file_of_five_kilobytes(self, tmp_path: Path) -> None:
        book = Workbook(str(tmp_path / "a.xlsx"))
        book.add_worksheet().write("XFD1048576", "远")
        book.close()
        assert code_of(tmp_path / "a.xlsx") == "sheet_too_many_rows"

    def test_a_far_cell_of_an_old_file(self, tmp_path: Path) -> None:
        far = binary.record(0x0203, struct.pack("<HHHd", 65535, 0, 0, 1.0))
        binary.xls(tmp_path / "a.xls", HEAD, extra=far)
        assert code_of(tmp_path / "a.xls") == "sheet_too_many_rows"
        wide = binary.record(0x0203, struct.pack("<HHHd", 3, 60000, 0, 1.0))
        binary.xls(tmp_path / "b.xls", HEAD, extra=wide)
        assert code_of(tmp_path / "b.xls") == "sheet_too_many_columns"

    def test_a_row_that_says_it_is_repeated_a_billion_times(self, tmp_path: Path) -> None:
        cell = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
        row = f'<table:table-row table:number-rows-repeated="1000000000">{cell}</table:table-row>'
        binary.ods(tmp_path / "a.ods", f'<table:table table:name="a">{row}</table:table>')
        assert code_of(tmp_path / "a.ods") == "sheet_too_many_rows"

    def test_too_many_cells(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        cell = '<table:table-cell table:number-columns-repeated="50" office:value-type="float" office:value="1"/>'
        row = f'<table:table-row table:number-rows-repeated="40000">{cell}</table:table-row>'
        binary.ods(tmp_path / "a.ods", f'<table:table table:name="a">{row}</table:table>')
        assert code_of(tmp_path / "a.ods") == "sheet_too_many_cells"

    @pytest.mark.parametrize(
        "content", [b"\xff\xff\xff\xff", b"a\0b\0", "姓名,村".encode("utf-16-le"), b"\xef\xbb\xbf\xff\xfe"]
    )
    def test_an_encoding_nobody_can_tell(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "a.csv").write_bytes(content)
        assert code_of(tmp_path / "a.csv") == "encoding_unknown"

    def test_two_encodings_in_one_file(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_bytes("姓名,村\n".encode("gbk") + "李明,柳河村\n".encode())
        assert code_of(tmp_path / "a.csv") == "encoding_mixed"

    def test_a_quote_that_is_never_closed(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text('姓名,村\n"李明,柳河村\n', encoding="utf-8")
        assert code_of(tmp_path / "a.csv") == "text_table_broken"

    def test_a_text_file_with_too_many_rows_or_columns(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text("甲\n" * (LIMITS.rows + 1), encoding="utf-8")
        assert code_of(tmp_path / "a.csv") == "sheet_too_many_rows"
        (tmp_path / "b.csv").write_text(",".join(["甲"] * (LIMITS.columns + 1)), encoding="utf-8")
        assert code_of(tmp_path / "b.csv") == "sheet_too_many_columns"


class TestShape:
    def test_hidden_rows_columns_and_sheets_errors_and_merges_are_noted(self, tmp_path: Path) -> None:
        book = Workbook(str(tmp_path / "a.xlsx"))
        sheet = book.add_worksheet("表")
        sheet.write_row(0, 0, ["甲", "乙", "丙"])
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.write(1, 0, "隐")
        sheet.set_column(2, 2, 10, None, {"hidden": True})
        sheet.merge_range(2, 0, 3, 1, "合")
        sheet.write_formula(4, 0, "=NA()", None, "#N/A")
        sheet.write_formula(4, 1, "=B1", None, "")
        sheet.write_formula(4, 2, "=1+1", None, 2)
        book.add_worksheet("藏").hide()
        book.add_worksheet("深藏").very_hidden()
        book.close()
        with open_book(tmp_path / "a.xlsx") as opened:
            shapes = {found.name: found.shape for found in opened.sheets}
        assert [shape.hidden for shape in shapes.values()] == [False, True, True]
        shape = shapes["表"]
        assert shape.hidden_rows == {2}
        assert (shape.column_is_hidden(3), shape.column_is_hidden(2)) == (True, False)
        assert shape.merged == [(3, 1, 4, 2)]
        assert shape.errors == {(5, 1)}
        assert shape.uncomputed == {(5, 2)}

    def test_the_same_facts_of_an_old_file(self, tmp_path: Path) -> None:
        hidden_row = binary.record(0x0208, struct.pack("<HHHHHHHH", 1, 0, 2, 255, 0, 0, 0x20, 0))
        hidden_column = binary.record(0x007D, struct.pack("<6H", 1, 1, 2048, 0, 1, 0))
        error = binary.record(0x0205, struct.pack("<HHHBB", 2, 0, 0, 0x2A, 1))
        merge = binary.record(0x00E5, struct.pack("<5H", 1, 3, 4, 0, 1))
        binary.xls(tmp_path / "a.xls", HEAD, extra=hidden_row + hidden_column + error + merge)
        shape = shape_of(tmp_path / "a.xls")
        assert (shape.hidden_rows, shape.hidden_columns) == ({2}, [(2, 2)])
        assert (shape.errors, shape.merged) == ({(3, 1)}, [(4, 1, 5, 2)])
        binary.xls(tmp_path / "b.xls", HEAD, hidden=True)
        assert shape_of(tmp_path / "b.xls").hidden

    def test_the_same_facts_of_an_open_document(self, tmp_path: Path) -> None:
        text = "<text:p>x</text:p>"
        rows = (
            '<table:table-column/><table:table-column table:visibility="collapse"/>'
            f'<table:table-row table:visibility="filter"><table:table-cell office:value-type="string">{text}'
            "</table:table-cell></table:table-row>"
            '<table:table-row><table:table-cell table:number-rows-spanned="2" table:number-columns-spanned="1" '
            f'office:value-type="string">{text}</table:table-cell></table:table-row>'
            '<table:table-row><table:table-cell table:formula="of:=1" /></table:table-row>'
            '<table:table-row><table:table-cell table:formula="of:=NA()" xmlns:calcext="urn:x" '
            'office:value-type="string" office:string-value="" calcext:value-type="error"/></table:table-row>'
        )
        binary.ods(tmp_path / "a.ods", f'<table:table table:name="a" table:style-name="off">{rows}</table:table>')
        shape = shape_of(tmp_path / "a.ods")
        assert shape.hidden
        assert (shape.hidden_rows, shape.hidden_columns) == ({1}, [(2, 2)])
        assert (shape.merged, shape.uncomputed, shape.errors) == ([(2, 1, 3, 1)], {(3, 1)}, {(4, 1)})
