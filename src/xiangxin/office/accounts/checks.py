"""What Django's ``check`` says before the office starts: every address has a door, and law knows what for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.urls import get_resolver

from xiangxin.law.load import load_law
from xiangxin.office.accounts.doors import Declared, declared
from xiangxin.office.accounts.rules import role_rules


def every_address_has_a_door(app_configs: Sequence[AppConfig] | None, **_rest: Any) -> list[CheckMessage]:
    """An error for each address whose view declares no door, or one that cannot be kept."""
    return [problem for one in declared(get_resolver()) if (problem := _problem(one)) is not None]


def _problem(one: Declared) -> CheckMessage | None:
    if one.door is None:
        return Error(
            f"the view at {one.route!r} declares no door",
            hint="put @door(roles, scope=…, purpose=…) outermost, or wrap a library's addresses with doors.behind",
            id="accounts.E001",
        )
    unknown = one.door.roles - set(role_rules())
    if unknown or (not one.door.roles and one.door.scope not in ("public", "token", "account")):
        return Error(f"the door at {one.route!r} names no role, or one that does not exist", id="accounts.E002")
    if one.door.purpose is not None and one.door.purpose not in load_law().purposes:
        return Error(f"the door at {one.route!r} names a purpose that law does not know", id="accounts.E004")
    if one.door.scope == "own" and one.door.purpose is None:
        return Error(f"the door at {one.route!r} shows a person's file and names no purpose", id="accounts.E003")
    return None
