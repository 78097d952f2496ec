"""What tests ask of a county that was read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from xiangxin.interop.county import CountyFiles
from xiangxin.interop.tests.folders import number
from xiangxin.kernel.errors import Finding
from xiangxin.kernel.ids import check_id_number, person_id

KEY = b"a key for people who do not exist"


def rows(county: CountyFiles, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = county.tables[table].to_pylist()
    return found


def id_of(sequence: int) -> UUID:
    checked = check_id_number(number(sequence))
    assert not isinstance(checked, str)
    return person_id(checked, KEY)


def only(findings: tuple[Finding, ...], code: str) -> list[Finding]:
    return [finding for finding in findings if finding.code == code]
