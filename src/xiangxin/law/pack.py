"""The law pack: everything the YAML in ``law/data`` says, put together and ready to be asked.

It answers one question, ``verdict``: what may be done with a matter in a use, on a date, in a place. It must never
admit what no rule admits: the list is closed, rules beside ``admit`` only narrow, and overlays can only tighten.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from xiangxin.kernel.text import Text
from xiangxin.law.instruments import Instrument
from xiangxin.law.lintwords import LintWords
from xiangxin.law.model import ConsentClass, Field, FormColumn, Gates, Matter, RecordKind, Rule, Use, Verdict
from xiangxin.law.operators import OperatorFact
from xiangxin.law.publication import Thresholds
from xiangxin.law.registry import CatalogueKind, DeploymentKind, Purpose, TableValue
from xiangxin.law.verdicts import in_force, judge, lies_in

CLOSED_RULE = "line-closed-list"
"""The rule that decides where no rule admits; it is data like the others, and names no matter."""


@dataclass(frozen=True, repr=False)
class LawPack:
    """The whole pack. ``hash`` covers the content of every file and overlay, not their comments or layout.

    ``record_catalogue``: the catalogue code of the documents of a record kind. ``form_titles`` by form id.
    ``written_consents``: classes of consent that count only in writing, each with the text that says so.
    ``publication``: when a total of an area may be shown. ``operators``: facts about organisations.
    """

    hash: str
    jurisdictions: Mapping[str, Text]
    instruments: Mapping[str, Instrument]
    matters: Mapping[str, Matter]
    rules: tuple[Rule, ...]
    fields: Mapping[str, Field]
    record_kinds: Mapping[str, RecordKind]
    operators: Mapping[str, OperatorFact]
    record_catalogue: Mapping[str, str]
    forms: tuple[FormColumn, ...]
    form_titles: Mapping[str, Text]
    purposes: Mapping[str, Purpose]
    deployment_kinds: Mapping[str, DeploymentKind]
    catalogue: tuple[CatalogueKind, ...]
    table_values: Mapping[str, tuple[TableValue, ...]]
    lint: LintWords
    written_consents: Mapping[ConsentClass, Text]
    publication: Thresholds

    @cached_property
    def tables(self) -> dict[str, tuple[tuple[date, Fraction], ...]]:
        """Dated tables by name: ``(from_on, ratio)`` in order of date."""
        return {name: tuple((row.from_on, row.value) for row in rows) for name, rows in self.table_values.items()}

    def catalogue_codes(self, as_of: date) -> frozenset[str]:
        """The catalogue codes in force on a day."""
        return frozenset(
            kind.code
            for kind in self.catalogue
            if kind.from_on <= as_of and (kind.to_on is None or as_of <= kind.to_on)
        )

    def majority_age(self, as_of: date, jurisdiction: str = "CN") -> int:
        """From which age in whole years a person may have a credit file of their own."""
        ages = [rule.parameter("majority_age") for rule in in_force(self.rules, None, as_of, jurisdiction)]
        known = [int(age) for age in ages if age is not None]
        if not known:
            # A day before the oldest rule of the pack: the strictest age the pack has ever named.
            known = [int(age) for rule in self.rules if (age := rule.parameter("majority_age")) is not None]
        return max(known)

    def verdict(self, matter: str, use: Use | None, as_of: date, jurisdiction: str) -> Verdict:
        """What the rules together say; ``use=None`` asks for any use at all (may the fact be read?)."""
        rules = in_force(self._rules_on.get(matter, ()), use, as_of, jurisdiction)
        adverse = matter in self.matters and self.matters[matter].adverse
        return judge(rules, self._closed, use, adverse=adverse, majority=lambda: self.majority_age(as_of, jurisdiction))

    def gates_of_kind(self, kind: str) -> Gates:
        """What a record kind itself settles about the gates of its rows, whatever it is used for."""
        known = self.record_kinds.get(kind)
        if known is None:
            return Gates()
        return Gates(catalogue_code=self.record_catalogue.get(kind, ""), retention_from=known.retention_from)

    def is_admitted(self, matter: str) -> bool:
        """Whether some rule, on some day in some place, admits a use of the matter."""
        return any(rule.effect == "admit" for rule in self._rules_on.get(matter, ()))

    def knows_place(self, jurisdiction: str) -> bool:
        """Whether the place is written as a division code (``CN``, ``CN-37``, ``CN-370829``) the pack has rules for."""
        written = re.fullmatch(r"CN(-[1-9][0-9](?:[0-9]{2}){0,2})?", jurisdiction) is not None
        return written and any(lies_in(jurisdiction, known) for known in self.jurisdictions)

    def cite(self, rule: Rule, language: str = "zh") -> str:
        """Instrument and article, as findings and letters quote them."""
        article = rule.article_en if language == "en" and rule.article_en else rule.article
        return f"{self.instruments[rule.instrument].title.in_language(language)} {article}"

    @cached_property
    def _rules_on(self) -> dict[str, tuple[Rule, ...]]:
        found: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for matter in rule.matters:
                found.setdefault(matter, []).append(rule)
        return {matter: tuple(rules) for matter, rules in found.items()}

    @cached_property
    def _closed(self) -> Rule:
        return next(rule for rule in self.rules if rule.id == CLOSED_RULE)
