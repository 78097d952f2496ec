"""What a case of the corpus is: a file made when the test runs, and exactly what the office must make of it.

Every person is invented, under the unassigned prefix 990101. A case never says "something is refused": it names the
code, the row and the column, and every fact that is staged, cent for cent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bases.parties_made import BIRTH, id_number

Cell = Any
"""What a maker of files can write: text, a number, a day, yes or no."""
Cells = Sequence[Sequence[Cell]]
Told = tuple[str, int | None, str | None]
"""(code, row, header of the column) of a finding."""
Facts = dict[int, Any]
"""What is staged of each row: the fact, or the contact for a notice, in full."""

NAME = "张小三"
NUMBER = id_number(BIRTH, 901)
SECOND = id_number(BIRTH, 902)
ENDING_IN_X = next(number for at in range(903, 999) if (number := id_number(BIRTH, at)).endswith("X"))
SILENT = id_number(BIRTH, 950)
"""Registered, and has agreed to nothing."""
STRANGER = id_number(BIRTH, 951)
"""Registered nowhere."""

HEADS = (
    "身份证号码", "姓名", "未履行金额(元)", "立案日期", "执行案号", "执行法院", "文书已生效", "当事人地位", "案件类别",
)  # fmt: skip
PERSON, WHO, AMOUNT, FILED, DOCUMENT, COURT, FINAL, PARTY, CLASS = HEADS
FACT = {
    "kind": "court_enforcement",
    "amount_fen": 1_200_000,
    "happened_on": "2026-04-01",
    "document_no": "(2026)虚01执1号",
    "authority": "虚构县法院",
    "final": True,
}
SHEET = "表"


def line(document: int = 1, **changes: Cell) -> list[Cell]:
    """A good row of the court's form; ``changes`` by header, ``AMOUNT="1.2万"``."""
    row = {
        "PERSON": NUMBER,
        "WHO": NAME,
        "AMOUNT": "12000",
        "FILED": "2026-04-01",
        "DOCUMENT": f"（2026）虚01执{document}号",
        "COURT": "虚构县法院",
        "FINAL": "是",
        "PARTY": "被执行人",
        "CLASS": "民事",
    }
    return list({**row, **changes}.values())


def fact(document: int = 1, **changes: Any) -> dict[str, Any]:
    """What a good row of the court's form states."""
    return {**FACT, "document_no": f"(2026)虚01执{document}号", **changes}


GOOD: Facts = {2: fact()}


@dataclass(frozen=True, slots=True)
class Case:
    """One file. ``says``: what must happen, in a sentence. ``door``: the code with which it is not even taken in.

    ``whole``: nothing else is told; where it is not, the row may have more that is wrong with it.
    """

    says: str
    make: Callable[[], bytes]
    told: tuple[Told, ...] = ()
    staged: Facts = field(default_factory=dict)
    file: str = "报送.xlsx"
    form: str = "court_enforcement"
    door: str = ""
    whole: bool = True
