"""The nouns of the law pack: matters, rules, verdicts, registered fields and record kinds.

All are immutable. A rule says, for a matter and a use, what must hold and on which text that rests;
a verdict is what the rules together say about one line of a policy on a date in a jurisdiction.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from xiangxin.kernel.text import Text

Use = Literal["base", "bonus", "incentive", "deduction", "veto", "eligibility", "limit", "rate"]
Basis = Literal["article", "principle", "product"]
VerdictKind = Literal[
    "admitted",
    "with_document",
    "eligibility_of_product",
    "incentive_only",
    "lender_only",
    "refused",
    "field_forbidden",
]
Effect = Literal[
    "admit",
    "forbid_store",
    "forbid_score",
    "incentive_only",
    "product_eligibility",
    "lender_record",
    "document",
    "written_consent",
    "bureau_consent",
    "retention",
    "tell",
    "positive_only",
]
ConsentClass = Literal["file", "income_property", "bureau", "review", "contact"]
Supplier = Literal["person", "lender", "bureau", "court", "authority", "insurer"]
"""Who can answer for a fact: state or show it, or look it up and send it."""

RetentionFrom = Literal["ended_on", "happened_on"]
"""From which day of a record its retention runs: its end, or its event where the conduct ended with the decision."""

Severity = Literal["minor", "general", "serious"]
MORE_THAN_MINOR: tuple[Severity, ...] = ("general", "serious")
"""Severities that may count where a minor penalty may not; an unknown one is not among them."""

ColumnVerdict = Literal["carried", "contact_only", "panel_data", "refused"]
ValueType = Literal["bool", "text", "date", "number", "money", "points", "percent", "enum"]


@dataclass(frozen=True, slots=True)
class Matter:
    """What a fact is about. ``absolute`` matters can be scored by nobody, whatever a second person says."""

    id: str
    label: Text
    adverse: bool = False
    absolute: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of one instrument on some matters and uses (empty ``uses`` = every use).

    ``to_on`` is the last day it is in force, ``None`` while it is. ``parameters`` hold figures of the article
    (``retention_years``, ``procedure``, …). ``article_en`` is how the article is cited in English, where that differs.
    """

    id: str
    instrument: str
    article: str
    matters: tuple[str, ...]
    uses: tuple[Use, ...]
    effect: Effect
    jurisdiction: str
    from_on: date
    to_on: date | None
    basis: Basis
    confirmed: bool
    reason: Text
    parameters: tuple[tuple[str, str], ...] = ()
    article_en: str = ""

    def parameter(self, name: str) -> str | None:
        return dict(self.parameters).get(name)


@dataclass(frozen=True, slots=True)
class Gates:
    """What the engine asks of a fact before it counts (the run-time side of the conditions of a verdict).

    ``catalogue_code``: the code ``catalogue`` asks for. ``not_minor``: the severity is known and more than minor.
    ``unremedied``: not ended. ``adult_age``: in whole years, reached when it happened. ``consent_classes``: all that
    are needed beside ``file``.
    """

    document: bool = False
    ordinary_procedure: bool = False
    catalogue: bool = False
    catalogue_code: str = ""
    final: bool = False
    told: bool = False
    lender_only: bool = False
    adverse: bool = False
    not_minor: bool = False
    unremedied: bool = False
    adult_age: int | None = None
    retention_years: int | None = None
    retention_from: RetentionFrom = "ended_on"
    consent_classes: frozenset[ConsentClass] = frozenset()

    @property
    def of_member(self) -> frozenset[ConsentClass]:
        """What a household member consents to so that a row about them counts."""
        return self.consent_classes or frozenset({"file"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What law says of one matter in one use on a date in a jurisdiction; ``rules[0]`` is the decisive rule."""

    kind: VerdictKind
    basis: Basis
    rules: tuple[Rule, ...]
    gates: Gates = field(default_factory=Gates)


@dataclass(frozen=True, slots=True)
class Field:
    """A registered field of a person's file (a column of ``applicants`` or ``members``).

    ``column`` is the physical column: money in fen (``…_fen``), points in hundredths (``…_centi``),
    percent in parts per million (``…_ppm``), otherwise the id. ``equal_values``: no value may count otherwise than
    another. ``supplied_by``: whom a missing value is owed by.
    """

    id: str
    label: Text
    matter: str
    type: ValueType
    column: str
    level: str
    consent_class: ConsentClass
    retention: str
    open_ended: bool = False
    values: tuple[str, ...] = ()
    range: tuple[int, int] | None = None
    opaque: bool = False
    tables: tuple[str, ...] = ("applicants",)
    value_labels: tuple[tuple[str, Text], ...] = ()
    equal_values: bool = False
    supplied_by: Supplier = "person"


@dataclass(frozen=True, slots=True)
class RecordField:
    """A field of a record kind and the physical column of ``records`` that carries it."""

    name: str
    type: ValueType
    column: str
    open_ended: bool = False
    values: tuple[str, ...] = ()
    range: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record (many rows a person). ``value_matters`` overrides the matter for one value of a field.

    ``supplied_by``: who looks it up and answers. ``ended_by``: what must happen for its end to be recorded.
    """

    id: str
    label: Text
    matter: str
    fields: tuple[RecordField, ...]
    value_matters: tuple[tuple[str, str, str], ...] = ()
    value_labels: tuple[tuple[str, str, Text], ...] = ()
    retention_from: RetentionFrom = "ended_on"
    supplied_by: Supplier = "authority"
    ended_by: Text | None = None


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of a form that banks or villages really send, and what we do with it."""

    form: str
    header: str
    field: str
    matter: str
    verdict: ColumnVerdict
    reason: Text
    rules: tuple[str, ...] = ()
