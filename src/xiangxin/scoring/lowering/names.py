"""Names of the columns that lowered programs read; the SQL builder gives every one of them.

``a_`` applicants, ``c_`` consents, ``r_`` records, ``m_`` members, ``v_`` coverage, ``q_`` reviews; ``f``, ``t`` and a
number: flags and totals over rows.
"""

from __future__ import annotations

from xiangxin.law.model import ConsentClass
from xiangxin.policy.model import RecordSource

PERSON_ID = "a_person_id"
HOUSEHOLD_ID = "a_household_id"
VILLAGE_CODE = "a_village_code"
BIRTH_ON = "a_birth_on"

REVIEW_SUM = "q_sum"
REVIEW_COUNT = "q_count"
REVIEW_OPEN = "q_open"

ROWS_AT_MOST = 10_000
"""Rows of one table a person may have; magnitudes are proven for it and the statement stops beyond."""

STORED_AT_MOST = 10**13
"""Magnitude of a stored number that declares no range: a hundred thousand million yuan in fen."""


def applicant(column: str) -> str:
    """A column of ``applicants``."""
    return f"a_{column}"


def granted(field_class: ConsentClass) -> str:
    """Whether the person consents to this class (two-valued)."""
    return f"c_{field_class}"


def member_granted(field_class: ConsentClass) -> str:
    """Whether the member at hand consents to this class (two-valued)."""
    return f"m_granted_{field_class}"


def row(source: RecordSource, column: str) -> str:
    """A column of the table the source's rows are in."""
    return f"{'m' if source.table == 'members' else 'r'}_{column}"


def coverage(position: int) -> str:
    """Whether the person was asked about, for the question at ``position``."""
    return f"v{position}"
