"""What came out for a person at each bank they chose: result, case, line, letters. On their own ground or a mandate.

Nothing of a letter's content, and no limit an officer decided, is shown before the letter has reached the person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import OBJECTION
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.reads import Reading, reading
from xiangxin.office.consent.choices import FILE
from xiangxin.office.consent.gate import persons_open_to
from xiangxin.office.consent.queries.mine import consents_of
from xiangxin.office.grants.choices import LATER, STANDING, Ending, LetterKind, State
from xiangxin.office.grants.letters import read
from xiangxin.office.grants.models import Grant, HumanRequest, Letter
from xiangxin.office.grants.rules import line_replaced
from xiangxin.office.grants.void import is_void
from xiangxin.office.outcome.contests import Contest, contests_of
from xiangxin.office.parties.models import Person
from xiangxin.office.runs.choices import RunState, Status
from xiangxin.office.runs.explaining import explain
from xiangxin.office.runs.models import Result
from xiangxin.office.runs.policies import policy_of
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.vault.sealing import open_on
from xiangxin.scoring.explanation import Explanation

SCORING = "scoring"
RESULT, GRANT = "result", "grant"
"""What a person is told when these were shown."""
_GONE = frozenset({Ending.REPLACED, Ending.SUPERSEDED})


@dataclass(frozen=True, slots=True)
class Asked:
    """An open request for a human being: its number, and by when it is answered."""

    number: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Coming:
    """An adverse decision on a line of which the person was told and that is neither in effect nor called off."""

    kind: str
    limit_fen: int | None
    not_before_on: date | None


@dataclass(frozen=True, slots=True)
class Replaced:
    """The line that stands and ends when its person accepts the new case."""

    limit_fen: int | None
    rate_bp: int | None


@dataclass(frozen=True, slots=True)
class Case:
    """One case as its person sees it; amounts only once the letter has reached them."""

    id: UUID
    number: str
    state: str
    limit_fen: int | None
    rate_bp: int | None
    stars: int | None
    answer_by_on: date | None
    accepted_on: date | None
    review_on: date | None
    ended_on: date | None
    ending: str
    is_capped: bool
    asked: Asked | None
    coming: Coming | None
    replaced: Replaced | None

    @property
    def stands(self) -> bool:
        """Whether it is a line that stands."""
        return self.state in STANDING

    @property
    def may_answer(self) -> bool:
        """Whether the person may say yes or no now."""
        return self.state == State.DELIVERED

    @property
    def may_ask(self) -> bool:
        """Whether another human being can be asked for."""
        return self.asked is None and self.state not in (State.DECLINED, State.ENDED)


@dataclass(frozen=True, slots=True)
class LetterHead:
    """A letter before and after it is opened; what it is about is told once it is."""

    id: UUID
    number: str
    label: str
    written_at: datetime
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class LetterSeen:
    """A letter: its lines where it has reached the person, none before.

    ``is_last``: nothing newer was decided. ``is_void``: what it says was over before it reached the person.
    """

    head: LetterHead
    bank: Text
    lines: tuple[Text, ...]
    case: Case
    is_last: bool
    is_void: bool


@dataclass(frozen=True, slots=True)
class Bank:
    """What came out at one bank. ``case`` is the last that is no standing line; ``line`` the one that stands."""

    id: UUID
    name: Text
    result: UUID | None
    status: str
    stars: int | None
    judged_on: date | None
    case: Case | None
    line: Case | None
    letters: tuple[LetterHead, ...]

    @property
    def unopened(self) -> tuple[LetterHead, ...]:
        """Letters that have not reached the person."""
        return tuple(one for one in self.letters if one.delivered_at is None)

    @property
    def status_label(self) -> str:
        """How the assessment came out, in words."""
        return str(Status(self.status).label) if self.status else ""


@dataclass(frozen=True, slots=True)
class Explained:
    """A result with everything that can be contested. ``case``: who is asked, where somebody can be."""

    id: UUID
    explanation: Explanation
    contests: Mapping[str, Contest]
    case: Case | None
    unopened: tuple[LetterHead, ...]


def banks_of(by: Viewer, person: UUID) -> list[Bank]:
    """Every bank that the person chose or that has assessed them, those with something to do first."""
    chosen = {
        line.scope.receiver: line.receiver
        for line in consents_of(by, person)
        if line.is_open and line.scope.purpose == SCORING
    }
    with _looking(by, person, "outcome.mine") as look:
        held = _Held(person)
        results = _last_results(person)
        look.showed([person], [RESULT, GRANT])
    names = chosen | {row.run.receiver_id: row.run.receiver.called for row in results.values()} | held.names
    found = [_bank(key, name, results.get(key), held) for key, name in names.items()]
    return sorted(found, key=lambda one: (not one.unopened, one.case is None and one.line is None, one.name.zh))


def waiting_for(by: Viewer, person: UUID) -> list[Bank]:
    """The same without the consents, for the first page, which is refused to nobody."""
    try:
        with _looking(by, person, "outcome.waiting") as look:
            held = _Held(person)
            look.showed([person] if held.names else [], [GRANT])
    except AddressUnknown:
        return []
    return [_bank(key, name, None, held) for key, name in held.names.items()]


def explained(by: Viewer, person: UUID, result: UUID) -> Explained:
    """One result of the person, line by line; ``AddressUnknown`` for another's, and for none."""
    with _looking(by, person, "outcome.result") as look:
        rows = Result.objects.select_related("run__adoption__policy", "run__receiver")
        row = rows.filter(id=result, person=person, run__state=RunState.DONE).first()
        if row is None:
            raise AddressUnknown
        held = _Held(person, row.run.receiver_id)
        seen = explain(row)
        policy = policy_of(row.run.adoption.policy, row.run.as_of, row.run.adoption.jurisdiction)
        asked = {one for request in held.requests.values() for one in request.about.split(";") if one}
        contests = contests_of(seen, policy, person, asked)
        look.showed([person], [RESULT, GRANT])
    return Explained(row.id, seen, contests, held.case_for(row), held.unopened(row.run.receiver_id))


