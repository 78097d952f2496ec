"""For which roles, institutions and purposes a token may be issued: read once from ``data/roles.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from django.conf import settings

from xiangxin.kernel.yamlfile import shipped
from xiangxin.law.load import load_law
from xiangxin.office.accounts.rules import roles_of

FILE = Path(__file__).parent / "data" / "roles.yaml"


@dataclass(frozen=True, slots=True)
class TokenRule:
    """Where a token of one role may belong and what it may be for."""

    institutions: frozenset[str]
    purposes: frozenset[str]


@cache
def token_rules() -> Mapping[str, TokenRule]:
    """The rule of every role that a system may have in this kind of deployment."""
    here = {str(rule.role) for rule in roles_of(settings.HOME.kind)}
    lawful = set(load_law().deployment_kinds[settings.HOME.kind].purposes)
    entries = cast("dict[str, dict[str, Any]]", shipped(FILE)["roles"])
    return {
        role: TokenRule(frozenset(entry["institutions"]), frozenset(entry["purposes"]) & lawful)
        for role, entry in entries.items()
        if role in here
    }
