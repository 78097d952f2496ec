"""What has not been asked or stated yet, for whoever works through the lender's list: which records, and who looks.

Nothing here is about the person: a kind of record that nobody asked about says nothing of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xiangxin.kernel.text import Text
from xiangxin.law.pack import LawPack
from xiangxin.policy.model import CompiledPolicy
from xiangxin.policy.reads import names_read, reads_of
from xiangxin.scoring import packing
from xiangxin.scoring.wording import word

_BIRTH = "birth_on"
_BY: Mapping[str, str] = {
    "person": "还没有说明或出示：{facts}——由本人补，要书面同意的一并同意",
    "lender": "还没有查：{facts}——由{receiver}查自己的账",
    "bureau": "还没有查：{facts}——本人书面同意后，由{receiver}向征信机构查",
    "court": "还没有查：{facts}——由{receiver}向法院查",
    "authority": "还没有查：{facts}——由{receiver}向主管机关查",
    "insurer": "还没有查：{facts}——由{receiver}向保险机构查",
}
"""By whoever supplies a fact, as the registry says."""


class Owed:
    """Words for the answers that the results of one policy wait for."""

    def __init__(self, policy: CompiledPolicy, law: LawPack, receiver: Text) -> None:
        self._receiver = receiver
        self._reads = {line.id: _facts(line) for line in packing.lines(policy)}
        self._reports = frozenset(line.id for line in packing.lines(policy) if _reports(line))
        self._facts = dict(_suppliers(policy, law))

    def sentence(self, missing: Sequence[str]) -> str:
        """The facts behind the ``missing`` lines, by whoever looks for them."""
        answered = {
            names[0] for line, names in self._reads.items() if line in self._reports - {*missing} and len(names) == 1
        }
        asked: dict[str, list[str]] = {}
        for line in missing:
            names = self._reads.get(line, ())
            for name in [name for name in names if name not in answered] or names:
                supplier, label = self._facts[name]
                asked.setdefault(supplier, []).append(label)
        return "；".join(
            _BY[supplier].format(facts="、".join(dict.fromkeys(labels)), receiver=self._receiver.zh)
            for supplier, labels in asked.items()
        )


def _suppliers(policy: CompiledPolicy, law: LawPack) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each fact with who supplies it and what it is called."""
    for field in (law.fields[_BIRTH], *(spec.field for spec in policy.inputs)):
        yield field.id, (field.supplied_by, field.label.zh)
    for spec in policy.inputs:
        yield spec.name, (spec.field.supplied_by, spec.field.label.zh)
    for source in policy.records:
        kind = law.record_kinds.get(source.kind)
        members = ("person", word("fact.members").zh)
        yield source.name, members if kind is None else (kind.supplied_by, kind.label.zh)


def _facts(line: packing.Line) -> tuple[str, ...]:
    """Inputs and record sources a line reads; the majority is a matter of the birth date."""
    if line.item is not None:
        return tuple(dict.fromkeys(names_read(reads_of(line.item))))
    if line.condition is not None:
        return tuple(dict.fromkeys(names_read(line.condition.when)))
    return (_BIRTH,)


def _reports(line: packing.Line) -> bool:
    """Whether the line is reported as missing when its answer is not known."""
    if line.item is not None:
        return line.item.unknown_centi is None
    return line.condition is None or line.condition.unknown == "report"
