"""A new key reaches everything that lies sealed: one job, in steps, safe to run twice and to be killed.

The office goes on working meanwhile, because older keys open what they sealed; they stay in the ring, so that old
backups stay readable too. Nothing of what is opened leaves the vault.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Model

from xiangxin.kernel.text import Text
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import ROWS_AN_ACT, act
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.models import Logged
from xiangxin.office.jobs.actions import start_job
from xiangxin.office.jobs.choices import ENDED, JobState
from xiangxin.office.jobs.job import Work, job
from xiangxin.office.jobs.models import Job
from xiangxin.office.jobs.schedule import every
from xiangxin.office.vault.errors import VaultError
from xiangxin.office.vault.keys import Ring, ring
from xiangxin.office.vault.sealed import ELSEWHERE, Done, sealed_columns
from xiangxin.office.vault.sealing import rewrap, version_of

KIND = "operations.seal_again"


@every(KIND, seconds=3600)
def look_for_a_new_key() -> None:
    """Start the job once for each new key; once more where something was on its way or the job failed."""
    newest = ring(fresh=True).newest.number
    if newest == 1:
        return
    last = sealing_again()
    if last is None or (last.state in ENDED and (last.state != JobState.DONE or last.result.get("left"))):
        start_job(system(KIND), KIND, {"version": newest})


def sealing_again() -> Job | None:
    """The last job that sealed, or seals, with the newest key; None where none was needed or begun."""
    newest = ring(fresh=True).newest.number
    return Job.objects.filter(kind=KIND, arguments__version=newest).order_by("-created_at").first()


@job(KIND, Text("换密钥后重新封存", "Sealing again with the newest key"))
def seal_again(work: Work) -> None:
    """The job: what an older key sealed is sealed with the newest; counts what waits and what does not open."""
    keys, columns, rows, elsewhere = ring(fresh=True), sealed_columns(), Done(), Done()
    work.expect(len(columns) + len(ELSEWHERE))
    for step, (model, names) in enumerate(columns.items(), 1):
        for page in _pages(model, names):
            older = [key for key, *values in page if any(_is_older(value, keys) for value in values)]
            rows += _again(work, model, names, older, keys) if older else Done()
            work.tell(step - 1)
        work.tell(step)
    for step, again in enumerate(ELSEWHERE.values(), len(columns) + 1):
        elsewhere += again()
        work.tell(step)
    broken = rows.broken + elsewhere.broken
    work.result(rows=rows.changed, elsewhere=elsewhere.changed, left=elsewhere.waiting, broken=broken)


def _pages(model: type[Model], names: tuple[str, ...]) -> Iterator[Sequence[tuple[Any, ...]]]:
    """Keys and sealed values of a table; nothing of them is opened."""
    rows, after = model._base_manager.order_by("pk").values_list("pk", *names), None
    while True:
        with maintenance(KIND):
            page = list((rows if after is None else rows.filter(pk__gt=after))[:ROWS_AN_ACT])
        if page:
            yield page
        if len(page) < ROWS_AN_ACT:
            return
        after = page[-1][0]


def _is_older(sealed: bytes | memoryview | None, keys: Ring) -> bool:
    return bool(sealed) and sealed is not None and version_of(sealed) != keys.newest.number


def _again(work: Work, model: type[Model], names: tuple[str, ...], older: list[Any], keys: Ring) -> Done:
    """How many rows changed, and how many do not open: those stay as they are, and ``xiangxin verify`` names them."""
    table, rows, broken = model._meta.db_table, 0, 0
    with act("operations.sealed_again", by=work.by, payload={"table": table}) as done:
        for row in model._base_manager.select_for_update().filter(pk__in=older).order_by("pk"):
            try:
                changed = [name for name in names if _is_older(getattr(row, name), keys)]
                for name in changed:
                    setattr(row, name, rewrap(getattr(row, name), table, name, row.pk, ring=keys))
            except VaultError:
                broken += 1
                continue
            if changed:
                row.save(update_fields=changed)
                rows += 1
                if isinstance(row, Logged):
                    done.wrote(row)
        done.payload["rows"] = rows
    return Done(rows, broken=broken)