def letter_of(by: Viewer, person: UUID, letter: UUID) -> LetterSeen:
    """One letter of the person; ``AddressUnknown`` for another's, and for none."""
    with _looking(by, person, "outcome.letter") as look:
        row = Letter.objects.select_related("grant__receiver", "decision").filter(id=letter, person=person).first()
        if row is None:
            raise AddressUnknown
        lines = read(open_on(row, "content_sealed")) if row.delivered_at else ()
        held = _Held(person, row.grant.receiver_id)
        last = next((one for one in held.letters if one.grant_id == row.grant_id), row)
        look.showed([person], [GRANT])
    case = next(one for one in held.cases if one.id == row.grant_id)
    return LetterSeen(_head(row), row.grant.receiver.called, lines, case, last.id == row.id, is_void(row))


class _Held:
    """What grants hold of one person, at one bank or at all of them; read inside a reading."""

    def __init__(self, person: UUID, receiver: UUID | None = None) -> None:
        rows = Grant.objects.filter(person=person).select_related("receiver", "replaces").order_by("-opened_at", "id")
        self.grants = [row for row in rows if receiver in (None, row.receiver_id)]
        own = {row.id for row in self.grants}
        open_ = HumanRequest.objects.filter(person=person, answered_on=None)
        self.requests = {row.grant_id: row for row in open_ if row.grant_id in own}
        letters = Letter.objects.filter(person=person).select_related("decision", "grant")
        there = letters.order_by("-written_at", "id") if self.grants else ()
        self.letters = [row for row in there if not is_void(row)]
        self.names = {row.receiver_id: row.receiver.called for row in self.grants}
        self.cases = [self._case(row) for row in self.grants]

    def at(self, receiver: UUID) -> list[Case]:
        """Cases at one bank, the newest first."""
        return [case for row, case in zip(self.grants, self.cases, strict=True) if row.receiver_id == receiver]

    def letters_at(self, receiver: UUID) -> tuple[LetterHead, ...]:
        """Letters of one bank, the newest first."""
        own = {row.id for row in self.grants if row.receiver_id == receiver}
        return tuple(_head(row) for row in self.letters if row.grant_id in own)

    def unopened(self, receiver: UUID) -> tuple[LetterHead, ...]:
        """Those of them that have not reached the person."""
        return tuple(one for one in self.letters_at(receiver) if one.delivered_at is None)

    def case_for(self, result: Result) -> Case | None:
        """The case that a result opened, or the one at its bank where another human being can be asked for."""
        there = self.at(result.run.receiver_id)
        own = next((row.id for row in self.grants if row.result == result.id), None)
        asks = [case for case in there if case.asked is not None or case.may_ask]
        return next((case for case in asks if case.id == own), next(iter(asks), None))

    def _case(self, row: Grant) -> Case:
        told = row.delivered_on is not None
        request = self.requests.get(row.id)
        line = line_replaced(row)
        return Case(
            id=row.id,
            number=row.number,
            state=row.state,
            limit_fen=row.limit_fen if told else None,
            rate_bp=row.rate_bp if told else None,
            stars=row.stars,
            answer_by_on=row.answer_by_on if told else None,
            accepted_on=row.accepted_on,
            review_on=row.review_on,
            ended_on=row.ended_on,
            ending=row.ending,
            is_capped=bool(row.capped_by),
            asked=None if request is None else Asked(request.number, request.due_on),
            coming=self._coming(row),
            replaced=None if line is None else Replaced(line.limit_fen, line.rate_bp),
        )

    def _coming(self, row: Grant) -> Coming | None:
        """The newest adverse decision of which the person has read and that has not taken effect."""
        for letter in self.letters:
            decision = letter.decision
            if letter.grant_id != row.id or letter.delivered_at is None or decision.kind not in LATER:
                continue
            pending = decision.effected_on is None and decision.called_off_on is None
            if pending and row.state == State.ACTIVE:
                return Coming(decision.kind, decision.limit_fen, decision.not_before_on)
        return None


