"""Cases: sentences about a policy with hand-worked results, run through the interpreter.

A case names only what it is about. Everything else is filled in lawfully: full consent, everybody asked, documents
in order; so that a case about a missing document says just that. ``policy test`` runs them; nothing here decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from uuid import UUID

from xiangxin.kernel.canonical import exact
from xiangxin.kernel.dates import add_years
from xiangxin.kernel.errors import CheckFailed, Finding, Location, UnreadableInput
from xiangxin.kernel.money import parse_money
from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import Mapping as MappingNode
from xiangxin.kernel.yamlfile import Node, Sequence, plain, read_yaml
from xiangxin.law.pack import LawPack
from xiangxin.policy.compile import compile_policy
from xiangxin.policy.model import CompiledPolicy
from xiangxin.policy.names import stored_scale, typed_value
from xiangxin.policy.read import PolicyDocument, load_policy
from xiangxin.scoring import packing
from xiangxin.scoring.assessment import PersonInput, PersonResult, Row, Run
from xiangxin.scoring.gates import REVIEW_CLASS, REVIEW_PURPOSE
from xiangxin.scoring.interpret import Interpreter

BANK = "case-bank"
PANEL = "case-panel"
PERSON = UUID(int=1)
CONSENT_CLASSES = ("file", "income_property", "bureau", REVIEW_CLASS)
CASE_KEYS = frozenset(
    [
        "name",
        "as_of",
        "jurisdiction",
        "known_on",
        "purpose",
        "person",
        "consents",
        "withdrawn",
        "coverage",
        "records",
        "members",
        "reviews",
        "expect",
    ]
)
EXPECT_KEYS = frozenset(
    [
        "status",
        "stars",
        "limit",
        "binding",
        "rate",
        "certificate",
        "stages",
        "items",
        "groups",
        "missing",
        "ineligible",
        "vetoes",
        "flags",
        "review",
    ]
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One expectation that did not hold."""

    what: str
    expected: object
    got: object


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """A case and what of it did not hold; none = passed."""

    name: str
    at: Location
    differences: tuple[Difference, ...]


def run_cases(folder: Path, law: LawPack, jurisdiction: str) -> tuple[CaseOutcome, ...]:
    """Run every case of ``folder/cases``, the policy judged by the law of the case's day.

    A case may name a ``jurisdiction`` of its own. ``UnreadableInput`` when a file does not have the shape of cases,
    ``CheckFailed`` when the policy does not compile for a case.
    """
    document, findings = load_policy(folder)
    if document is None:
        raise CheckFailed(findings)
    policies = _Policies(document, law)
    outcomes: list[CaseOutcome] = []
    for path in sorted((folder / "cases").glob("*.yaml")):
        node, found = read_yaml(path, f"{folder.name}/cases/{path.name}")
        if node is None or not isinstance(node, Sequence):
            raise UnreadableInput(found or (_bad(Location(path.name), "a list of cases"),))
        outcomes += [_Case(policies, law, item, jurisdiction).run() for item in node.items]
    return tuple(outcomes)


class _Policies:
    """One document, compiled once for each day and place that cases ask for."""

    def __init__(self, document: PolicyDocument, law: LawPack) -> None:
        self._document, self._law = document, law
        self._compiled: dict[tuple[date, str], CompiledPolicy] = {}

    def at(self, as_of: date, jurisdiction: str) -> CompiledPolicy:
        key = (as_of, jurisdiction)
        if key not in self._compiled:
            policy, findings = compile_policy(self._document, self._law, as_of, jurisdiction)
            if policy is None:
                raise CheckFailed(findings)
            self._compiled[key] = policy
        return self._compiled[key]


def _bad(at: Location, wanted: str) -> Finding:
    return Finding(
        "bad_case",
        "block",
        at,
        Text(f"用例写法不对，应为 {wanted}", f"A case is not written as it must be: {wanted}"),
        Text("写错的用例看起来会像通过。", "A case that is misread would look like one that passed."),
        Text("参见格式说明里的用例一节。", "See the section on cases in the format page."),
    )


