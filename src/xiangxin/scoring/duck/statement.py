"""The one statement that assesses a county: from the files to a table with every column of results and explanations.

Files stand in it as views, the run as quoted literals; nothing is pasted together as text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import get_args

from sqlglot import exp

from xiangxin.law.model import ConsentClass
from xiangxin.policy.model import CompiledPolicy
from xiangxin.scoring import packing
from xiangxin.scoring.assessment import Run
from xiangxin.scoring.duck.answers import CoverageAnswers, RowAnswers
from xiangxin.scoring.duck.consents import Consents, classes_needed
from xiangxin.scoring.duck.emit import Emitter, binary, cast, column, function, layered, named, text, whole
from xiangxin.scoring.duck.reviews import reviews
from xiangxin.scoring.duck.sources import PerPerson, columns_of, read
from xiangxin.scoring.lower import lower
from xiangxin.scoring.lowering import names
from xiangxin.scoring.lowering.arena import Node
from xiangxin.scoring.lowering.program import Program
from xiangxin.scoring.lowering.rows import Flag, Total
from xiangxin.scoring.tables import Explain

DIALECT = "duckdb"
ASSESSED = "assessed"
"""Name of the view with everything about every person."""

KEPT = "kept"
"""Name of the table under it; what is the same for everybody, or follows from the codes, is not kept."""

CREDIT = "credit"
"""A column that says whether the person makes theirs a credit household; not part of any output."""


def plan_name(program: Program) -> str:
    """``packed`` when flags alone decide (bits of a word), ``wide`` when rows are counted or added up as well."""
    return "wide" if program.row_pass.totals else "packed"


def assess_statements(policy: CompiledPolicy, run: Run, given: Collection[str], explain: Explain) -> tuple[str, str]:
    """Create the table ``kept`` and the view ``assessed`` from the ``given`` tables.

    ``CheckFailed`` when a magnitude cannot be proven.
    """
    statement = _Statement(policy, run, lower(policy, run), given, explain)
    return statement.create(KEPT, "TABLE", statement.kept()), statement.create(ASSESSED, "VIEW", statement.assessed())


class _Statement:
    """Puts the relations of one run together."""

    def __init__(
        self, policy: CompiledPolicy, run: Run, program: Program, given: Collection[str], explain: Explain
    ) -> None:
        self.policy, self.run, self.program, self.given = policy, run, program, given
        self.explain = explain
        self.arena = program.arena
        self.classes = classes_needed(policy)
        self.consents = Consents(run, self.classes, self.arena)
        self.members = RowAnswers(*self._asked_of("members"), self.arena, "m")
        flags, totals = self._asked_of("records")
        personal = [f for f in flags if _reads_person(f.gate, f.condition)]
        personal_totals = [t for t in totals if _reads_person(t.condition, t.value)]
        self.records = RowAnswers(
            [f for f in flags if f not in personal], [t for t in totals if t not in personal_totals], self.arena, "r"
        )
        # Rows that are compared with their person go a second way, so that the many others need no join.
        self.personal = RowAnswers(personal, personal_totals, self.arena, "r", own="s")

    def _asked_of(self, table: str) -> tuple[list[Flag], list[Total]]:
        flags, totals = self.program.row_pass.flags, self.program.row_pass.totals
        return [f for f in flags if f.table == table], [t for t in totals if t.table == table]

    def create(self, name: str, kind: str, query: exp.Query) -> str:
        """``CREATE TEMP … AS …`` as text."""
        create = exp.Create(
            this=exp.Table(this=exp.to_identifier(name)),
            kind=kind,
            expression=query,
            properties=exp.Properties(expressions=[exp.TemporaryProperty()]),
        )
        return create.sql(dialect=DIALECT, copy=False)

    def kept(self) -> exp.Query:
        """One row per applicant with every column that differs between people."""
        people = self._people(self._relations())
        varying = {name: node for name, node in self._outputs().items() if not node.is_constant}
        query = layered(varying, people.subquery("people", copy=False))
        return query.with_("granted", self.consents.relation(), copy=False)

    def assessed(self) -> exp.Query:
        """Every column of the outputs."""
        emitter = Emitter()
        select = exp.Select().select(exp.Star(), copy=False)
        for name, node in self._outputs().items():
            if node.is_constant:
                select = select.select(named(emitter.expression(node), name), copy=False)
        if self.explain == "full":
            items = exp.Array(expressions=list(self._items()))
            select = select.select(named(items, "items"), copy=False)
        return select.from_(exp.Table(this=exp.to_identifier(KEPT)), copy=False)

    def _outputs(self) -> dict[str, Node]:
        program = self.program
        outputs = {**program.results, CREDIT: program.credit}
        if self.explain != "none":
            layout = packing.layout(self.policy)
            outputs |= dict(zip(layout.word_names, program.words, strict=True))
            for columns in program.items:
                if packing.has_free_points(columns.item):
                    outputs[packing.points_column(columns.item.id)] = columns.centi
        return outputs

    def _items(self) -> Iterator[exp.Expr]:
        """Every item as a struct, from its packed code."""
        slots = {slot.id: slot for slot in packing.layout(self.policy).slots if slot.kind == "item"}
        for columns in self.program.items:
            item, slot = columns.item, slots[columns.item.id]
            shifted = binary(exp.BitwiseRightShift, column(f"w{slot.word}"), exp.Literal.number(slot.shift))
            code = binary(exp.BitwiseAnd, shifted, whole((1 << slot.bits) - 1))
            points: exp.Expr = column(packing.points_column(item.id))
            if not packing.has_free_points(item):
                fixed = [_whole_or_null(outcome.points_centi) for outcome in item.outcomes]
                points = function("list_extract", exp.Array(expressions=fixed), binary(exp.Add, code.copy(), whole(1)))
            fields = {"id": text(item.id), "outcome": code, "points_centi": points}
            yield function(
                "struct_pack",
                *(exp.PropertyEQ(this=exp.to_identifier(name), expression=value) for name, value in fields.items()),
            )

    # -- people ---------------------------------------------------------------------------------------------

    def _relations(self) -> list[PerPerson]:
        """What is joined to the applicants; answers of tables that were not given are what no row would give."""
        found = [
            PerPerson(
                exp.Select().select(exp.Star()).from_("granted"),
                Consents.KEY,
                {names.granted(c): self.consents.answer(c) for c in self.classes},
            )
        ]
        for rows in (self.records, self.personal):
            if "records" in self.given and rows.nodes():
                found.append(rows.per_person(self._record_rows(rows)))
        if "members" in self.given and self.members.nodes():
            found.append(self.members.per_person(self._member_rows()))
        if "coverage" in self.given and self.program.coverage:
            answers = CoverageAnswers(self.program.coverage, self.run, self.arena)
            found.append(answers.per_person())
        if "reviews" in self.given and self.policy.review is not None and self.run.panels:
            found.append(reviews(self.policy.review, self.run, self.consents))
        return found

    def _people(self, relations: list[PerPerson]) -> exp.Select:
        """One row per applicant: own columns and the answers of all relations."""
        select = exp.Select().select(*(column(name) for name in self._applicant_columns()), copy=False)
        answered: set[str] = set()
        for relation in relations:
            for name, answer in relation.answers.items():
                select = select.select(named(answer, name), copy=False)
                answered.add(name)
        for name, absent in self._absent().items():
            if name not in answered:
                select = select.select(named(absent, name), copy=False)
        select = select.from_(self._applicants().subquery("applicant", copy=False), copy=False)
        for number, relation in enumerate(relations):
            select = select.join(
                relation.relation.subquery(f"j{number}", copy=False),
                on=exp.EQ(this=column(names.PERSON_ID), expression=column(relation.key)),
                join_type="left",
                copy=False,
            )
        return select

    def _absent(self) -> dict[str, exp.Expr]:
        """What every answer is when there is no row at all."""
        zero: exp.Expr = cast(exp.Literal.number(0), "BIGINT")
        found: dict[str, exp.Expr] = {flag.name: exp.false() for flag in self.program.row_pass.flags}
        for total in self.program.row_pass.totals:
            kind = "DATE" if total.value is not None and total.value.kind == "date" else "BIGINT"
            found[total.name] = cast(exp.null(), kind) if total.op in ("min", "max") else zero.copy()
        found |= {question.name: exp.false() for question in self.program.coverage}
        if self.policy.review is not None:
            found |= {names.REVIEW_SUM: zero.copy(), names.REVIEW_COUNT: zero.copy(), names.REVIEW_OPEN: exp.false()}
        return found

    def _applicant_columns(self) -> dict[str, str]:
        stored = ["person_id", "household_id", "village_code", "birth_on"]
        stored += [spec.field.column for spec in self.policy.inputs]
        return {names.applicant(name): name for name in stored}

    def _applicants(self) -> exp.Select:
        numeric = [
            names.applicant(spec.field.column)
            for spec in self.policy.inputs
            if spec.field.type in ("number", "money", "points", "percent")
        ]
        return read("applicants", self._applicant_columns(), integers=numeric)

    # -- rows -----------------------------------------------------------------------------------------------

    def _record_rows(self, answers: RowAnswers) -> exp.Select:
        kinds = answers.row_columns()
        stored = {answers.key: "person_id", **{name: name.removeprefix("r_") for name in kinds}}
        rows = read("records", stored, integers=[name for name, kind in kinds.items() if kind == "int"])
        return self._with_person(rows, answers)

    def _member_rows(self) -> exp.Select:
        """Members with what each of them consents to."""
        kinds = {name: kind for name, kind in self.members.row_columns().items() if not _is_consent(name)}
        stored = {name: name.removeprefix("m_") for name in [self.members.key, "m_member_id", *kinds]}
        own = read("members", stored, integers=[name for name, kind in kinds.items() if kind == "int"])
        consents = [
            named(self.consents.answer(field_class), names.member_granted(field_class)) for field_class in self.classes
        ]
        rows = (
            exp.Select()
            .select(*map(column, stored), *consents, copy=False)
            .from_(own.subquery("own", copy=False), copy=False)
            .join(
                exp.Select().select(exp.Star()).from_("granted").subquery("theirs"),
                on=exp.EQ(this=column("m_member_id"), expression=column(Consents.KEY)),
                join_type="left",
                copy=False,
            )
        )
        return self._with_person(rows, self.members)

    def _with_person(self, rows: exp.Select, answers: RowAnswers) -> exp.Select:
        """Rows beside the columns of their person, where a condition compares the two."""
        wanted = answers.person_columns()
        if not wanted:
            return rows
        consents = [
            named(self.consents.answer(c), names.granted(c)) for c in self.classes if names.granted(c) in wanted
        ]
        own = [name for name in wanted if name.startswith("a_")]
        person = (
            exp.Select()
            .select(column(names.PERSON_ID), *map(column, own), *consents, copy=False)
            .from_(self._applicants().subquery("applicant", copy=False), copy=False)
            .join(
                exp.Select().select(exp.Star()).from_("granted").subquery("theirs"),
                on=exp.EQ(this=column(names.PERSON_ID), expression=column(Consents.KEY)),
                join_type="left",
                copy=False,
            )
        )
        return (
            exp.Select()
            .select(exp.Star(), copy=False)
            .from_(rows.subquery("row", copy=False), copy=False)
            .join(
                person.subquery("person", copy=False),
                on=exp.EQ(this=column(answers.key), expression=column(names.PERSON_ID)),
                join_type="inner",
                copy=False,
            )
        )


def _whole_or_null(value: int | None) -> exp.Expr:
    return cast(exp.null(), "BIGINT") if value is None else whole(value)


def _reads_person(*nodes: Node | None) -> bool:
    found = columns_of(node for node in nodes if node is not None)
    return any(name[:2] in ("a_", "c_") for name in found)


_MEMBER_CONSENTS: frozenset[str] = frozenset(
    names.member_granted(field_class) for field_class in get_args(ConsentClass)
)


def _is_consent(name: str) -> bool:
    return name in _MEMBER_CONSENTS
