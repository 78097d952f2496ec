"""Withdrawals in rows that were refused: a slip elsewhere in the row must not undo what the person said.

Where a refused row of consents has anything under the day of withdrawal, every consent it could mean is closed: what
cannot be read matches all, and a day that cannot be read is the day of the run. Closing is a row of its own in the
table of consents, so that every engine and every list sees it in the same way as any other withdrawal.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date
from itertools import product
from uuid import UUID

from xiangxin.interop.messages import tell
from xiangxin.interop.register import People, Values
from xiangxin.interop.sheets import PERSON, WITHDRAWN, SheetSpec
from xiangxin.interop.tableread import Row

NOT_LOST = frozenset({"withdrawal_refused", "withdrawal_of_nobody"})
"""Findings that come before all others: they are about people who may have said no."""

_MEANT = ("purpose", "receiver", "field_class")


class Withdrawals:
    """Turns refused rows that may hold a withdrawal into rows that close."""

    def __init__(self, people: People, consents: SheetSpec, as_of: date) -> None:
        self._people = people
        self._as_of = as_of
        choices = {column.name: tuple(column.choices) for column in consents.columns}
        self._all = [choices[name] for name in _MEANT]

    def closing(self, refused: Iterable[Row], known: Container[UUID]) -> Iterator[Values]:
        """Rows that close, of persons in ``known``; every refused row is told."""
        people = self._people
        for row in refused:
            person = people.id_of(row) if PERSON in row.values else None
            if person is not None and person in known:
                people.findings.append(tell("withdrawal_refused", row.where))
                yield from self._closed(row, person)
            elif person is None or person not in people.refused:
                people.findings.append(tell("withdrawal_of_nobody", row.where))

    def _closed(self, row: Row, person: UUID) -> Iterator[Values]:
        choices = zip(_MEANT, self._all, strict=True)
        meant: list[Sequence[object]] = [
            (row.values[name],) if row.values.get(name) else every for name, every in choices
        ]
        withdrawn_on = row.values.get(WITHDRAWN) or self._as_of
        for purpose, receiver, field_class in product(*meant):
            values = {"purpose": purpose, "receiver": receiver, "field_class": field_class}
            yield {"person_id": person, **values, WITHDRAWN: withdrawn_on}
