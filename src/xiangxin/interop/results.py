"""The two workbooks of results: by person for the lender, who decides, and totals of areas for the county.

The lender's workbook is the only one that names persons with a result, by masked number; the county's knows areas
only and is given totals that went through small-cell suppression before. Nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast
from uuid import UUID

from xiangxin.interop.areas import Areas
from xiangxin.interop.contacts import Contacts
from xiangxin.interop.owed import Owed
from xiangxin.interop.paper import Head, Value, points, workbook, yuan
from xiangxin.interop.words import CALIBRATION, DECISION, DECISION_REASON, FLAG, LEVEL
from xiangxin.kernel.divisions import parent_of
from xiangxin.kernel.text import Text
from xiangxin.law.pack import LawPack
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring import packing
from xiangxin.scoring.assessment import STATUSES, Flag
from xiangxin.scoring.not_counted import reason
from xiangxin.scoring.smallcells import HIDDEN, PublishedArea
from xiangxin.scoring.wording import share_bp, word

KeptOut = Mapping[UUID, Mapping[str, int]]
"""By person and gate, how many records did not count; what is told to the person alone is not in it."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands above every table: for whom and what the run was, as of when, under which policy and law."""

    county: Text
    policy: Text
    purpose: Text
    receiver: Text
    as_of: date
    policy_hash: str
    law_hash: str
    is_demo: bool = False

    def notes(self) -> tuple[Text, ...]:
        return (
            Text(
                f"办法：{self.policy.zh}　用途：{self.purpose.zh}　接收方：{self.receiver.zh}　截至：{self.as_of}",
                f"{self.policy.en} · {self.purpose.en} · for {self.receiver.en} · as of {self.as_of}",
            ),
            Text(f"办法指纹 {self.policy_hash[:16]}　法律库指纹 {self.law_hash[:16]}", ""),
        )


_PERSON_HEADS = (
    Head(Text("乡镇", "Township"), 12),
    Head(Text("村（社区）", "Village"), 14),
    Head(Text("姓名", "Name"), 10),
    Head(Text("公民身份号码（遮盖）", "Identity number (masked)"), 21, "code"),
    Head(Text("状态", "Status"), 16),
    Head(Text("星级", "Stars"), 7, "whole"),
    Head(Text("建议额度（元）", "Proposed limit (CNY)"), 14, "money"),
    Head(Text("额度由哪部分决定", "Binding part"), 16),
    Head(Text("建议利率", "Proposed rate"), 10, "percent"),
    Head(Text("证书", "Certificate"), 9),
)
_WHY_HEADS = (
    Head(Text("还没有查什么，或为什么", "What was not asked yet, or why"), 34),
    Head(Text("提示", "Flags"), 26),
    Head(Text("未计入的记录", "Records not counted"), 9, "whole"),
    Head(Text("为什么未计入", "Why not counted"), 26),
)
_DECISION_HEADS = (
    Head(Text("决定（手填）", "Decision (by hand)"), 10, by_hand=True, choices=DECISION),
    Head(Text("决定额度（元）", "Limit decided (CNY)"), 14, "money", by_hand=True),
    Head(Text("理由（选）", "Reason (from the list)"), 22, by_hand=True, choices=DECISION_REASON),
    Head(Text("理由（写明）", "Reason (in words)"), 26, by_hand=True),
    Head(Text("决定人姓名", "Name of the officer"), 12, by_hand=True),
    Head(Text("决定日期", "Decided on"), 12, "date", by_hand=True),
)
_EXPLANATION_HEAD = Head(Text("说明编号", "Explanation"), 38, "code")
_TO_THE_NAME = 3
"""Columns that stay in sight: township, village, name."""
_DECIDES = Text(
    "电脑只提建议，由具名的工作人员逐人决定：红色各栏手填；降低、拒绝须写理由；本人可要求人工重新看。",
    "The machine advises, a named officer decides on each: red columns are filled in by hand, a reason is needed to "
    "lower or refuse, and anybody may ask for a person to look again.",
)


def write_persons(
    path: Path,
    cover: Cover,
    policy: CompiledPolicy,
    law: LawPack,
    rows: Iterable[Mapping[str, object]],
    kept_out: KeptOut,
    contacts: Contacts,
    areas: Areas,
) -> int:
    """``persons.xlsx`` for the receiver of the run; ``rows`` as ``scoring.tables.results_table``. Returns the count."""
    labels = _Labels(policy, Owed(policy, law, cover.receiver))
    stages = tuple(Head(stage.label, 10, "points") for stage in policy.stages)
    notes = (CALIBRATION[policy.calibration], *cover.notes(), _DECIDES)
    title = Text(f"{cover.county.zh}　个人评价结果", f"{cover.county.en}: results by person")
    lines = (_person_row(row, policy, labels, kept_out, contacts, areas) for row in _in_order(rows))
    with workbook(path, title, cover.as_of, is_demo=cover.is_demo) as paper:
        heads = (*_PERSON_HEADS, *_WHY_HEADS, *_DECISION_HEADS, *stages, _EXPLANATION_HEAD)
        shown = [note for note in notes if note.zh]
        return paper.table(Text("个人结果", "Persons"), title, shown, heads, lines, frozen=_TO_THE_NAME)


def _in_order(rows: Iterable[Mapping[str, object]]) -> list[Mapping[str, object]]:
    return sorted(rows, key=lambda row: (str(row["village_code"]), str(row["household_id"]), str(row["person_id"])))


