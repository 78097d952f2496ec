"""A person says that a fact is wrong, is answered, and may add words of their own."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from bases.accounts_made import COUNTY, make_account, sign_in, viewer_for
from bases.consent_made import make_institution
from bases.creditfile_made import BY, add, fact_of, make_batch, make_filed_person, new_record, new_value, undone
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.verify import verify
from xiangxin.office.consent.errors import MayNotTake, NotYours
from xiangxin.office.creditfile import errors
from xiangxin.office.creditfile.actions import (
    Added,
    add_facts,
    add_statement,
    end_dispute,
    forget_marks,
    note_dispute,
    open_dispute,
    show_batch,
    take_back_statement,
)
from xiangxin.office.creditfile.actions.retention import delete_matters
from xiangxin.office.creditfile.choices import Outcome, Through, Why
from xiangxin.office.creditfile.models import Dispute, Fact, Statement, Supersession
from xiangxin.office.creditfile.new import CONTENT, NewFact
from xiangxin.office.creditfile.queries import believed, disputed
from xiangxin.office.creditfile.terms import LIMITS
from xiangxin.office.parties.models import Person
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.shell.templatetags.office import day
from xiangxin.office.vault.sealing import open_on

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


@pytest.fixture
def source() -> Institution:
    return make_institution("provider")


@pytest.fixture
def person() -> Person:
    return make_filed_person()


@pytest.fixture
def own(person: Person) -> Viewer:
    return viewer_for(Role.HOUSEHOLD, person.area, person=person.id)


@pytest.fixture
def fact(person: Person, source: Institution) -> Fact:
    new = new_record(person, "arrears", source, amount_fen=100)
    add([new])
    return fact_of(new)


def stands(fact: Fact) -> bool:
    with maintenance("tests"):
        return believed(None).filter(id=fact.id).exists()


def contested() -> int:
    with maintenance("tests"):
        return disputed(None).count()


def test_the_institution_is_told_at_home_how_many_and_by_when_and_not_who(
    own: Viewer, person: Person, fact: Fact, source: Institution
) -> None:
    row = open_dispute(own, person.id, fact.id)
    client, other = Client(), Client()
    sign_in(client, make_account(Role.DATA_PROVIDER, COUNTY, source))
    sign_in(other, make_account(Role.DATA_PROVIDER, COUNTY, make_institution("provider")))
    page = client.get("/").content.decode()
    assert "本单位报送的 1 条在异议中" in page
    assert f"最早 {day(row.due_on)} 前要答复本人" in page
    assert row.number not in page
    assert "在异议中的数据" not in other.get("/").content.decode()
    end_dispute(BY, row.id, Outcome.UPHELD, timezone.localdate())
    assert "在异议中的数据" not in client.get("/").content.decode()


def test_a_dispute_has_a_number_and_a_day_by_which_it_is_answered(own: Viewer, person: Person, fact: Fact) -> None:
    row = open_dispute(own, person.id, fact.id)
    assert row.due_on == timezone.localdate() + timedelta(LIMITS["answer_days"])
    assert len(row.number) == 14
    assert stands(fact), "the fact is flagged, not hidden"
    with pytest.raises(errors.DisputeOpen):
        open_dispute(own, person.id, fact.id)
    assert contested() == 1


def test_nobody_disputes_for_another_and_nobody_disputes_what_is_another_s(
    own: Viewer, person: Person, fact: Fact
) -> None:
    other = make_filed_person()
    theirs = viewer_for(Role.HOUSEHOLD, other.area, person=other.id)
    with pytest.raises(NotYours):
        open_dispute(theirs, person.id, fact.id)
    with pytest.raises(AddressUnknown):
        open_dispute(theirs, other.id, fact.id)
    with pytest.raises(MayNotTake):
        open_dispute(viewer_for(Role.ACCOUNT_MANAGER, COUNTY, make_institution()), person.id, fact.id)
    with pytest.raises(AddressUnknown):
        open_dispute(own, person.id, uuid4())
    assert contested() == 0


def test_what_is_upheld_is_believed_no_more(own: Viewer, person: Person, fact: Fact) -> None:
    row = open_dispute(own, person.id, fact.id)
    ended = end_dispute(BY, row.id, Outcome.UPHELD, timezone.localdate())
    assert (ended.outcome, ended.ended_on) == (Outcome.UPHELD, timezone.localdate())
    assert not stands(fact)
    with maintenance("tests"):
        (gone,) = Supersession.objects.all()
    assert (gone.why, gone.by_id) == (Why.UPHELD, None)
    with pytest.raises(errors.DisputeEnded):
        end_dispute(BY, row.id, Outcome.REJECTED, timezone.localdate())
    assert verify().findings == ()


def test_what_is_rejected_or_taken_back_stands(own: Viewer, person: Person, fact: Fact) -> None:
    for outcome in (Outcome.REJECTED, Outcome.WITHDRAWN):
        end_dispute(BY, open_dispute(own, person.id, fact.id).id, outcome, timezone.localdate())
        assert stands(fact)
    assert contested() == 0


def test_a_correction_that_came_meanwhile_is_not_undone(
    own: Viewer, person: Person, source: Institution, fact: Fact
) -> None:
    row = open_dispute(own, person.id, fact.id)
    batch = make_batch(source)
    corrected = new_record(person, "arrears", source, amount_fen=50, document_no=fact.document_no)
    add_facts(BY, batch, [corrected])
    show_batch(BY, batch, date(2026, 4, 1))
    assert contested() == 1
    end_dispute(BY, row.id, Outcome.UPHELD, timezone.localdate())
    assert fact_of(corrected).amount_fen == 50


def test_words_that_were_found_wrong_do_not_come_back_by_taking_a_later_correction_back(
    person: Person, fact: Fact, source: Institution
) -> None:
    row = note_dispute(BY, person.id, fact.id, Through.PAPER, date(2026, 3, 5))
    correction = add([corrected(fact, 50)], date(2026, 3, 10))
    end_dispute(BY, row.id, Outcome.UPHELD, date(2026, 3, 15))
    assert told() == [50]
    undone(correction, date(2026, 3, 20))
    assert told() == []


def test_a_dispute_that_is_upheld_ends_its_words_where_they_have_come_back(person: Person, fact: Fact) -> None:
    row = note_dispute(BY, person.id, fact.id, Through.PAPER, date(2026, 3, 5))
    undone(add([corrected(fact, 50)], date(2026, 3, 10)), date(2026, 3, 12))
    assert told() == [100]
    end_dispute(BY, row.id, Outcome.UPHELD, date(2026, 3, 15))
    assert told() == []


def test_words_that_were_found_wrong_come_in_with_no_later_table_until_their_mark_is_forgotten(
    person: Person, fact: Fact
) -> None:
    row = note_dispute(BY, person.id, fact.id, Through.PAPER, date(2026, 3, 5))
    end_dispute(BY, row.id, Outcome.UPHELD, date(2026, 3, 15))
    again, other = make_batch(fact.source), new_record(person, "arrears", fact.source, amount_fen=7)
    assert add_facts(BY, again, [other, corrected(fact, 100)]) == Added(new=1, wrong=(1,))
    show_batch(BY, again, date(2026, 4, 1))
    assert told() == [7]
    last = timezone.localdate() + timedelta(LIMITS["found_wrong_days"])
    delete_matters(BY, [fact.series], "taken_back", last)
    assert add_facts(BY, make_batch(fact.source), [corrected(fact, 100)]) == Added(wrong=(0,))
    assert add_facts(BY, make_batch(fact.source), [corrected(fact, 60)]) == Added(new=1), "what is right comes in"
    assert (forget_marks(BY, last), forget_marks(BY, last + timedelta(1)), forget_marks(BY, last)) == (0, 1, 0)
    assert add_facts(BY, make_batch(fact.source), [corrected(fact, 100)]) == Added(new=1)


def test_words_that_are_found_wrong_while_they_are_on_their_way_do_not_come_in(person: Person, fact: Fact) -> None:
    row = note_dispute(BY, person.id, fact.id, Through.PAPER, date(2026, 3, 5))
    add([corrected(fact, 50)], date(2026, 3, 10))
    again = make_batch(fact.source)
    add_facts(BY, again, [corrected(fact, 100)])
    end_dispute(BY, row.id, Outcome.UPHELD, date(2026, 3, 15))
    show_batch(BY, again, date(2026, 3, 20))
    assert told() == [50]


def test_a_value_that_was_found_wrong_is_not_told_again_of_a_later_day_before_its_source_told_another(
    person: Person, source: Institution
) -> None:
    def land(mu: str, month: int) -> NewFact:
        return new_value(person, "land_area_mu", mu, source, happened_on=date(2026, month, 1))

    def told_by(new: NewFact, month: int) -> list[str]:
        add([new], date(2026, month, 2))
        with maintenance("tests"):
            return [one.value for one in believed(None).order_by("happened_on")]

    assert told_by(land("12", 1), 1) == ["12"]
    row = note_dispute(BY, person.id, fact_of(land("12", 1)).id, Through.PAPER, date(2026, 2, 1))
    end_dispute(BY, row.id, Outcome.UPHELD, date(2026, 2, 1))
    assert told_by(land("12", 2), 2) == []
    assert told_by(land("10", 3), 3) == ["10"]
    assert told_by(land("12", 4), 4) == ["10", "12"], "another day, after another value"
    assert told_by(land("12", 1), 5) == ["10", "12"], "that of January stays wrong"


def corrected(fact: Fact, amount: int) -> NewFact:
    words = {name: getattr(fact, name) for name in CONTENT}
    return NewFact(fact.person_id, fact.kind, fact.source_id, **{**words, "amount_fen": amount})


def told() -> list[int | None]:
    with maintenance("tests"):
        return [one.amount_fen for one in believed(None)]


def test_an_answer_lies_not_before_its_question(own: Viewer, person: Person, fact: Fact) -> None:
    row = open_dispute(own, person.id, fact.id)
    with pytest.raises(errors.DayOfFactWrong):
        end_dispute(BY, row.id, Outcome.UPHELD, row.opened_on - timedelta(1))
    with pytest.raises(AddressUnknown):
        end_dispute(BY, uuid4(), Outcome.UPHELD, row.opened_on)
    with maintenance("tests"):
        assert Dispute.objects.get(id=row.id).ended_on is None


def test_a_statement_is_sealed_and_its_words_go_when_it_is_taken_back(own: Viewer, person: Person, fact: Fact) -> None:
    words = "那一年儿子住院，后来都还上了。"
    row = add_statement(own, person.id, f"  {words}\n", fact.id)
    with maintenance("tests"):
        stored = Statement.objects.get(id=row.id)
        assert words.encode() not in bytes(stored.words_sealed)
        assert open_on(stored, "words_sealed") == words
    take_back_statement(own, person.id, row.id)
    with maintenance("tests"):
        assert bytes(Statement.objects.get(id=row.id).words_sealed) == b""
    with pytest.raises(errors.StatementGone):
        take_back_statement(own, person.id, row.id)
    assert verify().findings == ()


@pytest.mark.parametrize("words", ["", "   ", "长" * 501])
def test_a_statement_says_something_and_not_too_much(own: Viewer, person: Person, words: str) -> None:
    with pytest.raises(errors.StatementTooLong):
        add_statement(own, person.id, words)
    with maintenance("tests"):
        assert not Statement.objects.exists()


def test_a_statement_is_about_one_s_own_file(own: Viewer, person: Person, source: Institution) -> None:
    other = make_filed_person()
    theirs = new_value(other, "land_area_mu", "12", source)
    add([theirs])
    with pytest.raises(AddressUnknown):
        add_statement(own, person.id, "不是我的", fact_of(theirs).id)
    with pytest.raises(NotYours):
        add_statement(own, other.id, "不是我的")
    with maintenance("tests"):
        assert not Statement.objects.exists()
