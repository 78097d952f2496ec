"""How long pages take in a county of 60,000 households and 500,000 facts while an import is read and written.

The county is put into the tables at once, without the log: what is measured is reading. Pages are asked over HTTP from
an office of its own, one after the other, while a worker reads and accepts 50,000 rows; then again with no worker.
`make bench` calls it; `--postgresql` asks the other database.
"""

from __future__ import annotations

import http.client
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
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
ROUNDS = 60

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
            person = build_person(key, parsed, "张" + "一二三四五六七八九十"[at % 10], codes[at // A_VILLAGE], on)
            home = Household(area=person.area, formed_on=on)
            people.append(person), homes.append(home)
            members.append(Membership(household=home, person=person, joined_on=on, joined_by="formed"))
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
viewer_for(Role.ACCOUNT_MANAGER, COUNTY, bank)
viewer_for(Role.ACCOUNT_MANAGER, COUNTY, bank)
roster = [
    dict(name="李名册", id_number=number(HOUSEHOLDS + at), phone=f"1990000{{at % 10000:04d}}", village_code=VILLAGE)
    for at in range(ROWS)
]
(HOME / "roster.xlsx").write_bytes(filled("roster", roster))
print(json.dumps(dict(
    facts=count, village=codes[3], cookies=cookies, persons=[str(one.id) for one in people[:50]],
)))
"""

IMPORT = """
from xiangxin.office.accounts.models import Post
from xiangxin.office.accounts.viewer import Viewer

def viewer(nth):
    posts = Post.objects.filter(role="account_manager").order_by("account__login")
    post = list(posts)[nth]
    return Viewer(post.account_id, post.role, post.area, post.institution_id)

print("began", flush=True)
row = receive(viewer(0), "roster", [(HOME / "roster.xlsx").read_bytes()], "roster.xlsx", agreement=None)
work_off()
propose(viewer(0), row.id, "bench")
decide(viewer(1), row.id, True)
work_off()
row.refresh_from_db()
print(json.dumps(dict(state=row.state, new=row.rows_new)), flush=True)
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


def round_of(port: int, county: dict[str, Any], until: subprocess.Popen[str] | None) -> dict[str, list[float]]:
    """Times of each page; with ``until``, only as long as that process runs."""
    found: dict[str, list[float]] = {}
    for at in range(ROUNDS):
        for name, who, addresses in pages(county):
            if until is not None and until.poll() is not None:
                return found
            found.setdefault(name, []).append(asked(port, county["cookies"][who], addresses[at % len(addresses)]))
    return found


def measured(database_url: str) -> tuple[dict[str, Any], dict[str, list[float]], dict[str, list[float]]]:
    """The county, times while an import runs, times alone."""
    with tempfile.TemporaryDirectory() as folder:
        environment = make_apart(Path(folder), database_url)
        sizes = {"rows": ROWS, "home": folder, "households": HOUSEHOLDS, "a_village": A_VILLAGE}
        county = run_apart(environment, (COMMON + FILL).format(**sizes))
        with serving(environment) as port:
            round_of(port, county, None)  # the first of each page reads its templates
            alone = round_of(port, county, None)
            work = start_apart(environment, (COMMON + IMPORT).format(**sizes))
            beside = round_of(port, county, work)
            said, wrong = work.communicate()
            if work.returncode:
                raise SystemExit(said + wrong)
    return county, beside, alone


def told(times: list[float]) -> str:
    """Median and 95th of a hundred, in milliseconds."""
    if len(times) < 2:
        return "–"
    return f"{statistics.median(times):.0f} / {statistics.quantiles(times, n=20)[-1]:.0f} ({len(times)})"


def _of(name: str, database_url: str) -> list[str]:
    """The part of the page of results about one database."""
    county, beside, alone = measured(database_url)
    lines = [
        "",
        f"## {name}, {county['facts']:,} facts",
        "",
        "| page | beside an import | alone |",
        "| --- | --- | --- |",
        *(f"| {page} | {told(beside.get(page, []))} | {told(alone[page])} |" for page in alone),
    ]
    print("\n".join(lines), flush=True)
    return lines


def main() -> None:
    """Measure on both databases and write ``PAGES.md``."""
    lines = [
        "# Pages of a large county while an import runs",
        "",
        f"{HOUSEHOLDS:,} households, an import of {ROWS:,} rows beside. Median / 95th of a hundred in milliseconds "
        f"(number of times); limit {MOST_MILLISECONDS} ms for the 95th. Python {platform.python_version()}, "
        f"{os.cpu_count()} processors.",
    ]
    lines += _of("SQLite", "")
    if programs() is not None and "--sqlite" not in sys.argv:
        with Cluster() as cluster:
            lines += _of("PostgreSQL", cluster.create("pages"))
    (HERE / "PAGES.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
