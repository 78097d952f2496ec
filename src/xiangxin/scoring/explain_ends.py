"""Whether what vetoes can be settled: asked by a page's list of conditions and by its list of what stopped a result."""

from __future__ import annotations

from collections.abc import Mapping

from xiangxin.kernel.text import Text
from xiangxin.law.model import RecordKind
from xiangxin.law.pack import LawPack
from xiangxin.policy import expressions as x
from xiangxin.policy.model import CompiledPolicy, Condition, RecordSource
from xiangxin.policy.reads import Part, names_read, nodes
from xiangxin.scoring.explanation import RecordSeen

_END_COLUMNS = frozenset({"ended_on", "in_force"})


class VetoEnds:
    """What a policy's vetoes look at, and whether its end would lift them."""

    def __init__(self, policy: CompiledPolicy, law: LawPack) -> None:
        self._kinds: Mapping[str, RecordKind] = law.record_kinds
        self._looking = {veto.id for veto in policy.vetoes if _looks_at_the_end(veto.when)}
        self._sources = {veto.id: _record_sources(policy, veto) for veto in policy.vetoes}

    def sources(self, line_id: str, records: tuple[RecordSeen, ...]) -> list[RecordSource]:
        """The sources of the records that veto; of all it reads where the records are not at hand."""
        kinds = {record.kind_id for record in records}
        return [source for source in self._sources[line_id] if not kinds or source.kind in kinds]

    def settled_by(self, line_id: str, source: RecordSource) -> Text | None:
        """What ends the matter, where the veto asks if it has ended; ``None`` for what nothing settles."""
        return self._kinds[source.kind].ended_by if line_id in self._looking else None

    def can_settle(self, line_id: str, records: tuple[RecordSeen, ...]) -> bool:
        """Whether any of it can be settled at all."""
        return any(self.settled_by(line_id, source) is not None for source in self.sources(line_id, records))


def _record_sources(policy: CompiledPolicy, veto: Condition) -> tuple[RecordSource, ...]:
    names = names_read(veto.when)
    known = {source.name: source for source in policy.records if source.table == "records"}
    return tuple(known[name] for name in dict.fromkeys(names) if name in known)


def _looks_at_the_end(part: Part) -> bool:
    return any(isinstance(node, x.FieldRef) and node.column in _END_COLUMNS for node in nodes(part))
