"""Cases and lines, for officers of the bank: of whoever is open to them today, in every class a case rests on.

Totals of villages are counts only, with small ones hidden for whoever has no access to the rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import count
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.queries.held import names_of
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import place_name
from xiangxin.office.audit.reads import Reading, reading
from xiangxin.office.consent.gate import persons_open_to
from xiangxin.office.grants import letters
from xiangxin.office.grants.choices import ON_CASE, ON_LINE, DecisionKind, State
from xiangxin.office.grants.models import Decision, Grant, HumanRequest, Letter
from xiangxin.office.grants.reasons import reasons
from xiangxin.office.grants.rules import (
    PURPOSE,
    answers_to,
    cases_of,
    file_changed,
    line_replaced,
    needs_eyes,
    not_to_decide,
    on_line,
    open_requests,
    without_eyes,
)
from xiangxin.office.grants.terms import LIMITS
from xiangxin.office.grants.void import is_void
from xiangxin.office.parties.queries.cards import PersonCard
from xiangxin.office.parties.queries.people import person_cards
from xiangxin.office.runs.choices import Status
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.vault.sealing import open_on
from xiangxin.scoring.wording import rate_in_words

SHOWN = ("grant",)
"""What the person is told was shown."""


def _rate(bp: int | None) -> str:
    """A yearly rate with its sign; empty where there is none."""
    return "" if bp is None else rate_in_words(bp)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case on a list with the card of its person."""

    grant: Grant
    card: PersonCard
    file_changed: bool

    @property
    def place(self) -> str:
        """The village."""
        return place_name(self.grant.area, self.grant.run.as_of)

    @property
    def rate(self) -> str:
        """The proposed rate in words; empty where there is none."""
        return _rate(self.grant.proposed_rate_bp)


@dataclass(frozen=True, slots=True)
class Worklist:
    """Cases that are open to the viewer at this moment; whoever shows some of them says which."""

    rows: QuerySet[Grant]
    _viewer: Viewer
    _look: Reading

    def changed(self, rows: Iterable[Grant]) -> frozenset[UUID]:
        """Those of some cases of whose person the file changed since the run.

        Asked of what is shown only: a bank may have sixty thousand cases.
        """
        found = Grant.objects.filter(file_changed(), id__in=[row.id for row in rows])
        return frozenset(found.values_list("id", flat=True))

    def to_agree_together(self) -> list[Grant]:
        """Cases that the viewer may agree to with one act, as many as one takes."""
        most = LIMITS["batch_most"]
        own = self.rows.filter(without_eyes()).exclude(not_to_decide(self._viewer)).order_by("opened_at", "id")
        found: list[Grant] = []
        for start in count(0, most):
            some = list(own[start : start + most])
            changed = self.changed(some)
            found += [row for row in some if row.id not in changed]
            if len(some) < most or len(found) >= most:
                break
        return found[:most]

    def showed(self, rows: Iterable[Grant]) -> None:
        """Note whose cases leave."""
        self._look.showed([row.person_id for row in rows], SHOWN)


@contextmanager
def worklist(viewer: Viewer) -> Iterator[Worklist]:
    """Every case and line of the viewer's bank and area whose person is open to the viewer."""
    with reading(
        viewer.actor, purpose=PURPOSE, ground="consent", what="grants.worklist", institution=viewer.institution
    ) as look:
        look.showed_nobody()
        rows = Grant.objects.filter(cases_of(viewer), _open_to(viewer)).select_related("receiver", "run", "replaces")
        yield Worklist(rows, viewer, look)


def with_cards(viewer: Viewer, rows: Iterable[Grant], changed: Collection[UUID] = ()) -> list[CaseRow]:
    """Cases that are shown, with who stands behind each, masked; opens names of whoever is open to the viewer.

    ``changed``: those of them whose file is another than the run read.
    """
    listed = list(rows)
    cards = person_cards(viewer, [row.person_id for row in listed], "grants.worklist")
    return [CaseRow(row, cards[row.person_id], row.id in changed) for row in listed if row.person_id in cards]


def _open_to(viewer: Viewer) -> Q:
    today = timezone.localdate()
    found = Q(pk__in=[])
    for classes in Grant.objects.order_by().values_list("classes", flat=True).distinct():
        gate = persons_open_to(viewer, PURPOSE, classes.split(";"), today)
        found |= Q(classes=classes) & gate.where("person")
    return found


