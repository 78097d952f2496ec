"""This office as a run sees it: its kind, its law, its one receiver, and the panels whose review may count."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from xiangxin.law.load import load_law
from xiangxin.office.areas.choices import InstitutionKind
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.queries import institutions_on
from xiangxin.scoring.assessment import Run
from xiangxin.scoring.deployment import RunScope, run_of


def scope_for(receiver: Institution, on: date) -> RunScope:
    """The scope of a run for ``receiver``. Whether it may be one here was asked when the policy was adopted."""
    home = settings.HOME
    panels = institutions_on(on, None, [InstitutionKind.PANEL]).values_list("slug", flat=True)
    return RunScope(
        deployment=receiver.slug,
        kind=home.kind,
        jurisdiction=home.jurisdiction,
        county=home.county,
        controller=receiver.slug,
        receivers=frozenset({receiver.slug}),
        panels=frozenset(panels),
        file="office.yaml",
    )


def run_for(receiver: Institution, purpose: str, as_of: date, known_on: date) -> Run:
    """The run as the interpreter needs it, to work out one result again or to explain it."""
    return run_of(scope_for(receiver, as_of), purpose, receiver.slug, as_of, known_on, load_law())
