"""When law changes every adopted text is judged again; what is not admitted any more serves no new assessment."""

from __future__ import annotations

import json
from datetime import date

from xiangxin.kernel.errors import Finding, blocks
from xiangxin.law.load import load_law
from xiangxin.office.adoption.models import Adoption, Judgement
from xiangxin.office.adoption.texts import examine
from xiangxin.office.areas.scope import in_force
from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act


def judge_again(on: date) -> int:
    """Judge what holds on a day where the law, or what it says of this day, is another than before; how many were.

    A judgement is written when its outcome differs from the last one, or the law pack does. Safe to run twice.
    """
    law = load_law()
    judged = 0
    for row in Adoption.objects.filter(in_force(on)).select_related("policy"):
        last = row.judgements.order_by("-judged_on", "-law_hash").first()
        examined = examine(row.policy.text, row.policy.name, on)
        admitted = examined.policy is not None
        seen = last.law_hash if last else row.law_hash
        if seen == law.hash and admitted == (last.admitted if last else True):
            continue
        _write(row, law.hash, on, admitted, examined.findings)
        judged += 1
    return judged


def _write(row: Adoption, law_hash: str, on: date, admitted: bool, findings: tuple[Finding, ...]) -> None:
    told = [
        {"code": one.code, "line": one.where.line, "what": {"zh": one.what.zh, "en": one.what.en}}
        for one in blocks(findings)
    ]
    judgement = Judgement(
        adoption=row,
        law_hash=law_hash,
        judged_on=on,
        admitted=admitted,
        findings=json.dumps(told, ensure_ascii=False, sort_keys=True),
    )
    payload = {"policy": row.policy.content_hash, "law": law_hash, "admitted": admitted}
    with act(
        "adoption.judged", by=system("adoption.judge"), about=row, purpose=row.purpose, area=row.area, payload=payload
    ) as done:
        judgement.save(force_insert=True)
        done.wrote(judgement)
