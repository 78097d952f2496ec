"""Which classes of consent a result rests on: those whose rows the engine was given of this person."""

from __future__ import annotations

from xiangxin.office.consent.choices import FILE
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring.assessment import PersonInput


def classes_used(person: PersonInput, policy: CompiledPolicy) -> frozenset[str]:
    """The classes, with that of the file itself. What members disclosed rests on their consents, not on these."""
    found: set[str] = {FILE}
    for spec in policy.inputs:
        if person.fields.get(spec.field.column) is not None:
            found |= {str(one) for one in spec.gates.consent_classes}
    kinds = {str(row["kind"]) for row in person.records}
    for source in policy.records:
        if source.table == "records" and source.kind in kinds:
            found |= {str(one) for one in source.gates.consent_classes}
    return frozenset(found)
