"""How long a run of a large county takes, database in and out: 60,000 people, 500,000 facts; and one explanation.

The county is that of ``bench.pages``. A run is asked for and made by the job as in the office: frozen from the tables,
assessed by the engine, stored with sealed rows under the log, shown. ``--sqlite`` leaves the other database out,
``--profile`` writes where the time went; ``XIANGXIN_BENCH_PEOPLE`` makes the county smaller.
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
from bases.postgres import Cluster, programs  # noqa: E402
from bench.intake import COMMON  # noqa: E402
from bench.pages import FILL  # noqa: E402

HERE = Path(__file__).parent
HOUSEHOLDS = int(os.environ.get("XIANGXIN_BENCH_PEOPLE", "60000"))
A_VILLAGE = 900
MOST_SECONDS, MOST_MILLISECONDS = 60, 100

RUN = """
import cProfile, io, pstats
from django.utils import timezone
from bases.adoption_made import make_adoption
from xiangxin.office.accounts.models import Post
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.reads import reading
from xiangxin.office.creditfile import snapshots
from xiangxin.office.runs import assessing
from xiangxin.office.runs.actions import Asked, start_run
from xiangxin.office.runs.models import Result, ScoringRun
from xiangxin.office.runs.queries.seen import explained
from xiangxin.office.areas.models import Institution

bank = Institution.objects.get(slug="bank")
post = Post.objects.filter(role="account_manager", institution=bank).first()
viewer = Viewer(post.account_id, post.role, post.area, post.institution_id, post=post.id)
make_adoption(bank)
today = timezone.localdate()
row = start_run(viewer, Asked(COUNTY, bank.id, "scoring", today, today))
steps = {{}}

def timed(module, name, step):
    was = getattr(module, name)
    def around(*args, **kwargs):
        began, used = time.perf_counter(), time.process_time()
        try:
            return was(*args, **kwargs)
        finally:
            told = steps.setdefault(step, [0.0, 0.0])
            told[0] += time.perf_counter() - began
            told[1] += time.process_time() - used
    setattr(module, name, around)

timed(snapshots, "_frozen", "freeze")
timed(assessing, "assessed", "assess")
timed(assessing, "_store", "store")
timed(assessing, "_show", "show")
profile = cProfile.Profile()
if {profile}:
    profile.enable()
began, used = time.perf_counter(), time.process_time()
work_off()
wall, processor = time.perf_counter() - began, time.process_time() - used
profile.disable()
if {profile}:
    told = io.StringIO()
    pstats.Stats(profile, stream=told).sort_stats("cumulative").print_stats(60)
    pstats.Stats(profile, stream=told).sort_stats("tottime").print_stats(40)
    Path("/tmp/runs-profile.txt").write_text(told.getvalue())
row.refresh_from_db()
with reading(system("bench"), purpose="audit", ground="duty", what="bench") as look:
    look.showed_nobody()
    ids = list(Result.objects.filter(run=row).values_list("id", flat=True)[:51])
times = []
for id_ in ids:
    at = time.perf_counter()
    explained(viewer, row, id_)
    times.append((time.perf_counter() - at) * 1000)
times = sorted(times[1:])
print(json.dumps(dict(
    state=row.state, failure=row.failure, people=sum(row.counts.values()),
    seconds=round(wall, 1), processor=round(processor, 1),
    steps={{name: [round(one, 1) for one in two] for name, two in steps.items()}},
    explained=[round(times[len(times) // 2]), round(times[-3])] if times else [], megabytes=memory(),
)))
"""


def measured(database_url: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The county, and the run."""
    with tempfile.TemporaryDirectory() as folder:
        environment = make_apart(Path(folder), database_url)
        sizes = {"rows": 1, "home": folder, "households": HOUSEHOLDS, "a_village": A_VILLAGE}
        county = run_apart(environment, (COMMON + FILL).format(**sizes))
        county["load"] = os.getloadavg()[0]
        found = run_apart(environment, (COMMON + RUN).format(profile="--profile" in sys.argv, **sizes))
    return county, found


def part(name: str, database_url: str) -> list[str]:
    """The part of the page about one database."""
    county, found = measured(database_url)
    if found["state"] != "done":
        raise SystemExit(f"the run was not made: {found['failure']}")
    lines = [
        "",
        f"## {name}: {found['people']:,} people, {county['facts']:,} facts",
        "",
        "| step | seconds | processor |",
        "| --- | --- | --- |",
        *(f"| {step} | {wall} | {used} |" for step, (wall, used) in found["steps"].items()),
        f"| whole run | {found['seconds']} | {found['processor']} |",
        "",
        f"One explanation, median / third slowest of 50: {found['explained'][0]} / {found['explained'][1]} ms "
        f"(limit {MOST_MILLISECONDS}). Memory: {found['megabytes']:,} MB. "
        f"Load of the machine when it began and when it ended: {county['load']:.0f} and {os.getloadavg()[0]:.0f} on "
        f"{os.cpu_count()} processors.",
    ]
    print("\n".join(lines), flush=True)
    return lines


def main() -> None:
    """Measure on both databases and write ``RUNS.md``."""
    lines = [
        "# A run of a large county, database in and out",
        "",
        f"{HOUSEHOLDS:,} people who agreed, one policy (`household-open`). Limit: {MOST_SECONDS} s on two processors. "
        f"“Processor” is what the worker itself used; the rest is waiting for the disk, for PostgreSQL, and for what "
        "else the machine did. "
        f"Python {platform.python_version()}.",
    ]
    lines += part("SQLite", "")
    if programs() is not None and "--sqlite" not in sys.argv:
        with Cluster() as cluster:
            lines += part("PostgreSQL", cluster.create("runs"))
    (HERE / "RUNS.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
