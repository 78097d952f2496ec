"""The tables of the room as they are declared once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from xiangxin.office.intake.catalog import Form, form_of, forms
from xiangxin.office.intake.choices import Channel, State
from xiangxin.office.intake.standing import standing_of
from xiangxin.office.shell.marks import listed
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.tables import Column, Table, choice, search

TONES = {
    State.STAGED: "warn",
    State.PROPOSED: "info",
    State.ACCEPTING: "info",
    State.UNDOING: "info",
    State.ACCEPTED: "good",
    State.UNREADABLE: "bad",
    State.REFUSED: "bad",
}


def title_of(form: str) -> str:
    """What people call a form; its id where this version does not know it."""
    return form_of(form).title.in_language(language()) if form in forms() else form


def _unread(row: Any) -> bool:
    return bool(row.state == State.NOTHING and not row.rows_read)


def tone(row: Any) -> str:
    """The colour of a submission's state."""
    return "warn" if _unread(row) else TONES.get(row.state, "none")


def state_in_words(row: Any) -> str:
    """Where a submission stands; "no change" is said only of rows that were read and found the same."""
    if _unread(row):
        return gettext("没有读到行")
    if row.state == State.NOTHING and row.rows_refused:
        return gettext("没有可提交的行")
    return str(row.get_state_display())


_SUBMISSIONS = Table(
    id="submissions",
    title=_("报送记录"),
    unit="份",
    order="-received_at",
    columns=(
        Column(
            "number",
            _("编号"),
            lambda row: row.number,
            sort="number",
            heads=True,
            href=lambda row: reverse("intake:submission", args=[row.id]),
        ),
        Column("form", _("表"), lambda row: title_of(row.form), sort="form", small=lambda row: row.institution.name),
        Column("state", _("状态"), state_in_words, "badge", sort="state", tone=tone),
        Column("rows_read", _("行数"), lambda row: row.rows_read, "number", sort="rows_read"),
        Column("rows_new", _("新增"), lambda row: row.rows_new, "number"),
        Column("rows_changed", _("更正和结束"), lambda row: row.rows_changed + row.rows_ended, "number"),
        Column("rows_refused", _("退回"), lambda row: row.rows_refused, "number", sort="rows_refused"),
        Column("received_at", _("收到"), lambda row: row.received_at, "moment", sort="received_at"),
    ),
    filters=(
        search("number", hint=_("编号")),
        choice("state", _("状态"), State.choices),
        choice("channel", _("来路"), Channel.choices),
    ),
    empty=_("还没有报送"),
    empty_do=_("先下载空白表，填好以后上传。"),
)


def submissions_table(offered: Iterable[Form]) -> Table:
    """What was sent, to be narrowed to one of the forms of which the reader sees any."""
    named = [(form.id, form.title.in_language(language())) for form in offered]
    number, *others = _SUBMISSIONS.filters
    return replace(_SUBMISSIONS, filters=(number, choice("form", _("表"), named), *others))


STANDS = {
    "future": _("未生效"),
    "in_force": _("有效"),
    "expiring": _("快到期"),
    "over": _("已终止，等删除"),
    "deleted": _("已终止，已删除"),
}
STANDS_TONES = {"in_force": "good", "expiring": "warn", "over": "bad"}
"""How an agreement stands, in words and colours."""

AGREEMENTS = Table(
    id="agreements",
    title=pgettext_lazy("list", "数据协议"),
    unit="份",
    order="-signed_on",
    columns=(
        Column(
            "number",
            _("编号"),
            lambda row: row.number,
            sort="number",
            heads=True,
            href=lambda row: reverse("intake:agreement", args=[row.id]),
        ),
        Column(
            "stands",
            _("状态"),
            lambda row: STANDS[standing_of(row, timezone.localdate())],
            "badge",
            tone=lambda row: STANDS_TONES.get(standing_of(row, timezone.localdate()), "none"),
        ),
        Column("provider", _("提供单位"), lambda row: row.provider.name, sort="provider__name"),
        Column("receiver", _("接收单位"), lambda row: row.receiver.name, sort="receiver__name"),
        Column("forms", _("表"), lambda row: listed(title_of(form) for form in row.forms)),
        Column("keeper", _("保管"), lambda row: row.keeper),
        Column("signed_on", _("签订"), lambda row: row.signed_on, "date", sort="signed_on"),
        Column("to_on", _("到哪天止"), lambda row: row.ended_on or row.to_on, "date", sort="to_on"),
        Column(
            "end",
            _("终止"),
            lambda row: _("已终止") if row.ended_on else _("终止"),
            href=lambda row: "" if row.ended_on else reverse("intake:agreement_end", args=[row.id]),
        ),
    ),
    filters=(search("number", "provider__name", hint=_("编号或单位")),),
    empty=_("还没有数据协议"),
    empty_do=_("别的单位要报送数据，先把签好的协议登记在这里。"),
)
