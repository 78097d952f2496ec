"""The tables of the room as they are declared once."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from xiangxin.office.feeds.choices import Kind
from xiangxin.office.feeds.terms import LIMITS
from xiangxin.office.intake.catalog import form_of, forms
from xiangxin.office.shell.cells import written
from xiangxin.office.shell.marks import listed
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.tables import Column, Table, choice

STATES = {
    "well": _("正常"),
    "failing": _("最近一次出错"),
    "silent": _("过久没有数据"),
    "waiting": _("等待密钥"),
    "over": _("协议不在有效期内"),
    "ended": _("已停用"),
}
_TONES = {"well": "good", "failing": "warn", "silent": "bad", "waiting": "info"}


def title_of(form: str) -> str:
    """What people call a form; its id where this version does not know it."""
    return form_of(form).title.in_language(language()) if form in forms() else form


def _error(row: Any) -> str:
    return "" if row.error is None else row.error.what.in_language(language())


def _next(row: Any) -> str:
    if row.next_at is None:
        return ""
    if row.asking or row.due:
        return str(_("正在取") if row.asking else _("一分钟内去取"))
    said = _("下一次 %(at)s，只取修复和撤回") if row.repairs_only else _("下一次 %(at)s")
    return str(said % {"at": written(row.next_at, "moment")})


FEEDS = Table(
    id="feeds",
    title=_("数据接口"),
    unit="个",
    order="state",
    columns=(
        Column(
            "provider",
            _("提供单位"),
            lambda row: row.feed.agreement.provider.name,
            sort=lambda row: row.feed.agreement.provider.name,
            heads=True,
            href=lambda row: reverse("feeds:feed", args=[row.feed.id]),
            small=lambda row: title_of(row.feed.form),
        ),
        Column("way", _("方式"), lambda row: row.feed.get_way_display(), small=_next),
        Column(
            "state",
            _("状态"),
            lambda row: STATES[row.state],
            "badge",
            sort=lambda row: list(STATES).index(row.state),
            tone=lambda row: _TONES.get(row.state, "none"),
        ),
        Column("succeeded_at", _("最近一次成功"), lambda row: row.succeeded_at, "moment"),
        Column("lag", _("距今小时"), lambda row: row.lag_hours, "number"),
        Column("error", _("最近的问题"), _error),
        Column(
            "messages",
            format_lazy(_("{days} 天消息"), days=LIMITS["recent_days"]),
            lambda row: row.messages,
            "number",
            sort=lambda row: row.messages,
        ),
        Column(
            "refused",
            format_lazy(_("{days} 天拒收行"), days=LIMITS["recent_days"]),
            lambda row: row.refused,
            "number",
            sort=lambda row: row.refused,
        ),
    ),
    empty=_("还没有数据接口"),
    empty_do=_("先登记数据协议，再由两个人开通。"),
)

QUALITY = Table(
    id="quality",
    title=_("每月数据质量"),
    unit="行",
    order="-first_on",
    columns=(
        Column("first_on", _("月份"), lambda row: f"{row.first_on:%Y-%m}", "date", sort=lambda row: row.first_on),
        Column(
            "institution",
            _("报送单位"),
            lambda row: row.institution,
            sort=lambda row: row.institution,
            heads=True,
            small=lambda row: title_of(row.form),
        ),
        Column("submissions", _("报送"), lambda row: row.submissions, "number", sort=lambda row: row.submissions),
        Column("rows", _("行数"), lambda row: row.rows, "number", sort=lambda row: row.rows),
        Column("refused", _("退回"), lambda row: row.refused, "number", sort=lambda row: row.refused),
        Column(
            "by_law",
            _("接口依法拒收"),
            lambda row: row.refused_by_law,
            "number",
            sort=lambda row: row.refused_by_law,
            small=lambda row: listed((one.what.in_language(language()) for one, _number in row.reasons), clauses=True),
        ),
        Column("corrected", _("更正"), lambda row: row.corrected, "number", sort=lambda row: row.corrected),
        Column("left_out", _("已无同意"), lambda row: row.left_out, "number", sort=lambda row: row.left_out),
        Column(
            "gap_days",
            format_lazy(_("间隔天数，过 {days} 天算迟报"), days=LIMITS["late_days"]),
            lambda row: row.gap_days,
            "number",
            sort=lambda row: row.gap_days,
            small=lambda row: _("迟报") if row.late else "",
        ),
    ),
    empty=_("还没有报送"),
    empty_do=_("报送以后按月列出份数、行数、退回和更正，没有个人信息。"),
)

MESSAGES = Table(
    id="messages",
    title=_("收到的消息"),
    unit="条",
    order="-received_at",
    columns=(
        Column("received_at", _("收到"), lambda row: row.received_at, "moment", sort="received_at", heads=True),
        Column("kind", _("内容"), lambda row: row.get_kind_display() or _("拒收"), sort="kind"),
        Column("rows", _("行数"), lambda row: row.rows, "number", sort="rows"),
        Column("taken", _("通过"), lambda row: row.taken, "number", sort="taken"),
        Column("refused", _("拒收"), lambda row: len(row.refused), "number"),
        Column(
            "submission",
            _("报送"),
            lambda row: "" if row.submission is None else row.submission.number,
            href=lambda row: "" if row.submission is None else reverse("intake:submission", args=[row.submission_id]),
        ),
    ),
    filters=(choice("kind", _("内容"), Kind.choices),),
    empty=_("还没有收到消息"),
    empty_do=_("对方的系统发来，或者定时去取以后，会列在这里。"),
)
