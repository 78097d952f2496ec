"""The room's tables as data: which columns each has and how it is narrowed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from xiangxin.office.parties.choices import BusinessKind
from xiangxin.office.parties.queries.fields import FieldLine
from xiangxin.office.parties.queries.people import PersonLine
from xiangxin.office.shell.cells import shown_count
from xiangxin.office.shell.marks import listed
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.tables import Column, Filter, Rows, Table


def _asked(line: PersonLine) -> str:
    """Each class once for each answer, without saying who asked."""
    tongue = language()
    said = dict.fromkeys((one.field_class.in_language(tongue), str(one.state.label)) for one in line.asked)
    told = [gettext("%(data)s：%(answer)s") % {"data": data, "answer": answer} for data, answer in said]
    return listed(told) or gettext("没有问过")


def _only(field: str) -> Any:
    """Narrows lines held in memory to those whose property has the chosen value."""

    def narrow(rows: Rows, chosen: str) -> Rows:
        return [row for row in cast("list[Any]", rows) if str(getattr(row, field)) == chosen]

    return narrow


def _shown(value: int | None) -> int:
    return 1 if value is None else value


def _lines_in(rows: Rows, chosen: str) -> Rows:
    return [row for row in cast("list[FieldLine]", rows) if row.office == (chosen == "office")]


VILLAGES = Table(
    id="villages",
    title=_("村、社区"),
    unit="个村",
    columns=(
        Column("name", _("村、社区"), lambda row: row.name, sort=lambda row: row.area, heads=True,
               href=lambda row: reverse("parties:people", args=[row.area])),
        Column("persons", _("登记人数"), lambda row: row.persons, "number", sort=lambda row: row.persons),
        Column("consenting", _("同意建档"), lambda row: row.consenting, "number", sort=lambda row: row.consenting),
        Column("reachable", _("有电话"), lambda row: row.reachable, "number", sort=lambda row: row.reachable),
        Column("households", _("户数"), lambda row: row.households, "number", sort=lambda row: row.households),
    ),
    order="name",
    empty=_("辖区里没有村"),
    empty_do=_("请系统管理员先导入区划表。"),
)  # fmt: skip
PEOPLE = Table(
    id="people",
    title=_("登记的人"),
    unit="人",
    columns=(
        Column("name", _("姓名"), lambda row: row.card.name, sort=lambda row: row.name, heads=True,
               href=lambda row: reverse("parties:person", args=[row.card.id])),
        Column("consents", _("征求同意"), _asked, sort=lambda row: sum(one.agreed for one in row.asked)),
        Column("household", _("户"), lambda row: gettext("查看") if row.household else gettext("未立户"),
               href=lambda row: reverse("parties:household", args=[row.household]) if row.household else ""),
        Column("reachable", _("电话"), lambda row: gettext("有") if row.reachable else gettext("无"),
               sort=lambda row: row.reachable),
        Column("number", _("身份号码"), lambda row: row.card.id_number),
        Column("born", _("出生年份"), lambda row: row.card.birth_year, sort=lambda row: row.person.birth_on.year),
        Column("state", _("状态"), lambda row: "" if row.card.alive else gettext("已去世"), "badge"),
    ),
    order="name",
    empty=_("这里还没有登记的人"),
    empty_do=_("当面核对身份证后登记；整村名单可由县级办公室一次导入。"),
)  # fmt: skip
FOUND = replace(
    PEOPLE,
    empty=_("没有符合的人"),
    empty_do=_("本村登记的人里没有这个姓名；换拼音或首字母再找，或者显示全部。"),
)
"""The same when a name was searched for: nobody found is not nobody registered."""
BUSINESSES = Table(
    id="businesses",
    title=_("经营主体（单位）"),
    unit="家",
    columns=(
        Column("name", _("名称"), lambda row: row.name, sort=lambda row: row.name, heads=True,
               href=lambda row: reverse("parties:business", args=[row.id])),
        Column("code", _("统一社会信用代码"), lambda row: row.code),
        Column("kind", _("类型"), lambda row: row.get_kind_display(), sort=lambda row: row.kind),
        Column("registered", _("登记日期"), lambda row: row.registered_on, "date", sort=lambda row: row.registered_on),
        Column("closed", _("注销日期"), lambda row: row.closed_on, "date", sort=lambda row: row.closed_on),
    ),
    order="name",
    empty=_("还没有登记的单位"),
    empty_do=_("个体工商户按个人登记，在本人页面里。"),
    filters=(Filter("kind", _("类型"), _only("kind"), "choice", BusinessKind.choices),),
)  # fmt: skip
ROSTER = Table(
    id="roster",
    title=_("待告知名单"),
    unit="人",
    columns=(
        Column("name", _("姓名"), lambda row: row.name, heads=True,
               href=lambda row: reverse("parties:roster_line", args=[row.id])),
        Column("phone", _("电话"), lambda row: row.phone or None),
        Column("area", _("村"), lambda row: row.place, sort=lambda row: row.area),
        Column("notified", _("告知送达"), lambda row: row.notified_on, "date", sort=lambda row: row.notified_on),
        Column("delete", _("到期删除"), lambda row: row.delete_on, "date", sort=lambda row: row.delete_on),
    ),
    order="area",
    empty=_("没有待告知的人"),
    empty_do=_("名册里的人只为告知保留，到期删除；已登记的人不在这里。"),
    exports=False,
)  # fmt: skip
TOTALS = Table(
    id="register-totals",
    title=_("登记进度"),
    unit="行",
    columns=(
        Column(
            "place",
            _("乡镇"),
            lambda row: row.name or gettext("全县"),
            heads=True,
            sort=lambda row: (row.area == "", row.area),
        ),
        Column(
            "persons",
            _("登记人数"),
            lambda row: shown_count(row.persons),
            "number",
            sort=lambda row: _shown(row.persons),
        ),
        Column(
            "households",
            _("户数"),
            lambda row: shown_count(row.households),
            "number",
            sort=lambda row: _shown(row.households),
        ),
        Column(
            "consenting",
            _("同意建档"),
            lambda row: shown_count(row.consenting),
            "number",
            sort=lambda row: _shown(row.consenting),
        ),
        Column("businesses", _("经营主体"), lambda row: row.businesses, "number", sort=lambda row: row.businesses),
    ),
    order="-persons",  # the whole first, then who has come furthest; a hidden figure takes no telling place
    empty=_("还没有乡镇"),
    empty_do=_("请系统管理员先导入区划表。"),
    sizes=(100,),
)
FIELDS = Table(
    id="fields",
    title=_("可以保存的内容"),
    unit="项",
    columns=(
        Column("label", _("内容"), lambda row: row.label, sort=lambda row: row.order, heads=True),
        Column("where", _("在哪里"), lambda row: row.place, sort=lambda row: row.place.in_language(language())),
        Column("matter", _("事项"), lambda row: row.matter, sort=lambda row: row.matter.in_language(language())),
        Column("level", _("敏感程度"), lambda row: row.level, "badge", sort=lambda row: row.sensitive,
               tone=lambda row: "warn" if row.sensitive else "none"),
        Column("consent", _("需要的授权"), lambda row: row.consent),
        Column("retention", _("保存多久"), lambda row: row.retention),
        Column("scored", _("可否用于评分"),
               lambda row: pgettext("scoring", "可以") if row.scored else gettext("不可以"), "badge",
               sort=lambda row: row.scored, tone=lambda row: "good" if row.scored else "none"),
    ),
    order="label",
    empty=_("没有登记的字段"),
    empty_do="",
    filters=(Filter("place", _("在哪里"), _lines_in, "choice",
                    lambda: [("office", _("人、户、经营主体")), ("file", _("信用档案"))]),),
    sizes=(100,),
)  # fmt: skip
LOCKS = Table(
    id="locks",
    title=_("查询已锁定的账号"),
    unit="个",
    columns=(
        Column("account", _("账号"), lambda row: row.display, heads=True),
        Column("kind", _("查询"), lambda row: row.kind),
        Column("since", _("锁定时间"), lambda row: row.since_at, "moment", sort=lambda row: row.since_at),
        Column("last", _("此前一小时次数"), lambda row: row.asked, "number"),
    ),
    order="-since",
    empty=_("没有锁定的账号"),
    empty_do=_("一小时内查询超过限额会自动锁定，在这里由另一个人决定是否解锁。"),
    exports=False,
)
