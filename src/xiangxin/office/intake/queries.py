"""All reads of submissions: who sees which, how each stands, its rows and findings page by page, and agreements.

Rows of a submission lie in sealed files and in no table; showing them is a look, and is noted like one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from xiangxin.interop.submitted import REPEATED
from xiangxin.kernel.text import Text
from xiangxin.law.load import load_law
from xiangxin.office.accounts.choices import ProposalState, Role
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.accounts.queries.held import names_of
from xiangxin.office.accounts.queries.waiting import own_proposals, proposal_seen
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import institutions_on
from xiangxin.office.audit.reads import reading
from xiangxin.office.intake.catalog import Form, form_of, forms
from xiangxin.office.intake.choices import ACCEPT, BY_SYSTEM, UNDO, Change, Channel, Effect, State
from xiangxin.office.intake.comparing import Comparer
from xiangxin.office.intake.describing import Describer, Line
from xiangxin.office.intake.errors import AgreementUnfit, FilesGone
from xiangxin.office.intake.models import Agreement, Submission
from xiangxin.office.intake.rules import OF_INSTITUTION, ground_of, may_decide, purpose_of, seen_by, whole_institution
from xiangxin.office.intake.sealedfile import bytes_of, folder_of, lines_of, one_of
from xiangxin.office.intake.staging import BACK, FINDINGS, HEAD, RETURNED
from xiangxin.office.intake.standing import last_day, standing_of
from xiangxin.office.intake.terms import LIMITS
from xiangxin.office.jobs.choices import JobState
from xiangxin.office.jobs.models import Job
from xiangxin.office.shell.errors import AddressUnknown

SHOWN = ("name", "id_number")
"""What every row that is shown tells of its person, masked."""
WHOLE = ("name_whole", "id_number_whole")
"""What the rows that came back tell of theirs: it is what their sender sent."""
CLOSED = frozenset({State.RECEIVED, State.WITHDRAWN})
"""States in which there are no rows to be shown."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as it is shown, with its place."""

    code: str
    severity: str
    effect: Effect
    what: Text
    why: Text
    mend: Text
    basis: str
    sheet: str | None
    row: int | None
    field: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one kind, counted."""

    code: str
    effect: Effect
    what: Text
    count: int


def submissions(viewer: Viewer) -> QuerySet[Submission]:
    """What the viewer may know of, the last one first."""
    rows = Submission.objects.filter(seen_by(viewer)).select_related("institution", "agreement")
    return rows.order_by("-received_at", "id")


def submission(viewer: Viewer, id_: UUID) -> Submission:
    """One of them; ``AddressUnknown`` for any other."""
    row = submissions(viewer).filter(id=id_).first()
    if row is None:
        raise AddressUnknown
    return row


def waiting_for(viewer: Viewer) -> list[Submission]:
    """What waits for the viewer as the second person."""
    rows = submissions(viewer).filter(state=State.PROPOSED).exclude(sent_by__in=viewer.accounts)
    rows = rows.exclude(proposal__in=own_proposals(viewer))
    return [row for row in rows[: LIMITS["page_rows"]] if may_decide(viewer, form_of(row.form), row)]


def is_first(viewer: Viewer, row: Submission) -> bool:
    """Whether the viewer sent it or asked for it to enter the file: another one decides."""
    if viewer.accounts & {row.sent_by, row.sent_for}:
        return True
    return row.proposal is not None and own_proposals(viewer).filter(id=row.proposal).exists()


def to_be_proposed(viewer: Viewer) -> QuerySet[Submission]:
    """What the viewer sent and has still to submit, and what a system of the viewer's institution sent for it."""
    found = Q(sent_by__in=viewer.accounts)
    if viewer.role in OF_INSTITUTION:
        mine = [form.id for form in forms().values() if viewer.role in form.sent_by]
        found |= Q(channel__in=BY_SYSTEM, institution__in=whole_institution(viewer), form__in=mine)
    return submissions(viewer).filter(found, state=State.STAGED)


