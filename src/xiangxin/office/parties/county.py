"""What a county's workbooks say about who the people are, as rows to be registered in one act.

The readers of ``interop`` have checked every row already; what they leave out is told by them and stays out. Nothing
but names, numbers, phones, villages and who lives together passes through here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from xiangxin.interop.county import CountyFiles
from xiangxin.office.parties.new import NewPerson, NewRosterContact


def people_of(county: CountyFiles) -> Iterator[NewPerson]:
    """Everybody with a file in the county's workbooks, with the household their row names."""
    table = county.tables["applicants"].select(["person_id", "household_id"])
    homes = {UUID(bytes=_bytes(row["person_id"])): row["household_id"] for row in table.to_pylist()}
    for contact in county.contacts:
        if contact.person_id in homes:
            home = homes[contact.person_id]
            yield NewPerson(
                contact.name,
                contact.id_number.number,
                contact.village_code,
                contact.phone,
                None if home is None else UUID(bytes=_bytes(home)),
            )


def members_of(county: CountyFiles, names: Sequence[str]) -> Iterator[NewPerson]:
    """Members of households without a row of their own. The sheets hold no names of them: the demo lends some."""
    homes = {_uuid(row["person_id"]): row for row in county.tables["applicants"].to_pylist()}
    seen = set(homes)
    for row in county.tables["members"].to_pylist():
        member, home = _uuid(row["member_id"]), homes[_uuid(row["person_id"])]
        if member not in seen:
            seen.add(member)
            number = county.member_numbers[member].number
            yield NewPerson(
                names[len(seen) % len(names)],
                number,
                str(home["village_code"]),
                household=_uuid(home["household_id"]),
            )


def roster_of(county: CountyFiles) -> Iterator[NewRosterContact]:
    """Everybody who is on a roster only: for the notice."""
    for contact in county.notice_list:
        yield NewRosterContact(contact.person_id, contact.village_code, contact.name, contact.phone)


def _uuid(value: UUID | bytes) -> UUID:
    return value if isinstance(value, UUID) else UUID(bytes=value)


def _bytes(value: UUID | bytes) -> bytes:
    return value.bytes if isinstance(value, UUID) else value
