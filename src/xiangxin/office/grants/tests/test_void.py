"""Letters whose matter was over before they reached anybody: nobody is handed or shown one."""

from __future__ import annotations

import pytest
from django.utils import timezone

from bases.consent_made import make_consent
from bases.grants_made import (
    BY,
    colleague,
    fresh,
    letter_of,
    looking,
    make_cases,
    make_line,
    own_viewer,
    withdraw_class,
)
from xiangxin.office.grants import errors
from xiangxin.office.grants.actions import (
    Chosen,
    answer_request,
    ask_for_human,
    decide_case,
    decide_on_line,
    deliver_letter,
    end_line,
    end_ungrounded,
)
from xiangxin.office.grants.choices import DecisionKind
from xiangxin.office.grants.models import Letter
from xiangxin.office.grants.queries.undelivered import to_print, waiting_letters
from xiangxin.office.grants.queries.waiting import letters_in, waits_for
from xiangxin.office.grants.void import is_void, void_letters
from xiangxin.office.outcome import queries as outcome

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
WORDS = "2026年11月1日起合同项下一笔款项逾期未还。"


def test_line_1_the_letter_of_an_offer_that_ended_before_it_arrived_is_handed_to_nobody() -> None:
    manager, bank, (grant,) = make_cases()
    decide_case(manager, grant.id, Chosen(DecisionKind.ACCEPT))
    letter, person = letter_of(grant), own_viewer(grant.person_id)
    assert [one.letter.id for one in waiting_letters(manager)] == [letter.id]
    withdraw_class(grant.person_id, "income_property")
    assert end_ungrounded(BY, timezone.localdate()) == 1
    make_consent(grant.person_id, "scoring", bank, "income_property")

    assert waiting_letters(manager) == []
    assert to_print(manager, grant.area) == []
    assert (waits_for(manager).letters, letters_in(manager)) == (0, 0)
    with pytest.raises(errors.LetterVoid):
        deliver_letter(person, grant.person_id, letter.id)
    assert letter_of(grant).delivered_at is None
    assert fresh(grant).delivered_on is None
    (seen,) = outcome.banks_of(person, grant.person_id)
    assert (seen.letters, seen.unopened) == ((), ())
    assert outcome.letter_of(person, grant.person_id, letter.id).is_void


def test_a_notice_that_was_called_off_before_it_arrived_is_void_and_the_answer_to_a_request_never_is() -> None:
    manager, bank, grant, person = make_line()
    decide_on_line(manager, grant.id, Chosen(DecisionKind.SUSPEND, "lenders_record", WORDS))
    notice = letter_of(grant)
    ask_for_human(person, grant.person_id, grant.id)
    answer_request(colleague(bank), grant.id, Chosen(DecisionKind.CALL_OFF))
    answer = letter_of(grant)
    assert [one.letter.id for one in waiting_letters(manager)] == [answer.id]
    end_line(person, grant.person_id, grant.id)
    assert [one.letter.id for one in waiting_letters(manager)] == [answer.id]
    with looking():
        rows = Letter.objects.select_related("grant", "decision")
        assert {row.id for row in rows if is_void(row)} == {notice.id}
        assert set(rows.filter(void_letters()).values_list("id", flat=True)) == {notice.id}