def _bank(key: UUID, name: Text, result: Result | None, held: _Held) -> Bank:
    cases = held.at(key)
    line = next((one for one in cases if one.stands), None)
    case = next((one for one in cases if not one.stands and one.ending not in _GONE), None)
    return Bank(
        id=key,
        name=name,
        result=None if result is None else result.id,
        status="" if result is None else result.status,
        stars=None if result is None else result.stars,
        judged_on=None if result is None else result.run.as_of,
        case=None if case is None or (line is not None and case.state == State.ENDED) else case,
        line=line,
        letters=held.letters_at(key),
    )


def _last_results(person: UUID) -> dict[UUID, Result]:
    """Of each receiver the result of the last run that is done."""
    rows = Result.objects.filter(person=person, run__state=RunState.DONE).select_related("run__receiver")
    found: dict[UUID, Result] = {}
    for row in rows.order_by("-run__done_at", "-run__asked_at"):
        found.setdefault(row.run.receiver_id, row)
    return found


def _head(row: Letter) -> LetterHead:
    label = str(LetterKind(row.kind).label) if row.delivered_at else ""
    return LetterHead(row.id, row.number, label, row.written_at, row.delivered_at)


@contextmanager
def _looking(by: Viewer, person: UUID, what: str) -> Iterator[Reading]:
    """A noted look at the person's own; ``AddressUnknown`` for whom the viewer neither is nor acts for just now."""
    gate = persons_open_to(by, OBJECTION, [FILE], timezone.localdate())
    with reading(by.actor, purpose=OBJECTION, ground=gate.ground, what=what, institution=by.institution) as look:
        look.showed_nobody()
        if not Person.objects.filter(gate.where("id"), id=person).exists():
            raise AddressUnknown
        yield look
