"""What a generated expression may read, and the constants it may hold."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal

from hypothesis import strategies as st

from xiangxin.law.model import RecordField
from xiangxin.policy import expressions as x
from xiangxin.policy.model import Input, Parameter, RecordSource
from xiangxin.scoring.tests.generated.registry import AS_OF

SMALL = st.sampled_from([Fraction(n, d) for n in (-7, -1, 0, 1, 2, 3, 10, 75) for d in (1, 2, 10, 3)])
MONEY = st.sampled_from([Fraction(n) for n in (0, 1, 99_999, 100_000, 100_001, 3_000_000)])
DAYS = st.sampled_from([AS_OF, date(2026, 6, 29), date(2025, 12, 31), date(2024, 2, 29), date(2020, 6, 30)])


class Scope:
    """What an expression may read at one place; ``row`` makes it a record filter."""

    def __init__(
        self,
        inputs: tuple[Input, ...],
        sources: tuple[RecordSource, ...],
        parameters: tuple[Parameter, ...] = (),
        names: tuple[x.Expr, ...] = (),
        row: RecordSource | None = None,
        *,
        tiers: bool = False,
    ) -> None:
        self.inputs, self.sources, self.parameters = inputs, sources, parameters
        self.names, self.row, self.tiers = names, row, tiers
        self.filters: dict[str, Scope] = {}

    def with_names(self, *more: x.Expr) -> Scope:
        return Scope(self.inputs, self.sources, self.parameters, (*self.names, *more), tiers=self.tiers)

    def inside(self, row: RecordSource) -> Scope:
        if row.name not in self.filters:
            self.filters[row.name] = Scope(self.inputs, (), self.parameters, (), row, tiers=self.tiers)
        return self.filters[row.name]

    def leaves(self, kind: Literal["bool", "number", "date", "text"]) -> list[x.Expr]:
        kinds = x.NUMERIC if kind == "number" else {kind}
        found: list[x.Expr] = [expr for expr in self.names if expr.type.kind in kinds]
        for spec in self.inputs:
            of: x.Kind = "text" if spec.field.type == "enum" else spec.field.type
            if of in kinds:
                found.append(x.InputRef(x.Type(of, open_ended=spec.field.open_ended), spec.name))
        if kind == "number":
            found += [x.ParameterRef(x.Type(p.kind), p.name) for p in self.parameters]
        if self.row is not None:
            # A filter mostly looks at its row.
            own = [field_ref(field) for field in (*self.row.fields, IN_FORCE)]
            found += [expr for expr in own if expr.type.kind in kinds] * 4
        return found


IN_FORCE = RecordField("in_force", "bool", "in_force")


def field_ref(field: RecordField) -> x.FieldRef:
    kind: x.Kind = "text" if field.type == "enum" else field.type
    return x.FieldRef(x.Type(kind, open_ended=field.open_ended), field.name, field.column)
