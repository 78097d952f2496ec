"""The room's tables as data: which columns each has and how it is sorted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiangxin.office.areas.queries import place_today
from xiangxin.office.creditfile.queries.people import FileRow
from xiangxin.office.shell.cells import shown_count
from xiangxin.office.shell.marks import listed
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.tables import Column, Filter, Rows, Table


def _sorted(value: int | None) -> int:
    return 1 if value is None else value


def _told(texts: Any) -> str:
    return listed(one.in_language(language()) for one in texts)


def _lacks(row: FileRow) -> str:
    return _told(row.missing) or gettext("都说了")


def _to_ask(row: FileRow) -> str:
    return _told(row.to_ask) or gettext("都查了")


def _state(row: FileRow) -> str:
    if row.missing:
        return gettext("要问 %(number)s 项") % {"number": len(row.missing)}
    return gettext("过期") if row.stale else gettext("齐了")


def _needing(rows: Rows, chosen: str) -> Rows:
    return [row for row in cast("list[FileRow]", rows) if row.needs_visit == (chosen == "yes")]


VILLAGES = Table(
    id="file-villages",
    title=_("各村的信用档案"),
    unit="个村",
    columns=(
        Column("name", _("村、社区"), lambda row: place_today(row.area),
               sort=lambda row: row.area, heads=True,
               href=lambda row: reverse("creditfile:village", args=[row.area])),
        Column("agreed", _("同意建档"), lambda row: shown_count(row.agreed), "number",
               sort=lambda row: _sorted(row.agreed)),
        Column("empty", _("还没有内容"), lambda row: shown_count(row.empty), "number",
               sort=lambda row: _sorted(row.empty)),
        Column("stale", _("过期要更新"), lambda row: shown_count(row.stale), "number",
               sort=lambda row: _sorted(row.stale)),
        Column("disputed", _("异议中"), lambda row: shown_count(row.disputed), "number",
               sort=lambda row: _sorted(row.disputed)),
        Column("persons", _("登记人数"), lambda row: shown_count(row.persons), "number",
               sort=lambda row: _sorted(row.persons)),
    ),
    order="-persons",  # by the figures as shown: a hidden one takes no telling place
    empty=_("辖区里没有村"),
    empty_do=_("请系统管理员先导入区划表。"),
)  # fmt: skip
COUNTED = replace(VILLAGES, columns=(replace(VILLAGES.columns[0], href=None), *VILLAGES.columns[1:]))
"""The same for whoever is shown figures only."""
FILES = Table(
    id="files",
    title=_("同意本行查看的人"),
    unit="人",
    columns=(
        Column("name", _("姓名"), lambda row: row.card.name, sort=lambda row: row.whole_name, heads=True,
               small=lambda row: row.card.id_number, href=lambda row: reverse("creditfile:file", args=[row.card.id])),
        Column("state", _("档案"), _state, "badge", sort=lambda row: (len(row.missing), row.stale),
               tone=lambda row: "warn" if row.needs_visit else "good"),
        Column("missing", _("要问本人的"), _lacks),
        Column("to_ask", _("要向单位查的"), _to_ask),
        Column("newest", _("最近的内容"), lambda row: row.newest, "date",
               sort=lambda row: (row.newest is not None, row.newest)),
        Column("disputed", _("异议中"), lambda row: row.disputed, "number", sort=lambda row: row.disputed),
        Column("household", _("户"), lambda row: gettext("这一户") if row.household else gettext("未立户"),
               href=lambda row: reverse("creditfile:household", args=[row.household]) if row.household else ""),
        Column("born", _("出生年份"), lambda row: row.card.birth_year, sort=lambda row: row.person.birth_on.year),
    ),
    order="-state",
    empty=_("这个村还没有人同意本行查看档案"),
    empty_do=_("先告知，本人同意以后才会出现在这里；不同意的人不会显示。"),
    filters=(Filter("visit", _("要不要入户"), _needing, "choice", (("yes", _("要入户")), ("no", _("不用")))),),
)  # fmt: skip
UNANSWERED = Table(
    id="unanswered",
    title=_("还没有答复的人"),
    unit="人",
    columns=(
        Column("name", _("姓名"), lambda row: row.card.name, sort=lambda row: row.whole_name, heads=True,
               href=lambda row: reverse("parties:person", args=[row.card.id])),
        Column("number", _("身份号码"), lambda row: row.card.id_number),
        Column("born", _("出生年份"), lambda row: row.card.birth_year, sort=lambda row: row.person.birth_on.year),
    ),
    order="name",
    empty=_("没有等答复的人"),
    empty_do=_("同意和不同意都算答复，不用再上门；档案内容只有本人和本人同意的单位能看。"),
)  # fmt: skip
DELIVERIES = Table(
    id="deliveries",
    title=_("我单位的入档批次"),
    unit="批",
    columns=(
        Column("day", _("入档日期"), lambda row: row.known_on, "date", sort=lambda row: row.known_on, heads=True),
        Column("kinds", _("内容"), lambda row: _told(row.kinds)),
        Column("facts", _("入档行数"), lambda row: row.facts, "number", sort=lambda row: row.facts),
        Column("answers", _("查询回执"), lambda row: row.answers, "number", sort=lambda row: row.answers),
        Column("corrected", _("后来更正"), lambda row: row.corrected, "number", sort=lambda row: row.corrected),
        Column("disputed", _("异议中"), lambda row: row.disputed, "number", sort=lambda row: row.disputed),
    ),
    order="-day",
    empty=_("我单位报送的内容还没有入档"),
    empty_do=_("报送、核对并由另一个人同意以后，会列在这里。"),
)  # fmt: skip
QUALITY = Table(
    id="quality",
    title=_("质量，按内容"),
    unit="种",
    columns=(
        Column("kind", _("内容"), lambda row: row.label, sort=lambda row: row.label.in_language(language()),
               heads=True),
        Column("sent", _("报送过"), lambda row: row.sent, "number", sort=lambda row: row.sent),
        Column("standing", _("现在作数"), lambda row: row.standing, "number", sort=lambda row: row.standing),
        Column("corrected", _("更正"), lambda row: row.corrected, "number", sort=lambda row: row.corrected),
        Column("back", _("撤回、修复"), lambda row: row.taken_back, "number", sort=lambda row: row.taken_back),
        Column("disputed", _("异议中"), lambda row: row.disputed, "number", sort=lambda row: row.disputed),
        Column("upheld", _("异议成立"), lambda row: row.upheld, "number", sort=lambda row: row.upheld),
        Column("newest", _("最近的事项"), lambda row: row.newest, "date",
               sort=lambda row: (row.newest is not None, row.newest)),
        Column("known", _("最近入档"), lambda row: row.known_on, "date",
               sort=lambda row: (row.known_on is not None, row.known_on)),
    ),
    order="kind",
    prefix="q-",
    empty=_("还没有可以统计的内容"),
    empty_do=_("有内容入档以后，这里会按种类统计。"),
)  # fmt: skip
