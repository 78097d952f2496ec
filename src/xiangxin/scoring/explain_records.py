"""The records behind a point, on request: which rows a line counted, named as the person knows them.

Only rows that passed every gate are named; what was kept out is told elsewhere with the reason. The records must be
those the result was made from; whoever calls has compared their hash.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from xiangxin.kernel.text import Text
from xiangxin.law.pack import LawPack
from xiangxin.policy import expressions as x
from xiangxin.policy.judge import item_reads
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring.assessment import Row
from xiangxin.scoring.evaluate import Translator
from xiangxin.scoring.explanation import RecordSeen
from xiangxin.scoring.facts import Facts
from xiangxin.scoring.wording import joined, same


def records_behind(
    policy: CompiledPolicy, law: LawPack, as_of: date, facts: Facts
) -> Mapping[str, tuple[RecordSeen, ...]]:
    """The counted records by line id; lines that rest on no record are absent."""
    translate = Translator(as_of, {parameter.name: parameter.at(as_of) for parameter in policy.parameters}, ())
    kinds = {source.name: source.kind for source in policy.records if source.table == "records"}
    lines = [(item.id, item_reads(item)) for item in policy.items]
    lines += [(condition.id, (condition.when,)) for condition in (*policy.eligibility, *policy.vetoes)]
    found: dict[str, tuple[RecordSeen, ...]] = {}
    for line_id, parts in lines:
        rows: dict[str, Row] = {}
        for read in _records_in(parts):
            if read.source in kinds:
                chosen, _ = translate.selected(read)(facts)
                rows.update((str(row["record_id"]), row) for row in chosen)
        if rows:
            found[line_id] = tuple(_seen(row, law) for row in rows.values())
    return found


def _records_in(parts: tuple[x.Expr | x.Records, ...]) -> Iterator[x.Records]:
    """Every set of rows a line reads; ``any`` and ``all`` look at single rows, so their condition filters too."""
    for part in parts:
        if isinstance(part, x.Records):
            yield part
            continue
        for node in part.walk():
            if not isinstance(node, x.Aggregate):
                continue
            if node.op == "any" and node.value is not None:
                conditions = [node.value] if node.rows.where is None else [node.rows.where, node.value]
                yield x.Records(node.rows.source, x.And(x.Type("bool"), tuple(conditions)))
            else:
                yield node.rows


def _seen(row: Row, law: LawPack) -> RecordSeen:
    kind = law.record_kinds.get(str(row["kind"]))
    labels: list[Text] = []
    if kind is not None:
        words = {(name, value): label for name, value, label in kind.value_labels}
        columns = {field.name: field.column for field in kind.fields}
        labels = [label for (name, value), label in words.items() if row.get(columns.get(name, "")) == value]
    return RecordSeen(
        record_id=str(row["record_id"]),
        kind=kind.label if kind is not None else same(str(row["kind"])),
        words=joined(labels),
        happened_on=row.get("happened_on"),
        ended_on=row.get("ended_on"),
        amount_fen=row.get("amount_fen"),
        document_no=row.get("document_no") or "",
        authority=row.get("authority") or "",
        source=row.get("source") or "",
    )
