"""The registry of grounds: which role may read which classes of data, for which purpose, in which kind of deployment.

Read once from ``data/grounds.yaml``; everything it names must be known to law. It knows no person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast, get_args

from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import shipped
from xiangxin.law.model import ConsentClass
from xiangxin.office.accounts.choices import Role
from xiangxin.office.areas.choices import InstitutionKind
from xiangxin.office.consent.choices import Ground
from xiangxin.office.consent.deployment import law

DATA = Path(__file__).parent / "data"
CLASSES: frozenset[str] = frozenset(get_args(ConsentClass))


@dataclass(frozen=True, slots=True)
class Row:
    """One possibility. ``source`` says on what text it rests, ``assumption`` what no text says."""

    roles: frozenset[str]
    grounds: frozenset[str]
    purposes: frozenset[str]
    classes: frozenset[str]
    deployments: frozenset[str]
    source: Text
    assumption: Text | None


@dataclass(frozen=True, slots=True)
class Registry:
    """The whole of ``grounds.yaml``. ``identity``: classes of identity and the consent classes that open them."""

    rows: tuple[Row, ...]
    identity: dict[str, frozenset[str]]
    class_of: dict[str, str]
    adult: frozenset[str]
    receivers: dict[str, frozenset[str]]

    def classes_of(self, fields: Iterable[str]) -> frozenset[str] | None:
        """The classes that ``fields`` belong to; None where one of them has no column anywhere.

        A field is a registered field of law, one of identity, or the name of a class for all of it.
        """
        found = {self.class_of.get(name) for name in fields}
        return None if None in found else frozenset(cast("set[str]", found))

    def alternatives(self, classes: Iterable[str]) -> tuple[frozenset[str], ...]:
        """For each class the consent classes of which one has to be given."""
        return tuple(self.identity.get(name, frozenset({name})) for name in sorted(classes))

    def needed(self, classes: Iterable[str]) -> tuple[frozenset[str], ...]:
        """The same without those that follow from another: who agreed to one of fewer agreed to one of more."""
        given = tuple(dict.fromkeys(self.alternatives(classes)))
        return tuple(choices for choices in given if not any(other < choices for other in given))

    def grounds_for(self, role: str, purpose: str, classes: frozenset[str], deployment: str) -> tuple[str, ...]:
        """Grounds on which the role may read these classes for the purpose, in the order of the file."""
        fitting = (row for row in self.rows if role in row.roles and purpose in row.purposes)
        open_here = (row for row in fitting if deployment in row.deployments and classes <= row.classes)
        return tuple(dict.fromkeys(ground for row in open_here for ground in sorted(row.grounds)))


@cache
def registry() -> Registry:
    """The shipped registry; ``ValueError`` where it names what nobody knows."""
    return _read(shipped(DATA / "grounds.yaml"))


def _read(content: dict[str, Any]) -> Registry:
    identity = {name: frozenset(entry["by_consent"]) for name, entry in content["identity"].items()}
    class_of = {name: name for name in CLASSES | identity.keys()}
    class_of |= {name: str(field.consent_class) for name, field in law().fields.items()}
    class_of |= {field: name for name, entry in content["identity"].items() for field in entry["fields"]}
    classes = CLASSES | identity.keys()
    rows = tuple(
        Row(
            roles=_known(entry["roles"], Role.values, "role"),
            grounds=_known(entry["grounds"], Ground.values, "ground"),
            purposes=_known(entry["purposes"], law().purposes, "purpose"),
            classes=_known(entry["classes"], classes, "class"),
            deployments=_known(entry["deployments"], law().deployment_kinds, "deployment"),
            source=Text(**entry["source"]),
            assumption=Text(**entry["assumption"]) if "assumption" in entry else None,
        )
        for entry in content["rows"]
    )
    receivers = {
        _one(purpose, law().purposes, "purpose"): _known(kinds, InstitutionKind.values, "kind of institution")
        for purpose, kinds in content["receivers"].items()
    }
    return Registry(rows, identity, class_of, _known(content["adult"], classes, "class"), receivers)


def _known(names: Iterable[str], known: Iterable[str], what: str) -> frozenset[str]:
    return frozenset(_one(name, known, what) for name in names)


def _one(name: str, known: Iterable[str], what: str) -> str:
    if name not in known:
        raise ValueError(f"grounds.yaml names {name!r}, which is no {what}")
    return name
