"""The tables of this room as they are declared once. Names are masked and come from the register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xiangxin.office.areas.queries import place_name
from xiangxin.office.grants.choices import State
from xiangxin.office.grants.models import Grant
from xiangxin.office.grants.rules import needs_eyes
from xiangxin.office.runs.choices import Status
from xiangxin.office.shell.tables import Column, Filter, Rows, Table
from xiangxin.scoring.wording import basis_points

TONES = {
    State.OPEN: "warn",
    State.OFFERED: "info",
    State.DELIVERED: "info",
    State.REFUSED: "bad",
    State.TOLD: "bad",
    State.ACTIVE: "good",
    State.SUSPENDED: "bad",
}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case with the words of its person. ``name`` is masked."""

    grant: Grant
    name: str
    number: str

    @property
    def place(self) -> str:
        """The village."""
        return place_name(self.grant.area, self.grant.run.as_of)

    @property
    def eyes(self) -> bool:
        """Whether it is looked at alone."""
        return needs_eyes(self.grant)


def _by_state(rows: Rows, chosen: str) -> Rows:
    return [row for row in rows if row.grant.state == chosen]


def _by_eyes(rows: Rows, chosen: str) -> Rows:
    return [row for row in rows if row.eyes == (chosen == "alone")]


def _rate(row: Any) -> str:
    bp = row.grant.rate_bp if row.grant.rate_bp is not None else row.grant.proposed_rate_bp
    return "" if bp is None else f"{basis_points(bp)}%"


CASES = Table(
    id="cases",
    title=_("授信"),
    unit=_("笔"),
    order="opened",
    columns=(
        Column("name", _("姓名"), lambda row: row.name, sort=lambda row: row.name, heads=True,
               href=lambda row: reverse("grants:case", args=[row.grant.id]), small=lambda row: row.number),
        Column("place", _("村"), lambda row: row.place, sort=lambda row: row.grant.area),
        Column("state", _("状态"), lambda row: row.grant.get_state_display(), "badge",
               sort=lambda row: list(State).index(State(row.grant.state)),
               tone=lambda row: TONES.get(State(row.grant.state), "none")),
        Column("outcome", _("评价"), lambda row: Status(row.grant.outcome).label, sort=lambda row: row.grant.outcome,
               small=lambda row: _("要单独看") if row.eyes else ""),
        Column("stars", _("星级"), lambda row: row.grant.stars, "number", sort=lambda row: row.grant.stars or 0),
        Column("proposed", _("建议额度"), lambda row: row.grant.proposed_limit_fen, "money",
               sort=lambda row: row.grant.proposed_limit_fen or 0),
        Column("limit", _("决定额度"), lambda row: row.grant.limit_fen, "money",
               sort=lambda row: row.grant.limit_fen or 0),
        Column("rate", _("年利率"), _rate, sort=lambda row: row.grant.rate_bp or row.grant.proposed_rate_bp or 0),
        Column("opened", _("交来"), lambda row: row.grant.opened_at, "moment", sort=lambda row: row.grant.opened_at),
    ),
    filters=(
        Filter("state", _("状态"), _by_state, "choice", State.choices),
        Filter("eyes", _("怎么看"), _by_eyes, "choice", (("alone", _("要单独看")), ("together", _("可以一起同意")))),
    ),
    empty=_("还没有等决定的授信"),
    empty_do=_("评价做完以后，把结果交给客户经理，就会列在这里。"),
)  # fmt: skip
