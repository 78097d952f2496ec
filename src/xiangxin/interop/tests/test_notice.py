"""Whom to visit: everybody without a ground but those who withdrew, each with what is missing and nothing more."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from xiangxin.interop.contacts import Contact, Contacts
from xiangxin.interop.notice import consent_gap, ungrounded
from xiangxin.interop.tests.folders import VILLAGE, number
from xiangxin.kernel.ids import check_id_number
from xiangxin.scoring.assessment import Run
from xiangxin.scoring.gates import has_consent

PERSON, OTHER = UUID(int=1), UUID(int=2)
RUN = Run(
    purpose="scoring",
    receiver="bank",
    panels=frozenset(),
    as_of=date(2026, 6, 30),
    known_on=date(2026, 6, 30),
    catalogue=frozenset(),
    written=frozenset({"income_property"}),
)


def consent(**more: Any) -> dict[str, Any]:
    row = {
        "person_id": PERSON, "purpose": "scoring", "receiver": "bank", "field_class": "file", "written": True,
        "notice_delivered_on": date(2026, 1, 1), "from_on": date(2026, 1, 8), "to_on": None, "withdrawn_on": None,
    }  # fmt: skip
    return {**row, **more}


def test_somebody_who_was_never_asked_has_no_consent() -> None:
    assert consent_gap([], RUN) == "none"


@pytest.mark.parametrize(
    ("more", "gap"),
    [
        ({"notice_delivered_on": None}, "no_notice"),
        ({"notice_delivered_on": date(2026, 1, 9)}, "late_notice"),
        ({"from_on": date(2026, 7, 1)}, "not_begun"),
        ({"to_on": date(2026, 6, 29)}, "expired"),
        ({"receiver": "office"}, "none"),
        ({"purpose": "review"}, "none"),
        ({"field_class": "bureau"}, "none"),
    ],
)
def test_each_gap_closes_the_gate_and_has_a_name(more: dict[str, Any], gap: str) -> None:
    rows = [consent(**more)]
    assert not has_consent(rows, RUN, "file")
    assert consent_gap(rows, RUN) == gap


def test_whoever_withdrew_is_not_to_be_visited_again() -> None:
    assert consent_gap([consent(withdrawn_on=date(2026, 3, 1))], RUN) is None
    assert consent_gap([consent(withdrawn_on=date(2026, 3, 1)), consent(from_on=date(2026, 2, 1))], RUN) is None


def test_a_consent_that_does_not_say_when_it_began_is_no_word_after_a_withdrawal() -> None:
    silent = consent(from_on=None, notice_delivered_on=None)
    assert consent_gap([consent(withdrawn_on=date(2026, 3, 1)), silent], RUN) is None
    assert consent_gap([silent], RUN) == "no_notice"


def test_whoever_consented_again_after_a_withdrawal_may_be_helped_with_it() -> None:
    again = consent(from_on=date(2026, 4, 1), notice_delivered_on=None)
    assert consent_gap([consent(withdrawn_on=date(2026, 3, 1)), again], RUN) == "no_notice"


def test_the_latest_of_several_consents_is_the_one_that_counts() -> None:
    old = consent(to_on=date(2026, 2, 1))
    assert consent_gap([consent(from_on=date(2026, 5, 1), notice_delivered_on=None), old], RUN) == "no_notice"


def test_people_are_listed_and_withdrawals_only_counted() -> None:
    contacts = Contacts()
    for sequence, person in enumerate((PERSON, OTHER), start=1):
        checked = check_id_number(number(sequence))
        assert not isinstance(checked, str)
        contacts.add(Contact(person, VILLAGE, f"王{sequence}", checked))
    rows = [consent(to_on=date(2026, 2, 1)), consent(person_id=OTHER, withdrawn_on=date(2026, 3, 1))]
    found = ungrounded([PERSON, OTHER], contacts, rows, RUN, {})
    assert [(contact.name, gap) for contact, gap in found.people] == [("王1", "expired")]
    assert found.withdrawn == 1
