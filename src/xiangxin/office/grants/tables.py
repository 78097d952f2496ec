"""The tables of this room as they are declared once. Names are masked and come from the register."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xiangxin.office.grants.choices import State
from xiangxin.office.grants.models import Grant
from xiangxin.office.grants.rules import needs_eyes, to_agree_together
from xiangxin.office.runs.choices import Status
from xiangxin.office.shell.tables import Column, Filter, Rows, Table, choice
from xiangxin.scoring.wording import rate_in_words

TONES = {
    State.OPEN: "warn",
    State.OFFERED: "info",
    State.DELIVERED: "info",
    State.REFUSED: "bad",
    State.TOLD: "bad",
    State.ACTIVE: "good",
    State.SUSPENDED: "bad",
}


def _by_eyes(rows: Rows, chosen: str) -> Rows:
    found = cast("QuerySet[Grant]", rows)
    together = to_agree_together()
    return found.filter(together) if chosen == "together" else found.filter(~together, state=State.OPEN)


def _rate(row: Any) -> str:
    bp = row.grant.rate_bp if row.grant.rate_bp is not None else row.grant.proposed_rate_bp
    return "—" if bp is None else rate_in_words(bp)


def _alone(row: Any) -> Any:
    """Why a case is, or would have been, not agreed to together with others."""
    if row.file_changed and row.grant.state == State.OPEN:
        return _("评价以后档案有变化")
    return _("要单独看") if needs_eyes(row.grant) else ""


CASES = Table(
    id="cases",
    title=_("授信"),
    unit="笔",
    order="opened",
    columns=(
        Column("name", _("姓名"), lambda row: row.card.name, heads=True,
               href=lambda row: reverse("grants:case", args=[row.grant.id]), small=lambda row: row.card.id_number),
        Column("place", _("村"), lambda row: row.place, sort="area"),
        Column("state", _("状态"), lambda row: row.grant.get_state_display(), "badge",
               sort="state",
               tone=lambda row: TONES.get(State(row.grant.state), "none")),
        Column("outcome", _("评价"), lambda row: Status(row.grant.outcome).label, sort="outcome",
               small=_alone),
        Column("stars", _("星级"), lambda row: row.grant.stars, "number", sort="stars"),
        Column("proposed", _("建议额度"), lambda row: row.grant.proposed_limit_fen, "money",
               sort="proposed_limit_fen"),
        Column("limit", _("决定额度"), lambda row: row.grant.limit_fen, "money",
               sort="limit_fen"),
        Column("rate", _("年利率"), _rate, sort=("rate_bp", "proposed_rate_bp")),
        Column("opened", _("交来"), lambda row: row.grant.opened_at, "moment", sort="opened_at"),
    ),
    filters=(
        choice("state", _("状态"), State.choices),
        Filter("eyes", _("怎么看"), _by_eyes, "choice", (("alone", _("要单独看")), ("together", _("可以一起同意")))),
    ),
    empty=_("还没有等决定的授信"),
    empty_do=_("评价做完以后，结果一分钟内自己列到这里。"),
)  # fmt: skip
