"""What a file said before: versions that were corrected, ended or taken back, and on which day.

To the person with what they said; to everybody else only that there was one and when it went, because what was shown to
be wrong must not be read again as if it were a fact.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.gate import persons_open_to
from xiangxin.office.creditfile.choices import Why
from xiangxin.office.creditfile.lenders import THE_PERSONS, facts_for
from xiangxin.office.creditfile.models import Supersession
from xiangxin.office.creditfile.queries.believing import known
from xiangxin.office.creditfile.queries.files import CreditFile
from xiangxin.office.creditfile.registry import classes_of, kind_of, kinds
from xiangxin.office.creditfile.wording import fact_words
from xiangxin.office.parties.queries.access import purpose_of

WHAT = "creditfile.history"


@dataclass(frozen=True, slots=True)
class Version:
    """A former version. ``words``: what it said, empty where the viewer is not told.

    ``stands``: another version took its place.
    """

    kind: str
    label: Text
    known_on: date | None
    until_on: date | None
    why: str
    stands: bool
    words: str

    @property
    def why_in_words(self) -> str:
        """Why it went."""
        return str(Why(self.why).label)


def earlier_of(viewer: Viewer, file: CreditFile) -> dict[UUID, list[Version]]:
    """Former versions by matter, the latest first, as they are known on the file's day of knowledge.

    For a viewer to whom ``file`` has just been shown: the same classes, asked of the gate again.
    """
    purpose, today = purpose_of(viewer), timezone.localdate()
    gate = persons_open_to(viewer, purpose, file.classes, today)
    names = [kind for kind in kinds() if classes_of(kind, today) <= set(file.classes)]
    told = viewer.role in THE_PERSONS
    with reading(viewer.actor, purpose=purpose, ground=gate.ground, what=WHAT, institution=viewer.institution) as look:
        rows = list(
            Supersession.objects.filter(known(file.known_on), gate.where("person"), person=file.person)
            .filter(facts_for(viewer, "fact__"), fact__kind__in=names)
            .select_related("fact", "fact__batch", "batch")
            .order_by("-batch__shown_at", "id")
        )
        look.showed([file.person] if rows else [], {row.fact.kind for row in rows})
    found: dict[UUID, list[Version]] = {}
    for row in rows:
        found.setdefault(row.fact.series, []).append(
            Version(
                row.fact.kind,
                kind_of(row.fact.kind).label,
                row.fact.known_earlier_on or row.fact.batch.known_on,
                row.known_earlier_on or row.batch.known_on,
                row.why,
                row.by_id is not None,
                fact_words(row.fact) if told else "",
            )
        )
    return found


def gone_of(file: CreditFile, earlier: dict[UUID, list[Version]]) -> list[Version]:
    """Of matters that do not stand any more, the last version."""
    standing = {line.series for line in (*file.values, *file.records)}
    return [versions[0] for series, versions in earlier.items() if series not in standing and not versions[0].stands]
