"""Two exchanges of the same points at one moment, in the office's own database: exactly one stands."""

from __future__ import annotations

from bases.apart import run_apart

AT_ONCE = """
import json, threading
from collections import Counter
from datetime import date
from django.db import connections
from django.utils import timezone
from bases.incentives_made import make_ledger
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Entry as Act
from xiangxin.office.audit.verify import verify
from xiangxin.office.incentives.actions import redeem
from xiangxin.office.incentives.models import Redemption, Use
from xiangxin.office.incentives.queries.mine import points_of_person
from xiangxin.office.shell.errors import OfficeError
made = make_ledger()
made.confirm("good_person", "county", timezone.localdate())
start, told = threading.Barrier(6), []
def exchange(benefit):
    start.wait()
    try:
        redeem(made.holder, made.person.id, benefit)
        told.append("exchanged")
    except OfficeError as error:
        told.append(error.code)
    finally:
        connections.close_all()
threads = [threading.Thread(target=exchange, args=(benefit,)) for benefit in BENEFITS]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
with maintenance("tests"):
    paid = sum(Use.objects.values_list("points", flat=True))
    rows = Redemption.objects.count()
left = points_of_person(made.holder, made.person.id).balance
acts = Act.objects.filter(act="incentives.redeemed").count()
print(json.dumps([Counter(told), rows, paid, left, acts, list(verify().findings)]))
"""


def test_of_exchanges_of_the_same_points_at_one_moment_as_many_stand_as_there_are_points_for(
    apart: dict[str, str],
) -> None:
    """Twenty points: six ask for ten each, two get it. Nobody pays with a point that is gone."""
    told = run_apart(apart, AT_ONCE.replace("BENEFITS", repr(["training", "goods", "visit_first"] * 2)))
    assert told == [{"exchanged": 2, "points_short": 4}, 2, 20, 0, 2, []]


def test_of_two_exchanges_of_the_same_points_exactly_one_stands(apart: dict[str, str]) -> None:
    code = AT_ONCE.replace("Barrier(6)", "Barrier(2)").replace(
        '"good_person", "county"', '"civilised_family", "village"'
    )
    told = run_apart(apart, code.replace("BENEFITS", repr(["training", "goods"])))
    assert told == [{"exchanged": 1, "points_short": 1}, 1, 10, 0, 1, []]
