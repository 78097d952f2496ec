"""The tables of the room as they are declared once. Names stand masked."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiangxin.kernel.text import Text
from xiangxin.office.incentives.choices import State, Taken
from xiangxin.office.incentives.lists import kind_label, level_label
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.tables import Column, Filter, Rows, Table

_TONES: dict[str, str] = {State.PROPOSED: "warn", State.CONFIRMED: "good", State.REFUSED: "none", State.STRUCK: "bad"}


def _say(text: Text) -> str:
    return text.in_language(language())


def _figure(number: int | None) -> str:
    return str(_("太少，不显示")) if number is None else f"{number}"


def _in_state(rows: Rows, given: str) -> Rows:
    return [row for row in rows if row.row.state == given]


def _remark(row: Any) -> str:
    if row.objected:
        return str(_("本人说不对，等答复"))
    return str(_("还没告诉本人")) if row.untold else ""


PEOPLE = Table(
    id="agreeing",
    title=_("同意记积分的人"),
    unit="人",
    order="area",
    exports=False,
    columns=(
        Column(
            "name",
            _("姓名"),
            lambda row: row.name,
            heads=True,
            href=lambda row: reverse("incentives:propose", args=[row.id]),
        ),
        Column("area", _("村"), lambda row: row.place, sort=lambda row: row.area),
        Column("entries", _("记了几条"), lambda row: row.entries, "number", sort=lambda row: row.entries),
    ),
    empty=_("还没有人同意记积分"),
    empty_do=_("本人在手机上或服务站看告知、表示同意以后，会列在这里。不同意不影响任何事。"),
)
ENTRIES = Table(
    id="points",
    title=_("积分"),
    unit="条",
    order="-proposed",
    columns=(
        Column(
            "number",
            _("编号"),
            lambda row: row.row.number,
            heads=True,
            small=lambda row: row.name,
            href=lambda row: reverse("incentives:entry", args=[row.row.id]),
        ),
        Column("area", _("村"), lambda row: row.place, sort=lambda row: row.person.area),
        Column(
            "kind",
            pgettext_lazy("points", "凭什么"),
            lambda row: _say(kind_label(row.row.kind)),
            small=lambda row: _say(level_label(row.row.level)),
        ),
        Column("points", _("积分"), lambda row: row.row.points, "number", sort=lambda row: row.row.points),
        Column("proposed", _("申报"), lambda row: row.row.proposed_on, "date", sort=lambda row: row.row.proposed_on),
        Column("expires", _("用到"), lambda row: row.row.expires_on, "date", sort=lambda row: row.row.expires_on),
        Column(
            "state", _("状态"), lambda row: row.row.get_state_display(), "badge", tone=lambda row: _TONES[row.row.state]
        ),
        Column("remark", _("要办的"), _remark),
    ),
    filters=(Filter("state", _("状态"), _in_state, "choice", State.choices),),
    empty=_("还没有积分"),
    empty_do=_("村、乡镇凭授奖文件申报，县里确认后生效。"),
)
EXCHANGED = Table(
    id="exchanged",
    title=_("换了什么"),
    unit="项",
    order="asked",
    columns=(
        Column("number", _("编号"), lambda row: row.row.number, heads=True, small=lambda row: row.name),
        Column("place", _("村"), lambda row: row.place, sort=lambda row: row.place),
        Column("benefit", _("换什么"), lambda row: _say(row.benefit.label)),
        Column("points", _("积分"), lambda row: row.row.points, "number", sort=lambda row: row.row.points),
        Column("asked", _("哪天提出"), lambda row: row.row.asked_on, "date", sort=lambda row: row.row.asked_on),
        Column("state", _("状态"), lambda row: Taken(row.row.state).label, "badge"),
    ),
    empty=_("还没有人换"),
    empty_do=_("本人在手机上或服务站换了以后，会列在这里，等着给的在前。"),
)
VILLAGES = Table(
    id="village-points",
    title=_("各村积分"),
    unit="个村",
    order="area",
    columns=(
        Column("name", _("村、社区"), lambda row: row.name, heads=True),
        Column("area", _("代码"), lambda row: row.area, sort=lambda row: row.area),
        Column("agreed", _("同意了、还没有积分"), lambda row: _figure(row.agreed)),
        Column("with", _("现在有积分"), lambda row: _figure(row.with_points)),
    ),
    empty=_("还没有村"),
    empty_do=_("请先导入区划。"),
)
