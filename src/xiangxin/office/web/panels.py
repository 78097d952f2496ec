"""What the home page says of several rooms at once: work that runs, papers that are out, how far the register is.

Each panel is a look at rows the viewer's own pages show, with the page behind it; it decides nothing and names nobody.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.rules import roles_of
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.accounts.views.own import STAFF
from xiangxin.office.areas.queries import areas_inside
from xiangxin.office.consent.actions.paper import CARRIERS
from xiangxin.office.consent.queries.paper import batches
from xiangxin.office.jobs import queries as jobs
from xiangxin.office.jobs.choices import JobState
from xiangxin.office.oversight.queries.log import newest_checkpoint
from xiangxin.office.oversight.queries.verdict import last_verdict
from xiangxin.office.parties.queries.people import villages_of
from xiangxin.office.parties.queries.totals import totals
from xiangxin.office.places.tables import job_name, periodic_name
from xiangxin.office.shell.cells import written
from xiangxin.office.shell.marks import listed
from xiangxin.office.shell.panels import Panel, Todo, Todos, panel
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.templatetags.office import day, moment

MOST = 5
"""Lines of one panel; the page behind it has all."""

_STILL = (JobState.QUEUED, JobState.RUNNING)
_TONES = {JobState.QUEUED: "none", JobState.RUNNING: "info", JobState.FAILED: "bad"}


def _listed(title: str, todos: list[Todo], href: str, link: str) -> Panel | None:
    return Panel(title, "web/_todo.html", Todos(tuple(todos[:MOST])), href, link) if todos else None


@panel(*sorted(CARRIERS), order=35)
def papers(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """Batches of paper forms of which some are still out, those that lapse first at the top."""
    today, href = timezone.localdate(), reverse("consent:batches")
    out = sorted((one for one in batches(viewer) if one.back < one.forms), key=lambda one: one.lapses_on)
    todos = [
        Todo(
            _("%(place)s：还有 %(out)s 张没有收回") % {"place": one.place, "out": one.forms - one.back},
            href,
            _("“%(text)s”，%(printed)s 印了 %(forms)s 张，给%(receiver)s")
            % {
                "text": one.text.in_language(language()),
                "printed": day(one.printed_on),
                "forms": one.forms,
                "receiver": one.receiver.in_language(language()),
            },
            _("%(day)s失效") % {"day": day(one.lapses_on)},
            "bad" if one.lapses_on < today else "warn",
        )
        for one in out
    ]
    return _listed(_("没有收回的纸质表"), todos, href, _("全部批次"))


@panel(Role.TOWNSHIP_CADRE, Role.VILLAGE_CADRE, order=45)
def villages(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """The villages that are behind: nobody registered yet, or the smallest share that agreed to a file."""
    lines = sorted(villages_of(viewer), key=lambda one: (one.consenting / one.persons if one.persons else -1, one.area))
    todos = [
        Todo(
            one.name,
            reverse("parties:people", args=[one.area]),
            _("登记 %(households)s 户、%(persons)s 人，其中 %(consenting)s 人同意建档")
            % {"households": one.households, "persons": one.persons, "consenting": one.consenting},
            _("还差 %(left)s 人") % {"left": one.persons - one.consenting} if one.persons else _("还没有登记"),
            "warn" if one.persons else "bad",
        )
        for one in lines
        if one.consenting < one.persons or not one.persons
    ]
    return _listed(_("登记和同意最少的村"), todos, reverse("parties:villages"), _("各村登记"))


@panel(Role.COUNTY_OFFICE, Role.CENTRAL_BANK, order=45)
def register(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """How far the county's register is today; small figures stay hidden."""
    today, href = timezone.localdate(), reverse("parties:totals")
    *townships, whole = totals(viewer, today)
    without = [one.name for one in townships if one.persons == 0]
    begun = _("%(all)s 个乡镇（街道）里有 %(without)s 个还没有登记：%(names)s") % {
        "all": len(townships), "without": len(without), "names": listed(without),
    }  # fmt: skip
    left = None if whole.persons is None or whole.consenting is None else whole.persons - whole.consenting
    short = _("登记的人里还有 %(left)s 人没有同意，或者还没有答复；同意不同意都由本人定") % {"left": left}
    figures = (
        (_("登记的人"), whole.persons, begun if without else ""),
        (_("登记的户"), whole.households, ""),
        (_("同意建档的人"), whole.consenting, short if left else ""),
        (_("登记的经营主体"), whole.businesses, ""),
    )
    todos = tuple(Todo(label, why=why, due=written(value, "number"), tone="figure") for label, value, why in figures)
    title = _("登记进度，截至 %(day)s") % {"day": day(today)}
    return Panel(title, "web/_todo.html", Todos(todos), href, _("按乡镇看"), waits=False)


