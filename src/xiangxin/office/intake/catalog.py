"""The forms that may be sent, read from ``data/forms.yaml`` and the law pack: columns, senders, deciders, template.

A form names what law registers and nothing of its own: a kind, a field or a matter that the law pack does not know
stops the office at its start. Which columns are refused, and why, is said here too, so that they can be told by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from django.conf import settings

from xiangxin.interop.cells import normal
from xiangxin.interop.deployment import Deployment
from xiangxin.interop.headers import header_key
from xiangxin.interop.sheets import NAME, PERSON, Lawful, SheetColumn, SheetSpec, workbook_sheets
from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import shipped
from xiangxin.law.load import load_law
from xiangxin.office.accounts.choices import Role
from xiangxin.office.areas.choices import InstitutionKind
from xiangxin.office.intake.before import area_columns, standing_columns
from xiangxin.office.intake.errors import FormUnknown
from xiangxin.office.intake.operators import operator_columns

Reads = Literal["roster", "register", "records", "values", "coverage", "operators", "standing", "area_standing"]
FILE = Path(__file__).parent / "data" / "forms.yaml"
AS_OF = "as_of"
"""The column of a form of values: the day on which they held."""
_VILLAGE = "village_code"
WHY_BACK, HOW_TO_MEND, WAS_AT = (
    Text("退回原因", "Why it came back"),
    Text("怎么改", "How to mend it"),
    Text("原表位置", "Where it stood"),
)
NOT_SENT = frozenset({WHY_BACK.zh, HOW_TO_MEND.zh, WAS_AT.zh})
"""Columns that we add to rows which came back; they are passed over when those are sent again."""


@dataclass(frozen=True, slots=True)
class Check:
    """A column that each row fills in, compared and kept nowhere: only ``allowed`` words pass, for ``reason``."""

    name: str
    header: Text
    allowed: tuple[str, ...]
    reason: Text

    @property
    def column(self) -> SheetColumn:
        """The column as the template shows it, with the words that pass as its list."""
        words = {word: Text(word, word) for word in self.allowed}
        return SheetColumn(self.name, self.header, "choice", needed=True, choices=words)


@dataclass(frozen=True, slots=True)
class Refused:
    """A column that is told by name, with the matter it is about and why it is not taken.

    ``elsewhere``: another form brings it, which the reason names.
    """

    header: str
    matter: str
    reason: Text
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One form. ``kinds`` are kinds of records, ``fields`` registered fields; a form has one or the other.

    ``standing``: what of last year a form tells of persons. ``yes``: columns that must say yes, and why. ``open``: a
    row that tells of an end comes in only where the file holds the matter.
    """

    id: str
    title: Text
    says: Text
    reads: Reads
    sent_by: frozenset[str]
    decided_by: frozenset[str]
    institutions: frozenset[str]
    purpose: str
    kinds: tuple[str, ...]
    fields: tuple[str, ...]
    columns: tuple[tuple[str, Mapping[str, Any]], ...]
    checks: tuple[Check, ...]
    refused: tuple[Refused, ...]
    agreement: bool
    lender: bool
    positive: bool
    yes: Mapping[str, Text]
    open: bool
    standing: str = ""
    answers: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def refused_by_header(self) -> Mapping[str, Refused]:
        """The refused columns by what a header is compared by."""
        return {header_key(normal(one.header)): one for one in self.refused}


@cache
def forms() -> Mapping[str, Form]:
    """Every form by its id, in the order of the file; ``ValueError`` where one names what law does not know."""
    content = shipped(FILE)
    found = {name: _form(name, entry) for name, entry in content.items()}
    return {
        name: _without_others(form, found.values()) if form.reads == "register" else form
        for name, form in found.items()
    }


def form_of(name: str) -> Form:
    """One form; ``FormUnknown`` for another name."""
    found = forms().get(name)
    if found is None:
        raise FormUnknown("form")
    return found


def lenders_forms() -> frozenset[str]:
    """The forms that a lender sends of its own books and its own customers."""
    return frozenset(name for name, form in forms().items() if form.lender)


def spec_of(form: Form, on: date) -> SheetSpec:
    """The sheet of a form as the template shows it and as it is read. A roster has the one in which rows come back."""
    sheets = _sheets(on)
    match form.reads:
        case "records":
            columns = _of_records(form, sheets["records"])
        case "coverage":
            columns = _of_coverage(sheets["coverage"])
        case "values":
            columns = _of_values(form, sheets["applicants"])
        case "register":
            others = {field.column for field in load_law().fields.values() if field.supplied_by != "person"}
            columns = tuple(column for column in sheets["applicants"].columns if column.name not in others)
        case "roster":
            columns = _of_roster(sheets["applicants"])
        case "standing":
            known = _by_name(sheets["applicants"])
            columns = (known[PERSON], replace(known[NAME], needed=False), *standing_columns(form.standing))
        case "area_standing":
            columns = area_columns(_by_name(sheets["applicants"])[_VILLAGE])
        case "operators":
            columns = operator_columns()
    return SheetSpec(form.id, form.title, columns, form.says)


def titles_of_workbook(on: date) -> frozenset[str]:
    """Names of the sheets of a county's own workbook, each of which holds one matter."""
    return frozenset(spec.title.zh for spec in _sheets(on).values())


def lawful(on: date) -> Lawful:
    """Which values may be kept here on a day."""
    return Lawful(load_law(), str(settings.HOME.jurisdiction), on)


