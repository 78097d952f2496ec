"""Texts as files and as published, panels and their members, the registry of grounds: nothing of it is personal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.choices import InstitutionKind
from xiangxin.office.areas.queries import institutions_on, place_name
from xiangxin.office.areas.scope import in_force
from xiangxin.office.consent.choices import Ground
from xiangxin.office.consent.deployment import law
from xiangxin.office.consent.grounds import registry
from xiangxin.office.consent.models import NoticeText, PanelListing
from xiangxin.office.consent.notices import Draft, drafts
from xiangxin.office.consent.parts import Part, parts_in
from xiangxin.office.consent.queries.texts import members_of
from xiangxin.office.shell.errors import AddressUnknown
from xiangxin.office.shell.marks import listed

CLASS_LABELS = {
    "contact": Text("联系方式", "contact"),
    "register": Text("身份信息", "identity"),
    "file": Text("信用档案", "credit file"),
    "income_property": Text("收入财产", "income and property"),
    "bureau": Text("征信报告", "bureau report"),
    "review": Text("评议材料", "review papers"),
}


@dataclass(frozen=True, slots=True)
class TextLine:
    """One text. ``published`` is the version in force or to come; ``differs``: the file says something newer."""

    draft: Draft
    title: Text
    purpose: Text
    field_class: Text
    published: NoticeText | None
    differs: bool

    @property
    def sections(self) -> list[tuple[Text, list[Text]]]:
        """The text as its file says it, with its placeholders."""
        return [
            (Text(**one["heading"]), [Text(**line) for line in one["lines"]]) for one in self.draft.content["sections"]
        ]

    @property
    def parts(self) -> tuple[Part, ...]:
        """What it leaves to be ticked."""
        return parts_in(self.draft.content)

    @property
    def sources(self) -> list[str]:
        """The articles it rests on."""
        titles = {name: one.title.zh for name, one in law().instruments.items()}
        return [f"{titles[one['law']]} {one['article']}" for one in self.draft.content["sources"]]


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One panel and who sits on it, since when."""

    id: UUID
    name: str
    place: str
    members: tuple[str, ...]
    since: date | None


@dataclass(frozen=True, slots=True)
class GroundLine:
    """One row of the registry in words. ``own``: it is about the viewer's role."""

    roles: str
    grounds: str
    purposes: list[Text]
    classes: list[Text]
    deployments: list[Text]
    source: Text
    assumption: Text | None
    own: bool


def texts() -> list[TextLine]:
    """Every text of the files, by its code."""
    newest = {row.code: row for row in NoticeText.objects.order_by("version")}
    return [_text(draft, newest.get(draft.code)) for draft in drafts().values()]


def text(code: str) -> TextLine:
    """One of them; ``AddressUnknown`` for no such code."""
    if code not in drafts():
        raise AddressUnknown
    return _text(drafts()[code], NoticeText.objects.filter(code=code).order_by("version").last())


def panels(by: Viewer) -> list[PanelLine]:
    """The panels of the viewer's area."""
    today = timezone.localdate()
    found = institutions_on(today, by.area, [InstitutionKind.PANEL])
    listings = {row.panel_id: row for row in PanelListing.objects.filter(in_force(today), panel__in=found)}
    return [_panel(one.id, one.name, one.area, listings.get(one.id), today) for one in found]


def panel(by: Viewer, id_: UUID) -> PanelLine:
    """One of them; ``AddressUnknown`` outside of the viewer's area."""
    found = next((line for line in panels(by) if line.id == id_), None)
    if found is None:
        raise AddressUnknown
    return found


def grounds(by: Viewer) -> list[GroundLine]:
    """The registry, the viewer's own rows first."""
    kinds, purposes = law().deployment_kinds, law().purposes
    lines = [
        GroundLine(
            roles=_labels(Role, row.roles),
            grounds=_labels(Ground, row.grounds),
            purposes=[purposes[name].label for name in sorted(row.purposes)],
            classes=[label for name, label in CLASS_LABELS.items() if name in row.classes],
            deployments=[kinds[name].label for name in sorted(row.deployments)],
            source=row.source,
            assumption=row.assumption,
            own=by.role in row.roles,
        )
        for row in registry().rows
    ]
    return sorted(lines, key=lambda line: not line.own)


def _labels(choices: type[Role] | type[Ground], values: Iterable[str]) -> str:
    return listed(choices(value).label for value in sorted(values))


def _text(draft: Draft, row: NoticeText | None) -> TextLine:
    return TextLine(
        draft=draft,
        title=Text(**draft.content["title"]),
        purpose=law().purposes[draft.purpose].label,
        field_class=CLASS_LABELS[draft.field_class],
        published=row,
        differs=row is None or row.content_hash != draft.hash,
    )


def _panel(id_: UUID, name: str, area: str, listing: PanelListing | None, today: date) -> PanelLine:
    if listing is None:
        return PanelLine(id_, name, place_name(area, today), (), None)
    return PanelLine(id_, name, place_name(area, today), members_of(listing), listing.from_on)
