"""Work of the room in the background: the whole log as a file, and the whole verification."""

from __future__ import annotations

import json
from uuid import UUID

from xiangxin.kernel.errors import Finding
from xiangxin.kernel.text import Text
from xiangxin.office.audit.models import Entry
from xiangxin.office.audit.reads import reading
from xiangxin.office.audit.verify import verify
from xiangxin.office.jobs.job import Work, job
from xiangxin.office.oversight.proofs import log_lines
from xiangxin.office.oversight.queries.log import GROUND, PURPOSE, SHOWN

EXPORT = "oversight.export"
VERIFY = "oversight.verify"


@job(EXPORT, Text("导出全部操作日志", "The whole log as a file"))
def export_log(work: Work) -> None:
    """The heads of all entries up to the newest checkpoint, as lines of JSON. Everybody they are about can see it.

    Begins anew after a kill: a file that was half written is never handed out.
    """
    size, lines = log_lines()
    work.expect(size + 1)
    target = work.file(".jsonl")
    aside = target.with_suffix(".part")
    with reading(work.by, purpose=PURPOSE, ground=GROUND, what="oversight.export") as look:
        with aside.open("w", encoding="utf-8") as file:
            for number, line in enumerate(lines, start=1):
                file.write(line)
                work.tell(number)
        look.showed(_persons(size), SHOWN)
    aside.replace(target)
    work.result(entries=size)


@job(VERIFY, Text("完整核对日志和数据", "The log and all rows verified"))
def verify_all(work: Work) -> None:
    """The verification of ``xiangxin verify``; what it found is kept as a file for whoever started it."""
    verdict = verify()
    target = work.file(".json")
    aside = target.with_suffix(".part")
    aside.write_text(json.dumps([_said(one) for one in verdict.findings], ensure_ascii=False), encoding="utf-8")
    aside.replace(target)
    work.result(
        entries=verdict.entries,
        rows=verdict.rows,
        checkpoints=verdict.checkpoints,
        findings=len(verdict.findings),
    )


def _persons(size: int) -> list[UUID]:
    rows = Entry.objects.filter(seq__lt=size, person__isnull=False)
    return [person for person in rows.order_by().values_list("person", flat=True).distinct() if person is not None]


def _said(finding: Finding) -> dict[str, dict[str, str]]:
    told = {"what": finding.what, "why": finding.why, "mend": finding.mend}
    return {name: {"zh": text.zh, "en": text.en} for name, text in told.items()}
