"""Facts come in by batches: hidden until shown, the same twice is nothing, and nothing wrong or groundless is kept."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from bases.consent_made import make_consent, make_institution
from bases.creditfile_made import BY, add, fact_of, make_batch, make_filed_person, new_record, new_value
from bases.parties_made import make_person
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.verify import verify
from xiangxin.office.creditfile import errors
from xiangxin.office.creditfile.actions import (
    Added,
    Matter,
    add_coverage,
    add_facts,
    drop_batch,
    mark_taken_back,
    open_batch,
    show_batch,
    withdraw_answers,
    withdraw_facts,
)
from xiangxin.office.creditfile.choices import Why
from xiangxin.office.creditfile.models import Batch, Coverage, ExternalItem, Fact, Supersession
from xiangxin.office.creditfile.new import NewCoverage, NewFact, NewItem
from xiangxin.office.creditfile.queries import believed, covered

pytestmark = pytest.mark.django_db(databases=["default", "reads"])
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def count() -> tuple[int, int, int]:
    with maintenance("tests"):
        return Fact.objects.count(), Supersession.objects.count(), Coverage.objects.count()


def seen() -> int:
    with maintenance("tests"):
        return believed(None).count() + covered(None).count()


def test_nobody_sees_a_batch_before_it_is_shown_and_then_everybody_sees_all_of_it() -> None:
    person, source = make_filed_person(), make_institution("provider")
    batch = make_batch(source)
    add_facts(BY, batch, [new_value(person, "land_area_mu", "12", source)])
    add_coverage(BY, batch, [NewCoverage(person.id, "court_enforcement", source.id, date(2026, 2, 1))])
    assert seen() == 0
    show_batch(BY, batch, MARCH)
    assert seen() == 2


def test_a_chunk_that_is_run_twice_adds_nothing() -> None:
    person, source = make_filed_person(), make_institution("provider")
    batch = make_batch(source)
    facts = [new_value(person, "land_area_mu", "12", source), new_record(person, "honour", source, category="veteran")]
    answers = [NewCoverage(person.id, "court_enforcement", source.id, date(2026, 2, 1))]
    first = add_facts(BY, batch, facts), add_coverage(BY, batch, answers)
    before = count()
    second = add_facts(BY, batch, facts), add_coverage(BY, batch, answers)
    assert [(one.new, one.same) for one in first] == [(2, 0), (1, 0)]
    assert [(one.new, one.same) for one in second] == [(0, 2), (0, 1)]
    assert count() == before


def test_what_the_file_says_already_adds_nothing() -> None:
    person, source = make_filed_person(), make_institution("provider")
    new = new_value(person, "land_area_mu", "12", source)
    add([new])
    before = count()
    again = add_facts(BY, make_batch(source), [new])
    assert (again.new, again.changed, again.ended, again.same) == (0, 0, 0, 1)
    assert count() == before


def test_a_correction_and_an_end_are_told_apart_and_replace_what_was_there() -> None:
    person, source = make_filed_person(), make_institution("provider")
    debt = {"document_no": "试1号", "happened_on": date(2025, 5, 1)}
    add([new_record(person, "arrears", source, amount_fen=100, **debt)])
    corrected = make_batch(source)
    told = add_facts(BY, corrected, [new_record(person, "arrears", source, amount_fen=200, **debt)])
    show_batch(BY, corrected, APRIL)
    settled = make_batch(source)
    end = new_record(person, "arrears", source, amount_fen=200, ended_on=date(2026, 4, 2), **debt)
    ended = add_facts(BY, settled, [end])
    show_batch(BY, settled, date(2026, 5, 1))
    assert (told.changed, told.ended) == (1, 0)
    assert (ended.changed, ended.ended) == (0, 1)
    assert fact_of(end).ended_on == date(2026, 4, 2)
    with maintenance("tests"):
        assert sorted(Supersession.objects.values_list("why", flat=True)) == [Why.CORRECTED, Why.ENDED]


def test_of_two_batches_that_say_something_about_one_matter_the_one_shown_later_is_believed() -> None:
    person, source = make_filed_person(), make_institution("provider")
    first, second = make_batch(source), make_batch(source)
    new = new_value(person, "land_area_mu", "12", source)
    add_facts(BY, first, [new])
    add_facts(BY, second, [new_value(person, "land_area_mu", "13", source)])
    show_batch(BY, second, MARCH)
    show_batch(BY, first, APRIL)
    assert fact_of(new).value == "12"
    with maintenance("tests"):
        assert [fact.value for fact in believed(date(2026, 3, 15))] == ["13"]
        assert [fact.value for fact in believed(None)] == ["12"]


def test_an_answer_that_its_source_took_back_since_does_not_come_in_however_far_it_was() -> None:
    person, source = make_filed_person(), make_institution("provider")
    answer, day = NewCoverage(person.id, "court_enforcement", source.id, date(2026, 2, 1)), date(2026, 2, 1)
    early, late = make_batch(source), make_batch(source)
    assert add_coverage(BY, early, [answer]) == Added(new=1)
    mark_taken_back(BY, [Matter(person.id, "court_enforcement", source.id, happened_on=day)])
    other = NewCoverage(person.id, "court_enforcement", source.id, date(2026, 2, 2))
    assert add_coverage(BY, late, [other, answer]) == Added(new=1, repaired=(1,))
    for batch in (early, late):
        show_batch(BY, batch, MARCH)
    with maintenance("tests"):
        assert [row.asked_on for row in Coverage.objects.all()] == [other.asked_on]
    anew = make_batch(source)
    assert add_coverage(BY, anew, [answer]) == Added(new=1), "what is said anew after that comes in"


def test_what_a_source_takes_back_is_not_believed_even_where_another_version_came_meanwhile() -> None:
    person, source = make_filed_person(), make_institution("provider")
    new = new_value(person, "land_area_mu", "12", source)
    add([new])
    back, other = make_batch(source), make_batch(source)
    assert withdraw_facts(BY, back, [new.series], Why.WITHDRAWN) == 1
    assert withdraw_facts(BY, back, [new.series], Why.WITHDRAWN) == 0
    add_facts(BY, other, [new_value(person, "land_area_mu", "13", source)])
    show_batch(BY, other, APRIL)
    show_batch(BY, back, APRIL)
    assert seen() == 0


def test_an_answer_that_is_taken_back_stands_until_the_batch_is_shown_and_was_known_until_that_day() -> None:
    person, source = make_filed_person(), make_institution("provider")
    add([], MARCH, coverage=[NewCoverage(person.id, "tax_decision", source.id, date(2026, 2, 1))])

    def standing(known_on: date | None = None) -> int:
        with maintenance("tests"):
            return covered(known_on).count()

    with maintenance("tests"):
        (key,) = covered(None).values_list("id", flat=True)
    back = make_batch(source)
    assert (withdraw_answers(BY, back, [key]), withdraw_answers(BY, back, [key]), standing()) == (1, 0, 1)
    assert (drop_batch(BY, back), standing()) == (0, 1)
    again = make_batch(source)
    assert withdraw_answers(BY, again, [key]) == 1
    show_batch(BY, again, APRIL)
    day_before = APRIL - timedelta(days=1)
    assert (standing(), standing(APRIL), standing(day_before), standing(MARCH)) == (0, 0, 1, 1)
    assert verify().findings == ()


def test_one_batch_says_one_thing_about_a_matter() -> None:
    person, source = make_filed_person(), make_institution("provider")
    batch = make_batch(source)
    twelve, thirteen = (new_value(person, "land_area_mu", area, source) for area in ("12", "13"))
    with pytest.raises(errors.FactTwice):
        add_facts(BY, batch, [twelve, thirteen])
    assert count() == (0, 0, 0)
    add_facts(BY, batch, [twelve])
    with pytest.raises(errors.FactTwice):
        add_facts(BY, batch, [thirteen])
    assert count() == (1, 0, 0)


def test_a_batch_that_is_dropped_leaves_nothing_but_tombstones() -> None:
    person, source = make_filed_person(), make_institution("provider")
    add([new_value(person, "land_area_mu", "12", source)])
    before = count()
    batch = make_batch(source)
    add_facts(BY, batch, [new_value(person, "land_area_mu", "13", source)])
    add_coverage(BY, batch, [NewCoverage(person.id, "arrears", source.id, date(2026, 2, 1))])
    assert drop_batch(BY, batch) == 3
    assert drop_batch(BY, batch) == 0
    assert count() == before
    assert not Batch.objects.filter(id=batch.id).exists()
    assert verify().findings == ()


def test_what_is_shown_takes_no_more_and_is_not_dropped() -> None:
    person, source = make_filed_person(), make_institution("provider")
    batch = add([new_value(person, "land_area_mu", "12", source)])
    before = count()
    with pytest.raises(errors.BatchShown):
        add_facts(BY, batch, [new_value(person, "crop_area_mu", "12", source)])
    with pytest.raises(errors.BatchShown):
        drop_batch(BY, batch)
    assert show_batch(BY, batch, APRIL).known_on == MARCH
    assert count() == before


def test_a_submission_has_one_batch() -> None:
    source, submission = make_institution("provider"), uuid4()
    assert open_batch(BY, submission, "tests", source).id == open_batch(BY, submission, "tests", source).id


def test_nothing_is_kept_of_whom_nobody_registered_and_of_whom_nobody_asked() -> None:
    source, stranger = make_institution("provider"), make_person()
    batch = make_batch(source)
    with pytest.raises(errors.PersonNotRegistered):
        add_facts(BY, batch, [new_value(uuid4(), "land_area_mu", "12", source)])
    added = add_facts(BY, batch, [new_value(stranger, "land_area_mu", "12", source)])
    assert (added.new, added.ungrounded) == (0, (0,))
    assert count() == (0, 0, 0)


def test_each_class_of_data_has_a_consent_of_its_own() -> None:
    person, source = make_filed_person(classes=["file"]), make_institution("provider")
    facts = [
        new_value(person, "land_area_mu", "12", source),
        new_value(person, "income_yearly", "3600000", source),
        new_record(person, "bureau_arrears", source, amount_fen=100),
        new_record(person, "insurance_claim", source, amount_fen=100),
    ]
    assert add_facts(BY, make_batch(source), facts).ungrounded == (1, 2, 3)
    make_consent(person.id, "scoring", make_institution(), "income_property")
    assert add_facts(BY, make_batch(source), facts).ungrounded == (2,)
    make_consent(person.id, "scoring", make_institution(), "bureau", written=False)
    assert add_facts(BY, make_batch(source), facts).ungrounded == (2,)


def test_a_score_from_elsewhere_keeps_the_parts_that_its_source_tells() -> None:
    person, source = make_filed_person(), make_institution("provider")
    whole = new_value(person, "provincial_score", "7000", source)
    add([whole])
    parts = (NewItem("基本情况", 3000), NewItem("履约情况", None))
    told = NewFact(person.id, "provincial_score", source.id, "7000", happened_on=date(2026, 1, 1), items=parts)
    batch = make_batch(source)
    assert add_facts(BY, batch, [told]).changed == 1
    show_batch(BY, batch, APRIL)
    with maintenance("tests"):
        rows = ExternalItem.objects.filter(fact=fact_of(whole)).order_by("place")
        assert [(row.label, row.points_centi) for row in rows] == [("基本情况", 3000), ("履约情况", None)]
    assert add_facts(BY, make_batch(source), [told]).same == 1


WRONG = [
    ("nothing", {"value": "1"}, errors.KindUnknown),
    ("birth_on", {"value": "1980-01-01"}, errors.KindUnknown),
    ("land_area_mu", {"value": "zwölf"}, errors.FactWrong),
    ("land_area_mu", {"value": "012"}, errors.FactWrong),
    ("land_area_mu", {"value": "100001"}, errors.FactWrong),
    ("land_tenure", {"value": "stolen"}, errors.FactWrong),
    ("full_capacity", {"value": "yes"}, errors.FactWrong),
    ("land_area_mu", {"value": "12", "category": "veteran"}, errors.FactWrong),
    ("land_area_mu", {"value": "12", "happened_on": None}, errors.DayOfFactWrong),
    ("land_area_mu", {"value": "12", "items": (NewItem("水田"),)}, errors.FactWrong),
    ("provincial_score", {"value": "7000", "items": (NewItem("长" * 81),)}, errors.FactWrong),
    ("provincial_score", {"value": "7000", "items": (NewItem(""),)}, errors.FactWrong),
    ("honour", {"value": "12"}, errors.FactWrong),
    ("honour", {"amount_fen": 5}, errors.FactWrong),
    ("honour", {"category": "kindness"}, errors.FactWrong),
    ("honour", {"category": "party_member"}, errors.ValueNotKept),
    ("arrears", {"procedure": "secret"}, errors.FactWrong),
    ("arrears", {"amount_fen": -1}, errors.FactWrong),
    ("arrears", {"document_no": "长" * 121}, errors.FactWrong),
    ("arrears", {"happened_on": date(2999, 1, 1)}, errors.DayOfFactWrong),
    ("arrears", {"ended_on": date(2025, 1, 1)}, errors.DayOfFactWrong),
    ("arrears", {"known_earlier_on": date(2026, 1, 2)}, errors.DayOfFactWrong),
]


@pytest.mark.parametrize(("kind", "content", "error"), WRONG, ids=lambda value: str(value)[:30].replace("date", ""))
def test_what_is_no_fact_is_refused_and_nothing_of_its_chunk_is_kept(
    kind: str, content: dict[str, object], error: type[Exception]
) -> None:
    person, source = make_filed_person(), make_institution("provider")
    wrong = NewFact(person.id, kind, source.id, **{"happened_on": date(2026, 1, 1), **content})  # type: ignore[arg-type]
    with pytest.raises(error):
        add_facts(BY, make_batch(source), [new_value(person, "crop_area_mu", "1", source), wrong])
    assert count() == (0, 0, 0)


def test_a_day_before_what_it_replaces_is_refused() -> None:
    person, source = make_filed_person(), make_institution("provider")
    add([new_value(person, "land_area_mu", "12", source)], APRIL)
    batch = make_batch(source)
    add_facts(BY, batch, [new_value(person, "land_area_mu", "13", source)])
    with pytest.raises(errors.DayOfFactWrong):
        show_batch(BY, batch, MARCH)
    assert show_batch(BY, batch, APRIL).known_on == APRIL


def test_everything_stands_in_the_log() -> None:
    person, source = make_filed_person(), make_institution("provider")
    add([new_value(person, "land_area_mu", "12", source)])
    add([new_value(person, "land_area_mu", "13", source)], APRIL)
    assert verify().findings == ()


def test_a_fact_shows_nothing_when_it_is_printed() -> None:
    new = new_value(uuid4(), "income_yearly", "3600000", uuid4(), document_no="试1号")
    assert "3600000" not in repr(new)
    assert "试1号" not in repr(new)
