"""Groups of people for the comparison before an adoption: formed in memory, after everybody was assessed, and not kept.

Sex has no column anywhere and comes into no assessment. It is read from the identity number here, counted, and
forgotten with the block; decision 30 says why that is lawful and why nothing else may do it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from xiangxin.kernel.portions import portions
from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import shipped
from xiangxin.office.audit.acts import ROWS_A_STATEMENT
from xiangxin.office.consent.choices import FILE, Channel
from xiangxin.office.consent.models import Consent
from xiangxin.office.parties.models import Person
from xiangxin.office.parties.opening import opened
from xiangxin.scoring.assessment import PersonInput

_FILE = Path(__file__).parent / "data" / "fairness.yaml"
_SEX_AT = 16
"""Place of the digit of an identity number that says the sex: odd is male (GB 11643)."""

GROUPS: Mapping[str, Text] = {
    "sex": Text("性别", "Sex"),
    "age": Text("年龄", "Age"),
    "credit": Text("以前借没借过款", "Credit history"),
    "channel": Text("怎么同意的", "How they agreed"),
}
_VALUES: Mapping[str, Text] = {
    "female": Text("女", "women"),
    "male": Text("男", "men"),
    "new": Text("没有借款记录", "new to credit"),
    "known": Text("有借款记录", "borrowed before"),
    "phone": Text("自己用手机", "own phone"),
    "assisted": Text("纸质或服务站", "paper or station"),
    "unknown": Text("不清楚", "not known"),
}


@cache
def measures() -> Mapping[str, Any]:
    """The file of what is compared."""
    content: Mapping[str, Any] = shipped(_FILE)
    return content


def value_words(value: str) -> Text:
    """What people call a value of a group: ``30-44`` and ``60-`` are ages."""
    if value in _VALUES:
        return _VALUES[value]
    low, _, high = value.partition("-")
    return Text(f"{low} 至 {high} 岁", f"{low} to {high}") if high else Text(f"{low} 岁以上", f"{low} and over")


def groups_of(people: Iterable[PersonInput], receiver: UUID, purpose: str, as_of: date) -> dict[str, dict[UUID, str]]:
    """Of each group the value of each person. Inside a reading of their numbers, by the ground of the trial."""
    found: dict[str, dict[UUID, str]] = {name: {} for name in GROUPS}
    kinds = set(measures()["credit_records"]["kinds"])
    for person in people:
        key = person.person_id
        found["age"][key] = _band(person.fields["birth_on"], as_of)
        found["credit"][key] = "known" if any(row["kind"] in kinds for row in person.records) else "new"
    keys = sorted(found["age"])
    for some in portions(keys, ROWS_A_STATEMENT):
        found["sex"].update(_sexes(some))
        found["channel"].update(_channels(some, receiver, purpose))
    for key in keys:
        found["sex"].setdefault(key, "unknown")
        found["channel"].setdefault(key, "unknown")
    return found


def _band(birth_on: date | None, as_of: date) -> str:
    if birth_on is None:
        return "unknown"
    years = as_of.year - birth_on.year - ((as_of.month, as_of.day) < (birth_on.month, birth_on.day))
    starts = [int(start) for start in measures()["age_bands"]["from"]]
    at = max(index for index, start in enumerate(starts) if start <= max(years, 0))
    return f"{starts[at]}-{starts[at + 1] - 1}" if at + 1 < len(starts) else f"{starts[at]}-"


def _sexes(keys: list[UUID]) -> Iterator[tuple[UUID, str]]:
    for person in Person.objects.filter(id__in=keys).only("id", "id_number_sealed"):
        digit = opened(person, "id_number_sealed")[_SEX_AT]
        yield person.id, "male" if int(digit) % 2 else "female"


def _channels(keys: list[UUID], receiver: UUID, purpose: str) -> Iterator[tuple[UUID, str]]:
    rows = Consent.objects.filter(person__in=keys, receiver=receiver, purpose=purpose, field_class=FILE)
    for person, channel in rows.order_by("from_on").values_list("person", "channel"):
        yield person, "phone" if channel == Channel.PHONE else "assisted"
