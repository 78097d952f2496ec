"""Writes what two persons agreed to, in chunks that nobody sees, and shows all of it at once.

Each step is safe to do twice: the batch is one a submission, a fact has one id in its batch, a person one row. Grounds
are asked again for each row by the room of files; who withdrew meanwhile is left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xiangxin.kernel.portions import portions
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.reads import reading
from xiangxin.office.creditfile.actions import (
    add_area_standings,
    add_business_facts,
    add_coverage,
    add_facts,
    add_standings,
    open_batch,
    show_batch,
)
from xiangxin.office.creditfile.models import Batch
from xiangxin.office.creditfile.new import NewCoverage, NewFact
from xiangxin.office.creditfile.queries import current_versions, undone_since
from xiangxin.office.intake.before import standing_of_line
from xiangxin.office.intake.catalog import Form, form_of
from xiangxin.office.intake.choices import Change, Channel, State
from xiangxin.office.intake.comparing import Comparer
from xiangxin.office.intake.errors import AgreementOver, StagedChanged
from xiangxin.office.intake.likeness import alike_by_now, known_same, not_let_through, note_alike
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.moving import move
from xiangxin.office.intake.operators import operator_fact
from xiangxin.office.intake.rules import over_before, purpose_of
from xiangxin.office.intake.sealedfile import Lines, digest_of, folder_of, lines_of
from xiangxin.office.intake.staging import ALIKE_LATER, STAGED, fact_of
from xiangxin.office.intake.standing import is_in_force
from xiangxin.office.intake.terms import LIMITS
from xiangxin.office.jobs.job import Work
from xiangxin.office.parties.actions import NewPerson, add_roster, open_arrival, register_many, show_arrival
from xiangxin.office.parties.new import NewRosterContact
from xiangxin.office.parties.queries.rosters import unwilling_among

_WRITTEN = (Change.NEW, Change.CHANGED, Change.ENDED)
_PEOPLE = ("roster", "register")
"""What these forms read brings people, whom nobody meets until all are there."""
Line = dict[str, Any]


def accept(work: Work) -> None:
    """The job: write every agreed row, then show the batch. ``arguments``: the submission."""
    row = Submission.objects.get(id=UUID(str(work.arguments["submission"])))
    if row.state == State.ACCEPTED:
        _forget_rows(row)
    if row.state != State.ACCEPTING:
        return
    if digest_of(row.id, STAGED) != bytes(row.staged_sha256 or b""):
        raise StagedChanged()
    if row.agreement is not None and not is_in_force(row.agreement, timezone.localdate()):
        raise AgreementOver()
    form = form_of(row.form)
    done, total = 0, row.rows_new + row.rows_changed + row.rows_ended
    work.expect(total)
    if form.reads in _PEOPLE:
        open_arrival(work.by, row.id)
    with Lines(row.id, ALIKE_LATER) if form.reads == "register" else nullcontext() as later:
        writer = _Writer(work, row, form, timezone.localdate(), later, undone_since(row.institution_id, _read_at(row)))
        for chunk in _chunks(row):
            writer.write(chunk)
            done += len(chunk)
            work.tell(done)
        if writer.undone_since:
            for chunk in portions(lines_of(row.id, str(Change.SAME)), LIMITS["chunk_rows"]):
                writer.write_same(chunk)
    left = {
        "rows_entered": writer.rows_entered,
        "left_out": writer.left_out,
        "left_alike": writer.left_alike,
        "left_over": writer.left_over,
    }
    # One transaction: nothing is seen whose submission is not accepted, and no count is lost between the two.
    with transaction.atomic():
        writer.show()
        _end(work, row, left)
    _forget_rows(row)
    work.result(rows=total, **left)


def _end(work: Work, row: Submission, left: dict[str, int]) -> None:
    payload = {**left, "rows": row.rows_new + row.rows_changed + row.rows_ended}
    delete_on = timezone.localdate() + timedelta(days=LIMITS["keep_accepted_days"])
    with act("intake.accepted", by=work.by, about=row, area=row.area, payload=payload) as done:
        move(row, State.ACCEPTING, State.ACCEPTED, accepted_at=timezone.now(), delete_on=delete_on, **left)
        done.wrote(row)


def _forget_rows(row: Submission) -> None:
    """Delete the sealed rows: they stand in the file now, where what is erased or closed is so at once."""
    for change in Change:
        (folder_of(row.id) / str(change)).unlink(missing_ok=True)


@dataclass(slots=True)
class _Writer:
    work: Work
    row: Submission
    form: Form
    on: date
    later: Lines | None = None
    undone_since: bool = False
    left_out: int = 0
    left_alike: int = 0
    left_over: int = 0
    rows_entered: int = 0
    _batch: Batch | None = None

    @property
    def batch(self) -> Batch:
        """The hidden batch of the submission; opened when the first fact needs it."""
        if self._batch is None:
            by, row = self.work.by, self.row
            self._batch = open_batch(by, row.id, row.form, row.institution_id, row.agreement_id, row.received_at)
        return self._batch

    def write(self, chunk: Sequence[Line]) -> None:
        """One chunk, once or again; counts the rows of which something stands afterwards."""
        self.rows_entered += self._entered(chunk)

    def _entered(self, chunk: Sequence[Line]) -> int:
        match self.form.reads:
            case "roster":
                return self._contacts(chunk)
            case "register":
                return self._register(self._let_through(chunk))
            case "coverage":
                return self._answers(chunk)
            case "standing":
                return self._standings(chunk)
            case "area_standing":
                areas = [standing_of_line(line, self.row.institution_id, of_area=True) for line in chunk]
                add_area_standings(self.work.by, self.batch, areas)
            case "operators":
                facts = [operator_fact(line, self.row.institution_id) for line in chunk]
                add_business_facts(self.work.by, self.batch, facts)
            case _:
                return len(self._facts(chunk))
        return len(chunk)

    def write_same(self, chunk: Sequence[Line]) -> None:
        """Of rows that the file said already when they were read: what it does not say any more."""
        self._said_again(chunk)
        if self.form.reads == "coverage":
            self._answers(chunk)

    def show(self) -> None:
        """Show everything at once; a form that brings no facts has no batch, one that brings nobody no arrival."""
        if self._batch is not None:
            show_batch(self.work.by, self._batch, self.on)
        if self.form.reads in _PEOPLE:
            show_arrival(self.work.by, self.row.id)

    @contextmanager
    def _looking(self) -> Iterator[None]:
        """Looks at what stands now, for this submission; nobody is shown."""
        purpose = purpose_of(self.form, self.row)
        with reading(self.work.by, purpose=purpose, ground="duty", what="intake.accepting") as look:
            look.showed_nobody()
            yield

    @contextmanager
    def _comparing(self) -> Iterator[Comparer]:
        """The same, with what compares rows with it."""
        with self._looking():
            yield Comparer.of(self.form, self.row, self.on)

    def _register(self, chunk: Sequence[Line]) -> int:
        refused = self._registrations(chunk)
        told = self._facts(chunk)
        return sum(at in told if "facts" in line else at not in refused for at, line in enumerate(chunk))

    def _facts(self, chunk: Sequence[Line]) -> set[int]:
        """The places of the rows of which some fact was kept."""
        by_row = [self._facts_of([line], "facts") for line in chunk]
        kept = set(self._add([fact for facts in by_row for fact in facts]))
        self._said_again(chunk)
        return {at for at, facts in enumerate(by_row) if not kept.isdisjoint(facts)}

    def _said_again(self, chunk: Sequence[Line]) -> None:
        """What the file said already when it was read, where what had said it was taken back since."""
        facts = self._facts_of(chunk, "same") if self.undone_since else []
        if not facts:
            return
        with self._comparing() as comparer:
            unsaid = comparer.unsaid(facts)
        self._add(unsaid)

    def _facts_of(self, chunk: Sequence[Line], part: str) -> list[NewFact]:
        source = self.row.institution_id
        return [fact_of(fact, UUID(line["person"]), source) for line in chunk for fact in line.get(part, ())]

    def _add(self, facts: list[NewFact]) -> list[NewFact]:
        """Those of the facts that stand afterwards."""
        facts = self._not_over(self._still_open(facts))
        if not facts:
            return []
        added = add_facts(self.work.by, self.batch, facts)
        self.left_out += len(added.ungrounded) + len(added.repaired) + len(added.wrong)
        self.left_over += len(added.over)
        gone = {*added.ungrounded, *added.repaired, *added.wrong, *added.over}
        return [fact for at, fact in enumerate(facts) if at not in gone]

    def _not_over(self, facts: list[NewFact]) -> list[NewFact]:
        """Without ends of what the file does not hold any more, where only what is open may come in."""
        if not self.form.open:
            return facts
        with self._looking():
            over = over_before(self.form, facts, current_versions(fact.series for fact in facts))
        self.left_over += sum(fact.series in over for fact in facts)
        return [fact for fact in facts if fact.series not in over]

    def _still_open(self, facts: list[NewFact]) -> list[NewFact]:
        """Without those who left the sender's area, or took back their consent to the lender, since it was read."""
        by_kind: dict[str, set[UUID]] = {}
        for fact in facts:
            by_kind.setdefault(fact.kind, set()).add(fact.person)
        with self._comparing() as comparer:
            here = comparer.registered(fact.person for fact in facts).keys()
            ask = _everybody if comparer.lender is None else comparer.open_persons
            open_ = {kind: ask(persons & here, kind) for kind, persons in by_kind.items()}
        kept = [fact for fact in facts if fact.person in open_[fact.kind]]
        self.left_out += len(facts) - len(kept)
        return kept

    def _standings(self, chunk: Sequence[Line]) -> int:
        """Of who still agrees to a file, and to this lender where it is the lender's own."""
        rows = [standing_of_line(line, self.row.institution_id, of_area=False) for line in chunk]
        with self._comparing() as comparer:
            open_ = comparer.open_to_file(comparer.registered(UUID(line["person"]) for line in chunk))
        kept = [row for row in rows if row.subject in open_]
        ungrounded = len(add_standings(self.work.by, self.batch, kept).ungrounded) if kept else 0
        entered = len(kept) - ungrounded
        self.left_out += len(rows) - entered
        return entered

    def _answers(self, chunk: Sequence[Line]) -> int:
        source = self.row.institution_id
        answers = [
            NewCoverage(UUID(line["person"]), line["answer"][0], source, date.fromisoformat(line["answer"][1]))
            for line in chunk
        ]
        with self._comparing() as comparer:
            here = comparer.registered(one.person for one in answers).keys()
            kinds = {one.kind for one in answers}
            open_ = {kind: comparer.open_persons({one.person for one in answers} & here, kind) for kind in kinds}
        known = [one for one in answers if one.person in open_[one.kind]]
        added = add_coverage(self.work.by, self.batch, known)
        entered = len(known) - len(added.ungrounded) - len(added.repaired)
        self.left_out += len(answers) - entered
        return entered

    def _contacts(self, chunk: Sequence[Line]) -> int:
        rows = [
            NewRosterContact(UUID(line["person"]), area, name, phone)
            for line in chunk
            for area, name, phone in [line["contact"]]
        ]
        add_roster(self.work.by, rows, self.row.institution_id, self.on, self.row.id)
        with self._looking():
            unwilling = unwilling_among([row.person for row in rows], self.row.institution_id, self.on)
        self.left_out += len(unwilling)
        return sum(row.person not in unwilling for row in rows)

    def _registrations(self, chunk: Sequence[Line]) -> set[int]:
        """The places of the rows whom the register refused. Who comes from a desk belongs to no household yet."""
        at_desk = self.row.channel == Channel.DESK
        rows = {
            at: NewPerson(name, number, area, phone, None if at_desk else UUID(household))
            for at, line in enumerate(chunk)
            if "registration" in line
            for name, number, area, phone, household in [line["registration"]]
        }
        if not rows:
            return set()
        refused = register_many(self.work.by, rows.values(), self.on, self.row.id).refused
        self.left_out += len(refused)
        places = list(rows)
        return {places[place] for place, _ in refused}

    def _let_through(self, chunk: Sequence[Line]) -> Sequence[Line]:
        """Without those who look like somebody and were not found to be somebody else: asked again of the register."""
        kept_back = not_let_through(self.work.by, self.row)
        kept_back |= self._alike_by_now([line for line in chunk if UUID(line["person"]) not in kept_back])
        same = known_same(self.work.by, [UUID(line["person"]) for line in chunk])
        through = [line for line in chunk if UUID(line["person"]) not in kept_back | same]
        alike = sum(UUID(line["person"]) in kept_back for line in chunk)
        self.left_alike += alike
        self.left_out += len(chunk) - len(through) - alike
        return through

    def _alike_by_now(self, lines: Sequence[Line]) -> set[UUID]:
        """Newcomers who look like somebody registered since the submission was read; kept for a person to decide."""
        with self._looking():
            found = alike_by_now([line for line in lines if "registration" in line], self.on)
        rows = [(line, found[UUID(line["person"])]) for line in lines if UUID(line["person"]) in found]
        note_alike(self.work.by, self.row, [(line["row"], UUID(line["person"]), ones) for line, ones in rows])
        for line, _ in rows:
            if self.later is not None:
                self.later.put(line)
        return set(found)


def _read_at(row: Submission) -> datetime:
    return row.staged_at or row.received_at


def _everybody(persons: Iterable[UUID], _kind: str) -> set[UUID]:
    """The room of files asks for consents itself; what it cannot know is to which lender."""
    return set(persons)


def _chunks(row: Submission) -> Iterator[list[Line]]:
    for change in _WRITTEN:
        yield from portions(lines_of(row.id, str(change)), LIMITS["chunk_rows"])
