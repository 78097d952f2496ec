"""The tables of the room as they are declared once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from xiangxin.office.adoption.models import PolicyText
from xiangxin.office.areas.queries import place_today
from xiangxin.office.parties.queries.cards import card_of, masked_number
from xiangxin.office.runs.choices import FLAG_WORDS, Move, RunState, Status
from xiangxin.office.runs.queries.comparing import Pair
from xiangxin.office.shell.cells import UNKNOWN, written
from xiangxin.office.shell.marks import beside, listed
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.tables import Column, Filter, Rows, Table, choice
from xiangxin.office.shell.templatetags.office import points
from xiangxin.scoring.wording import rate_in_words

RUN_TONES = {RunState.DONE: "good", RunState.FAILED: "bad", RunState.WAITING: "info", RunState.FROZEN: "info"}
TONES = {Status.SCORED: "good", Status.AWAITING_REVIEW: "info", Status.NOT_EVALUABLE: "warn", Status.VETOED: "bad"}
MOVES = {Move.UP: "good", Move.DOWN: "warn"}


def flags_of(joined: str) -> str:
    """Marks of a result in a few words each."""
    return listed(FLAG_WORDS.get(flag, flag) for flag in joined.split(";") if flag)


def _rate(rate_bp: int | None) -> str:
    return UNKNOWN if rate_bp is None else rate_in_words(rate_bp)


def _about(row: Any) -> str:
    if row.persons:
        return gettext("只评 %(number)s 人") % {"number": f"{len(row.persons):,}"}
    return gettext("全部同意的人")


def _people(row: Any) -> int | None:
    return sum(row.counts.values()) if row.state == RunState.DONE else None


def title_of(text: PolicyText) -> str:
    """What people call a policy."""
    return text.title_zh if language() == "zh" else text.title_en


RUNS = Table(
    id="runs",
    title=pgettext_lazy("list", "评价"),
    unit="次",
    order="-asked_at",
    columns=(
        Column("asked_at", _("发起"), lambda row: row.asked_at, "moment", sort="asked_at", heads=True,
               href=lambda row: reverse("runs:run", args=[row.id])),
        Column("area", _("区域"), lambda row: place_today(row.area), sort="area", small=_about),
        Column("as_of", _("哪一天的情况"), lambda row: row.as_of, "date", sort="as_of"),
        Column("policy", _("办法"), lambda row: title_of(row.adoption.policy), small=lambda row: row.policy_hash[:12]),
        Column("state", _("状态"), lambda row: row.get_state_display(), "badge", sort="state",
               tone=lambda row: RUN_TONES.get(row.state, "none")),
        Column("people", _("评了多少人"), _people, "number"),
    ),
    filters=(choice("state", _("状态"), RunState.choices),),
    empty=_("还没有评价过"),
    empty_do=_("有人同意、办法已经启用以后，就可以发起评价。"),
)  # fmt: skip


TRIALS = Table(
    id="trials",
    title=pgettext_lazy("list", "试算"),
    unit="次",
    order="-asked_at",
    columns=(
        Column("asked_at", _("发起"), lambda row: row.asked_at, "moment", sort="asked_at", heads=True,
               href=lambda row: reverse("runs:trial", args=[row.id])),
        Column("policy", _("办法"), lambda row: title_of(row.policy), small=lambda row: row.policy.content_hash[:12]),
        Column("area", _("区域"), lambda row: place_today(row.area), sort="area"),
        Column("as_of", _("哪一天的情况"), lambda row: row.as_of, "date", sort="as_of"),
        Column("state", _("状态"), lambda row: row.get_state_display(), "badge", sort="state",
               tone=lambda row: RUN_TONES.get(row.state, "none")),
    ),
    empty=_("还没有试算过"),
    empty_do=_("起草的人把文本定下来以后，在这里试算；报告只有合计数。"),
)  # fmt: skip


def _flagged(rows: Rows, flag: str) -> Rows:
    return cast("QuerySet[Any]", rows).filter(flags__contains=flag)


RESULTS = Table(
    id="results",
    title=pgettext_lazy("list", "评价结果"),
    unit="人",
    order="village",
    columns=(
        Column("name", _("姓名"), lambda row: card_of(row.person).name, heads=True,
               small=lambda row: masked_number(row.person),
               href=lambda row: reverse("runs:result", args=[row.run_id, row.id])),
        Column("village", _("村、社区"), lambda row: place_today(row.area), sort=("area", "id")),
        Column("status", _("结果"), lambda row: row.get_status_display(), "badge", sort="status",
               tone=lambda row: TONES.get(row.status, "none")),
        Column("stars", _("星级"), lambda row: row.stars, "number", sort="stars"),
        Column("limit", _("建议额度（元）"), lambda row: row.limit_fen, "money", sort="limit_fen"),
        Column("rate", _("建议利率"), lambda row: _rate(row.rate_bp), sort="rate_bp"),
        Column("flags", _("要留意"), lambda row: flags_of(row.flags)),
    ),
    filters=(
        choice("status", _("结果"), Status.choices),
        Filter("flag", _("要留意"), _flagged, "choice", tuple(FLAG_WORDS.items())),
    ),
    empty=_("没有您可以看的结果"),
    empty_do=_("只有今天仍然同意的人才在这里；本人撤回以后，下一次打开就看不到了。"),
)  # fmt: skip


def results_table(villages: dict[str, str]) -> Table:
    """The table with the villages it may be narrowed to."""
    return replace(RESULTS, filters=(choice("area", _("村、社区"), tuple(villages.items())), *RESULTS.filters))


def _move(rows: Rows, chosen: str) -> Rows:
    return cast("QuerySet[Any]", rows).filter(way=list(Move).index(Move(chosen)))


def _reasons(row: Pair) -> str:
    said = []
    for one in row.lines:
        label = one.label.in_language(language())
        gained = f"{'+' if one.centi > 0 else ''}{points(one.centi)}"
        said.append(beside(label, gained) if one.centi else label)
    return listed(said)


def _from_to(before: object, after: object) -> str:
    return str(after) if before == after else f"{before} → {after}"


PAIRS = Table(
    id="pairs",
    title=_("逐人对比"),
    unit="人",
    order="move",
    columns=(
        Column("name", _("姓名"), lambda row: row.card.name, heads=True, small=lambda row: row.card.id_number,
               href=lambda row: reverse("runs:result", args=[row.after.run_id, row.after.id])),
        Column("village", _("村、社区"), lambda row: place_today(row.after.area), sort=("area", "id")),
        Column("move", _("变化"), lambda row: row.move.label, "badge", tone=lambda row: MOVES.get(row.move, "none"),
               sort=("way", "area", "id")),
        Column("status", _("结果"), lambda row: _from_to(row.before.get_status_display(),
               row.after.get_status_display())),
        Column("stars", _("星级"), lambda row: _from_to(row.before.stars if row.before.stars is not None else "—",
               row.after.stars if row.after.stars is not None else "—")),
        Column("limit", _("建议额度（元）"), lambda row: _from_to(written(row.before.limit_fen, "money"),
               written(row.after.limit_fen, "money")), sort="gained"),
        Column("lines", _("哪几条变了"), _reasons),
    ),
    filters=(Filter("move", _("变化"), _move, "choice", Move.choices),),
    empty=_("两次评价没有同一个人"),
    empty_do=_("请选另一次评价来对比。"),
)  # fmt: skip
