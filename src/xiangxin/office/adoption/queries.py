"""What is adopted, kept and being written. Texts and adoptions are public; drafts are seen by authors of their area."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.adoption.models import Adoption, Draft, Impact, Judgement, PolicyText, Report
from xiangxin.office.adoption.texts import sha256_of
from xiangxin.office.areas.scope import in_force as days_hold
from xiangxin.office.areas.scope import inside
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.shell.problems import language


def in_force(receiver: UUID, purpose: str, on: date) -> Adoption | None:
    """The adoption by which ``receiver`` assesses for ``purpose`` on a day; None where there is none."""
    found = Adoption.objects.filter(days_hold(on), receiver=receiver, purpose=purpose)
    return found.select_related("policy", "receiver").first()


def last_judgement(adoption: Adoption) -> Judgement | None:
    """What law said of it last; None where nothing changed since it was adopted."""
    return judgements_of(adoption).first()


def judgements_of(adoption: Adoption) -> QuerySet[Judgement]:
    """What law said since it was adopted, the last first."""
    return adoption.judgements.order_by("-judged_on", "-law_hash")


def is_admitted(adoption: Adoption) -> bool:
    """Whether the last judgement, if there was one, admitted it."""
    last = last_judgement(adoption)
    return last is None or last.admitted


def forbidden(rows: Iterable[Adoption]) -> set[UUID]:
    """Those of some adoptions that the last judgement did not admit."""
    last: dict[UUID, bool] = {}
    for one in Judgement.objects.filter(adoption__in=list(rows)).order_by("judged_on", "law_hash"):
        last[one.adoption_id] = one.admitted
    return {adoption for adoption, admitted in last.items() if not admitted}


def adoptions() -> QuerySet[Adoption]:
    """Every adoption there ever was, the last one first."""
    return Adoption.objects.select_related("policy", "receiver").order_by("-from_on", "receiver__name")


def adoption(viewer: Viewer, adoption_id: UUID) -> Adoption:
    """One adoption of the viewer's area; ``AddressUnknown``."""
    found = adoptions().filter(inside(viewer.area), id=adoption_id).first()
    if found is None:
        raise AddressUnknown
    return found


def adoptions_of(policy: PolicyText) -> QuerySet[Adoption]:
    """By whom and when a content was adopted, whatever its layout was, the last first."""
    return adoptions().filter(policy__content_hash=policy.content_hash)


def forbidden_now(viewer: Viewer, on: date) -> list[Adoption]:
    """What is adopted in the viewer's area and no longer admitted by law."""
    rows = list(adoptions().filter(days_hold(on), inside(viewer.area)))
    shut = forbidden(rows)
    return [one for one in rows if one.id in shut]


def policy_text(content_hash: str) -> PolicyText:
    """An adopted text by its hash, as anybody may read it; ``AddressUnknown`` for one that was never adopted."""
    found = PolicyText.objects.filter(content_hash=content_hash, adoptions__isnull=False).order_by("kept_at").first()
    if found is None:
        raise AddressUnknown
    return found


def texts() -> QuerySet[PolicyText]:
    """Every text that is kept, the last one first."""
    return PolicyText.objects.order_by("-kept_at")


def text(text_id: UUID) -> PolicyText:
    """One kept text; ``AddressUnknown``."""
    found = PolicyText.objects.filter(id=text_id).first()
    if found is None:
        raise AddressUnknown
    return found


def drafts(viewer: Viewer) -> QuerySet[Draft]:
    """Drafts of the viewer's area that are open, the last saved first."""
    return Draft.objects.filter(inside(viewer.area), closed_at=None).order_by("-saved_at")


def unkept(viewer: Viewer) -> list[Draft]:
    """Open drafts of the viewer's area whose present text nobody has kept yet, the last saved first."""
    found = [(sha256_of(row.text), row) for row in drafts(viewer)]
    digests = PolicyText.objects.filter(text_sha256__in=[digest for digest, _ in found])
    kept = set(digests.values_list("text_sha256", flat=True))
    return [row for digest, row in found if digest not in kept]


def unweighed(viewer: Viewer) -> list[Report]:
    """The last dry run of each text in the viewer's area that nobody wrote a record of impact about yet."""
    said = Impact.objects.filter(policy=OuterRef("policy"), report__receiver=OuterRef("receiver"))
    rows = Report.objects.filter(~Exists(said), inside(viewer.area)).select_related("policy", "receiver")
    return list({(row.policy_id, row.receiver_id): row for row in rows.order_by("made_at")}.values())


def draft(viewer: Viewer, draft_id: UUID) -> Draft:
    """One draft of the viewer's area; ``AddressUnknown``."""
    found = Draft.objects.select_related("based_on").filter(inside(viewer.area), id=draft_id).first()
    if found is None:
        raise AddressUnknown
    return found


def reports(viewer: Viewer, policy: PolicyText) -> QuerySet[Report]:
    """Dry runs of a text in the viewer's area, the last first."""
    return policy.reports.filter(inside(viewer.area)).select_related("receiver").order_by("-made_at")


def report(viewer: Viewer, report_id: UUID) -> Report:
    """One report of the viewer's area; ``AddressUnknown``."""
    found = Report.objects.filter(inside(viewer.area), id=report_id).select_related("policy", "receiver").first()
    if found is None:
        raise AddressUnknown
    return found


def latest_impact(report: Report) -> Impact | None:
    """The last record of impact that rests on a report."""
    return report.impacts.order_by("-made_at").first()


def content_of(row: Any) -> dict[str, Any]:
    """The content of a report or of an impact record."""
    found: dict[str, Any] = json.loads(row.content)
    return found


def findings_of(judgement: Judgement) -> list[dict[str, Any]]:
    """What was found when a text was judged again: ``line``, and ``said`` in the reader's language."""
    return [{"line": one["line"], "said": one["what"][language()]} for one in json.loads(judgement.findings)]
