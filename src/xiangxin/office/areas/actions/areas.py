"""What happens to areas: they appear, get other names and codes, merge and split, each on a day and by a document.

A change never edits what was: the old row ends the day before, a new one begins, and a succession links the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import product

from xiangxin.kernel.divisions import Level, level_of, parent_of, prefix_of
from xiangxin.kernel.typed import sentence
from xiangxin.office.areas.choices import AreaLevel, ChangeKind
from xiangxin.office.areas.errors import (
    AreaCodeTaken,
    AreaCodeWrong,
    AreaHasParts,
    AreaNameTaken,
    AreaNameWrong,
    AreaParentMissing,
    DayOutOfOrder,
    DocumentMissing,
    NothingChanged,
)
from xiangxin.office.areas.models import Area, Institution, Succession
from xiangxin.office.areas.new import AREA_NAME_LIMIT, NewArea
from xiangxin.office.areas.queries import area_on, areas_inside, areas_on, institutions_on
from xiangxin.office.areas.scope import inside
from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import Act, act

DOCUMENT_LIMIT = 60
_DAY = timedelta(days=1)
_ABOVE: dict[Level, Level] = {"village": "township", "township": "county"}
"""Which area has to be there first."""
_BESIDE: dict[Level, Level] = {**_ABOVE, "county": "city"}
"""Within which area a name may stand once."""


def add_area(by: Actor, new: NewArea, from_on: date, document_no: str = "") -> Area:
    """An area that was not there before and comes from none that was; ``document_no`` where an order says so."""
    payload: dict[str, object] = {"from_on": from_on, "document": check_document(document_no) if document_no else None}
    with act("areas.area_added", by=by, area=new.code, payload=payload) as done:
        added = open_area(done, new, from_on)
        done.about = f"areas.area:{added.id}"
    return added


def rename_area(by: Actor, code: str, name: str, on: date, document_no: str) -> Area:
    """From ``on`` the area with ``code`` is called ``name``. ``NothingChanged`` for the name it has."""
    before = area_on(code, on, "code")
    if before.name == name:
        raise NothingChanged("name")
    new = NewArea(code, before.level, name)
    return _change(by, ChangeKind.RENAMED, [before], [new], on, document_no)[0]


def merge_areas(by: Actor, codes: Sequence[str], into: NewArea, on: date, document_no: str) -> Area:
    """From ``on`` the areas are one, under a new code or the code of one of them; institutions move with them."""
    before = [area_on(code, on, "codes") for code in dict.fromkeys(codes)]
    if len(before) < 2:
        raise NothingChanged("codes")
    return _change(by, ChangeKind.MERGED, before, [into], on, document_no)[0]


def split_area(by: Actor, code: str, into: Sequence[NewArea], on: date, document_no: str) -> list[Area]:
    """From ``on`` the area is several; one of them may keep the code."""
    if len(into) < 2:
        raise NothingChanged("into")
    return _change(by, ChangeKind.SPLIT, [area_on(code, on, "code")], into, on, document_no)


def recode_area(by: Actor, code: str, new_code: str, on: date, document_no: str) -> list[Area]:
    """From ``on`` the area and everything in it has ``new_code`` and its digits; institutions move with it."""
    whole = area_on(code, on, "code")
    if new_code == code:
        raise NothingChanged("new_code")
    if _level(new_code, "new_code") != _level(code):
        raise AreaCodeWrong("new_code")
    old, new = prefix_of(code), prefix_of(new_code)
    whole_and_parts = list(areas_inside(code, on))
    after = [NewArea(new + one.code[len(old) :], one.level, one.name) for one in whole_and_parts]
    return _change(by, ChangeKind.RECODED, [whole], after[:1], on, document_no, whole_and_parts[1:], after[1:])


def open_area(done: Act, new: NewArea, on: date) -> Area:
    """Write one area that begins on ``on`` within an act that is open; every rule of areas is checked."""
    _check_shape(new)
    if Area.objects.filter(code=new.code).exclude(to_on__lt=on).exists():
        raise AreaCodeTaken("code", code=new.code)
    _check_place(new, on)
    row = Area(code=new.code, level=new.level, name=new.name, from_on=on)
    row.save(force_insert=True)
    done.wrote(row)
    return row


def close_area(done: Act, row: Area, on: date) -> None:
    """End an area the day before ``on``, within an act that is open."""
    if row.from_on >= on:
        raise DayOutOfOrder("on", day=row.from_on.isoformat())
    if row.to_on is not None:
        raise DayOutOfOrder("on", day=row.to_on.isoformat())
    row.to_on = on - _DAY
    row.save(update_fields=["to_on"])
    done.wrote(row)


def link(done: Act, kind: str, before: Iterable[Area], after: Sequence[Area], on: date, document_no: str) -> None:
    """Say that each of ``before`` became each of ``after``."""
    for old, new in product(before, after):
        row = Succession(kind=kind, predecessor=old, successor=new, happened_on=on, document_no=document_no)
        row.save(force_insert=True)
        done.wrote(row)


def check_document(document_no: str) -> str:
    """The number of the document that orders a change, trimmed."""
    trimmed = sentence(document_no)
    if not trimmed or len(trimmed) > DOCUMENT_LIMIT:
        raise DocumentMissing("document_no")
    return trimmed


def _change(
    by: Actor,
    kind: str,
    before: list[Area],
    after: Sequence[NewArea],
    on: date,
    document_no: str,
    parts_before: Sequence[Area] = (),
    parts_after: Sequence[NewArea] = (),
) -> list[Area]:
    document_no = check_document(document_no)
    gone = {one.code for one in before} - {one.code for one in after}
    payload = {"kind": str(kind), "on": on, "document": document_no, "codes": sorted(one.code for one in before)}
    with act("areas.area_changed", by=by, area=before[0].code, payload=payload) as done:
        for old in (*before, *parts_before):
            close_area(done, old, on)
        opened = [open_area(done, new, on) for new in after]
        link(done, kind, before, opened, on, document_no)
        for old, new in zip(parts_before, parts_after, strict=True):
            link(done, kind, [old], [open_area(done, new, on)], on, document_no)
        codes = {one.code: after[0].code for one in before} if len(after) == 1 else {}
        codes |= {old.code: new.code for old, new in zip(parts_before, parts_after, strict=True)}
        _move_institutions(done, codes, on)
        _check_nothing_left(gone, on)
        done.payload["became"] = sorted(one.code for one in opened)
    return opened


def _move_institutions(done: Act, codes: dict[str, str], on: date) -> None:
    for row in Institution.objects.filter(area__in=codes).exclude(to_on__lt=on):
        if codes[row.area] != row.area:
            row.area = codes[row.area]
            row.save(update_fields=["area"])
            done.wrote(row)


def _check_nothing_left(gone: set[str], on: date) -> None:
    for code in sorted(gone):
        if areas_inside(code, on).exists() or institutions_on(on, code).exists():
            raise AreaHasParts("code", code=code)


def _level(code: str, field: str = "code") -> str:
    try:
        return level_of(code)
    except ValueError:
        raise AreaCodeWrong(field) from None


def _check_shape(new: NewArea) -> None:
    level = "village" if new.level == AreaLevel.COMMUNITY else new.level
    if _level(new.code) != level:
        raise AreaCodeWrong("code")
    if not 0 < len(new.name) <= AREA_NAME_LIMIT or not any(character.isalnum() for character in new.name):
        raise AreaNameWrong("name", limit=AREA_NAME_LIMIT)


def _check_place(new: NewArea, on: date) -> None:
    level = level_of(new.code)
    if level in _ABOVE and not areas_on(on).filter(code=parent_of(new.code, _ABOVE[level])).exists():
        raise AreaParentMissing("code", code=new.code, day=on.isoformat())
    beside = Area.objects.exclude(to_on__lt=on).filter(name=new.name)
    if level in _BESIDE:
        beside = beside.filter(inside(parent_of(new.code, _BESIDE[level]), "code"))
    if any(level_of(code) == level for code in beside.values_list("code", flat=True)):
        raise AreaNameTaken("name", name=new.name)
