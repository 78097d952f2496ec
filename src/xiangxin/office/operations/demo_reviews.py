"""The demo county's panel has rated one village and rates another: with invented hands, the way every round goes.

Ratings are those of the workbooks, so that what the office makes of the finished round is what the files make of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from xiangxin.interop.county import CountyFiles
from xiangxin.office.accounts.models import Account
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.models import Institution
from xiangxin.office.audit.actor import Actor
from xiangxin.office.operations.demo_grants import bank_of
from xiangxin.office.operations.demo_hands import in_post
from xiangxin.office.review.actions import (
    Member,
    cast,
    close_round,
    hand_half,
    hold_half,
    load_bench,
    prepare_round,
)
from xiangxin.office.review.models import Round
from xiangxin.office.review.queries import given_in

REASON = "票已收齐"
Said = Mapping[tuple[UUID, str], int | None]
"""By person and the number of a seat, what the workbooks say; None: does not know the person."""


def load(
    by: Actor,
    county: CountyFiles,
    roles: Mapping[str, Any],
    accounts: Mapping[str, Account],
    bodies: Mapping[str, Institution],
) -> None:
    """Seat the panel as households were told it, and hold its rounds."""
    panel = bodies[roles["panel"]["slug"]]
    said = roles["panel"]["seats"]
    members = [
        Member(
            accounts[f"demo-{one['login']}"].id,
            one["name"],
            one["kind"],
            one.get("reserve", False),
            outside=one.get("outside", False),
        )
        for one in said
    ]
    load_bench(by, panel.id, members, roles["since"])
    reviewers = {one["login"]: in_post(accounts[f"demo-{one['login']}"]) for one in said}
    bank, ratings = bank_of(county.deployment, bodies), _ratings(county, panel)
    for plan in roles["rounds"]:
        keeper, watcher = (in_post(accounts[f"demo-{plan[name]}"]) for name in ("keeper", "watcher"))
        last_on = timezone.localdate() + timedelta(days=roles["round_days"])
        row = prepare_round(keeper, panel.id, plan["area"], last_on, bank.id)
        row = hold_half(keeper, row, roles["phrases"]["keeper"])
        row = hold_half(watcher, row, roles["phrases"]["watcher"])
        left = plan.get("open")
        _cast(row, reviewers, ratings, left or {})
        if left is None:
            row = hand_half(watcher, row, roles["phrases"]["watcher"])
            close_round(keeper, row, roles["phrases"]["keeper"], REASON)


def _cast(row: Round, reviewers: Mapping[str, Viewer], ratings: Said, left: Mapping[str, int]) -> None:
    """Each reviewer rates those who were given to them, but for the last ``left`` of the list."""
    for number, (login, viewer) in enumerate(reviewers.items(), start=1):
        given = given_in(viewer, row)
        for subject, person in given[: len(given) - left.get(login, 0)]:
            cast(viewer, subject, ratings.get((person, f"{number}号")))


def _ratings(county: CountyFiles, panel: Institution) -> Said:
    return {
        (_uuid(row["person_id"]), row["seat"]): row["rating"]
        for row in county.tables["reviews"].to_pylist()
        if row["panel"] == panel.slug and row["closed_on"] is not None
    }


def _uuid(value: UUID | bytes) -> UUID:
    return value if isinstance(value, UUID) else UUID(bytes=value)
