"""Before and after an adoption: a kept text, what a dry run found, what was weighed, who agrees, and its end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from xiangxin.law.load import load_law
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.adoption import actions, queries
from xiangxin.office.adoption.editing import told
from xiangxin.office.adoption.errors import ImpactMissing
from xiangxin.office.adoption.forms import AdoptForm, AgainstForm, EndForm, ImpactForm, title_of
from xiangxin.office.adoption.models import PolicyText
from xiangxin.office.adoption.reading import difference, parts_of, policy_pdf, verdicts_of
from xiangxin.office.adoption.reportshape import shown
from xiangxin.office.adoption.reporttold import is_laid_out
from xiangxin.office.adoption.reporttold import told as told_report
from xiangxin.office.adoption.rules import AUTHORS
from xiangxin.office.adoption.tables import AdoptionRow, standing_of
from xiangxin.office.adoption.texts import examine_kept
from xiangxin.office.areas.queries import place_name
from xiangxin.office.shell.answering import done, page
from xiangxin.office.shell.problems import language

_PROPOSED = gettext_lazy("已提出，等县金融工作办公室的另一个人同意。")


@door(*AUTHORS, scope="area")
@require_GET
def text(request: HttpRequest, policy: UUID) -> HttpResponseBase:
    """A kept text as people read it, against another, and the dry runs made with it."""
    viewer, today = asker(request), timezone.localdate()
    row = queries.text(policy)
    examined = examine_kept(row, today)
    others = [one for one in queries.texts() if one.id != row.id]
    against = _chosen(request, others, row)
    return page(
        request,
        "adoption/text.html",
        row=row,
        title=title_of(row),
        parts=parts_of(examined),
        verdicts=verdicts_of(examined),
        told=told(examined.findings, row.text),
        reports=[(one, _purpose(one.purpose)) for one in queries.reports(viewer, row)],
        compare=AgainstForm(others, initial={"against": str(against.id)}) if against else None,
        against=against,
        against_title=title_of(against) if against else "",
        difference=difference(against, examined, today) if against else None,
    )


def _chosen(request: HttpRequest, others: list[PolicyText], row: PolicyText) -> PolicyText | None:
    """The text to compare with: as asked for, else the one in force, else the last before this."""
    asked = request.GET.get("against", "")
    found = next((one for one in others if str(one.id) == asked), None)
    if found is not None or not others:
        return found
    today = timezone.localdate()
    held = {one.policy_id for one in queries.adoptions() if one.from_on <= today and (one.to_on or today) >= today}
    before = [one for one in others if one.kept_at < row.kept_at]
    return next((one for one in others if one.id in held), (before or others)[0])


@door(*AUTHORS, scope="area")
@require_GET
def text_print(request: HttpRequest, policy: UUID) -> HttpResponseBase:
    """A kept text on paper."""
    return pdf(queries.text(policy))


def pdf(row: PolicyText) -> HttpResponse:
    """The print of a text as a file."""
    answer = HttpResponse(policy_pdf(row, timezone.localdate()), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{row.name}-{row.content_hash[:12]}.pdf"'
    return answer


@door(*AUTHORS, scope="area")
@require_GET
def report(request: HttpRequest, report: UUID) -> HttpResponseBase:
    """What a dry run found, what was weighed, and the step to adoption."""
    return _report(request, asker(request), report)


@door(*AUTHORS, scope="area")
@require_POST
def impact(request: HttpRequest, report: UUID) -> HttpResponseBase:
    """Keep a record of impact."""
    viewer, form = asker(request), ImpactForm(request.POST)
    row = queries.report(viewer, report)

    def do(given: dict[str, Any]) -> str:
        actions.keep_impact(viewer, row, given)
        return reverse("adoption:report", args=[report])

    return done(request, form, do, _("影响评估已留存。")) or _report(request, viewer, report, weigh=form)


@door(*AUTHORS, scope="area")
@require_POST
def propose(request: HttpRequest, report: UUID) -> HttpResponseBase:
    """Ask a second person to adopt."""
    viewer, form = asker(request), AdoptForm(request.POST)
    weighed = queries.latest_impact(queries.report(viewer, report))

    def do(given: dict[str, Any]) -> str:
        if weighed is None:
            raise ImpactMissing()
        new = actions.NewAdoption(report, weighed.id, given["from_on"])
        return reverse("accounts:proposal", args=[actions.propose_adoption(viewer, new, given["reason"]).id])

    return done(request, form, do, _PROPOSED) or _report(request, viewer, report, adopt=form)


def _report(
    request: HttpRequest,
    viewer: Viewer,
    report: UUID,
    weigh: ImpactForm | None = None,
    adopt: AdoptForm | None = None,
) -> HttpResponse:
    row = queries.report(viewer, report)
    weighed = queries.latest_impact(row)
    today = timezone.localdate()
    present = queries.in_force(row.receiver_id, row.purpose, today)
    compared = None
    if present is not None and present.policy_id != row.policy_id:
        compared = difference(present.policy, examine_kept(row.policy, today), today)
    content = queries.content_of(row)
    return page(
        request,
        "adoption/report.html",
        weigh if weigh is not None else adopt,
        row=row,
        title=title_of(row.policy),
        purpose=_purpose(row.purpose),
        place=place_name(content["basis"]["area"], row.as_of) if is_laid_out(content) else "",
        **(told_report(content) if is_laid_out(content) else {"shown": shown(content)}),
        weighed=weighed,
        answers=[
            (one["asked"][language()], one["answer"]) for one in queries.content_of(weighed)["answers"]
        ] if weighed else [],
        weigh=weigh if weigh is not None else None if weighed else ImpactForm(),
        adopt=adopt if adopt is not None else AdoptForm() if weighed else None,
        present=present,
        against_title=title_of(present.policy) if present else "",
        difference=compared,
    )  # fmt: skip


@door(*AUTHORS, scope="area")
@require_GET
def adoption(request: HttpRequest, adoption: UUID) -> HttpResponseBase:
    """One adoption: on what it rests, what law says of it, and how it is ended."""
    return _adoption(request, asker(request), adoption)


@door(*AUTHORS, scope="area")
@require_POST
def end(request: HttpRequest, adoption: UUID) -> HttpResponseBase:
    """Ask a second person to end an adoption."""
    viewer, form = asker(request), EndForm(request.POST)

    def do(given: dict[str, Any]) -> str:
        proposal = actions.propose_end(viewer, adoption, given["last_on"], given["reason"])
        return reverse("accounts:proposal", args=[proposal.id])

    return done(request, form, do, _PROPOSED) or _adoption(request, viewer, adoption, form)


def _adoption(request: HttpRequest, viewer: Viewer, adoption: UUID, form: EndForm | None = None) -> HttpResponse:
    row, today = queries.adoption(viewer, adoption), timezone.localdate()
    standing = standing_of(row, queries.forbidden([row]), today)
    open_ = row.to_on is None or row.to_on > today
    return page(
        request,
        "adoption/adoption.html",
        form if form is not None else EndForm() if open_ else None,
        row=row,
        title=title_of(row.policy),
        shown=AdoptionRow(row, standing),
        judgements=[(one, queries.findings_of(one)) for one in queries.judgements_of(row)],
        action=reverse("adoption:end", args=[row.id]),
    )


def _purpose(name: str) -> str:
    return load_law().purposes[name].label.in_language(language())
