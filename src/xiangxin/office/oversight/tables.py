"""The tables of the room as they are declared once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xiangxin.kernel.divisions import prefix_of
from xiangxin.office.accounts.queries import MOST_CALLED, accounts_called
from xiangxin.office.accounts.words import act_words, all_acts
from xiangxin.office.areas.models import Area
from xiangxin.office.audit.models import Part, Witness
from xiangxin.office.audit.witnesses import answered
from xiangxin.office.oversight.wording import purpose_words, room_words, rooms
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.tables import Column, Filter, Rows, Table

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PERSON = "person"
SEALER = "sealer"
"""The switch that lists the sealer's own entries too: every minute one, and none of a person's doing."""
_ID = "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
"""Checked in the browser too: an identity number that somebody types here must not reach an address."""


def _words(act: str) -> str:
    return act_words(act).in_language(language())


def _purpose(purpose: str) -> str:
    return purpose_words(purpose).in_language(language()) if purpose else ""


def _where(**fixed: Any) -> Callable[[Rows, str], Rows]:
    return lambda rows, given: cast("QuerySet[Any]", rows).filter(**{name: of(given) for name, of in fixed.items()})


def person_typed(given: str) -> UUID | None:
    """The id that was typed; None where it is none."""
    try:
        return UUID(given.strip())
    except ValueError:
        return None


def _no_person(given: str) -> StrOrPromise:
    return (
        "" if person_typed(given) else _("不是本人编号：编号有 36 个字符，在日志条目和导出的文件里。不要填身份证号码。")
    )


def _of_person(rows: Rows, given: str) -> Rows:
    """Acts about the person, and acts that wrote a row of theirs among many."""
    person = person_typed(given)
    rows_of_theirs = Part.objects.filter(person=person).values("entry_id")
    return cast("QuerySet[Any]", rows).filter(Q(person=person) | Q(seq__in=rows_of_theirs))


_PLAIN = ("account:", "person:", "token:", "system:")
_DIGITS = re.compile(r"\A\d{1,12}\Z", re.ASCII)


def _no_actor(given: str) -> StrOrPromise:
    if given.startswith(_PLAIN):
        return ""
    found = accounts_called(given)
    if not found:
        return _("没有这样的登录名或岗位。系统和接口请写 system: 或 token: 开头的编号。")
    return _("符合的账号太多，请写得更全。") if len(found) > MOST_CALLED else ""


def _by_actor(rows: Rows, given: str) -> Rows:
    """What these accounts did, for themselves and for others, and what others did for them."""
    found = cast("QuerySet[Any]", rows)
    if given.startswith(_PLAIN):
        return found.filter(actor__startswith=given)
    wanted = Q()
    for one in accounts_called(given):
        name = f"account:{one}"
        wanted |= Q(actor=name) | Q(actor__startswith=f"{name} for ") | Q(actor__endswith=f" for {name}")
    return found.filter(wanted)


def _no_area(given: str) -> StrOrPromise:
    if _DIGITS.match(given):
        return ""
    if given.isascii() and given.isdigit():
        return _("区划代码只有数字，最多 12 位。")
    found = len(_areas_called(given))
    if not found:
        return _("没有叫这个名字的区划。写全一些，或者填区划代码的开头。")
    return _("叫这个名字的区划太多，请写得更全。") if found > MOST_CALLED else ""


def _areas_called(given: str) -> list[str]:
    """Codes of the areas that bear or bore a name with these words, one more than can be searched for at most."""
    codes = Area.objects.filter(name__icontains=given).order_by("code").values_list("code", flat=True).distinct()
    return list(codes[: MOST_CALLED + 1])


def _in_area(rows: Rows, given: str) -> Rows:
    """Of a code's beginning, or of the areas with this name and all inside them."""
    found = cast("QuerySet[Any]", rows)
    if _DIGITS.match(given):
        return found.filter(area__startswith=given)
    wanted = Q()
    for code in _areas_called(given):
        wanted |= Q(area__startswith=prefix_of(code))
    return found.filter(wanted)


def _midnight(given: str, days: int = 0) -> datetime:
    start = datetime.combine(date.fromisoformat(given), time(), tzinfo=timezone.get_current_timezone())
    return start + timedelta(days=days)


