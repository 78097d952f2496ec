"""The tables of the room as they are declared once."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xiangxin.office.areas.queries import place_today
from xiangxin.office.grants.choices import NEXT, Stage, State
from xiangxin.office.parties.queries.cards import card_of
from xiangxin.office.shell.marks import listed
from xiangxin.office.shell.tables import Column, Filter, Rows, Table

if TYPE_CHECKING:
    pass

_STAGE_TONES: dict[str, str] = {
    Stage.CONSENTED: "info",
    Stage.AWAITING: "info",
    Stage.ASSESSED: "info",
    Stage.DECIDED: "warn",
    Stage.TOLD: "warn",
    Stage.ACCEPTED: "good",
}


def _hidden(key: str) -> Callable[[Any], str]:
    def value(row: Any) -> str:
        figure = getattr(row, key)
        return str(_("太少，不显示")) if figure is None else f"{figure}"

    return value


def _many(key: str) -> Callable[[Any], int]:
    """By how many; what is hidden stands as one, wherever it lies between one and too few."""

    def value(row: Any) -> int:
        figure = getattr(row, key)
        return 1 if figure is None else int(figure)

    return value


def _at_stage(rows: Rows, given: str) -> Rows:
    return [row for row in rows if row.stage == given]


def _leads(row: Any) -> str:
    if row.grant is None:
        return reverse("creditfile:file", args=[row.person.id])
    return reverse("grants:case", args=[row.grant.id])


def _why_due(row: Any) -> str:
    said = (
        (row.yearly, _("快到复审日")),
        (row.changed, _("没有授信以后档案有变化") if row.grant.state == State.TOLD else _("档案有变化")),
        (row.differs, _("后来的评价不一样，还没有人决定")),
        (row.returned, _("答复过本人要重新评价")),
    )
    return listed([words for holds, words in said if holds], clauses=True)


REQUESTS = Table(
    id="requests",
    title=_("请求人工重看"),
    unit="件",
    order="due_on",
    columns=(
        Column(
            "number",
            _("编号"),
            lambda row: row.request.number,
            heads=True,
            href=lambda row: reverse("grants:case", args=[row.grant.id]),
            small=lambda row: card_of(row.grant.person).name,
        ),
        Column("area", _("村"), lambda row: place_today(row.grant.area), sort=lambda row: row.grant.area),
        Column("state", _("状态"), lambda row: str(row.grant.get_state_display())),
        Column(
            "asked_on", _("哪天提出"), lambda row: row.request.asked_on, "date", sort=lambda row: row.request.asked_on
        ),
        Column("due_on", _("最晚答复"), lambda row: row.request.due_on, "date", sort=lambda row: row.request.due_on),
        Column(
            "late",
            _("是否到期"),
            lambda row: _("已过期限") if row.late else _("期限内"),
            "badge",
            tone=lambda row: "bad" if row.late else "none",
        ),
        Column("mine", _("由谁答复"), lambda row: _("您可以答复") if row.mine else _("要换一位同事")),
    ),
    empty=_("没有人请求重看"),
    empty_do=_("有人请求换一个人重看时，会列在这里，最早到期的在前。"),
)


DUE = Table(
    id="due",
    title=_("该再看的额度"),
    unit="笔",
    order="review_on",
    columns=(
        Column(
            "number",
            _("编号"),
            lambda row: row.grant.number,
            heads=True,
            href=lambda row: reverse("grants:case", args=[row.grant.id]),
            small=lambda row: card_of(row.grant.person).name,
        ),
        Column("area", _("村"), lambda row: place_today(row.grant.area), sort=lambda row: row.grant.area),
        Column("limit", _("额度"), lambda row: row.grant.limit_fen, "money", sort=lambda row: row.grant.limit_fen or 0),
        Column(
            "review_on",
            _("复审日"),
            lambda row: row.grant.review_on,
            "date",
            sort=lambda row: row.grant.review_on or timezone.localdate(),
        ),
        Column("why", _("为什么"), _why_due),
        Column("again", _("新的评价"), lambda row: _("已在等决定") if row.again else _("还没有")),
    ),
    empty=_("没有该再看的额度"),
    empty_do=_("快到复审日的、档案有变化的，会列在这里。列在这里不会有任何不利。"),
)

LETTERS = Table(
    id="letters",
    title=_("还没送达的信"),
    unit="封",
    order="-days",
    columns=(
        Column(
            "number",
            _("编号"),
            lambda row: row.letter.number,
            heads=True,
            href=lambda row: reverse("grants:case", args=[row.grant.id]),
            small=lambda row: card_of(row.grant.person).name,
        ),
        Column("area", _("村"), lambda row: place_today(row.grant.area), sort=lambda row: row.grant.area),
        Column("kind", _("内容"), lambda row: str(row.letter.get_kind_display())),
        Column("days", _("等了几天"), lambda row: row.days, "number", sort=lambda row: row.days),
    ),
    empty=_("信都送到了"),
    empty_do=_("本人在手机上打开，或者在服务站领到，才算送达。"),
)

FUNNELS = Table(
    id="board",
    title=_("整村授信"),
    unit="个村",
    order="area",
    columns=(
        Column(
            "area",
            _("村"),
            lambda row: row.name,
            sort=lambda row: row.area,
            heads=True,
            href=lambda row: reverse("grants:village", args=[row.area]),
        ),
        *(
            Column(
                key,
                label,
                attrgetter(key),
                "number",
                sort=attrgetter(key),
            )
            for key, label in (
                ("told", _("已告知")),
                ("consented", _("已同意")),
                ("assessed", _("已评价")),
                ("reviewed", _("有评议")),
                ("decided", _("已决定")),
                ("offered", _("给了额度")),
                ("accepted", _("已接受")),
                ("missing", _("还没评价")),
            )
        ),
    ),
    empty=_("还没有人同意"),
    empty_do=_("村里告知、本人同意以后，这里按村列出进度。"),
)

TOTALS = Table(
    id="totals",
    title=_("整村授信"),
    unit="个村",
    order="-persons",
    columns=(
        Column(
            "area",
            _("村"),
            lambda row: row.name,
            sort=lambda row: row.area,
            heads=True,
            small=lambda row: row.township,
        ),
        *(
            Column(key, label, _hidden(key), sort=_many(key))
            for key, label in (
                ("persons", _("人数")),
                ("waiting", _("还没同意")),
                ("agreed", _("已同意，等评价")),
                ("assessed", _("已评价，等决定")),
                ("decided", _("已决定")),
                ("accepted", _("已接受")),
            )
        ),
    ),
    empty=_("还没有登记的人"),
    empty_do=_("登记以后，这里按村列出进度，没有个人信息。"),
)

PEOPLE = Table(
    id="people",
    title=_("本村的人"),
    unit="人",
    order="stage",
    columns=(
        Column(
            "name",
            _("姓名"),
            lambda row: card_of(row.person).name,
            heads=True,
            href=_leads,
            small=lambda row: "" if row.grant is None else row.grant.number,
        ),
        Column(
            "stage",
            _("进度"),
            lambda row: str(row.stage.label),
            "badge",
            sort=lambda row: list(Stage).index(row.stage),
            tone=lambda row: _STAGE_TONES.get(row.stage, "none"),
        ),
        Column("next", _("下一步"), lambda row: NEXT[row.stage]),
    ),
    filters=(Filter("stage", _("进度"), _at_stage, "choice", Stage.choices),),
    empty=_("这个村还没有人同意"),
    empty_do=_("村里告知、本人同意以后，会列在这里。"),
)
