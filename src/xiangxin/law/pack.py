"""The law pack: everything the YAML in ``law/data`` says, loaded, checked for shape and ready to be asked.

It answers one question, ``verdict``: what may be done with a matter in a use, on a date, in a place. It must never
admit what no rule admits: the list is closed, rules beside ``admit`` only narrow, and overlays can only tighten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from xiangxin.kernel.text import Text
from xiangxin.law.model import Field, FormColumn, Matter, RecordKind, Rule, Use, Verdict


@dataclass(frozen=True, slots=True)
class Instrument:
    """A legal text (or our own line): what a rule's ``instrument`` names."""

    id: str
    title: Text
    number: str
    in_force: date
    jurisdiction: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Purpose:
    """One of the closed purposes. ``scores``: a scoring run may name it. ``proposes``: what its results may hold."""

    id: str
    label: Text
    scores: bool
    proposes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeploymentKind:
    """Who runs the product: the purposes open to it and what it may put out."""

    id: str
    label: Text
    purposes: tuple[str, ...]
    outputs: tuple[str, ...]
    reason: Text


@dataclass(frozen=True, slots=True)
class CatalogueKind:
    """A kind of information of the public-credit catalogue; codes are ours. ``to_on`` is the last day."""

    code: str
    label: Text
    edition: str
    from_on: date
    to_on: date | None
    confirmed: bool


@dataclass(frozen=True, slots=True)
class TableValue:
    """One value of a dated table, from its day on, with where it was read."""

    from_on: date
    value: Fraction
    confirmed: bool
    source: str


@dataclass(frozen=True)
class LawPack:
    """The whole pack. ``hash`` covers the content of every file and overlay, not their comments or layout."""

    hash: str
    jurisdictions: Mapping[str, Text]
    instruments: Mapping[str, Instrument]
    matters: Mapping[str, Matter]
    rules: tuple[Rule, ...]
    fields: Mapping[str, Field]
    record_kinds: Mapping[str, RecordKind]
    record_catalogue: Mapping[str, str]
    forms: tuple[FormColumn, ...]
    purposes: Mapping[str, Purpose]
    deployment_kinds: Mapping[str, DeploymentKind]
    catalogue: tuple[CatalogueKind, ...]
    table_values: Mapping[str, tuple[TableValue, ...]]

    @property
    def tables(self) -> dict[str, tuple[tuple[date, Fraction], ...]]:
        """Dated tables by name: ``(from_on, ratio)`` in order of date."""
        return {name: tuple((row.from_on, row.value) for row in rows) for name, rows in self.table_values.items()}

    def catalogue_codes(self, as_of: date) -> frozenset[str]:
        """The catalogue codes in force on a day."""
        raise NotImplementedError

    def majority_age(self, as_of: date, jurisdiction: str = "CN") -> int:
        """From which age in whole years a person may have a credit file of their own."""
        raise NotImplementedError

    def verdict(self, matter: str, use: Use | None, as_of: date, jurisdiction: str) -> Verdict:
        """What the rules together say; ``use=None`` asks for any use at all (may the fact be read?)."""
        raise NotImplementedError


def load_law(overlays: Sequence[Path] = ()) -> LawPack:
    """The shipped pack, tightened by overlays (a file or a folder of instrument files each).

    Raises ``CheckFailed`` with all findings when a file does not have its shape or an overlay loosens.
    """
    raise NotImplementedError