def _acts() -> list[tuple[str, StrOrPromise]]:
    place = {name: at for at, name in enumerate(rooms())}
    acts = sorted(all_acts(), key=lambda act: (place.get(act.partition(".")[0], len(place)), act))
    return [(act, _words(act)) for act in acts]


def _room(act: str) -> str:
    return room_words(act).in_language(language())


LOG = Table(
    id="log",
    title=_("操作日志"),
    unit="条",
    order="-seq",
    exports=False,
    columns=(
        Column(
            "seq",
            _("编号"),
            lambda row: row.seq,
            "number",
            sort="seq",
            heads=True,
            href=lambda row: reverse("oversight:entry", args=[row.seq]),
        ),
        Column("at", _("时间"), lambda row: row.at, "moment", sort="seq"),
        Column("act", _("做了什么"), lambda row: _words(row.act), sort="act", small=lambda row: row.act),
        Column(
            "actor", _("谁"), lambda row: getattr(row, "called", row.actor), sort="actor", small=lambda row: row.actor
        ),
        Column("purpose", _("目的"), lambda row: _purpose(row.purpose), sort="purpose", small=lambda row: row.purpose),
        Column(
            "area", _("区划"), lambda row: getattr(row, "placed", row.area), sort="area", small=lambda row: row.area
        ),
        Column("rows", _("写了几行"), lambda row: row.rows_count, "number", sort="rows_count"),
    ),
    filters=(
        Filter("act", _("做了什么"), _where(act=str), "choice", _acts, group=_room),
        Filter("actor", _("谁"), _by_actor, hint=_("登录名或岗位"), refuses=_no_actor),
        Filter(
            PERSON, _("本人编号"), _of_person, hint=_("按人查会记下来，本人看得到"), refuses=_no_person, pattern=_ID
        ),
        Filter("area", _("区划"), _in_area, hint=_("名称或代码的开头"), refuses=_no_area),
        Filter(SEALER, _("自动封存"), lambda rows, _given: rows, "choice", [("shown", _("也列出"))]),
        Filter("from", _("从"), _where(at__gte=_midnight), "date"),
        Filter("to", _("到"), _where(at__lt=lambda given: _midnight(given, 1)), "date"),
    ),
    empty=_("日志是空的"),
    empty_do=_("系统里做的每一件事都会列在这里。"),
)

CHECKPOINTS = Table(
    id="checkpoints",
    title=_("检查点"),
    unit="个检查点",
    order="-size",
    columns=(
        Column("size", _("日志条数"), lambda row: row.size, "number", sort="size", heads=True),
        Column("at", _("时间"), lambda row: row.at, "moment", sort="at"),
        Column(
            "file",
            _("文件"),
            lambda row: f"{row.size}.checkpoint",
            href=lambda row: reverse("oversight:checkpoint", args=[row.size]),
        ),
    ),
    empty=_("还没有检查点"),
    empty_do=_("检查点定时生成，也可以由系统管理员立即生成。"),
)


def _state(row: Witness, name: str) -> Any:
    return getattr(getattr(row, "state", None), name, None) or None


def _answer(row: Witness) -> str:
    return answered(row, timezone.localdate()).in_language(language())


WITNESSES = Table(
    id="witnesses",
    title=_("见证方"),
    unit="个见证方",
    order="name",
    prefix="w-",
    columns=(
        Column("name", _("名称"), lambda row: row.name, sort="name", heads=True),
        Column("from", _("从"), lambda row: row.from_on, "date", sort="from_on"),
        Column("to", _("到"), lambda row: row.to_on, "date", sort="to_on"),
        Column("size", _("已收到"), lambda row: _state(row, "sent_size"), "number", sort="state__sent_size"),
        Column("at", _("最近一次"), lambda row: _state(row, "sent_at"), "moment", sort="state__sent_at"),
        Column("answer", _("答复"), _answer, sort="state__failure", small=lambda row: row.url),
    ),
    empty=_("还没有见证方"),
    empty_do=_("请让银行或主管部门定期保存检查点；由运维人员在服务器上登记。"),
)
