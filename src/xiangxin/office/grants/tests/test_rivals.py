"""Several people at one case in the same moment: one step is taken, and everybody else is told by name."""

from __future__ import annotations

from bases.apart import run_apart

AT_ONCE = """
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from django.db import connections
from bases.grants_made import BY, colleague, fresh, letter_of, looking, make_cases, own_viewer
from xiangxin.office.audit.verify import verify
from xiangxin.office.certificates.actions import issue_certificate
from xiangxin.office.certificates.models import Certificate
from xiangxin.office.consent.actions import Scope, withdraw_consent
from xiangxin.office.grants.actions import (
    Chosen, accept_offer, ask_for_human, decide_case, deliver_letter, end_ungrounded
)
from xiangxin.office.grants.choices import DecisionKind
from xiangxin.office.grants.models import Decision, HumanRequest
from xiangxin.office.runs.actions import Asked, start_run
from xiangxin.office.shell.errors import OfficeError
from django.utils import timezone

ACCEPT = Chosen(DecisionKind.ACCEPT)
REFUSE = Chosen(DecisionKind.REFUSE, "total_debt", "本人填报的外债每年要还四万元。")
manager, bank, cases = make_cases(3)
officers = [manager, *(colleague(bank) for _ in range(3))]
one, two, three = cases

def rivals(*steps):
    gate = Barrier(len(steps))
    def step(do):
        try:
            gate.wait()
            do()
            return "done"
        except OfficeError as error:
            return error.code
        finally:
            connections.close_all()
    with ThreadPoolExecutor(len(steps)) as pool:
        return sorted(pool.map(step, steps))

def decides(by, grant, chosen):
    return lambda: decide_case(by, grant.id, chosen)

def offer(grant):
    decide_case(manager, grant.id, ACCEPT)
    person = own_viewer(grant.person_id)
    deliver_letter(person, grant.person_id, letter_of(grant).id)
    return person

told = {}
told["decide"] = rivals(*(decides(by, one, chosen) for by, chosen in zip(officers, [ACCEPT, REFUSE] * 2)))
with looking():
    told["decisions"] = Decision.objects.filter(grant=one.id).count()

person = offer(two)
told["ask"] = rivals(*[lambda: ask_for_human(person, two.person_id, two.id, "income_band")] * 3)
told["accept"] = rivals(*[lambda: accept_offer(person, two.person_id, two.id)] * 3)
told["issue"] = rivals(*[lambda: issue_certificate(person, two.person_id, two.id)] * 3)
with looking():
    told["requests"] = HumanRequest.objects.filter(grant=two.id).count()
    told["certificates"] = Certificate.objects.filter(grant=two.id).count()

other = offer(three)
told["withdraw"] = rivals(
    lambda: accept_offer(other, three.person_id, three.id),
    lambda: withdraw_consent(other, three.person_id, Scope("scoring", bank.id, "file")),
)
end_ungrounded(BY, timezone.localdate())
told["ended"] = fresh(three).state
today = timezone.localdate()
told["run"] = rivals(*[lambda: start_run(manager, Asked(manager.area, bank.id, "scoring", today, today))] * 3)
told["verify"] = len(verify(seal=True).findings)
print(json.dumps(told))
"""


def test_of_several_who_do_the_same_at_once_one_does_it_and_the_log_holds(apart: dict[str, str]) -> None:
    told = run_apart(apart, AT_ONCE)
    assert told["withdraw"] in (["done", "done"], ["done", "ground_gone"])
    assert told | {"withdraw": None} == {
        "decide": ["done", "state_unfit", "state_unfit", "state_unfit"],
        "decisions": 1,
        "ask": ["done"] * 3,
        "requests": 1,
        "accept": ["done"] * 3,
        "issue": ["done"] * 3,
        "certificates": 1,
        "withdraw": None,
        "ended": "ended",
        "run": ["done", "run_under_way", "run_under_way"],
        "verify": 0,
    }
