"""How long pages take in a county of 60,000 households and 500,000 facts while an import is read and written.

The county is put into the tables at once, without the log: what is measured is reading. Pages are asked over HTTP from
an office of its own, one after the other, with no worker, then while a worker reads and accepts 50,000 records of a
court. `make bench` calls it; `--sqlite` leaves the other database out.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bases.apart import make_apart, run_apart, start_apart  # noqa: E402 - the tests' own offices
from bases.postgres import Cluster, programs  # noqa: E402
from bases.serving import serving  # noqa: E402
from bench.intake import COMMON  # noqa: E402

HERE = Path(__file__).parent
HOUSEHOLDS, A_VILLAGE, ROWS, MOST_MILLISECONDS = 60_000, 900, 50_000, 150
ROUNDS, MOST_ROUNDS = 40, 1000

FILL = """
from random import Random
from uuid import uuid4
from django.db import connection
from django.test import Client
from django.utils import timezone
from bases.accounts_made import make_account, sign_in
from xiangxin.kernel.ids import person_id
from xiangxin.office.areas.choices import AreaLevel
from xiangxin.office.areas.models import Area
from xiangxin.office.audit.context import maintenance
from xiangxin.office.consent.choices import Answer, Channel
from xiangxin.office.consent.models import Consent, NoticeDelivery
from xiangxin.office.creditfile.models import Batch, Fact, Supersession
from xiangxin.office.creditfile.tallies import tally_shown
from xiangxin.office.parties.actions.people import build_person
from xiangxin.office.parties.checks import id_number_of
from xiangxin.office.parties.models import Household, Membership
from xiangxin.office.vault.keys import ring

HOUSEHOLDS, A_VILLAGE = {households}, {a_village}
KINDS = ("land_area_mu", "crop_area_mu", "income_yearly", "expenses_yearly", "livestock_head", "poultry_head")
RECORDS = ("honour", "court_enforcement")
dice, on, now = Random(1), date(2026, 1, 5), timezone.now()
make_village(VILLAGE)
bank, government = make_institution("bank", slug="bank"), make_institution("government", slug="county")
provider = make_institution("provider", slug="court")
first = person_id(id_number_of(number(0)), ring().person_key)

def copy(row, **changes):
    kept = {{one.attname: getattr(row, one.attname) for one in row._meta.fields if one.name not in ("id", *changes)}}
    return type(row)(**kept, **changes)

def named(at):
    return "张" + "一二三四五六七八九十"[at % 10]