@panel(Role.AUDITOR, Role.AUDIT_ADMIN, order=20)
def evidence(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """The newest checkpoint and what the viewer's last verification found."""
    newest, verdict = newest_checkpoint(), last_verdict(viewer)
    todos = [
        Todo(
            _("最新的检查点"),
            reverse("oversight:checkpoints"),
            _("%(at)s，共 %(size)s 条记录") % {"at": moment(newest.at), "size": f"{newest.size:,}"},
        )
        if newest
        else Todo(_("还没有检查点"), reverse("oversight:checkpoints"), due=_("请查看"), tone="warn")
    ]
    href = reverse("oversight:verification")
    if verdict is None:
        todos.append(Todo(_("您还没有做过完整核对"), href, due=_("去核对"), tone="warn"))
    else:
        found = verdict.findings
        due = verdict.job.get_state_display() if found is None else _("%(number)s 处问题") % {"number": len(found)}
        tone = "none" if found is None else "bad" if found else "good"
        todos.append(Todo(_("您最近一次完整核对"), href, written(verdict.job.created_at, "moment"), due, tone))
    return _listed(_("日志"), todos, reverse("oversight:log"), _("操作日志"))


@panel(Role.SYSTEM_ADMIN, order=10)
def founding(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """What an office that was founded just now begins with."""
    if areas_inside(viewer.area, timezone.localdate()).exists():
        return None
    with_office = Role.COUNTY_OFFICE in {rule.role for rule in roles_of(settings.HOME.kind)}
    if with_office:
        first, second = _("先建两位县金融办的；安全管理员提出岗位，您同意。"), _("由县金融办的人同意")
    else:
        first, second = _("先建另一位系统管理员；岗位由安全管理员提出。"), _("由另一位系统管理员同意")
    says = _("县、乡镇、村和社区；%(second)s。机构接着登记。") % {"second": second}
    todos = (
        Todo(_("给每个人建账号"), reverse("accounts:new_account"), first),
        Todo(_("导入区划名单"), reverse("places:list"), says),
    )
    return Panel(_("从这里开始"), "web/_todo.html", Todos(todos), reverse("web:help"), _("使用说明"))


@panel(Role.SYSTEM_ADMIN, order=25)
def machine(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """How the queue and the periodic work are doing."""
    state, href = jobs.queue_state(), reverse("places:all_jobs")
    failing = [one for one in jobs.periodic_work() if one.failures]
    failed = state.failed_today
    todos = [
        Todo(
            _("排队 %(queued)s 个，进行中 %(running)s 个") % {"queued": state.queued, "running": state.running},
            href,
            _("最长等待 %(minutes)s 分钟") % {"minutes": state.minutes},
        ),
        Todo(
            _("一天内没有完成的任务"),
            href,
            due=f"{failed:,}",
            tone="bad" if failed else "good",
        ),
        *(
            Todo(
                periodic_name(one.name), href, one.error, _("连续失败 %(number)s 次") % {"number": one.failures}, "bad"
            )
            for one in failing
        ),
    ]
    return _listed(_("任务和定时工作"), todos, href, _("全部任务"))


@panel(*STAFF, order=60)
def own_jobs(request: HttpRequest, viewer: Viewer) -> Panel | None:
    """The viewer's own jobs that are not through, and those that failed."""
    rows = jobs.jobs_of(viewer.actor).filter(state__in=[*_STILL, JobState.FAILED])[:MOST]
    todos = [
        Todo(
            job_name(row.kind),
            reverse("places:job", args=[row.id]),
            written(row.created_at, "moment"),
            row.get_state_display(),
            _TONES[JobState(row.state)],
        )
        for row in rows
    ]
    return _listed(_("我的任务"), todos, reverse("places:jobs"), _("全部"))
