"""What happens to institutions: they are added, renamed and ended."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

from xiangxin.office.areas.choices import NEEDS_PARENT, PARENTS, InstitutionKind
from xiangxin.office.areas.errors import (
    AreaNameWrong,
    DayOutOfOrder,
    InstitutionHasBranches,
    InstitutionNameTaken,
    InstitutionParentUnfit,
    InstitutionSlugTaken,
    InstitutionSlugWrong,
    NothingChanged,
)
from xiangxin.office.areas.models import Institution
from xiangxin.office.areas.new import INSTITUTION_NAME_LIMIT, NewInstitution
from xiangxin.office.areas.queries import area_on, institution
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import Act, act

_SLUG = re.compile(r"[a-z][a-z0-9-]{1,39}")


def add_institution(by: Actor, new: NewInstitution, from_on: date) -> Institution:
    """A new institution, in force from ``from_on``."""
    with act("areas.institution_added", by=by, area=new.area, payload={"from_on": from_on, "kind": new.kind}) as done:
        added = open_institution(done, new, from_on)
        done.about = f"areas.institution:{added.id}"
    return added


def rename_institution(by: Actor, id_: UUID, name: str, name_en: str, on: date) -> Institution:
    """Another name for the same body; consents given to it stay."""
    row = institution(id_, on)
    if (row.name, row.name_en) == (name, name_en):
        raise NothingChanged("name")
    row.name, row.name_en = name, name_en
    _check_name(row)
    with act("areas.institution_renamed", by=by, about=row, area=row.area, payload={"on": on}) as done:
        row.save(update_fields=["name", "name_en"])
        done.wrote(row)
    return row


def end_institution(by: Actor, id_: UUID, to_on: date) -> Institution:
    """``to_on`` is the last day of the institution. Its branches have to end before it."""
    row = institution(id_, to_on)
    if to_on < row.from_on:
        raise DayOutOfOrder("to_on", day=row.from_on.isoformat())
    if row.children.exclude(to_on__lte=to_on).exists():
        raise InstitutionHasBranches("to_on", name=row.name)
    with act("areas.institution_ended", by=by, about=row, area=row.area, payload={"to_on": to_on}) as done:
        row.to_on = to_on
        row.save(update_fields=["to_on"])
        done.wrote(row)
    return row


def open_institution(done: Act, new: NewInstitution, on: date) -> Institution:
    """Write one institution within an act that is open; every rule of institutions is checked."""
    if _SLUG.fullmatch(new.slug) is None:
        raise InstitutionSlugWrong("slug")
    if Institution.objects.filter(slug=new.slug).exists():
        raise InstitutionSlugTaken("slug", slug=new.slug)
    area_on(new.area, on, "area")
    parent = _parent(new, on)
    row = Institution(
        slug=new.slug,
        kind=InstitutionKind(new.kind),
        name=new.name,
        name_en=new.name_en,
        parent=parent,
        area=new.area,
        from_on=on,
    )
    _check_name(row)
    row.save(force_insert=True)
    done.wrote(row)
    return row


def _parent(new: NewInstitution, on: date) -> Institution | None:
    if new.parent is None:
        if new.kind in NEEDS_PARENT:
            raise InstitutionParentUnfit("parent")
        return None
    key = {"id": new.parent} if isinstance(new.parent, UUID) else {"slug": new.parent}
    parent = Institution.objects.filter(**key).exclude(to_on__lt=on).first()
    if parent is None or parent.kind not in PARENTS.get(new.kind, frozenset()):
        raise InstitutionParentUnfit("parent")
    return parent


def _check_name(row: Institution) -> None:
    if not 0 < len(row.name) <= INSTITUTION_NAME_LIMIT or not any(character.isalnum() for character in row.name):
        raise AreaNameWrong("name", limit=INSTITUTION_NAME_LIMIT)
    if len(row.name_en) > 120:
        raise AreaNameWrong("name_en", limit=120)
    same = Institution.objects.filter(kind=row.kind, name=row.name, area=row.area, to_on=None)
    if same.exclude(id=row.id).exists():
        raise InstitutionNameTaken("name", name=row.name)
