"""Sums that are kept of what institutions brought say what a count would, whatever was shown, replaced or deleted."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bases.accounts_made import COUNTY, viewer_for
from bases.consent_made import make_institution
from bases.creditfile_made import BY, KNOWN_ON, add, fact_of, make_batch, make_filed_person, new_record, new_value
from xiangxin.office.accounts.choices import Role
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.verify import verify
from xiangxin.office.creditfile.actions import (
    add_facts,
    delete_expired,
    drop_batch,
    end_dispute,
    note_dispute,
    show_batch,
    withdraw_facts,
)
from xiangxin.office.creditfile.choices import Outcome, Through, Why
from xiangxin.office.creditfile.models import Coverage, Dispute, Fact, Supersession, Tally
from xiangxin.office.creditfile.new import NewCoverage
from xiangxin.office.creditfile.queries.provided import provided_by
from xiangxin.office.creditfile.tallies import COLUMNS, DISPUTES
from xiangxin.office.creditfile.terms import LIMITS

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
LATER = date(2026, 4, 1)
NAMES = ("facts", "answers", *set(COLUMNS.values()), *DISPUTES.values())


@pytest.fixture
def source() -> Institution:
    return make_institution("provider")


def kept() -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    with maintenance("tests"):
        for row in Tally.objects.all():
            for name in NAMES:
                found[row.batch_id, row.source_id, row.kind, name] += getattr(row, name)
    return Counter({key: rows for key, rows in found.items() if rows})


def counted() -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    with maintenance("tests"):
        for fact in Fact.objects.filter(batch__shown_at__isnull=False):
            found[fact.batch_id, fact.source_id, fact.kind, "facts"] += 1
        for answer in Coverage.objects.filter(batch__shown_at__isnull=False):
            found[answer.batch_id, answer.asked_of_id, answer.kind, "answers"] += 1
        for row in Supersession.objects.filter(batch__shown_at__isnull=False).select_related("fact"):
            found[row.fact.batch_id, row.fact.source_id, row.fact.kind, COLUMNS[Why(row.why)]] += 1
        for dispute in Dispute.objects.select_related("fact").exclude(outcome=Outcome.REJECTED):
            of = dispute.fact
            found[of.batch_id, of.source_id, of.kind, DISPUTES[dispute.outcome]] += 1
    return found


def test_what_is_brought_corrected_ended_taken_back_and_deleted_is_kept_as_it_would_be_counted(
    source: Institution,
) -> None:
    person, other = make_filed_person(), make_filed_person()
    debt = new_record(person, "arrears", source, amount_fen=100, document_no="试1号")
    honour = new_record(other, "honour", source, category="veteran")
    answer = NewCoverage(other.id, "court_enforcement", source.id, date(2026, 2, 1))
    add([debt, honour, new_value(person, "land_area_mu", "12", source)], coverage=[answer])
    assert kept() == counted()
    assert sorted(kept().values()) == [1, 1, 1, 1]

    add([new_record(person, "arrears", source, amount_fen=100, document_no="试1号", ended_on=date(2026, 2, 2))], LATER)
    assert kept() == counted()
    assert {key[3] for key in kept()} == {"facts", "answers", "ended"}

    hidden = make_batch(source)
    assert withdraw_facts(BY, hidden, [honour.series], Why.REPAIRED) == 1
    assert kept() == counted()
    show_batch(BY, hidden, LATER)
    assert kept() == counted()
    assert {key[3] for key in kept()} == {"facts", "answers", "ended", "taken_back"}

    assert delete_expired(BY, LATER) == 1
    assert kept() == counted()
    assert {key[2] for key in kept()} == {"arrears", "land_area_mu", "court_enforcement"}
    assert verify().findings == ()


def test_nothing_is_kept_of_a_batch_that_was_never_shown(source: Institution) -> None:
    person = make_filed_person()
    hidden = make_batch(source)
    add_facts(BY, hidden, [new_record(person, "honour", source, category="veteran")])
    assert kept() == Counter()
    assert drop_batch(BY, hidden) == 1
    assert kept() == counted() == Counter()


def test_a_dispute_counts_while_it_is_open_and_what_it_found_wrong_afterwards(source: Institution) -> None:
    person = make_filed_person()
    wrong, right = (new_record(person, "honour", source, category="veteran") for _ in range(2))
    add([wrong, right])
    disputes = [note_dispute(BY, person.id, fact_of(one).id, Through.PAPER, LATER) for one in (wrong, right)]
    assert kept() == counted()
    end_dispute(BY, disputes[0].id, Outcome.UPHELD, LATER)
    end_dispute(BY, disputes[1].id, Outcome.REJECTED, LATER)
    assert kept() == counted()
    assert sorted((key[3], rows) for key, rows in kept().items()) == [("facts", 2), ("taken_back", 1), ("upheld", 1)]
    assert delete_expired(BY, LATER + timedelta(days=LIMITS["taken_back_days"] + 1)) == 1
    assert kept() == counted()
    assert sorted((key[3], rows) for key, rows in kept().items()) == [("facts", 1)]


def test_the_page_of_a_provider_reads_the_sums_and_not_one_fact(source: Institution) -> None:
    viewer = viewer_for(Role.DATA_PROVIDER, COUNTY, source)
    person = make_filed_person()
    many = [new_record(person, "honour", source, category="veteran") for _ in range(30)]
    add(many[:1])
    add(many[1:], LATER)
    note_dispute(BY, person.id, fact_of(many[0]).id, Through.PAPER, LATER)
    with CaptureQueriesContext(connection) as asked:
        found = provided_by(viewer)
    assert [(row.known_on, row.facts, row.disputed) for row in found.deliveries] == [(LATER, 29, 0), (KNOWN_ON, 1, 1)]
    assert [(row.sent, row.standing, row.disputed) for row in found.qualities] == [(30, 30, 1)]
    assert len(asked) == 2
    assert not [one["sql"] for one in asked if '"creditfile_fact"' in one["sql"]]