def page_of_rows(viewer: Viewer, row: Submission, change: str, page: int) -> list[Line]:
    """Fifty rows of one kind of change, masked, of persons whose ground stands today; each person shown is noted.

    ``FilesGone`` after the term. Who withdrew since it was read is not among them.
    """
    _require_rows(row)
    form, size = form_of(row.form), LIMITS["page_rows"]
    describer = Describer.of(form, timezone.localdate(), households=row.channel != Channel.DESK)
    kept = list(lines_of(row.id, str(Change(change)), (page - 1) * size, size))
    named = form.reads not in ("operators", "area_standing")
    purpose, ground = purpose_of(form, row), ground_of(form, row)
    with reading(
        viewer.actor, purpose=purpose, ground=ground, what="intake.rows", institution=viewer.institution
    ) as look:
        look.showed_nobody()
        closed = Comparer.of(form, row, timezone.localdate()).closed(kept) if named else set()
        found = [describer.line(one) for one in kept if not closed or UUID(one["person"]) not in closed]
        for line in found if named else ():
            look.showed([line.person], {*SHOWN, *line.shows})
    return found


def findings_of(row: Submission, code: str, page: int) -> tuple[list[Told], int]:
    """A page of findings, of one code or one effect where asked, and how many there are of it."""
    head = _head(row)
    words: list[Mapping[str, Any]] = head["words"]
    counts: Mapping[str, int] = head["codes"]
    asked = {one["code"] for one in words if not code or code in (one["code"], one["effect"])}
    total = sum(number for name, number in counts.items() if name in asked)
    size = LIMITS["tell_findings"]
    lines = (line for line in lines_of(row.id, FINDINGS) if words[line[0]]["code"] in asked)
    return [_told(words[line[0]], line) for line in islice(lines, (page - 1) * size, page * size)], total


def groups_of(row: Submission) -> list[Group]:
    """The kinds of findings: those that cost a sheet or a row before those that only tell, most frequent first."""
    head = _head(row)
    texts: dict[str, dict[Text, None]] = {}
    effects: dict[str, Effect] = {}
    for one in head["words"]:
        texts.setdefault(one["code"], {})[Text(*one["what"])] = None
        effects[one["code"]] = Effect(one["effect"])
    found = [Group(code, effects[code], _together(list(texts[code])), count) for code, count in head["codes"].items()]
    return sorted(found, key=lambda one: (list(Effect).index(one.effect), -one.count, one.code))


def repeated_in(row: Submission) -> int:
    """Rows that say what another row of the same file says already; they are read once."""
    count: int = _head(row)["codes"].get(REPEATED, 0)
    return count


def _together(words: list[Text]) -> Text:
    """One kind in words: where it says different things of different columns, the first, and that there are more."""
    first, more = words[0], len(words) - 1
    return Text(f"{first.zh}，等 {more + 1} 样", f"{first.en}, and {more} more like it") if more else first


def returned_of(viewer: Viewer, row: Submission) -> bytes:
    """The workbook of rows that came back, whole, for who sent it: it holds what they sent. ``AddressUnknown`` else.

    Whoever is in it can see that it left, and for what.
    """
    if not is_senders(viewer, row):
        raise AddressUnknown
    content = bytes_of(row.id, RETURNED)
    if not content:
        raise FilesGone()
    purpose = purpose_of(form_of(row.form), row)
    with reading(
        viewer.actor, purpose=purpose, ground="duty", what="intake.returned", institution=viewer.institution
    ) as look:
        look.showed((UUID(one) for one in one_of(row.id, BACK) or ()), WHOLE)
    return content


def has_returned(row: Submission) -> bool:
    """Whether rows came back that can be mended and sent again."""
    return (folder_of(row.id) / RETURNED).is_file()


def stopped_job(row: Submission) -> Job | None:
    """The work on it that failed or was cancelled, so that it stands where it stood before; None where none did."""
    kind = {State.STAGED: ACCEPT, State.ACCEPTED: UNDO}.get(State(row.state))
    stopped = (JobState.FAILED, JobState.CANCELLED)
    if kind is None or row.job is None:
        return None
    return Job.objects.filter(id=row.job, kind=kind, state__in=stopped).first()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a second person refused. ``by``: the name, for whoever the proposal concerns; empty for others."""

    words: str
    by: str


def refusal_of(viewer: Viewer, row: Submission) -> Refusal | None:
    """The words with which it was refused, for whoever sees the submission; None where it was not refused."""
    if row.state != State.REFUSED or row.proposal is None:
        return None
    proposal = Proposal.objects.filter(id=row.proposal, state=ProposalState.REFUSED).first()
    if proposal is None or proposal.decided_by_id is None:
        return None
    try:
        proposal_seen(viewer, proposal.id)
    except AddressUnknown:
        return Refusal(proposal.words, "")
    return Refusal(proposal.words, names_of([proposal.decided_by_id])[proposal.decided_by_id])


def is_senders(viewer: Viewer, row: Submission) -> bool:
    """Whether the viewer belongs to those who sent it."""
    if viewer.accounts & {row.sent_by, row.sent_for}:
        return True
    return row.institution_id in whole_institution(viewer) and viewer.role in form_of(row.form).sent_by


def agreements_for(viewer: Viewer, form: Form, on: date) -> QuerySet[Agreement]:
    """Agreements under which the viewer's institution may send the form on a day."""
    rows = Agreement.objects.filter(provider__in=whole_institution(viewer), from_on__lte=on, to_on__gte=on)
    named = [row.id for row in rows if form.id in row.forms and (row.ended_on is None or on < row.ended_on)]
    return Agreement.objects.filter(id__in=named).select_related("receiver").order_by("number")


