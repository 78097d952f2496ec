"""How long reading and accepting 50,000 rows take, and what memory they need; `make bench` calls it.

Two tables: a roster of persons nobody knows, and records about registered persons who agreed. Each is sent, read by a
worker of its own, agreed to by a second person, and written. One process per step, so that its memory is its own.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bases.apart import make_apart, run_apart  # noqa: E402 - the tests' own offices

HERE = Path(__file__).parent
ROWS = 50_000
MOST_SECONDS, MOST_MEGABYTES = 30, 400

COMMON = """
import json, resource, sys, time
from datetime import date
from pathlib import Path
from bases.accounts_made import COUNTY, viewer_for
from bases.consent_made import make_institution, make_consent, make_text
from bases.intake_made import filled, make_agreement
from bases.parties_made import VILLAGE, make_village
from xiangxin.kernel.ids import check_character
from xiangxin.office.accounts.choices import Role
from xiangxin.office.audit import acts
from xiangxin.office.audit.actor import system
from xiangxin.office.intake.actions import decide, propose, receive
from xiangxin.office.intake.models import Submission
from xiangxin.office.jobs.worker import work_off
from xiangxin.office.parties.actions import NewPerson, register_many

ROWS, HOME = {rows}, Path({home!r})

def number(at):
    months = at // 28
    day = f"{{1950 + months // 12 % 50:04d}}{{months % 12 + 1:02d}}{{at % 28 + 1:02d}}"
    digits = f"990101{{day}}{{months // 600:03d}}"
    return digits + check_character(digits)

def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
"""

MAKE = """
from datetime import timedelta
from uuid import uuid4
from django.utils import timezone
from xiangxin.kernel.ids import IdNumber, person_id
from xiangxin.office.consent.models import Consent, NoticeDelivery
from xiangxin.office.vault.keys import ring

make_village(VILLAGE)
bank, government = make_institution("bank", slug="bank"), make_institution("government", slug="county")
for role, name in ((Role.ACCOUNT_MANAGER, "one"), (Role.ACCOUNT_MANAGER, "two")):
    viewer_for(role, COUNTY, bank)
court = viewer_for(Role.DATA_PROVIDER, COUNTY, make_institution("provider", slug="court"))
viewer_for(Role.COUNTY_OFFICE, COUNTY)
agreement = make_agreement(court, government, purpose="evaluation")
on = date(2026, 1, 5)
people = [NewPerson("张小三", number(at), VILLAGE) for at in range(ROWS)]
register_many(system("bench"), people, on)
first = person_id(IdNumber(number(0), on), ring().person_key)
template = make_consent(first, purpose="evaluation", receiver=government)
def copy(row, **changes):
    kept = {{one.attname: getattr(row, one.attname) for one in row._meta.fields if one.name not in ("id", *changes)}}
    return type(row)(**kept, **changes)

persons = [person_id(IdNumber(number(at), on), ring().person_key) for at in range(1, ROWS)]
told = [copy(template.delivery, person=person) for person in persons]
rows = [
    copy(template, person=one.person, delivery=one, receipt_no=f"B{{at:09d}}") for at, one in enumerate(told)
]
with acts.act("bench.consents", by=system("bench")) as done:
    NoticeDelivery.objects.bulk_create(told, batch_size=500)
    Consent.objects.bulk_create(rows, batch_size=500)
    done.wrote(*told, *rows)
heads = dict(amount_fen=12000, happened_on=date(2026, 4, 1), authority="虚构县法院", name="张小三")
records = [
    dict(heads, id_number=number(at), document_no=f"（2026）虚01执{{at}}号") for at in range(ROWS)
]
(HOME / "records.xlsx").write_bytes(filled("court_enforcement", records))
roster = [
    dict(name="李名册", id_number=number(ROWS + at), phone=f"1990000{{at % 10000:04d}}", village_code=VILLAGE)
    for at in range(ROWS)
]
(HOME / "roster.xlsx").write_bytes(filled("roster", roster))
"""

STAGE = """
from xiangxin.office.accounts.models import Post
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.intake.models import Agreement

def viewer(role, nth=0):
    post = list(Post.objects.filter(role=role).order_by("account__login"))[nth]
    return Viewer(post.account_id, post.role, post.area, post.institution_id)

form, step = {form!r}, {step!r}
sender = viewer("account_manager" if form == "roster" else "data_provider")
second = viewer("account_manager", 1) if form == "roster" else viewer("county_office")
name = "roster.xlsx" if form == "roster" else "records.xlsx"
if step == "stage":
    content = (HOME / name).read_bytes()
    agreement = Agreement.objects.first()
    row = receive(sender, form, [content], name, agreement=None if form == "roster" else agreement.id)
else:
    row = Submission.objects.get(form=form)
    propose(sender, row.id, "bench")
    decide(second, row.id, True)
began, worked = time.perf_counter(), time.process_time()
work_off()
seconds, worked = time.perf_counter() - began, time.process_time() - worked
row.refresh_from_db()
found = dict(seconds=round(seconds, 1), processor=round(worked, 1), megabytes=memory(), state=row.state)
print(json.dumps(dict(found, new=row.rows_new, refused=row.rows_refused, left_out=row.left_out)))
"""


def run(environment: dict[str, str], code: str, **values: object) -> Any:
    """Run a step in the office; what it printed last."""
    return run_apart(environment, (COMMON + code).format(rows=ROWS, home=environment["XIANGXIN_HOME"], **values))


def measured() -> dict[tuple[str, str], dict[str, Any]]:
    """Each step of each table, in an office of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = make_apart(Path(folder))
        run(environment, MAKE)
        found = {}
        for form in ("roster", "court_enforcement"):
            for step in ("stage", "accept"):
                found[form, step] = run(environment, STAGE, form=form, step=step)
                print(form, step, found[form, step], flush=True)
    return found


def main() -> None:
    """Measure and write ``INTAKE.md``."""
    found = measured()
    lines = [
        "# Reading and accepting 50,000 rows",
        "",
        f"Python {platform.python_version()}, {platform.machine()}, SQLite. Limits: {MOST_SECONDS} s a step, "
        f"{MOST_MEGABYTES} MB. “Processor” is what the worker itself used; the rest is waiting for the machine.",
        f"Load of the machine when it ended: {os.getloadavg()[0]:.0f} on {os.cpu_count()} processors.",
        "",
        "| table | step | seconds | processor | MB |",
        "| --- | --- | --- | --- | --- |",
    ]
    for (form, step), one in found.items():
        lines.append(f"| {form} | {step} | {one['seconds']} | {one['processor']} | {one['megabytes']} |")
    (HERE / "INTAKE.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
