"""What a hostile or a very large file may cost: measured in a process of its own."""

import resource
import subprocess
import sys
from pathlib import Path

from xlsxwriter import Workbook

from xiangxin.interop.settings import LIMITS
from xiangxin.interop.tests import binary
from xiangxin.interop.tests.packages import with_sheet, xlsx

READ_IN_A_CAGE = """
import sys, time
from pathlib import Path
from xiangxin.interop.book import open_book
from xiangxin.kernel.errors import UnreadableInput
try:
    with open_book(Path(sys.argv[1])) as book:
        rows = sum(1 for sheet in book.sheets for _ in sheet.read())
    said = f"rows {rows}"
except UnreadableInput as error:
    said = error.findings[0].code
status = Path("/proc/self/status").read_text()
peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))
print(said, peak // 1024, int(time.process_time()))
"""
"""The peak of this process alone: `ru_maxrss` would begin with what the process that started it had used."""


def in_a_cage(path: Path) -> tuple[str, int, int]:
    """Open ``path`` in a process with at most 1 GB of address space: what was said, MB used, seconds of work."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))

    run = subprocess.run(
        [sys.executable, "-c", READ_IN_A_CAGE, str(path)], capture_output=True, text=True, check=True, preexec_fn=limit
    )
    *said, megabytes, seconds = run.stdout.split()
    return " ".join(said), int(megabytes), int(seconds)


class TestCost:
    def test_bombs_cost_neither_memory_nor_time(self, tmp_path: Path) -> None:
        book = Workbook(str(tmp_path / "far.xlsx"))
        sheet = book.add_worksheet()
        sheet.write("A1", "近")
        sheet.write("XFD1048576", "远")
        book.close()
        many = 'office:value-type="string" table:number-columns-repeated="16000"'
        cell = f"<table:table-cell {many}><text:p>x</text:p></table:table-cell>"
        row = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
        binary.ods(tmp_path / "far.ods", f'<table:table table:name="a">{row}</table:table>')
        for name in ("far.xlsx", "far.ods"):
            said, megabytes, seconds = in_a_cage(tmp_path / name)
            assert said == "sheet_too_many_rows"
            assert (megabytes <= 400, seconds <= 10) == (True, True)

    def test_a_million_rows_in_a_megabyte_are_refused_at_the_limit(self, tmp_path: Path) -> None:
        path = xlsx(tmp_path / "a.xlsx")
        rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (row, row) for row in range(2, 300_000))
        with_sheet(path, b"</sheetData>", rows + b"</sheetData>")
        said, megabytes, seconds = in_a_cage(path)
        assert said in ("sheet_too_many_rows", "file_packed_too_tight")
        assert (megabytes <= 400, seconds <= 10) == (True, True)

    def test_the_largest_honest_sheet_is_read(self, tmp_path: Path) -> None:
        book = Workbook(str(tmp_path / "a.xlsx"), {"constant_memory": True})
        sheet = book.add_worksheet()
        for row in range(LIMITS.rows):
            sheet.write_row(row, 0, [f"王{row}", "990101198005060014", 1.5, "是", row])
        book.close()
        said, megabytes, seconds = in_a_cage(tmp_path / "a.xlsx")
        assert said == f"rows {LIMITS.rows}"
        assert (megabytes <= 400, seconds <= 10) == (True, True)