class _Case:
    """One case: builds the person, assesses, compares."""

    def __init__(self, policies: _Policies, law: LawPack, node: Node, jurisdiction: str) -> None:
        content = plain(node)
        if not isinstance(node, MappingNode) or not isinstance(content, dict):
            raise UnreadableInput((_bad(node.at, "{name, as_of, person, expect}"),))
        self.law, self.at = law, node.at
        self.content: dict[str, object] = content
        self._known_keys(content, CASE_KEYS)
        self._known_keys(self._mapping("expect"), EXPECT_KEYS)
        as_of = content.get("as_of")
        if not isinstance(as_of, date) or not isinstance(content.get("name"), str):
            raise UnreadableInput((_bad(node.at, "name and as_of"),))
        self.as_of: date = as_of
        self.policy = policies.at(as_of, str(content.get("jurisdiction", jurisdiction)))

    def run(self) -> CaseOutcome:
        result = Interpreter(self.policy, self._run()).assess(self._person())
        return CaseOutcome(str(self.content["name"]), self.at, tuple(self._compare(result)))

    # -- building -------------------------------------------------------------------------------------------

    def _run(self) -> Run:
        known_on = self.content.get("known_on", self.as_of)
        purpose = str(self.content.get("purpose", "scoring"))
        assert isinstance(known_on, date)
        return Run(
            purpose=purpose,
            receiver=BANK,
            panels=frozenset({PANEL}),
            as_of=self.as_of,
            known_on=known_on,
            catalogue=self.law.catalogue_codes(self.as_of),
            written=frozenset(self.law.written_consents),
            limits="limit" in self.law.purposes[purpose].proposes,
        )

    def _person(self) -> PersonInput:
        members = [self._member(position, entry) for position, entry in enumerate(self._list("members"))]
        return PersonInput(
            person_id=PERSON,
            household_id=UUID(int=2),
            village_code="990101001001",
            fields=self._fields(self._mapping("person")),
            consents=self._consents(self.content.get("consents", "all")),
            records=[self._record(position, entry) for position, entry in enumerate(self._list("records"))],
            coverage=self._coverage(),
            reviews=self._reviews(),
            members=[row for row, _ in members],
            member_consents={row["member_id"]: consents for row, consents in members},
        )

    def _fields(self, written: Mapping[str, object]) -> Row:
        """A grown-up unless the case says otherwise; every other fact only as written."""
        row: dict[str, object] = {"birth_on": add_years(self.as_of, -40)}
        for name, value in written.items():
            field = self.law.fields.get(name)
            if field is None:
                raise UnreadableInput((_bad(self.at, f"a registered field, not {name}"),))
            row[field.column] = self._stored(value, field.type)
        return row

    def _stored(self, value: object, kind: str) -> object:
        if kind in ("money", "points", "percent", "number") and value is not None:
            exact = typed_value(value, kind)
            if exact is None:
                raise UnreadableInput((_bad(self.at, f"{value!r} as {kind}"),))
            return self._whole(exact * stored_scale(kind), value, kind)
        return value

    def _whole(self, stored: Fraction, written: object, kind: str) -> int:
        """A value in its stored unit; one that is finer would be cut off, and the case say something else."""
        if stored.denominator != 1:
            raise UnreadableInput((_bad(self.at, f"{written} no finer than {kind} is stored"),))
        return stored.numerator

    def _consents(self, written: object) -> list[Row]:
        """A full consent of each class named; a mapping names the class and changes columns of its row."""
        entries = CONSENT_CLASSES if written == "all" else _as_list(written)
        return [self._consent(entry) for entry in entries]

    def _consent(self, entry: object) -> Row:
        changes = dict(entry) if isinstance(entry, dict) else {"class": entry}
        field_class = str(changes.pop("class", ""))
        given = self.as_of - timedelta(days=60)
        return {
            "purpose": REVIEW_PURPOSE if field_class == REVIEW_CLASS else self.content.get("purpose", "scoring"),
            "receiver": PANEL if field_class == REVIEW_CLASS else BANK,
            "field_class": field_class,
            "written": True,
            "notice_delivered_on": given,
            "from_on": given,
            "to_on": None,
            "withdrawn_on": self.content.get("withdrawn"),
            **changes,
        }

    def _coverage(self) -> list[Row]:
        """Somebody asked a month ago about each kind named; a mapping also names the day."""
        written = self.content.get("coverage", "all")
        entries = [source.kind for source in self.policy.records] if written == "all" else _as_list(written)
        rows = [dict(entry) if isinstance(entry, dict) else {"kind": entry} for entry in entries]
        return [{"asked_of": BANK, "asked_on": self.as_of - timedelta(days=30), **row} for row in rows]

    def _record(self, position: int, written: Mapping[str, object]) -> Row:
        kind = str(written.get("kind"))
        registered = self.law.record_kinds.get(kind)
        if registered is None:
            raise UnreadableInput((_bad(self.at, f"a registered record kind, not {kind}"),))
        columns = {field.name: field for field in registered.fields}
        row: dict[str, object] = {"record_id": UUID(int=100 + position), "kind": kind, "source": BANK}
        for name, value in written.items():
            if name in columns:
                row[columns[name].column] = self._stored(value, columns[name].type)
            elif name not in ("kind", "document"):
                row[name] = value
        row.setdefault("happened_on", self.as_of - timedelta(days=90))
        row.setdefault("known_on", row["happened_on"])
        if written.get("document", True):
            lawful = {
                "document_no": "〔2026〕1号",
                "authority": "case-authority",
                "procedure": "ordinary",
                "catalogue_code": self.law.record_catalogue.get(kind),
                "severity": "general",
                "final": True,
                "told_on": row["happened_on"],
            }
            row = {**lawful, **row}
        return row

    def _member(self, position: int, written: Mapping[str, object]) -> tuple[Row, list[Row]]:
        facts = {name: value for name, value in written.items() if name != "consents"}
        row = {**self._fields(facts), "member_id": UUID(int=1000 + position)}
        return row, self._consents(written.get("consents", "all"))

    def _reviews(self) -> list[Row]:
        written = self.content.get("reviews", [])
        still_open = isinstance(written, dict)
        ratings = _as_list(written.get("ratings", [None])) if isinstance(written, dict) else _as_list(written)
        closed_on = None if still_open else self.as_of - timedelta(days=5)
        return [
            {"panel": PANEL, "round_id": "r1", "seat": f"s{position}", "rating": rating, "closed_on": closed_on}
            for position, rating in enumerate(ratings)
        ]

    # -- comparing ------------------------------------------------------------------------------------------

    def _compare(self, result: PersonResult) -> Iterator[Difference]:
        for key, expected in self._mapping("expect").items():
            if key in ("stages", "items", "groups") and isinstance(expected, dict):
                for name, value in expected.items():
                    got = self._points_of(result, key, str(name))
                    if got != exact(value):
                        yield Difference(f"{key}.{name}", value, got)
                continue
            got_value, wanted = self._plain(result, key), _wanted(key, expected)
            if got_value != wanted:
                yield Difference(key, wanted, got_value)

    def _plain(self, result: PersonResult, key: str) -> object:
        return {
            "status": result.status,
            "stars": result.stars,
            "limit": result.limit_fen,
            "binding": result.limit_binding,
            "rate": result.rate_bp,
            "certificate": result.certificate,
            "missing": set(result.missing),
            "ineligible": set(result.ineligible),
            "vetoes": set(result.vetoes),
            "flags": set(result.flags),
            "review": [result.review_sum, result.review_count] if result.review_count is not None else None,
        }[key]

    def _points_of(self, result: PersonResult, key: str, name: str) -> int | Fraction | None:
        """Points of a stage, group or item; ``None`` when there are none."""
        if key == "stages":
            return result.stages[name]
        if key == "groups":
            centi = result.groups[name]
        elif name in result.values:
            centi = result.values[name]
        else:
            codes = dict(zip((line.id for line in packing.lines(self.policy)), result.codes, strict=False))
            item = next(item for item in self.policy.items if item.id == name)
            centi = item.outcomes[codes[name]].points_centi if name in codes else None
        return None if centi is None else Fraction(centi, 100)

    # -- shape ----------------------------------------------------------------------------------------------

    def _mapping(self, key: str) -> Mapping[str, object]:
        value = self.content.get(key, {})
        if not isinstance(value, dict):
            raise UnreadableInput((_bad(self.at, f"{key} as a mapping"),))
        return value

    def _list(self, key: str) -> list[Mapping[str, object]]:
        value = self.content.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise UnreadableInput((_bad(self.at, f"{key} as a list of mappings"),))
        return value

    def _known_keys(self, content: Mapping[str, object], known: frozenset[str]) -> None:
        strangers = [str(key) for key in content if key not in known]
        if strangers:
            raise UnreadableInput((_bad(self.at, f"without {', '.join(strangers)}"),))


def _as_list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _wanted(key: str, expected: object) -> object:
    """An expected value as the engine gives it: fen, basis points, sets of ids."""
    if key == "limit" and isinstance(expected, str):
        return parse_money(expected)
    if key == "rate" and isinstance(expected, str):
        return Fraction(Decimal(expected.removesuffix("%"))) * 100
    if key in ("missing", "ineligible", "vetoes", "flags"):
        return {str(entry) for entry in _iterable(expected)}
    return expected


def _iterable(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else ()
