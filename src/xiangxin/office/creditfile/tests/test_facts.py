"""Facts are added in batches, and changed by later ones."""

from datetime import date

import pytest

from bases.consent_made import make_institution
from bases.creditfile_made import BY, add, fact_of, make_batch, make_filed_person, new_record, new_value
from xiangxin.office.creditfile.actions import add_facts, show_batch

pytestmark = pytest.mark.django_db(databases=["default", "reads"])


def test_smoke() -> None:
    person, source = make_filed_person(), make_institution("provider")
    new = new_value(person, "land_area_mu", "12", source)
    record = new_record(person, "honour", source, category="good_person", level="county")
    batch = make_batch(source)
    added = add_facts(BY, batch, [new, record])
    assert (added.new, added.changed, added.ended, added.same) == (2, 0, 0, 0)
    assert add_facts(BY, batch, [new, record]).same == 2
    show_batch(BY, batch, date(2026, 3, 1))
    assert fact_of(new).value == "12"
    add([new_value(person, "land_area_mu", "13", source)], date(2026, 4, 1))
    assert fact_of(new).value == "13"
