"""A new case beside a line: the person is told what ends when it is accepted, and a batch lowers no line."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from bases.accounts_made import browser_of
from bases.creditfile_made import add, new_value
from bases.grants_made import BY, cases_of, fresh, letter_of, looking, make_line
from bases.runs_made import make_run
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.context import maintenance
from xiangxin.office.creditfile.models import Fact
from xiangxin.office.grants import errors
from xiangxin.office.grants.actions import (
    Chosen,
    accept_many,
    accept_offer,
    decide_case,
    decline_offer,
    deliver_letter,
    end_line,
    open_cases,
)
from xiangxin.office.grants.choices import DecisionKind, State
from xiangxin.office.grants.models import Decision, Grant
from xiangxin.office.grants.queries import case_page, lines_of
from xiangxin.office.grants.rules import needs_eyes, to_agree_together

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
ACCEPT = Chosen(DecisionKind.ACCEPT)


def make_beside() -> tuple[Viewer, Institution, Grant, Grant, Viewer]:
    """A line of 30,000 yuan at 6.5 %, a case beside it that proposes 20,000, and the person, who owes more by then."""
    manager, bank, line, person = make_line()
    with looking():
        source = Fact.objects.get(person=line.person_id, kind="income_yearly").source
    add([new_value(line.person_id, "debt_total", "4000000", source)])
    assert open_cases(BY, make_run(manager, bank)) == 1
    first, case = cases_of(bank)
    assert (first.id, first.state, case.state, case.replaces_id) == (line.id, State.ACTIVE, State.OPEN, line.id)
    return manager, bank, first, case, person


def page(viewer: Viewer, name: str, *args: Any) -> str:
    client = browser_of(viewer)
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def said(grant: Grant) -> list[str]:
    letter = letter_of(grant)
    with looking():
        return [line.zh for line in lines_of(letter)]


def in_database(grant: Grant) -> bool:
    with looking():
        return Grant.objects.filter(to_agree_together(), id=grant.id).exists()


def in_python(grant: Grant) -> bool:
    with looking():
        return not needs_eyes(Grant.objects.get(id=grant.id))


def test_line_7_a_batch_lowers_no_line_that_stands() -> None:
    manager, _bank, line, case, _person = make_beside()
    assert (line.limit_fen, case.proposed_limit_fen) == (3_000_000, 2_000_000)
    assert (in_database(case), in_python(case)) == (False, False)
    assert case_page(manager, case.id).needs_eyes is True
    with looking():
        before = Decision.objects.count()
    with pytest.raises(errors.OneByOne):
        accept_many(manager, [case.id])
    assert (fresh(case).state, fresh(line).state) == (State.OPEN, State.ACTIVE)
    with looking():
        assert Decision.objects.count() == before


@pytest.mark.parametrize(
    ("line", "proposed", "together"),
    [
        ({}, {}, True),
        ({"proposed_limit_fen": 9_000_000, "limit_fen": 4_000_000}, {}, True),
        ({"proposed_limit_fen": 9_000_000, "limit_fen": 4_000_001}, {}, False),
        ({"rate_bp": 649}, {}, False),
        ({"rate_bp": None}, {}, True),
        ({"rate_bp": 649}, {"proposed_rate_bp": None}, True),
        ({"rate_bp": 649, "state": State.SUSPENDED}, {}, False),
        ({"rate_bp": 649, "state": State.ENDED}, {}, True),
    ],
)
def test_line_7_what_is_less_or_dearer_than_the_line_it_takes_the_place_of_is_looked_at_alone(
    line: dict[str, Any], proposed: dict[str, Any], together: bool
) -> None:
    _manager, _bank, first, case, _person = make_beside()
    with maintenance("tests"):
        Grant.objects.filter(id=case.id).update(
            **{"proposed_limit_fen": 4_000_000, "proposed_rate_bp": 650, "outcome": "scored", "flags": ""} | proposed
        )
        Grant.objects.filter(id=first.id).update(**line)
    assert (in_database(case), in_python(case)) == (together, together)


def test_the_person_reads_old_and_new_side_by_side_and_what_ends_when_it_is_accepted() -> None:
    manager, bank, line, case, person = make_beside()
    officer = page(manager, "grants:case", case.id)
    assert "现在的额度" in officer
    assert all(amount in officer for amount in ("3 万元", "2 万元", line.number))
    decide_case(manager, case.id, ACCEPT)
    deliver_letter(person, case.person_id, letter_of(case).id)
    assert said(case)[:2] == [
        f"{bank.called.zh}给您授信 20,000 元，年利率 6.5%（3 星）。",
        "您现在的额度是 30,000 元，年利率 6.5%。您接受这一笔，现在的那笔当天结束，换成这一笔；不接受，现在的那笔照旧。",
    ]
    mine = page(person, "outcome:results")
    for words in (
        "您现在的额度是 3 万元",
        "给您的额度是 2 万元",
        "新的一笔，您接受了才换掉现在的额度",
        "您接受这一笔，现在的那笔就结束",
        "不接受，现在的那笔照旧",
    ):
        assert words in mine
    assert "另外有新的一笔" not in mine
    accept_offer(person, case.person_id, case.id)
    assert (fresh(line).state, fresh(line).ending, fresh(case).state) == (State.ENDED, "replaced", State.ACTIVE)
    assert "您接受这一笔" not in page(person, "outcome:results")


def test_a_line_stays_as_it_is_where_the_new_one_is_declined() -> None:
    manager, _bank, line, case, person = make_beside()
    decide_case(manager, case.id, ACCEPT)
    deliver_letter(person, case.person_id, letter_of(case).id)
    decline_offer(person, case.person_id, case.id)
    assert (fresh(line).state, fresh(line).limit_fen) == (State.ACTIVE, 3_000_000)


def test_nothing_is_said_of_a_line_that_its_person_has_ended() -> None:
    manager, _bank, line, case, person = make_beside()
    end_line(person, line.person_id, line.id)
    assert "现在的额度" not in page(manager, "grants:case", case.id)
    decide_case(manager, case.id, ACCEPT)
    assert not any("现在的额度" in one for one in said(case))
