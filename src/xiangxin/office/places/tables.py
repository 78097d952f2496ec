"""The tables of the room as they are declared once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiangxin.office.areas.choices import AreaLevel, InstitutionKind
from xiangxin.office.jobs.choices import JobState
from xiangxin.office.jobs.job import KINDS
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.tables import Column, Table, choice, search

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_TONES = {JobState.DONE: "good", JobState.FAILED: "bad", JobState.RUNNING: "info", JobState.CANCELLED: "warn"}


def area_href(code: str) -> str:
    """The page of an area."""
    return reverse("places:area", args=[code])


def job_name(kind: str) -> str:
    """What people call a kind of job; the kind itself where this version does not know it."""
    return KINDS[kind].label.in_language(language()) if kind in KINDS else kind


_PERIODIC: dict[str, StrOrPromise] = {
    "accounts.forget": _("删去过期的登录记录"),
    "adoption.judge": _("按现在的法律核对采用的办法"),
    "audit.checkpoint": _("签署检查点"),
    "audit.seal_reads": _("把查看记录写入日志"),
    "audit.send_checkpoint": _("把检查点送往外部存放"),
    "certificates.follow": _("核对证书，公布状态表"),
    "certificates.tidy": _("换签发证书的密钥，删去过期的查验码"),
    "consent.forget_declined": _("删除不再需要的拒绝记号"),
    "consent.forget_forms": _("作废过期的纸质表"),
    "consent.remind": _("提醒快到期的同意"),
    "creditfile.delete_expired": _("删去不得再留的记录"),
    "feeds.delete_told": _("删去已告知很久的修复记录"),
    "feeds.pull": _("向数据源单位取数"),
    "gateway.forget_answers": _("删去过期的接口答复"),
    "grants.hand_over": _("把评价结果交给客户经理"),
    "grants.settle": _("结束已撤回同意和过期未答的授信"),
    "incentives.delete_over": _("删去不得再留的积分"),
    "intake.clear_spool": _("清理未收完的上传"),
    "intake.delete_ended": _("删去已结束的报送文件"),
    "intake.forget_duplicates": _("删去到期的疑似同一人记录"),
    "intake.delete_of_agreements": _("删去已终止协议带来的数据"),
    "intake.settle": _("接续中断的报送"),
    "jobs.forget": _("删去过期的任务文件"),
    "jobs.take_up_dead": _("接续中断的任务"),
    "operations.seal_again": _("用新的密钥重新封存"),
    "outbox.deliver": _("发出对外通知"),
    "outbox.forget": _("删去已送达的通知"),
    "parties.delete_expired_contacts": _("删去到期的待告知名单"),
    "runs.delete_ungrounded": _("删去不得再留的评价结果"),
    "runs.settle": _("接续中断的评价"),
    "visits.delete_expired": _("删去到期的走访任务"),
}
"""What people call the periodic work of each room."""


def periodic_name(name: str) -> StrOrPromise:
    """Periodic work in words; its name in the program where this version has none."""
    return _PERIODIC.get(name, name)


def tone(row: Any) -> str:
    """The colour of a job's state."""
    return _TONES.get(row.state, "none")


def counted(row: Any) -> str:
    """How far a job is."""
    return "—" if row.total is None else f"{row.done:,} / {row.total:,}"


AREAS = Table(
    id="areas",
    title=pgettext_lazy("list", "区划"),
    unit="个区域",
    order="code",
    columns=(
        Column("name", _("名称"), lambda row: row.name, sort="name", heads=True, href=lambda row: area_href(row.code)),
        Column("code", _("代码"), lambda row: row.code, sort="code"),
        Column("level", _("级别"), lambda row: row.get_level_display(), "badge", sort="level"),
        Column("from_on", _("从"), lambda row: row.from_on, "date", sort="from_on"),
        Column("to_on", _("到"), lambda row: row.to_on, "date", sort="to_on"),
    ),
    filters=(
        search("name", "code", hint=_("名称或代码")),
        choice("level", _("级别"), AreaLevel.choices),
    ),
    empty=_("这里还没有区域"),
    empty_do=_("请导入本县的区划名单。"),
)

INSTITUTIONS = Table(
    id="institutions",
    title=pgettext_lazy("list", "机构"),
    unit="个机构",
    order="kind",
    columns=(
        Column(
            "name",
            _("名称"),
            lambda row: row.name,
            sort="name",
            heads=True,
            small=lambda row: row.name_en if language() == "en" else "",
            href=lambda row: reverse("places:institution", args=[row.id]),
        ),
        Column("kind", _("类型"), lambda row: row.get_kind_display(), "badge", sort=("kind", "name")),
        Column("parent", _("上级"), lambda row: row.parent.name if row.parent else None, sort="parent__name"),
        Column("area", _("区划"), lambda row: row.area, sort="area", href=lambda row: area_href(row.area)),
        Column("from_on", _("从"), lambda row: row.from_on, "date", sort="from_on"),
    ),
    filters=(
        search("name", "name_en", "slug", hint=_("名称或简称")),
        choice("kind", _("类型"), InstitutionKind.choices),
    ),
    empty=_("这里还没有机构"),
    empty_do=_("请新增机构，由第二个人同意后生效。"),
)

JOBS = Table(
    id="jobs",
    title=_("任务"),
    unit="项任务",
    order="-created_at",
    exports=False,
    columns=(
        Column(
            "kind",
            _("任务"),
            lambda row: job_name(row.kind),
            sort="kind",
            heads=True,
            href=lambda row: reverse("places:job", args=[row.id]),
        ),
        Column("state", _("状态"), lambda row: row.get_state_display(), "badge", sort="state", tone=tone),
        Column("done", _("进度"), counted),
        Column("attempts", _("次数"), lambda row: row.attempts, "number", sort="attempts"),
        Column("created_at", _("开始"), lambda row: row.created_at, "moment", sort="created_at"),
        Column("ended_at", _("结束"), lambda row: row.ended_at, "moment", sort="ended_at"),
    ),
    filters=(choice("state", _("状态"), JobState.choices),),
    empty=_("没有任务"),
    empty_do=_("导入、导出等较长的工作会出现在这里。"),
)
