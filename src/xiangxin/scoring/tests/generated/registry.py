"""A small registry invented for generated policies: a column of every type, some with a range, an end or a consent."""

from __future__ import annotations

from datetime import date

from xiangxin.kernel.errors import NOWHERE
from xiangxin.kernel.text import Text
from xiangxin.law.model import ConsentClass, Field, Gates, RecordField, ValueType
from xiangxin.policy.model import Input, Origin

AS_OF = date(2026, 6, 30)
ORIGIN = Origin(NOWHERE)
CATEGORIES = ("moral_model", "veteran", "training")
LEVELS = ("village", "county", "nation")
TENURES = ("owned", "leased", "none")
CLASSES: tuple[frozenset[ConsentClass], ...] = (
    frozenset(),
    frozenset({"income_property"}),
    frozenset({"income_property", "bureau"}),
)


def text(word: str) -> Text:
    return Text(word, word)


def declared(
    name: str,
    kind: ValueType,
    column: str,
    field_class: ConsentClass = "file",
    limits: tuple[int, int] | None = None,
    *,
    values: tuple[str, ...] = (),
    open_ended: bool = False,
) -> Input:
    registered = Field(
        name, text(name), "m", kind, column, "C1", field_class, "", open_ended=open_ended, values=values, range=limits
    )
    return Input(name, registered, Gates(consent_classes=frozenset({field_class} - {"file"})), ORIGIN)


INPUTS = (
    declared("shown", "bool", "shown"),
    declared("proven", "bool", "proven", "income_property"),
    declared("income", "money", "income_fen", "income_property", (0, 10**9)),
    declared("debt", "money", "debt_fen", "file", (-(10**6), 10**9)),
    declared("score", "points", "score_centi", "bureau", (0, 10_000)),
    declared("share", "percent", "share_ppm", "file", (0, 10**6)),
    declared("size", "number", "size", "file", (-3, 20)),
    declared("tenure", "enum", "tenure", "file", values=TENURES),
    declared("left_on", "date", "left_on", "file", open_ended=True),
    declared("moved_on", "date", "moved_on", "income_property"),
)
BIRTH = declared("birth_on", "date", "birth_on")

RECORD_FIELDS = (
    RecordField("category", "enum", "category", values=CATEGORIES),
    RecordField("level", "enum", "level", values=LEVELS),
    RecordField("amount", "money", "amount_fen", range=(-(10**6), 10**8)),
    RecordField("from_on", "date", "happened_on"),
    RecordField("told_on", "date", "told_on"),
    RecordField("settled_on", "date", "ended_on", open_ended=True),
    RecordField("disputed", "bool", "disputed"),
)
MEMBER_FIELDS = (
    RecordField("income", "money", "income_fen", range=(0, 10**9)),
    RecordField("proven", "bool", "proven"),
    RecordField("moved_on", "date", "moved_on"),
)