def _person_row(
    row: Mapping[str, object],
    policy: CompiledPolicy,
    labels: _Labels,
    kept_out: KeptOut,
    contacts: Contacts,
    areas: Areas,
) -> tuple[Value, ...]:
    person_id = cast(UUID, row["person_id"])
    contact = contacts.get(person_id)
    village = str(row["village_code"])
    return (
        areas.full_name(parent_of(village, "township")),
        areas.by_code[village].name if village in areas.by_code else village,
        contact.name if contact else "",
        contact.id_number.masked if contact else "",
        word(f"status.{row['status']}").zh,
        _whole(row["stars"]),
        yuan(_whole(row["limit_fen"])),
        labels.part(row["limit_binding"]),
        points(_whole(row["rate_bp"])) if row["limit_fen"] else None,  # a rate of no loan says nothing
        word(f"certificate.{row['certificate']}").zh if row["certificate"] else None,
        labels.reasons(row),
        "；".join(FLAG[cast(Flag, flag)].zh for flag in _ids(row["flags"])),
        sum(kept_out.get(person_id, {}).values()) or None,
        "；".join(f"{reason(gate).zh}：{count}" for gate, count in kept_out.get(person_id, {}).items()),
        *(points(_whole(row[f"{stage.id}_centi"])) for stage in policy.stages),
        str(person_id),
    )


class _Labels:
    """Words for the ids of lines that a result carries."""

    def __init__(self, policy: CompiledPolicy, owed: Owed) -> None:
        self._owed = owed
        self._lines = {packing.MAJORITY: word("majority.label", age=policy.majority_age).zh}
        for line in packing.lines(policy):
            label = line.condition.label if line.condition else line.item.label if line.item else None
            if label is not None:
                self._lines[line.id] = label.zh
        self._lines.update({stage.id: stage.label.zh for stage in policy.stages})
        self._parts = {part.id: part.label.zh for part in policy.limit.parts} if policy.limit else {}

    def reasons(self, row: Mapping[str, object]) -> str:
        """What was not looked for yet and by whom, and lines that were not met or veto, in one sentence each."""
        heads = (("ineligible", "不符合："), ("vetoes", "否决："))
        found = ((head, [self._lines.get(id_, id_) for id_ in _ids(row[column])]) for column, head in heads)
        told = [head + "、".join(words) for head, words in found if words]
        return "；".join([owed, *told] if (owed := self._owed.sentence(_ids(row["missing"]))) else told)

    def part(self, binding: object) -> str | None:
        return None if binding is None else self._parts.get(str(binding), str(binding))


def _ids(joined: object) -> list[str]:
    return [id_ for id_ in str(joined or "").split(";") if id_]


def _whole(value: object) -> int | None:
    return cast("int | None", value)


_AREA_HEADS = (
    Head(Text("层级", "Level"), 10),
    Head(Text("区划代码", "Code"), 15, "code"),
    Head(Text("名称", "Name"), 24),
    Head(Text("登记人数", "Persons"), 10, "whole"),
    *(Head(word(f"status.{status}"), 11, "whole") for status in STATUSES),
    Head(Text("参评户", "Households assessed"), 12, "whole"),
    Head(Text("信用户", "Credit households"), 10, "whole"),
    Head(Text("信用户占比", "Share"), 10, "percent"),
    Head(Text("可评村数", "Villages ratable"), 9, "whole"),
    Head(Text("信用村数", "Credit villages"), 9, "whole"),
    Head(Text("建议评定", "Proposed"), 14),
    Head(Text("建议额度合计（元）", "Proposed limits (CNY)"), 16, "money"),
)
_AREA_COUNTS = ("persons", *STATUSES, "households_assessed", "households_credit")
_AREA_NOTES = (
    Text(
        f"“{HIDDEN}”是隐藏的数字：小数字，或者能推出小数字的数字，以免看出个人；金额取整。",
        f"“{HIDDEN}” is a hidden figure: small, or one from which a small one would follow; amounts are rounded.",
    ),
    Text(
        f"占比只算参评户：有人{word('status.scored').zh}或{word('status.vetoed').zh}；其他人不在分子也不在分母。",
        "Shares count assessed households only; all others are in neither numerator nor denominator.",
    ),
    Text(
        "本表不含个人信息，只是建议，由主管部门评定。",
        "No person is in this table; ratings are proposals, the authority decides.",
    ),
)


def write_areas(path: Path, cover: Cover, published: Sequence[PublishedArea], areas: Areas) -> int:
    """``areas.xlsx`` for the county, from totals whose small cells are already hidden. Returns the count of areas."""
    title = Text(f"{cover.county.zh}　村、乡镇合计", f"{cover.county.en}: totals of villages and townships")
    with workbook(path, title, cover.as_of, is_demo=cover.is_demo) as paper:
        rows = (_area_row(area, areas) for area in sorted(published, key=lambda area: area.area_code))
        notes = (*_AREA_NOTES, *cover.notes())
        return paper.table(Text("区域合计", "Areas"), title, notes, _AREA_HEADS, rows, frozen=_TO_THE_NAME)


def _area_row(area: PublishedArea, areas: Areas) -> tuple[Value, ...]:
    share = area.share
    return (
        LEVEL[area.level].zh,
        area.area_code,
        areas.full_name(area.area_code),
        *(HIDDEN if area.counts[column] is None else area.counts[column] for column in _AREA_COUNTS),
        points(share_bp(*share)) if share else None,
        area.villages_ratable if area.rated else None,
        area.villages_credit if area.rated else None,
        _proposal(area),
        HIDDEN if area.limit_fen is None else yuan(area.limit_fen),
    )


def _proposal(area: PublishedArea) -> str:
    if not area.rated:
        return HIDDEN
    if area.proposed is None:
        return "" if area.level == "county" else "户数不足，不评"
    name = {"village": "信用村", "township": "信用乡镇"}.get(area.level, "")
    return f"建议评为{name}" if area.proposed else "未达比例"
