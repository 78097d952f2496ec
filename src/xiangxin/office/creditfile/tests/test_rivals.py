"""Of two batches that say something about one matter one is believed, also when two processes show them at once."""

from __future__ import annotations

from pathlib import Path

from bases.apart import run_apart, start_apart

BEFORE = """
import json
from datetime import date
from uuid import UUID
from bases.consent_made import make_institution
from bases.creditfile_made import BY, make_batch, make_filed_person
from bases.parties_made import VILLAGE, make_village
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.reads import reading
from xiangxin.office.creditfile.actions import add_area_standings, add_business_facts, add_standings, show_batch
from xiangxin.office.creditfile.businesses import NewBusinessFact
from xiangxin.office.creditfile.models import AreaStanding, Batch, BusinessFact, Standing
from xiangxin.office.creditfile.queries.businesses import believed_business_facts
from xiangxin.office.creditfile.queries.standing import believed_area_standings, believed_standings
from xiangxin.office.creditfile.standing import NewStanding

def rating(subject, source, stars):
    return NewStanding(subject, "rating", source, 2025, date(2025, 1, 1), date(2025, 12, 31), "虚2025-1", stars)

def contract(business, source, fen):
    more = {"happened_on": date(2026, 1, 1), "document_no": "虚合1号"}
    return NewBusinessFact(business, "sales_contract", source, amount_fen=fen, **more)
"""

MAKE = (
    BEFORE
    + """
from bases.parties_made import make_cadre
from stdnum.cn.uscc import calc_check_digit
from xiangxin.office.parties.actions import NewBusiness, register_business
source, person = make_institution("provider"), make_filed_person()
code = "93990101MA0000001" + calc_check_digit("93990101MA0000001")
by = make_cadre(make_village())
business = register_business(by, NewBusiness(code, "虚构合作社", "cooperative", VILLAGE), date(2026, 1, 1))

def fill(batch, stars, fen):
    add_standings(BY, batch, [rating(person.id, source.id, stars)])
    add_area_standings(BY, batch, [rating(VILLAGE, source.id, stars)])
    add_business_facts(BY, batch, [contract(business.id, source.id, fen)])
    return batch

first = fill(make_batch(source), "one", 100)
show_batch(BY, first, date(2026, 3, 1))
made = [str(fill(make_batch(source), stars, fen).id) for stars, fen in (("two", 200), ("three", 300))]
print(json.dumps(made))
"""
)

SHOW = (
    BEFORE
    + """
import time
from pathlib import Path
print("ready")
while not Path(%r).exists():
    time.sleep(0.01)
show_batch(BY, UUID(%r), date(2026, 4, 1))
"""
)

SEE = (
    BEFORE
    + """
with maintenance("tests"):
    found = [
        [row.batch_id == Batch.objects.filter(shown_at__isnull=False).order_by("-shown_at").first().id for row in rows]
        for rows in (believed_standings(), believed_area_standings(), believed_business_facts())
    ]
    written = [model.objects.count() for model in (Standing, AreaStanding, BusinessFact)]
print(json.dumps([found, written]))
"""
)


def test_two_batches_shown_at_once_leave_one_believed_version_of_each_matter(
    apart: dict[str, str], tmp_path: Path
) -> None:
    batches = run_apart(apart, MAKE)
    go = tmp_path / "go"
    running = [start_apart(apart, SHOW % (str(go), batch)) for batch in batches]
    assert [one.stdout.readline() for one in running if one.stdout is not None] == ["ready\n"] * 2
    go.touch()
    assert [(one.communicate(timeout=60)[0], one.returncode) for one in running] == [("", 0)] * 2
    found, written = run_apart(apart, SEE)
    assert found == [[True], [True], [True]]
    assert written == [3, 3, 3]
