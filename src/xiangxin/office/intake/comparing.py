"""What accepting a row would do to the file: asked of the register, of consents and of the file, a chunk at a time.

A person who is not registered in the sender's area, or has not agreed to this kind of information, is one finding in
either case: the answer must not tell a sender who is registered and who has agreed to what. What is found of persons
tells no more than the sender may see anyway, by area and ground.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from xiangxin.interop.messages import tell as tell_of_files
from xiangxin.kernel.divisions import prefix_of
from xiangxin.kernel.errors import Finding
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.scope import inside
from xiangxin.office.consent.choices import FILE
from xiangxin.office.consent.gate import persons_open_to
from xiangxin.office.consent.queries import agreeing_with
from xiangxin.office.creditfile.businesses import NewBusinessFact
from xiangxin.office.creditfile.foundwrong import found_wrong
from xiangxin.office.creditfile.grounds import consenting_to_all, open_for
from xiangxin.office.creditfile.models import AreaStanding, BusinessFact, Coverage, Fact, Standing
from xiangxin.office.creditfile.new import NewFact
from xiangxin.office.creditfile.queries import believed, covered, current_business_facts, current_versions
from xiangxin.office.creditfile.queries.standing import current_area_standings, current_standings
from xiangxin.office.creditfile.registry import classes_of, is_value
from xiangxin.office.creditfile.standing import NewStanding
from xiangxin.office.intake.candidates import Candidate
from xiangxin.office.intake.catalog import Form
from xiangxin.office.intake.choices import Change, Decided
from xiangxin.office.intake.differing import differing
from xiangxin.office.intake.likeness import Found, looking_alike, undecided
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.operators import meet_operators
from xiangxin.office.intake.rules import bank_of, over_before
from xiangxin.office.intake.words import tell
from xiangxin.office.parties.models import Person, RosterContact
from xiangxin.office.parties.opening import same_text

_ORDER = (Change.CHANGED, Change.ENDED, Change.NEW, Change.SAME)
"""The first of these that one of a row's facts is, the row is."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A row with what it would do. ``old``: for each fact what is believed now, None for one that is new.

    ``same``: what the file says already.
    """

    candidate: Candidate
    change: Change
    facts: tuple[NewFact, ...] = ()
    old: tuple[Fact | None, ...] = ()
    same: tuple[NewFact, ...] = ()
    operator: tuple[NewBusinessFact, BusinessFact | None] | None = None
    standing: tuple[NewStanding, Standing | AreaStanding | None] | None = None


@dataclass(slots=True)
class Outcome:
    """What became of a chunk."""

    rows: list[Compared] = field(default_factory=list)
    findings: list[tuple[Candidate, Finding]] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    alike: list[tuple[Candidate, list[Found]]] = field(default_factory=list)

    def refuse(self, candidate: Candidate, code: str) -> None:
        """The row comes back."""
        self.findings.append((candidate, tell(code, candidate.row.where)))


@dataclass(frozen=True, slots=True)
class Comparer:
    """Compares rows of one submission with what is known on ``on``. To be used inside a reading or an act.

    ``lender``: the bank to which persons must have agreed, where the rows are its own or come in for it.
    """

    form: Form
    area: str
    source: UUID
    sent_by: UUID
    lender: UUID | None
    on: date

    @staticmethod
    def of(form: Form, row: Submission, on: date) -> Comparer:
        """For a submission on a day."""
        return Comparer(form, row.area, row.institution_id, row.sent_by, bank_of(row), on)

    def compare(self, chunk: Sequence[Candidate]) -> Outcome:
        """What each row of a chunk would do, or why it comes back."""
        outcome = Outcome()
        match self.form.reads:
            case "roster":
                self._contacts(chunk, outcome)
            case "register":
                self._registrations(chunk, outcome)
            case "coverage":
                self._answers(chunk, outcome)
            case "standing":
                self._standings(chunk, outcome)
            case "area_standing":
                self._areas(chunk, outcome)
            case "operators":
                self._operators(chunk, outcome)
            case _:
                self._facts(chunk, outcome)
        return outcome

    def open_persons(self, persons: Iterable[UUID], kind: str) -> set[UUID]:
        """Those of ``persons`` about whom this source may bring facts of this kind."""
        return self._of_lender(open_for(persons, kind, self.on), classes_of(kind, self.on))

    def open_to_file(self, persons: Iterable[UUID]) -> set[UUID]:
        """Those who agreed to a file, and to the lender for whom the rows are."""
        return self._of_lender(consenting_to_all(persons, [FILE], self.on), [FILE])

    def _of_lender(self, found: set[UUID], classes: Iterable[str]) -> set[UUID]:
        if self.lender is None or not found:
            return found
        lender = Viewer(self.sent_by, Role.ACCOUNT_MANAGER, self.area, self.lender)
        agreed = persons_open_to(lender, "scoring", classes, self.on, ground="consent").where("id")
        return found & set(Person.objects.filter(agreed, id__in=found).values_list("id", flat=True))

    def closed(self, lines: Iterable[Mapping[str, Any]]) -> set[UUID]:
        """Persons of kept rows of whom what stands there may not be told any more: asked again whenever it is shown."""
        by_kind: dict[str, set[UUID]] = {}
        file: set[UUID] = set()
        same: set[UUID] = set()
        for line in lines:
            person = UUID(line["person"])
            told = [fact["kind"] for fact in line.get("facts", ())] or list(line.get("answer", ())[:1])
            for kind in told:
                by_kind.setdefault(kind, set()).add(person)
            if self.form.reads == "standing":
                file.add(person)
            elif not told and self.form.reads in ("records", "values", "coverage"):
                same.add(person)
        here = self.registered({*file, *same, *(one for persons in by_kind.values() for one in persons)}).keys()
        found = file - self.open_to_file(file & here)
        found |= same - {
            one for kind in (*self.form.kinds, *self.form.fields) for one in self.open_persons(same & here, kind)
        }
        for kind, persons in by_kind.items():
            found |= persons - self.open_persons(persons & here, kind)
        return found

    def registered(self, persons: Iterable[UUID]) -> dict[UUID, Person]:
        """Those of ``persons`` who are registered within the sender's area."""
        return {person.id: person for person in Person.objects.filter(inside(self.area), id__in=set(persons))}

    def _grounded(
        self, chunk: Sequence[Candidate], kinds: Mapping[UUID, Iterable[str]], outcome: Outcome
    ) -> list[Candidate]:
        """Rows of persons who may be written about; the others come back."""
        registered = self.registered(one.person for one in chunk)
        by_kind: dict[str, set[UUID]] = {}
        for person, names in kinds.items():
            for kind in names:
                by_kind.setdefault(kind, set()).add(person)
        open_ = {kind: self.open_persons(persons & registered.keys(), kind) for kind, persons in by_kind.items()}
        kept = []
        for one in chunk:
            found = registered.get(one.person)
            own = [one.answer.kind] if one.answer is not None else [fact.kind for fact in one.facts]
            if found is None or any(one.person not in open_[kind] for kind in own):
                outcome.refuse(one, "no_ground")
            elif one.name and not same_text(found, "name_sealed", one.name):
                outcome.findings.append((one, tell_of_files("name_differs", one.row.where)))
            else:
                kept.append(one)
        return kept

    def _facts(self, chunk: Sequence[Candidate], outcome: Outcome) -> None:
        kinds: dict[UUID, set[str]] = {}
        for one in chunk:
            kinds.setdefault(one.person, set()).update(fact.kind for fact in one.facts)
        kept = self._grounded(chunk, kinds, outcome)
        self._compare_facts(kept, outcome)

    def _compare_facts(self, kept: Sequence[Candidate], outcome: Outcome) -> None:
        current = current_versions(fact.series for one in kept for fact in one.facts)
        over = over_before(self.form, (fact for one in kept for fact in one.facts), current)
        held = self._held(fact for one in kept for fact in one.facts)
        changes = {
            (place, fact.series): _change(fact, current.get(fact.series), held.get((fact.person, fact.kind)))
            for place, one in enumerate(kept)
            for fact in one.facts
        }
        told = [
            [fact for fact in one.facts if changes[place, fact.series] != Change.SAME] for place, one in enumerate(kept)
        ]
        wrong = found_wrong(fact for facts in told for fact in facts)
        for place, (one, facts) in enumerate(zip(kept, told, strict=True)):
            if any(fact.series in over for fact in one.facts):
                outcome.refuse(one, "over_before")
            elif any(fact.series in wrong for fact in facts):
                outcome.refuse(one, "found_wrong")
            else:
                met = {changes[place, fact.series] for fact in one.facts}
                change = next((kind for kind in _ORDER if kind in met), Change.SAME)
                old = tuple(current.get(fact.series) for fact in facts)
                same = tuple(fact for fact in one.facts if changes[place, fact.series] == Change.SAME)
                outcome.rows.append(Compared(one, change, tuple(facts), old, same))

    def unsaid(self, facts: Sequence[NewFact]) -> list[NewFact]:
        """Of what the file said when it was read, what it says no more; but a correction that came meanwhile stays."""
        current, held = current_versions(fact.series for fact in facts), self._held(facts)
        found = []
        for fact in facts:
            known = current.get(fact.series)
            if _change(fact, known, held.get((fact.person, fact.kind))) == Change.SAME:
                continue
            if known is None or known.restores_id is not None:
                found.append(fact)
        return found

    def _held(self, facts: Iterable[NewFact]) -> dict[tuple[UUID, str], Fact]:
        """Of each person and field the value that this source stated last."""
        values = [fact for fact in facts if is_value(fact.kind)]
        if not values:
            return {}
        persons, fields = {fact.person for fact in values}, {fact.kind for fact in values}
        rows = believed(None).filter(person__in=persons, kind__in=fields, source=self.source)
        return {(row.person_id, row.kind): row for row in rows.order_by("happened_on")}

    def _answers(self, chunk: Sequence[Candidate], outcome: Outcome) -> None:
        kinds: dict[UUID, set[str]] = {}
        for one in chunk:
            assert one.answer is not None
            kinds.setdefault(one.person, set()).add(one.answer.kind)
        kept = self._grounded(chunk, kinds, outcome)
        persons = {one.person for one in kept}
        rows: Iterable[Coverage] = covered(None).filter(person__in=persons, asked_of=self.source)
        there = {(row.person_id, row.kind, row.asked_on) for row in rows}
        for one in kept:
            assert one.answer is not None
            known = (one.person, one.answer.kind, one.answer.asked_on) in there
            outcome.rows.append(Compared(one, Change.SAME if known else Change.NEW))

    def _standings(self, chunk: Sequence[Candidate], outcome: Outcome) -> None:
        registered = self.registered(one.person for one in chunk)
        open_ = self.open_to_file(registered)
        current = current_standings(one.standing.series for one in chunk if one.standing is not None)
        for one in chunk:
            if one.person not in open_:
                outcome.refuse(one, "no_ground")
            elif one.name and not same_text(registered[one.person], "name_sealed", one.name):
                outcome.findings.append((one, tell_of_files("name_differs", one.row.where)))
            else:
                outcome.rows.append(_stands(one, current))

    def _areas(self, chunk: Sequence[Candidate], outcome: Outcome) -> None:
        current = current_area_standings(one.standing.series for one in chunk if one.standing is not None)
        for one in chunk:
            if not (one.area or "").startswith(self._prefix):
                outcome.refuse(one, "area_beyond")
            else:
                outcome.rows.append(_stands(one, current))

    def _operators(self, chunk: Sequence[Candidate], outcome: Outcome) -> None:
        rows = [(one, one.operator) for one in chunk if one.operator is not None]
        known, refused = meet_operators([row for _, row in rows], self.area)
        current = current_business_facts(fact.series for fact in known.values())
        for one, row in rows:
            if row.key in refused:
                outcome.refuse(one, refused[row.key])
                continue
            fact = known[row.key]
            old = current.get(fact.series)
            change = Change.NEW if old is None else Change.ENDED if fact.ends(old) else Change.CHANGED
            if old is not None and fact.same_as(old):
                outcome.rows.append(Compared(one, Change.SAME))
            else:
                outcome.rows.append(Compared(one, change, operator=(fact, old)))

    def _contacts(self, chunk: Sequence[Candidate], outcome: Outcome) -> None:
        # That somebody is registered is not the sender's to know: only who agreed with it, and who is on its own list.
        wanted = [one.person for one in chunk]
        agreed = agreeing_with(self.source, self.form.purpose, self.on)
        known = set(self.registered(agreed.filter(person__in=wanted)))
        listed = RosterContact.objects.filter(receiver=self.source, person__in=wanted)
        known |= set(listed.values_list("person", flat=True))
        for one in chunk:
            if not (one.area or "").startswith(self._prefix):
                outcome.refuse(one, "area_beyond")
            else:
                outcome.rows.append(Compared(one, Change.SAME if one.person in known else Change.NEW))

    def _registrations(self, chunk: Sequence[Candidate], outcome: Outcome) -> None:
        """Who is registered outside the sender's area is met like somebody new: left out and counted when accepted."""
        there = self.registered(one.person for one in chunk)
        known: list[Candidate] = []
        found = looking_alike(self._unregistered(chunk), self.on)
        for one in chunk:
            person = there.get(one.person)
            alike = found.get(one.person, ())
            if not (one.area or "").startswith(self._prefix):
                outcome.refuse(one, "area_beyond")
            elif person is None and self._sees(one for one in alike if one.decided == Decided.SAME):
                outcome.refuse(one, "known_otherwise")
            elif person is None:
                self._newcomer(one, alike, outcome)
            elif person.area != one.area:
                outcome.refuse(one, "registered_elsewhere")
            elif not same_text(person, "name_sealed", one.name):
                outcome.findings.append((one, tell_of_files("name_differs", one.row.where)))
            else:
                known.append(one)
        outcome.notes.extend(differing(known))
        self._compare_facts(self._open_values(known, outcome), outcome)

    def _newcomer(self, one: Candidate, alike: Sequence[Found], outcome: Outcome) -> None:
        outcome.rows.append(Compared(one, Change.NEW))
        if open_ := undecided(alike):
            outcome.alike.append((one, open_))
            if self._sees(open_):
                outcome.notes.append(tell("looks_like_somebody", one.row.where))
        if one.facts:
            outcome.notes.append(tell("values_left_out", one.row.where))

    def _unregistered(self, chunk: Sequence[Candidate]) -> list[Candidate]:
        anywhere = set(Person.objects.filter(id__in=[one.person for one in chunk]).values_list("id", flat=True))
        return [one for one in chunk if one.person not in anywhere]

    def _sees(self, alike: Iterable[Found]) -> bool:
        """Whether one of them is registered within the sender's area: of others nothing is told."""
        return bool(self.registered(one.person for one in alike))

    def _open_values(self, known: Sequence[Candidate], outcome: Outcome) -> list[Candidate]:
        """Rows of registered persons with those of their values that they agreed to; the rest is left out and told."""
        by_kind: dict[str, set[UUID]] = {}
        for one in known:
            for fact in one.facts:
                by_kind.setdefault(fact.kind, set()).add(one.person)
        open_ = {kind: self.open_persons(persons, kind) for kind, persons in by_kind.items()}
        found = []
        for one in known:
            facts = tuple(fact for fact in one.facts if one.person in open_[fact.kind])
            if len(facts) < len(one.facts):
                outcome.notes.append(tell("values_left_out", one.row.where))
            found.append(Candidate(one.row, one.person, one.number, one.name, facts, registration=one.registration))
        return found

    @property
    def _prefix(self) -> str:
        return prefix_of(self.area)


def _stands(one: Candidate, current: Mapping[UUID, Standing | AreaStanding]) -> Compared:
    assert one.standing is not None
    old = current.get(one.standing.series)
    if old is not None and one.standing.same_as(old):
        return Compared(one, Change.SAME)
    return Compared(one, Change.NEW if old is None else Change.CHANGED, standing=(one.standing, old))


def _change(fact: NewFact, known: Fact | None, held: Fact | None) -> Change:
    if known is not None:
        if fact.same_as(known):
            return Change.SAME
        return Change.ENDED if fact.ends(known) else Change.CHANGED
    if held is not None and is_value(fact.kind) and held.value == fact.value and _not_before(fact, held):
        return Change.SAME
    return Change.NEW


def _not_before(fact: NewFact, held: Fact) -> bool:
    """Whether the same value is only told again, later."""
    return fact.happened_on is None or held.happened_on is None or fact.happened_on >= held.happened_on
