"""The room's own law as data: which roles exist where, which two one person may hold, and for how long things last.

The three files beside this module are read once; each figure in them names its source or says that it is assumed. What
a role may do stands at the doors, never here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from xiangxin.kernel.divisions import level_of
from xiangxin.kernel.text import Text
from xiangxin.kernel.yamlfile import shipped
from xiangxin.office.accounts.choices import Role

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class RoleRule:
    """Where a role exists and who brings somebody into it."""

    role: Role
    kinds: frozenset[str]
    levels: frozenset[str]
    institutions: frozenset[str]
    proposed_by: frozenset[str]
    agreed_by: frozenset[str]
    delegable: bool
    does: Text

    def lies_in(self, area: str) -> bool:
        """Whether a post of this role may lie in ``area``, a code of twelve digits."""
        try:
            return level_of(area) in self.levels
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class Pairing:
    """What is said about two roles in one hand; ``basis`` names a text, ``assumption`` says why where there is none."""

    allowed: bool
    reason: Text
    basis: Text | None = None
    assumption: Text | None = None


@cache
def role_rules() -> Mapping[str, RoleRule]:
    """The rule of every role, in the file's order."""
    return {name: _rule(name, entry) for name, entry in _read("roles")["roles"].items()}


def roles_of(kind: str) -> tuple[RoleRule, ...]:
    """The roles that a deployment of ``kind`` has."""
    return tuple(rule for rule in role_rules().values() if kind in rule.kinds)


@cache
def pairing(one: str, other: str) -> Pairing:
    """Whether one person may hold both roles at once, and why. The same role in two places is allowed."""
    if one == other:
        return Pairing(True, Text("同一角色可以在几处任职", "One role may be held in several places"))
    content = _read("separation")
    for entry in content["may"]:
        if set(entry["pair"]) == {one, other}:
            return _pairing(True, entry)
    for entry in content["never"]:
        if (entry["one"] == one and other in entry["with"]) or (entry["one"] == other and one in entry["with"]):
            return _pairing(False, entry)
    return _pairing(False, content["otherwise"])


@cache
def term(name: str) -> int:
    """One figure of ``sign_in.yaml`` by its dotted name, as ``"staff.idle_minutes"``; ``KeyError`` for another."""
    place: Any = _read("sign_in")
    for part in name.split("."):
        place = place[part]
    return cast(int, place["value"])


@cache
def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = shipped(DATA / f"{name}.yaml")
    return content


def _rule(name: str, entry: Mapping[str, Any]) -> RoleRule:
    role = Role(name)
    proposers = set(entry.get("proposed_by", ()))
    return RoleRule(
        role=role,
        kinds=frozenset(entry["kinds"]),
        levels=frozenset(entry["levels"]),
        institutions=frozenset(entry.get("institution", ())),
        proposed_by=frozenset(proposers | {Role.SECURITY_ADMIN.value} if entry["agreed_by"] else proposers),
        agreed_by=frozenset(entry["agreed_by"]),
        delegable=entry["delegable"],
        does=Text(**entry["does"]),
    )


def _pairing(allowed: bool, entry: Mapping[str, Any]) -> Pairing:
    return Pairing(allowed, Text(**entry["reason"]), *(_words(entry.get(part)) for part in ("basis", "assumption")))


def _words(entry: Mapping[str, str] | None) -> Text | None:
    return None if entry is None else Text(**entry)
