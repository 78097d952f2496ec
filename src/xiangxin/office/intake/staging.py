"""Reads what was sent, compares it with the file and leaves rows, findings and what came back in sealed files.

The file that was sent is deleted once this is done. Files are written aside and renamed, the state moves last; a run
that was killed is done again from the start and ends the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, fields
from datetime import date
from io import BytesIO
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from xiangxin.interop.given import OF_COLUMNS, OF_SHEETS
from xiangxin.interop.sheets import PERSON
from xiangxin.interop.submitted import REPEATED, Submitted, costs_row
from xiangxin.interop.tableread import Row
from xiangxin.kernel.errors import Finding, UnreadableInput
from xiangxin.kernel.ids import IdNumber, person_id
from xiangxin.kernel.portions import portions
from xiangxin.kernel.text import Text
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.reads import reading
from xiangxin.office.creditfile.models import Fact
from xiangxin.office.creditfile.new import CONTENT, NewFact
from xiangxin.office.intake.before import standing_line
from xiangxin.office.intake.candidates import HOUSEHOLD, Candidate, Maker
from xiangxin.office.intake.catalog import Form, form_of, spec_of
from xiangxin.office.intake.choices import Change, Effect, State
from xiangxin.office.intake.comparing import Compared, Comparer, Outcome
from xiangxin.office.intake.likeness import Found, SameFile, note_alike, undecided
from xiangxin.office.intake.models import Submission
from xiangxin.office.intake.operators import operator_line
from xiangxin.office.intake.reading import UPLOAD, read_file
from xiangxin.office.intake.returned import Returned, write_returned
from xiangxin.office.intake.rules import purpose_of
from xiangxin.office.intake.sealedfile import Lines, digest_of, drop, folder_of, put_bytes, put_one
from xiangxin.office.intake.terms import LIMITS
from xiangxin.office.intake.words import tell
from xiangxin.office.jobs.job import Work
from xiangxin.office.parties.checks import masked_name
from xiangxin.office.vault.keys import ring
from xiangxin.office.vault.sealing import open_on

FINDINGS, RETURNED, HEAD, ALIKE, BACK = "findings", "returned", "head", "alike", "back"
ALIKE_LATER = "alike_later"
"""Rows that looked like somebody only when the submission was accepted; not a part of what was agreed to."""
STAGED = (*(str(change) for change in Change), ALIKE, FINDINGS, RETURNED, HEAD)
"""The sealed files of a staged submission, in the order of their common hash."""
Item = TypeVar("Item")


@dataclass(slots=True)
class _Told:
    """Findings as they are kept: the words once, the places for each. Of rows that came back also by row."""

    lines: Lines
    words: dict[tuple[str, ...], int] = field(default_factory=dict)
    listed: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    by_row: dict[tuple[str | None, int | None], list[int]] = field(default_factory=dict)

    def put(self, finding: Finding) -> None:
        """Keep one more."""
        key = (finding.code, finding.what.zh, finding.what.en, finding.mend.zh)
        at = self.words.get(key)
        if at is None:
            at = self.words[key] = len(self.listed)
            self.listed.append(_words_of(finding))
        where = finding.where
        self.lines.put([at, where.sheet, where.row or where.line, where.column, where.field])
        self.counts[finding.code] = self.counts.get(finding.code, 0) + 1
        if costs_row(finding):
            self.by_row.setdefault((where.sheet, where.row), []).append(at)


def stage(work: Work) -> None:
    """The job: read, check, compare, keep. ``arguments``: the submission."""
    row = Submission.objects.get(id=UUID(str(work.arguments["submission"])))
    if row.state != State.RECEIVED:
        _clear(row)
        return
    form, on = form_of(row.form), timezone.localdate()
    try:
        found = read_file(form, row.id, open_on(row, "file_name_sealed"), on)
    except UnreadableInput as error:
        _leave_unread(work, row, error.findings)
        return
    counts = _Stager(work, row, form, on).stage(found)
    _move(work, row, counts)


def _leave_unread(work: Work, row: Submission, findings: Sequence[Finding]) -> None:
    with Lines(row.id, FINDINGS) as lines:
        told = _Told(lines)
        for finding in findings:
            told.put(finding)
    put_one(row.id, HEAD, {"words": told.listed, "codes": told.counts})
    row.findings = len(findings)
    _end(work, row, State.UNREADABLE, len(findings))


def _move(work: Work, row: Submission, counts: dict[str, int]) -> None:
    for name, number in counts.items():
        setattr(row, name, number)
    row.staged_sha256 = digest_of(row.id, STAGED)
    worth = row.rows_new + row.rows_changed + row.rows_ended
    _end(work, row, State.STAGED if worth else State.NOTHING, row.findings)
    work.result(rows=row.rows_read, refused=row.rows_refused, new=row.rows_new, same=row.rows_same)


def _end(work: Work, row: Submission, state: State, findings: int) -> None:
    payload = {"state": str(state), "rows": row.rows_read, "refused": row.rows_refused, "findings": findings}
    row.state, row.staged_at = state, timezone.now()
    columns = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields if not one.primary_key}
    try:
        with act("intake.staged", by=work.by, about=row, area=row.area, payload=payload) as done:
            if row.staged_sha256 is not None:
                done.payload["staged"] = bytes(row.staged_sha256).hex()
            if not Submission.objects.filter(id=row.id, state=State.RECEIVED).update(**columns):
                raise _TakenBack
            done.wrote(row)
    except _TakenBack:
        row.refresh_from_db()
    _clear(row)


class _TakenBack(Exception):
    """The sender took it back while it was read."""


def _clear(row: Submission) -> None:
    """Delete the file as it was sent, which has been read; and everything of what its sender took back."""
    (folder_of(row.id) / UPLOAD).unlink(missing_ok=True)
    if row.state == State.WITHDRAWN:
        drop(row.id)


@dataclass(slots=True)
class _Stager:
    work: Work
    row: Submission
    form: Form
    on: date
    same_file: SameFile | None = None

    def stage(self, found: Submitted) -> dict[str, int]:
        """Write the sealed files; the figures of the submission."""
        total = len(found.rows)
        self.work.expect(total)
        with ExitStack() as stack:
            files = {str(change): stack.enter_context(Lines(self.row.id, str(change))) for change in Change}
            if self.form.reads == "register":
                files[ALIKE] = stack.enter_context(Lines(self.row.id, ALIKE))
                self.same_file = SameFile(self.on, (str(row.values.get("phone") or "") for row in found.rows))
            told = _Told(stack.enter_context(Lines(self.row.id, FINDINGS)))
            for finding in (*found.about, *found.of_rows):
                told.put(finding)
            returned = list(found.refused)
            done = 0
            for chunk in portions(found.rows, LIMITS["chunk_rows"]):
                returned += self._chunk(chunk, files, told)
                done += len(chunk)
                self.work.tell(done)
        self._return(returned, told)
        counts = {f"rows_{name}": lines.count for name, lines in files.items()}
        refused = len(_places(returned))
        read = sum(number for name, number in counts.items() if name != f"rows_{ALIKE}")
        counts |= {"rows_refused": refused, "rows_read": read + refused + told.counts.get(REPEATED, 0)}
        counts["findings"] = sum(told.counts.values())
        put_one(self.row.id, HEAD, {"words": told.listed, "codes": told.counts, "on": self.on.isoformat()})
        return counts

    def _chunk(self, rows: Sequence[Row], files: dict[str, Lines], told: _Told) -> list[Row]:
        """Compare a chunk and keep what it gives; the rows that come back."""
        maker = Maker.of(self.form, self.row.institution_id, self.on)
        made: list[Candidate] = []
        back: list[Row] = []
        for row in rows:
            candidate, problems = maker.make(row)
            for problem in problems:
                told.put(problem)
            if candidate is None:
                back.append(row)
            else:
                made.append(candidate)
        with reading(
            self.work.by, purpose=purpose_of(self.form, self.row), ground="duty", what="intake.staging"
        ) as look:
            look.showed_nobody()
            outcome = Comparer.of(self.form, self.row, self.on).compare(made)
            for candidate, problem in outcome.findings:
                told.put(problem)
                back.append(candidate.row)
            for note in outcome.notes:
                told.put(note)
            for one in outcome.rows:
                files[str(one.change)].put(line_of(one))
            waits = self._waits(outcome, told)
        for newcomer, _ in waits:
            files[ALIKE].put(line_of(Compared(newcomer, Change.NEW)))
        noted = [(one.row.where.row or 0, one.person, found) for one, found in waits]
        note_alike(self.work.by, self.row, noted)
        return back

    def _waits(self, outcome: Outcome, told: _Told) -> list[tuple[Candidate, list[Found]]]:
        """Newcomers who look like somebody registered, or like an earlier row, and about whom nobody decided."""
        found = {one.person: (one, list(alike)) for one, alike in outcome.alike}
        if self.same_file is not None:
            new = {one.candidate.person: one.candidate for one in outcome.rows if one.change == Change.NEW}
            for person, alike in self.same_file.meet(list(new.values())).items():
                if open_ := undecided(alike):
                    found.setdefault(person, (new[person], []))[1].extend(open_)
                    told.put(tell("looks_like_row", new[person].row.where, row=str(open_[0].row)))
        return list(found.values())

    def _return(self, rows: Sequence[Row], told: _Told) -> None:
        """The workbook of the rows that came back, sealed; none where none did."""
        one_each = {(row.where.sheet, row.where.row): row for row in rows}
        if not one_each:
            (folder_of(self.row.id) / RETURNED).unlink(missing_ok=True)
            return
        target = BytesIO()
        write_returned(
            target,
            spec_of(self.form, self.on),
            self.on,
            (_returned(row, [told.listed[at] for at in told.by_row.get(place, [])]) for place, row in one_each.items()),
            is_demo=settings.DEMO,
        )
        numbers = (row.values.get(PERSON) for row in one_each.values())
        people = (person_id(one, ring().person_key) for one in numbers if isinstance(one, IdNumber))
        put_one(self.row.id, BACK, [str(one) for one in dict.fromkeys(people)])
        put_bytes(self.row.id, RETURNED, target.getvalue())


def line_of(one: Compared) -> dict[str, Any]:
    """A row as it is kept sealed. Whole numbers and phones are there only where accepting needs them."""
    candidate = one.candidate
    line: dict[str, Any] = {
        "sheet": candidate.row.where.sheet,
        "row": candidate.row.where.row,
        "person": str(candidate.person),
        "name": masked_name(candidate.name) if candidate.name else "",
        "number": candidate.number.masked,
    }
    if one.facts:
        line["facts"] = [_fact(fact) for fact in one.facts]
        line["old"] = [None if old is None else _old(old) for old in one.old]
    if one.same:
        line["same"] = [_fact(fact) for fact in one.same]
    if candidate.answer is not None:
        line["answer"] = [candidate.answer.kind, candidate.answer.asked_on.isoformat()]
    if one.operator is not None:
        line |= operator_line(*one.operator)
    if one.standing is not None:
        line |= standing_line(*one.standing)
    if one.change == Change.SAME:
        return line
    if candidate.contact is not None:
        contact = candidate.contact
        line["contact"] = [contact.area, contact.name, contact.phone]
    if candidate.registration is not None:
        new = candidate.registration
        line["registration"] = [new.name, new.id_number, new.area, new.phone, str(new.household)]
        line[HOUSEHOLD] = str(candidate.row.values[HOUSEHOLD])
    return line


def fact_of(line: dict[str, Any], person: UUID, source: UUID) -> NewFact:
    """The fact of a kept row."""
    days = {name: date.fromisoformat(line[name]) for name in _DAYS if name in line}
    return NewFact(person=person, source=source, **{**line, **days})


_DAYS = ("happened_on", "ended_on", "known_earlier_on", "told_on")


def _fact(fact: NewFact) -> dict[str, Any]:
    kept = {one.name: getattr(fact, one.name) for one in fields(fact) if one.name not in ("person", "source", "items")}
    return {name: _plain(value) for name, value in kept.items() if value not in ("", None)}


def _old(fact: Fact) -> dict[str, Any]:
    kept = {name: getattr(fact, name) for name in CONTENT}
    return {name: _plain(value) for name, value in kept.items() if value not in ("", None)}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _words_of(finding: Finding) -> dict[str, Any]:
    def both(text: Text) -> list[str]:
        return [text.zh, text.en]

    return {
        "code": finding.code,
        "severity": finding.severity,
        "effect": str(_effect(finding)),
        "what": both(finding.what),
        "why": both(finding.why),
        "mend": both(finding.mend),
        "basis": finding.basis,
    }


def _effect(finding: Finding) -> Effect:
    if costs_row(finding):
        return Effect.ROW
    if finding.severity == "block" or finding.code in OF_SHEETS:
        return Effect.SHEET
    return Effect.COLUMN if finding.severity == "condition" and finding.code in OF_COLUMNS else Effect.NONE


def _returned(row: Row, words: Sequence[dict[str, Any]]) -> Returned:
    read = {name: value.number if isinstance(value, IdNumber) else value for name, value in row.values.items()}
    values = {**row.unread, **read}
    why, mend = ("；".join(dict.fromkeys(one[part][0] for one in words)) for part in ("what", "mend"))
    return Returned(values, why, mend, f"{row.where.sheet} 第 {row.where.row} 行")


def _places(rows: Iterable[Row]) -> set[tuple[str | None, int | None]]:
    return {(row.where.sheet, row.where.row) for row in rows}
