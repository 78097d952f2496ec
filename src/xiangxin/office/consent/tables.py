"""The tables of this room as they are declared once. Only who has to delete is told of whom, and masked."""

from __future__ import annotations

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiangxin.office.consent.choices import Channel
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.tables import Column, Table

BATCHES = Table(
    id="batches",
    title=_("纸质同意表"),
    unit="批",
    columns=(
        Column("place", _("村、社区"), lambda row: row.place, sort=lambda row: row.area, heads=True),
        Column("back", _("收回"), lambda row: row.back, "number", sort=lambda row: row.back),
        Column("forms", pgettext_lazy("forms", "打印"), lambda row: row.forms, "number", sort=lambda row: row.forms),
        Column("lapses", _("最晚交回"), lambda row: row.lapses_on, "date", sort=lambda row: row.lapses_on),
        Column("text", _("文本"), lambda row: row.text, sort=lambda row: row.text.in_language(language()),
               small=lambda row: _now("第 %(version)s 版") % {"version": row.version}),
        Column("receiver", _("接收方"), lambda row: row.receiver,
               sort=lambda row: row.receiver.in_language(language())),
        Column("printed", _("打印日期"), lambda row: row.printed_on, "date", sort=lambda row: row.printed_on),
    ),
    order="-printed",
    empty=_("还没有打印过同意表"),
    empty_do=_("由村、乡镇的干部在“农户登记”里打开一个村打印。"),
)  # fmt: skip
BURSTS = Table(
    id="bursts",
    title=_("同意的异常"),
    unit="条",
    columns=(
        Column("to", _("时间"), lambda row: row.to_at, "moment", sort=lambda row: row.to_at, heads=True,
               small=lambda row: _now("%(minutes)s 分钟内") % {"minutes": row.minutes}),
        Column("people", _("人数"), lambda row: row.people, "number", sort=lambda row: row.people),
        Column("who", _("账号或设备"), lambda row: row.who, sort=lambda row: row.who),
        Column("channel", _("方式"), lambda row: Channel(row.channel).label, sort=lambda row: row.channel),
        Column("seen", _("看过"), lambda row: row.seen_at, "moment", sort=lambda row: row.seen_at),
    ),
    order="-to",
    empty=_("没有异常"),
    empty_do=_("出现异常时会列在这里。"),
)  # fmt: skip
DELETIONS = Table(
    id="deletions",
    title=_("撤回与删除"),
    unit="张",
    columns=(
        Column("number", _("删除单"), lambda row: row.receipt_no, sort=lambda row: row.receipt_no, heads=True),
        Column("name", _("姓名"), lambda row: row.called.name if row.called else None,
               small=lambda row: row.called.place if row.called else ""),
        Column("id_number", _("身份号码"), lambda row: row.called.id_number if row.called else None),
        Column("due", _("最晚删除"), lambda row: row.due_on, "date",
               sort=lambda row: (row.done_on is not None, row.due_on)),
        Column("done", _("已经删除"), lambda row: row.done_on, "date", sort=lambda row: row.done_on),
        Column("purpose", _("目的"), lambda row: row.purpose, sort=lambda row: row.purpose.in_language(language()),
               small=lambda row: row.ended),
        Column("person", _("系统里的编号"), lambda row: row.person),
    ),
    order="due",
    empty=_("没有要删除的"),
    empty_do=_("有人撤回时会出现在这里。"),
)  # fmt: skip
