"""What this office is: its kind, its controller, and the law it works under."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from xiangxin.kernel.text import Text
from xiangxin.law.load import load_law
from xiangxin.law.pack import LawPack


def law() -> LawPack:
    """The law pack of the office."""
    return load_law()


def kind() -> str:
    """The kind of deployment."""
    return str(settings.HOME.kind)


def controller() -> Text:
    """Who keeps the information."""
    found: Text = settings.HOME.controller
    return found


def open_purposes() -> tuple[str, ...]:
    """The purposes open to this kind of deployment; none for a kind that law does not know."""
    known = law().deployment_kinds.get(kind())
    return () if known is None else known.purposes


def majority_age(on: date) -> int:
    """From how many years on a person is of age here."""
    return law().majority_age(on, str(settings.HOME.jurisdiction))