def needs_agreement(viewer: Viewer, form: Form) -> bool:
    """Whether what the viewer sends comes in under an agreement."""
    return form.agreement and viewer.role == Role.DATA_PROVIDER


def agreements(viewer: Viewer) -> QuerySet[Agreement]:
    """All agreements, for who keeps them."""
    return Agreement.objects.select_related("provider", "receiver").order_by("-signed_on", "number")


@dataclass(frozen=True, slots=True)
class AgreementTold:
    """An agreement as its page shows it, in words; ``last_day``: when what it brought must be gone."""

    row: Agreement
    standing: str
    purpose: Text
    titles: list[Text]
    submissions: int
    last_day: date


def agreement_named(viewer: Viewer, name: str) -> UUID:
    """The agreement that a program names by its number or its id; ``AgreementUnfit`` where the sender has none such."""
    own = Agreement.objects.filter(provider__in=whole_institution(viewer))
    row = own.filter(number=name.strip()).first()
    if row is None:
        try:
            row = own.filter(id=UUID(name)).first()
        except ValueError:
            row = None
    if row is None:
        raise AgreementUnfit("agreement")
    return row.id


def agreement_told(viewer: Viewer, id_: UUID) -> AgreementTold:
    """One agreement for who keeps them, who audits, and the provider whose it is; ``AddressUnknown`` for any other."""
    rows = Agreement.objects.select_related("provider", "receiver").filter(id=id_)
    if viewer.role == Role.DATA_PROVIDER:
        rows = rows.filter(provider__in=whole_institution(viewer))
    row = rows.first()
    if row is None:
        raise AddressUnknown
    titles = [form_of(form).title for form in row.forms if form in forms()]
    return AgreementTold(
        row,
        standing_of(row, timezone.localdate()),
        load_law().purposes[row.purpose].label,
        titles,
        Submission.objects.filter(agreement=row).count(),
        last_day(row),
    )


def expiring(on: date) -> list[Agreement]:
    """Agreements that run out soon, the first one first."""
    rows = Agreement.objects.select_related("provider").filter(ended_on=None, to_on__gte=on).order_by("to_on")
    return [row for row in rows if standing_of(row, on) == "expiring"]


def own_agreements(viewer: Viewer, on: date) -> list[tuple[Agreement, str]]:
    """The provider's agreements of which it is told something, with how each stands: those that run out or are over."""
    own = Agreement.objects.filter(provider__in=whole_institution(viewer)).order_by("to_on", "number")
    found = [(row, standing_of(row, on)) for row in own]
    return [(row, standing) for row, standing in found if standing in ("expiring", "over", "deleted")]


def bodies(on: date, kinds: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Institutions in force, to be chosen from."""
    return [(str(one.id), one.name) for one in institutions_on(on, None, kinds or None).order_by("name")]


def _require_rows(row: Submission) -> None:
    if row.state == State.ACCEPTED or row.state in CLOSED or not (folder_of(row.id) / HEAD).is_file():
        raise FilesGone()


def _head(row: Submission) -> Mapping[str, Any]:
    found = one_of(row.id, HEAD)
    if found is None or row.state in CLOSED:
        raise FilesGone()
    kept: Mapping[str, Any] = found
    return kept


def has_rows(row: Submission) -> bool:
    """Whether its rows and findings can be looked at."""
    return row.state not in CLOSED and (folder_of(row.id) / HEAD).is_file()


def _told(words: Mapping[str, Any], line: list[Any]) -> Told:
    _, sheet, row, _column, field = line
    what, why, mend = (Text(*words[part]) for part in ("what", "why", "mend"))
    return Told(
        words["code"], words["severity"], Effect(words["effect"]), what, why, mend, words["basis"], sheet, row, field
    )
