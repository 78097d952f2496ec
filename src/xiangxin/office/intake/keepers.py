"""Who keeps agreements on data and their feeds in this kind of office: data of ``data/keepers.yaml``, applied.

Whoever keeps them sees counts and terms, never a person. A kind of office without a keeper does not start.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from django.conf import settings

from xiangxin.kernel.yamlfile import shipped
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.rules import roles_of

FILE = Path(__file__).parent / "data" / "keepers.yaml"


def keepers_in(kind: str) -> tuple[Role, ...]:
    """The roles that keep agreements in offices of a kind. ``ValueError`` where none of them exists there."""
    named = cast("dict[str, Any]", shipped(FILE))["keepers"].get(kind, ())
    there = {rule.role for rule in roles_of(kind)}
    found = tuple(Role(name) for name in named)
    if not found or not there >= set(found):
        raise ValueError(f"nobody keeps agreements on data in an office of kind {kind}")
    return found


AGREEMENT_KEEPERS = keepers_in(settings.HOME.kind)
AGREEMENT_DECIDERS = frozenset({*AGREEMENT_KEEPERS, Role.SECURITY_ADMIN})
"""The second person is another than the first, whatever their role."""
