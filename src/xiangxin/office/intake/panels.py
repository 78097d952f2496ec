"""What the home page says about submissions: those that wait for the viewer, and those still to be submitted."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.intake.keepers import AGREEMENT_KEEPERS
from xiangxin.office.intake.models import Agreement, Submission
from xiangxin.office.intake.queries import expiring, own_agreements, to_be_proposed, waiting_for
from xiangxin.office.intake.rules import SENDERS
from xiangxin.office.intake.standing import last_day
from xiangxin.office.intake.tables import title_of
from xiangxin.office.intake.terms import LIMITS
from xiangxin.office.shell.cells import written
from xiangxin.office.shell.marks import beside
from xiangxin.office.shell.panels import Panel, Todo, Todos, panel
from xiangxin.office.shell.templatetags.office import day

_MOST = 5


@panel(*SENDERS, order=60)
def submissions(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """Submissions on which the viewer has something to do."""
    todos = [_todo(row, _("请核对后决定"), "warn") for row in waiting_for(viewer)[:_MOST]]
    todos += [_todo(row, _("已核对，还没有提交"), "info") for row in to_be_proposed(viewer)[:_MOST]]
    if not todos:
        return None
    return Panel(_("报送的数据"), "web/_todo.html", Todos(tuple(todos)), reverse("intake:submissions"), _("全部报送"))


@panel(*AGREEMENT_KEEPERS, order=62)
def agreements(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """Agreements that run out soon: without a new one nothing more comes in."""
    todos = tuple(
        Todo(
            beside(row.number, row.provider.name),
            reverse("intake:agreement", args=[row.id]),
            _("到期以后不能再报送，请续签"),
            written(row.to_on, "date"),
            "warn",
        )
        for row in expiring(timezone.localdate())[:_MOST]
    )
    if not todos:
        return None
    return Panel(_("快到期的数据协议"), "web/_todo.html", Todos(todos), reverse("intake:agreements"), _("全部协议"))


@panel(Role.DATA_PROVIDER, order=66)
def own(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """The provider's own agreements that run out, are over, or whose data were deleted not long ago."""
    today = timezone.localdate()
    todos = tuple(
        Todo(row.number, reverse("intake:agreement", args=[row.id]), *_told(row, standing))
        for row, standing in own_agreements(viewer, today)
        if row.deleted_at is None or (today - timezone.localdate(row.deleted_at)).days <= LIMITS["told_deleted_days"]
    )
    return Panel(_("我们的数据协议"), "web/_todo.html", Todos(todos[:_MOST]), waits=False) if todos else None


def _told(row: Agreement, standing: str) -> tuple[str, str, str]:
    """What it means for the provider, by when, and how loud."""
    if standing == "expiring":
        return _("到期以后不能再报送，请和县金融办续签"), written(row.ended_on or row.to_on, "date"), "warn"
    if standing == "over":
        return (
            _("已经结束：不能再报送，修复和撤回照收；按它报的数据到期删除"),
            _("最晚 %(day)s 删完") % {"day": day(last_day(row))},
            "info",
        )
    return (
        _("按它报的数据已经删除 %(rows)s 行") % {"rows": f"{row.deleted_rows:,}"},
        written(row.deleted_at, "date"),
        "good",
    )


def _todo(row: Submission, why: str, tone: str) -> Todo:
    what = _("%(form)s，%(rows)s 行") % {"form": title_of(row.form), "rows": f"{row.rows_read:,}"}
    return Todo(what, reverse("intake:submission", args=[row.id]), why, "", tone)
