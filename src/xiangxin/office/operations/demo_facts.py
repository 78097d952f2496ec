"""What the demo county's workbooks say of its people, brought into their files as one submission of an earlier time.

It goes the way every fact goes: only of registered persons who agreed to its class, in a batch, shown at once. What
the workbooks knew on a day is known from that day on, so that a run of the files and a run of the office are alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from xiangxin.interop.county import CountyFiles
from xiangxin.kernel.ids import derived_id
from xiangxin.law.load import load_law
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.actor import Actor
from xiangxin.office.creditfile.actions import add_coverage, add_facts, note_dispute, open_batch, show_batch
from xiangxin.office.creditfile.choices import Through
from xiangxin.office.creditfile.new import CONTENT, NewCoverage, NewFact
from xiangxin.office.creditfile.queries import current_versions
from xiangxin.office.creditfile.registry import BIRTH, written
from xiangxin.office.vault.keys import ring

FORM = "demo"


def load(by: Actor, county: CountyFiles, bodies: Mapping[str, Institution], since: date) -> int:
    """Values since ``since``, records, answers and disputes of the workbooks; how many facts came in."""
    known_on = county.deployment.defaults.as_of or timezone.localdate()
    keeper = bodies[county.deployment.of_role("controller")[0].id]
    values = list(_values(county, keeper, since, known_on))
    records = {new.series: (new, disputed) for new, disputed in _records(county, bodies, known_on)}
    batch = open_batch(by, derived_id(ring().person_key, "demo", "submission"), FORM, keeper)
    added = add_facts(by, batch, [*values, *(new for new, _ in records.values())])
    add_coverage(by, batch, _coverage(county, bodies, known_on))
    show_batch(by, batch, timezone.localdate())
    for series, fact in current_versions(new.series for new, disputed in records.values() if disputed).items():
        since_on = records[series][0].known_earlier_on or known_on
        note_dispute(by, fact.person_id, fact.id, Through.PAPER, since_on)
    return added.new


def _values(county: CountyFiles, source: Institution, since: date, known_on: date) -> Iterator[NewFact]:
    """Cells of the sheets of applicants and members that hold something."""
    law = load_law()
    for table, whose in (("applicants", "person_id"), ("members", "member_id")):
        columns = {spec.column: name for name, spec in law.fields.items() if table in spec.tables and name != BIRTH}
        for row in county.tables[table].to_pylist():
            for column, name in columns.items():
                value = row.get(column)
                if value is not None:
                    yield NewFact(
                        _uuid(row[whose]),
                        name,
                        source.id,
                        value=written(name, value),
                        happened_on=since,
                        known_earlier_on=known_on,
                    )


def _records(county: CountyFiles, bodies: Mapping[str, Institution], known_on: date) -> Iterator[tuple[NewFact, bool]]:
    """Rows of the sheets of records, and whether the person disputes each."""
    for row in county.tables["records"].to_pylist():
        content = {name: row.get(name) for name in CONTENT if name != "value"}
        for name in ("category", "level", "document_no", "authority", "procedure", "catalogue_code", "severity"):
            content[name] = content[name] or ""
        new = NewFact(
            _uuid(row["person_id"]),
            row["kind"],
            bodies[row["source"]].id,
            known_earlier_on=_by(row["known_on"], known_on),
            **content,
        )
        yield new, row["disputed"] is True


def _coverage(county: CountyFiles, bodies: Mapping[str, Institution], known_on: date) -> Iterator[NewCoverage]:
    for row in county.tables["coverage"].to_pylist():
        asked_on = row["asked_on"]
        yield NewCoverage(
            _uuid(row["person_id"]), row["kind"], bodies[row["asked_of"]].id, asked_on, _by(asked_on, known_on)
        )


def _by(day: Any, known_on: date) -> date | None:
    """The day, where the county knew by the day of its run; later knowledge is of today."""
    return day if day is not None and day <= known_on else None


def _uuid(value: UUID | bytes) -> UUID:
    return value if isinstance(value, UUID) else UUID(bytes=value)