def label_of(kind: str) -> Text:
    """What a kind of fact is called."""
    law = load_law()
    return law.fields[kind].label if kind in law.fields else law.record_kinds[kind].label


def _sheets(on: date) -> dict[str, SheetSpec]:
    home = settings.HOME
    here = Deployment(str(home.kind), str(home.kind), home.title, str(home.jurisdiction), str(home.county), ())
    return workbook_sheets(load_law(), here, on)


def _by_name(spec: SheetSpec) -> dict[str, SheetColumn]:
    return {column.name: column for column in spec.columns}


def _of_records(form: Form, spec: SheetSpec) -> tuple[SheetColumn, ...]:
    known = _by_name(spec)
    found = [known[PERSON], known[NAME]]
    for name, entry in form.columns:
        found.append(_told(_narrowed(known[name], form), entry))
    return (*found, *(one.column for one in form.checks))


def _narrowed(column: SheetColumn, form: Form) -> SheetColumn:
    """Lists offer what the form's own kinds may say."""
    if column.name == "kind":
        return replace(column, choices={kind: column.choices[kind] for kind in form.kinds})
    if column.kind == "word":
        kinds = [load_law().record_kinds[kind] for kind in form.kinds]
        words = {label.zh for kind in kinds for _, _, label in kind.value_labels}
        return replace(column, choices={key: label for key, label in column.choices.items() if label.zh in words})
    return column


def _told(column: SheetColumn, entry: Mapping[str, Any]) -> SheetColumn:
    label = Text(entry["zh"], entry["en"]) if "zh" in entry else column.label
    aliases = (*column.aliases, *entry.get("aliases", ()), column.label.zh)
    return replace(column, label=label, needed=bool(entry.get("needed", False)), aliases=aliases)


def _of_coverage(spec: SheetSpec) -> tuple[SheetColumn, ...]:
    return tuple(column for column in spec.columns if column.name != "asked_of")


def _of_values(form: Form, spec: SheetSpec) -> tuple[SheetColumn, ...]:
    known = _by_name(spec)
    law = load_law()
    as_of = SheetColumn(AS_OF, Text("截至日期", "As at"), "date", needed=True, aliases=("统计日期", "数据日期"))
    person, name = known[PERSON], replace(known[NAME], needed=False)
    return (person, name, as_of, *(known[law.fields[field].column] for field in form.fields))


def _of_roster(spec: SheetSpec) -> tuple[SheetColumn, ...]:
    known = _by_name(spec)
    village = replace(known[_VILLAGE], label=Text("村组", "Village"))
    number = replace(known[PERSON], label=Text("身份证号码", "Identity number"))
    return (known[NAME], number, known["phone"], village)


def _form(name: str, entry: Mapping[str, Any]) -> Form:
    law = load_law()
    kinds = _known(name, entry.get("kinds", ()), law.record_kinds)
    fields = _known(name, entry.get("fields", ()), law.fields)
    refused = tuple(
        Refused(one["header"], one["matter"], Text(one["zh"], one["en"])) for one in entry.get("refused", ())
    )
    _known(name, [one.matter for one in refused], law.matters)
    _known(name, [entry["purpose"]], law.purposes)
    return Form(
        id=name,
        title=Text(**entry["title"]),
        says=Text(**entry["says"]),
        reads=entry["reads"],
        sent_by=frozenset(_known(name, entry["sent_by"], Role.values)),
        decided_by=frozenset(_known(name, entry["decided_by"], Role.values)),
        institutions=frozenset(_known(name, entry.get("institutions", ()), InstitutionKind.values)),
        purpose=entry["purpose"],
        kinds=kinds,
        fields=fields,
        columns=tuple((column, told) for column, told in entry.get("columns", {}).items()),
        checks=tuple(
            Check(one["column"], Text(**one["header"]), tuple(one["allowed"]), Text(one["zh"], one["en"]))
            for one in entry.get("checks", ())
        ),
        refused=refused,
        agreement=bool(entry.get("agreement", False)),
        lender=bool(entry.get("lender", False)),
        positive=bool(entry.get("positive", False)),
        yes={column: Text(**told["yes"]) for column, told in entry.get("columns", {}).items() if "yes" in told},
        open=bool(entry.get("open", False)),
        standing=str(entry.get("standing", "")),
        answers={
            supplier: frozenset(_known(name, kinds_of_body, InstitutionKind.values))
            for supplier, kinds_of_body in entry.get("answers", {}).items()
        },
    )


def _without_others(form: Form, every: Iterable[Form]) -> Form:
    """The register names what others than the person supply, and the form by which each comes."""
    law = load_law()
    told = []
    for one in every:
        fields = [law.fields[name] for name in one.fields if law.fields[name].supplied_by != "person"]
        reason = Text(
            f"不由本人提供，由掌握它的单位用“{one.title.zh}”报送。",
            f"Not the person's to supply: who holds it sends it as “{one.title.en}”.",
        )
        told += [Refused(field.label.zh, field.matter, reason, elsewhere=True) for field in fields]
    without = set(law.fields) - {name for one in every for name in one.fields}
    if strange := sorted(name for name in without if law.fields[name].supplied_by != "person"):
        raise ValueError(f"no form brings {strange}")
    return replace(form, refused=(*form.refused, *told))


def _known(form: str, names: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    found = tuple(names)
    strange = [name for name in found if name not in known]
    if strange:
        raise ValueError(f"form {form} names {strange}, which nobody knows")
    return found
