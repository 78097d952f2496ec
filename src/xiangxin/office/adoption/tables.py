"""The tables of this room as they are declared once. No person stands in any of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xiangxin.law.load import load_law
from xiangxin.office.adoption.choices import Standing
from xiangxin.office.adoption.forms import title_of
from xiangxin.office.adoption.models import Adoption
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.tables import Column, Table

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TONES = {Standing.IN_FORCE: "good", Standing.FORBIDDEN: "bad", Standing.TO_COME: "info", Standing.ENDED: "none"}


@dataclass(frozen=True, slots=True)
class AdoptionRow:
    """An adoption with how it stands today."""

    adoption: Adoption
    standing: Standing

    @property
    def purpose(self) -> str:
        """The purpose in words."""
        return load_law().purposes[self.adoption.purpose].label.in_language(language())

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        return TONES[self.standing]


def standing_of(row: Adoption, shut: set[UUID], on: date) -> Standing:
    """Whether an adoption is to come, in force, shut by law or over."""
    if row.to_on is not None and row.to_on < on:
        return Standing.ENDED
    if row.id in shut:
        return Standing.FORBIDDEN
    return Standing.TO_COME if row.from_on > on else Standing.IN_FORCE


def _adoptions(id_: str, empty: StrOrPromise, empty_do: StrOrPromise, address: str, names_hash: bool) -> Table:
    return Table(
        id=id_,
        title=_("采用的办法"),
        unit="份",
        order="-from",
        prefix="a",
        columns=(
            Column("policy", _("办法"), lambda row: title_of(row.adoption.policy),
                   sort=lambda row: row.adoption.policy.name, heads=True,
                   href=lambda row: reverse(
                       address, args=[row.adoption.policy.content_hash if names_hash else row.adoption.id]),
                   small=lambda row: _("内容指纹 %(hash)s") % {"hash": row.adoption.policy.content_hash[:12]}),
            Column("receiver", _("由谁评价"), lambda row: row.adoption.receiver.called.in_language(language()),
                   sort=lambda row: row.adoption.receiver.name),
            Column("purpose", _("目的"), lambda row: row.purpose, sort=lambda row: row.adoption.purpose),
            Column("from", _("从哪天起"), lambda row: row.adoption.from_on, "date",
                   sort=lambda row: row.adoption.from_on),
            Column("to", _("到哪天止"), lambda row: row.adoption.to_on, "date",
                   sort=lambda row: row.adoption.to_on or date.max),
            Column("standing", _("状态"), lambda row: row.standing.label, "badge",
                   sort=lambda row: list(Standing).index(row.standing), tone=lambda row: row.tone),
        ),
        empty=empty,
        empty_do=empty_do,
    )  # fmt: skip


ADOPTIONS = _adoptions(
    "adoptions",
    _("还没有采用办法"),
    _("开一份草稿，留存，试算，写影响评估，再由两个人采用。"),
    "adoption:adoption",
    names_hash=False,
)
PUBLISHED = _adoptions(
    "published", _("还没有采用办法"), _("采用以后，每一版都在这里公开。"), "adoption:version", names_hash=True
)
DRAFTS = Table(
    id="drafts",
    title=_("草稿"),
    unit="份",
    order="-saved",
    prefix="d",
    columns=(
        Column("name", _("办法编号"), lambda row: row.name, sort="name", heads=True,
               href=lambda row: reverse("adoption:draft", args=[row.id])),
        Column("revision", _("第几次保存"), lambda row: row.revision, "number", sort="revision"),
        Column("saved", _("保存时间"), lambda row: row.saved_at, "moment", sort="saved_at"),
    ),
    empty=_("没有没写完的草稿"),
    empty_do=_("可以从随附的办法、留存的文本或者一个文件开始。"),
    exports=False,
)  # fmt: skip
TEXTS = Table(
    id="texts",
    title=_("留存的文本"),
    unit="份",
    order="-kept",
    prefix="t",
    columns=(
        Column("title", _("办法"), title_of, sort="title_zh", heads=True,
               href=lambda row: reverse("adoption:text", args=[row.id]), small=lambda row: row.name),
        Column("hash", _("内容指纹"), lambda row: row.content_hash[:12]),
        Column("kept", _("留存时间"), lambda row: row.kept_at, "moment", sort="kept_at"),
    ),
    empty=_("还没有留存的文本"),
    empty_do=_("草稿通过全部核对以后，可以留存；留存的文本不再改动。"),
    exports=False,
)  # fmt: skip