@dataclass(frozen=True, slots=True)
class Said:
    """One decision as it is shown: what, why, in whose words, by whom, in whose post, and what became of its letter."""

    decision: Decision
    reason: Text | None
    words: str
    by: str
    in_post_of: str
    letter: Letter | None

    @property
    def waits_until(self) -> date | None:
        """The day before which what was announced may not take effect, while that day is to come."""
        day = self.decision.not_before_on
        return day if day is not None and self.is_announced and day > timezone.localdate() else None

    @property
    def is_void(self) -> bool:
        """Whether its letter is not delivered any more: what it says was over before."""
        return self.letter is not None and is_void(self.letter)

    @property
    def is_announced(self) -> bool:
        """Whether it has neither taken effect nor been called off."""
        return self.decision.effected_on is None and self.decision.called_off_on is None


@dataclass(frozen=True)
class CasePage:
    """One case with its history. ``request``: a human being was asked for and has not answered.

    ``fitting``: what can be decided on it as it stands, or answered to the request. ``is_taker``: whoever looks took a
    consent from the person, so somebody else decides. ``has_decided``: the viewer decided on the case already, so
    somebody else looks again. ``file_changed``: the file is another than the one the proposal rests on.
    """

    grant: Grant
    card: PersonCard
    said: tuple[Said, ...] = field(repr=False)
    request: HumanRequest | None
    fitting: list[DecisionKind]
    is_taker: bool
    has_decided: bool
    file_changed: bool

    @property
    def outcome(self) -> str:
        """How the assessment came out."""
        return str(Status(self.grant.outcome).label)

    @property
    def rate(self) -> str:
        """The proposed rate in words; empty where there is none."""
        return _rate(self.grant.proposed_rate_bp)

    @property
    def step(self) -> str:
        """What comes next of the viewer: ``decide``, ``answer`` (a request), ``line``, or nothing.

        Nothing of whoever took the consent, or decided before and is to be replaced.
        """
        state = State(self.grant.state)
        if self.is_taker or (self.request is not None and self.has_decided and state != State.OPEN):
            return ""
        if state == State.OPEN:
            return "decide"
        return "answer" if self.request is not None else "line" if state in ON_LINE else ""

    @property
    def kinds(self) -> list[DecisionKind]:
        """What can be decided in this step. Where the policy proposes no limit there is none to grant."""
        if not self.step:
            return []
        return [DecisionKind.REFUSE] if self.fitting == ON_CASE and not self.grant.proposed_limit_fen else self.fitting

    @property
    def line(self) -> Grant | None:
        """The line that ends when the person accepts this case."""
        return line_replaced(self.grant)

    @property
    def line_rate(self) -> str:
        """The rate of that line in words; empty where there is none."""
        return "" if self.line is None else _rate(self.line.rate_bp)

    @cached_property
    def needs_eyes(self) -> bool:
        """Whether it may not be agreed to together with others."""
        return needs_eyes(self.grant)


def case_page(viewer: Viewer, grant: UUID) -> CasePage:
    """One case of the viewer's bank; ``AddressUnknown`` where it is not open to the viewer."""
    with worklist(viewer) as work:
        row = work.rows.annotate(is_taker=not_to_decide(viewer)).filter(id=grant).first()
        if row is None:
            raise AddressUnknown
        decisions = list(row.decisions.select_related("letter__grant").order_by("decided_at"))
        request = open_requests().filter(grant=row).first()
        fitting = _fitting(row, request)
        changed = bool(work.changed([row]))
        work.showed([row])
    shown = with_cards(viewer, [row])
    if not shown:
        raise AddressUnknown
    deciders = {account for one in decisions for account in (one.decided_by, one.decided_for) if account is not None}
    names = names_of(deciders)
    said = tuple(_said(one, names) for one in decisions)
    decided = bool(viewer.accounts & deciders)
    return CasePage(row, shown[0].card, said, request, fitting, row.is_taker, decided, changed)


def _fitting(row: Grant, request: HumanRequest | None) -> list[DecisionKind]:
    if row.state == State.OPEN:
        return ON_CASE
    return on_line(row) if request is None else answers_to(row)


def _said(decision: Decision, names: dict[UUID, str]) -> Said:
    reason = reasons().get(decision.reason)
    return Said(
        decision,
        None if reason is None else reason.label,
        "" if decision.words_sealed is None else open_on(decision, "words_sealed"),
        names[decision.decided_by],
        "" if decision.decided_for is None else names[decision.decided_for],
        getattr(decision, "letter", None),
    )


def lines_of(letter: Letter) -> tuple[Text, ...]:
    """What a letter says."""
    return letters.read(open_on(letter, "content_sealed"))