text = make_text("scoring", "file")
codes = [f"990101{{100 + at // 20:03d}}{{201 + at % 20:03d}}" for at in range(HOUSEHOLDS // A_VILLAGE + 1)]
with maintenance("bench"):
    towns = sorted({{code[:9] + "000" for code in codes}} - set(Area.objects.values_list("code", flat=True)))
    kinds = [(code, AreaLevel.TOWNSHIP) for code in towns]
    kinds += [(code, AreaLevel.VILLAGE) for code in codes if not Area.objects.filter(code=code).exists()]
    Area.objects.bulk_create([Area(code=code, level=level, name=code, from_on=on) for code, level in kinds])
    old, newer = (
        Batch.objects.create(
            submission=uuid4(), form="x", source=provider, opened_at=now, said_at=now, shown_at=now, known_on=day
        )
        for day in (date(2026, 3, 1), date(2026, 6, 1))
    )
    for start in range(0, HOUSEHOLDS, 2000):
        people, homes, members, told, agreed, facts, replaced = [], [], [], [], [], [], []
        for at in range(start, min(start + 2000, HOUSEHOLDS)):
            parsed = id_number_of(number(at))
            key = person_id(parsed, ring().person_key)
            person = build_person(key, parsed, named(at), codes[at // A_VILLAGE], on)
            home = Household(area=person.area, formed_on=on)
            people.append(person), homes.append(home)
            members.append(
                Membership(household=home, person=person, joined_on=on, joined_known_on=on, joined_by="formed")
            )
            for field_class in ("file", "income_property"):
                told.append(NoticeDelivery(
                    person=key, text=text, receiver=bank, channel=Channel.PAPER, delivered_at=now, delivered_on=on,
                    by=uuid4(), answer=Answer.GIVEN, answered_at=now,
                ))
                agreed.append(Consent(
                    person=key, purpose="scoring", receiver=bank, field_class=field_class, written=True,
                    notice_delivered_on=on, from_on=on, channel=Channel.PAPER, delivery=told[-1], controller="x",
                    given_at=now, cool_off_to_on=on, receipt_no=uuid4().hex[:20],
                ))
            for kind in (*KINDS, *RECORDS):
                given = dict(person=person, kind=kind, source=provider, series=uuid4(), happened_on=on)
                given |= dict(value="12") if kind in KINDS else dict(document_no=uuid4().hex[:10])
                facts.append(Fact(batch=old, **given))
                if dice.random() < 0.05:
                    facts.append(Fact(batch=newer, **given))
                    pair = dict(fact=facts[-2], by=facts[-1], batch=newer)
                    replaced.append(Supersession(person=person, why="corrected", **pair))
        for rows in (people, homes, members, told, agreed, facts, replaced):
            type(rows[0]).objects.bulk_create(rows, batch_size=500)
    tally_shown(old), tally_shown(newer)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    count = Fact.objects.count()

def cookie(account):
    client = Client()
    sign_in(client, account)
    return client.cookies["sessionid"].value

cookies = dict(
    manager=cookie(make_account(Role.ACCOUNT_MANAGER, COUNTY, bank)),
    cadre=cookie(make_account(Role.VILLAGE_CADRE, codes[3])),
    person=cookie(make_account(Role.HOUSEHOLD, people[7].area, person=people[7].id)),
    provider=cookie(make_account(Role.DATA_PROVIDER, COUNTY, provider)),
)
court = viewer_for(Role.DATA_PROVIDER, COUNTY, provider)
viewer_for(Role.COUNTY_OFFICE, COUNTY)
make_agreement(court, government, purpose="evaluation")
template = make_consent(first, purpose="evaluation", receiver=government)
with maintenance("bench"):
    for start in range(0, ROWS, 2000):
        numbers = (id_number_of(number(at)) for at in range(start, min(start + 2000, ROWS)))
        keys = [key for parsed in numbers if (key := person_id(parsed, ring().person_key)) != first]
        told = [copy(template.delivery, person=key) for key in keys]
        agreed = [copy(template, person=one.person, delivery=one, receipt_no=f"C{{uuid4().hex[:19]}}") for one in told]
        NoticeDelivery.objects.bulk_create(told, batch_size=500)
        Consent.objects.bulk_create(agreed, batch_size=500)
heads = dict(amount_fen=12000, happened_on=date(2026, 4, 1), authority="虚构县法院")
records = [
    dict(heads, name=named(at), id_number=number(at), document_no=f"（2026）虚01执{{at}}号") for at in range(ROWS)
]
(HOME / "records.xlsx").write_bytes(filled("court_enforcement", records))
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
print(json.dumps(dict(
    facts=count, village=codes[3], cookies=cookies, persons=[str(one.id) for one in people[:50]],
)))
"""

IMPORT = """
from xiangxin.office.accounts.models import Post
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.intake.models import Agreement

def viewer(role):
    post = Post.objects.filter(role=role, institution__isnull=role != "data_provider").last()
    return Viewer(post.account_id, post.role, post.area, post.institution_id)

took = dict()
sender, second = viewer("data_provider"), viewer("county_office")
content = (HOME / "records.xlsx").read_bytes()
row = receive(sender, "court_enforcement", [content], "records.xlsx", agreement=Agreement.objects.get().id)
for step in ("stage", "accept"):
    if step == "accept":
        propose(sender, row.id, "bench")
        decide(second, row.id, True)
    began, worked = time.perf_counter(), time.process_time()
    work_off()
    took[step] = (round(time.perf_counter() - began, 1), round(time.process_time() - worked, 1))
row.refresh_from_db()
assert row.state == "accepted"
print(json.dumps(dict(new=row.rows_new, took=took)), flush=True)
"""


def pages(county: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    """Name, whose page, addresses to go through."""
    persons = county["persons"]
    return [
        ("a person's file, account manager", "manager", [f"/files/person/{one}/" for one in persons]),
        ("a village's files, account manager", "manager", [f"/files/village/{county['village']}/"]),
        ("a village's register, cadre", "cadre", [f"/parties/village/{county['village']}/"]),
        ("my file, phone", "person", ["/files/mine/"]),
        ("what became of a provider's rows", "provider", ["/files/provided/"]),
        ("submissions, account manager", "manager", ["/intake/"]),
    ]


def asked(port: int, cookie: str, address: str) -> float:
    """Milliseconds until the whole page was there; it must be a page."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    began = time.perf_counter()
    link.request("GET", address, headers={"Cookie": f"sessionid={cookie}", "Accept-Language": "zh"})
    answer = link.getresponse()
    answer.read()
    took = (time.perf_counter() - began) * 1000
    link.close()
    if answer.status != 200:
        raise SystemExit(f"{address}: {answer.status} {answer.getheader('Location')}")
    return took


@dataclass
class Asked:
    """How one page did: milliseconds of each time, and what processor time the office took for all."""

    times: list[float] = field(default_factory=list)
    office: float = 0


@dataclass
class Round:
    """All pages by name, and the load of the machine meanwhile."""

    pages: dict[str, Asked] = field(default_factory=dict)
    load: tuple[float, float] = (0, 0)


def round_of(port: int, county: dict[str, Any], until: subprocess.Popen[str] | None = None) -> Round:
    """Times of each page; with ``until``, as long as that process runs."""
    found = Round()
    began = os.getloadavg()[0]
    for at in range(ROUNDS if until is None else MOST_ROUNDS):
        for name, who, addresses in pages(county):
            if until is not None and until.poll() is not None:
                break
            one = found.pages.setdefault(name, Asked())
            before = processor()
            one.times.append(asked(port, county["cookies"][who], addresses[at % len(addresses)]))
            one.office += since(before, processor())
    found.load = (began, os.getloadavg()[0])
    return found


def processor() -> dict[int, float]:
    """Milliseconds that each of the processes which this one started, and that still run, has used."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The name in parentheses may hold anything; what is counted follows its closing one.
            parts = stat.read_text("ascii", errors="replace").rpartition(")")[2].split()
            if int(parts[1]) == os.getpid():
                used = int(parts[11]) + int(parts[12])
                found[int(stat.parent.name)] = used * 1000 / os.sysconf("SC_CLK_TCK")
    return found


def since(before: dict[int, float], now: dict[int, float]) -> float:
    """What those that were there before have used; one that has ended since counts for nothing."""
    return sum(used - before[process] for process, used in now.items() if process in before)


def measured(database_url: str) -> tuple[dict[str, Any], Round, Round]:
    """The county with what became of the import, pages alone, pages beside the import."""
    with tempfile.TemporaryDirectory() as folder:
        environment = make_apart(Path(folder), database_url)
        sizes = {"rows": ROWS, "home": folder, "households": HOUSEHOLDS, "a_village": A_VILLAGE}
        county = run_apart(environment, (COMMON + FILL).format(**sizes))
        return asked_of(environment, county, sizes)


def asked_of(
    environment: dict[str, str], county: dict[str, Any], sizes: dict[str, Any]
) -> tuple[dict[str, Any], Round, Round]:
    """The same for a county that is filled."""
    with serving(environment) as port:
        for name, who, addresses in pages(county):  # the first of each page reads its templates
            print(name, f"{asked(port, county['cookies'][who], addresses[0]):.0f}", flush=True)
        alone = round_of(port, county)
        work = start_apart(environment, (COMMON + IMPORT).format(**sizes))
        beside = round_of(port, county, work)
        said, _ = work.communicate()
        if work.returncode:
            raise SystemExit(f"the import ended with {work.returncode}")
        return {**county, "import": json.loads(said.splitlines()[-1])}, alone, beside


def told(times: list[float]) -> str:
    """Median and 95th of a hundred, in milliseconds."""
    if len(times) < 2:
        return "–"
    return f"{statistics.median(times):.0f} / {statistics.quantiles(times, n=20)[-1]:.0f} ({len(times)})"


def lines_of(name: str, county: dict[str, Any], alone: Round, beside: Round) -> list[str]:
    """The part of the page of results about one database."""
    steps = ", ".join(
        f"{step} {took[0]} s ({took[1]} s of processor)" for step, took in county["import"]["took"].items()
    )
    lines = [
        "",
        f"## {name}, {county['facts']:,} facts",
        "",
        f"| page | alone, load {_of(alone)} | processor | beside an import, load {_of(beside)} | longest |",
        "| --- | --- | --- | --- | --- |",
    ]
    for page, one in alone.pages.items():
        other = beside.pages[page].times if page in beside.pages else []
        longest = f"{max(other):.0f}" if other else "–"
        lines.append(f"| {page} | {told(one.times)} | {one.office / len(one.times):.0f} | {told(other)} | {longest} |")
    lines += ["", f"The import beside: {county['import']['new']:,} rows; {steps}."]
    print("\n".join(lines), flush=True)
    return lines


def _of(one: Round) -> str:
    return f"{one.load[0]:.0f} to {one.load[1]:.0f}"


def heading() -> list[str]:
    """What the figures are."""
    return [
        "# Pages of a large county while an import runs",
        "",
        f"{HOUSEHOLDS:,} households; beside, {ROWS:,} records of a court are read and accepted by a worker. Median / "
        f"95th of a hundred in milliseconds (number of times); limit {MOST_MILLISECONDS} ms for the 95th. “Processor”: "
        "milliseconds that the office takes of it for one page; the rest is PostgreSQL’s server, and waiting for "
        "the machine: its load stands with each column. "
        f"Python {platform.python_version()}, {os.cpu_count()} processors.",
    ]


def main() -> None:
    """Measure on both databases and write ``PAGES.md``."""
    lines = heading() + lines_of("SQLite", *measured(""))
    if programs() is not None and "--sqlite" not in sys.argv:
        with Cluster() as cluster:
            lines += lines_of("PostgreSQL", *measured(cluster.create("pages")))
    (HERE / "PAGES.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
