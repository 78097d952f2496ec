"""Changes of areas and institutions, proposed by one administrator or the county office and agreed to by another.

A proposal holds codes, names of places and bodies, days and a document's number; the second person reads all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.models import Proposal
from xiangxin.office.accounts.proposals import Decision, Line, Payload, propose, two_person
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas import actions
from xiangxin.office.areas.choices import InstitutionKind
from xiangxin.office.areas.lists import ListPlan, plan_list
from xiangxin.office.areas.new import NewArea, NewInstitution
from xiangxin.office.areas.queries import any_institution, area_on, institution
from xiangxin.office.audit.actor import Actor, system
from xiangxin.office.outbox.actions import open_endpoint
from xiangxin.office.places.errors import NothingToChange, OutsideCounty

KEEPERS = (Role.SYSTEM_ADMIN, Role.COUNTY_OFFICE)
"""Who keeps the areas and institutions; two of them act together."""
MOST_TOLD = 40
"""Lines of a difference that the second person is shown one by one; more are counted."""

_DOING = {
    "add": Text("新增区域", "Add an area"),
    "rename": Text("区域更名", "Rename an area"),
    "merge": Text("区域合并", "Merge areas"),
    "split": Text("区域拆分", "Split an area"),
    "recode": Text("变更区划代码", "Change an area's code"),
}


def propose_change(
    by: Viewer, doing: str, codes: Sequence[str], into: Sequence[NewArea], on: date, document_no: str, reason: str
) -> Proposal:
    """Propose one change of areas. ``doing`` is a key of ``_DOING``; ``into`` are the areas there will be."""
    payload = {
        "doing": doing,
        "codes": list(codes),
        "into": [[one.code, one.level, one.name] for one in into],
        "on": on.isoformat(),
        "document": document_no,
    }
    return propose("places.area_changed", by, payload, reason, _area_of(by, [*codes, *(one.code for one in into)]))


def propose_list(
    by: Viewer, lines: Sequence[NewArea], county: str, on: date, document_no: str, reason: str
) -> tuple[Proposal, ListPlan]:
    """Propose that a county's list is accepted; ``NothingToChange`` when it says nothing new."""
    plan = plan_list(lines, county, on)
    if not plan.added and not plan.renamed:
        raise NothingToChange("file")
    payload = {
        "county": county,
        "lines": [[one.code, one.level, one.name] for one in lines],
        "on": on.isoformat(),
        "document": document_no,
        "plan": plan.digest,
    }
    return propose("places.list_accepted", by, payload, reason, _area_of(by, [county])), plan


def propose_institution(by: Viewer, new: NewInstitution, on: date, reason: str) -> Proposal:
    """Propose a new institution."""
    payload = {
        "slug": new.slug,
        "kind": new.kind,
        "name": new.name,
        "name_en": new.name_en,
        "area": new.area,
        "parent": None if new.parent is None else str(new.parent),
        "on": on.isoformat(),
    }
    return propose("places.institution_added", by, payload, reason, _area_of(by, [new.area]))


def propose_end(by: Viewer, institution: UUID, area: str, to_on: date, reason: str) -> Proposal:
    """Propose that an institution ends."""
    payload = {"institution": str(institution), "to_on": to_on.isoformat()}
    return propose("places.institution_ended", by, payload, reason, _area_of(by, [area]))


def propose_endpoint(by: Viewer, institution: UUID, area: str, url: str, kinds: Sequence[str], reason: str) -> Proposal:
    """Propose that events go to an address of an institution's system."""
    payload = {"institution": str(institution), "url": url, "kinds": list(kinds)}
    return propose("places.endpoint_opened", by, payload, reason, _area_of(by, [area]))


def _area_of(by: Viewer, codes: Iterable[str]) -> str:
    for code in codes:
        if not by.covers(code):
            raise OutsideCounty("code")
    return by.area


def _new(entry: Sequence[str]) -> NewArea:
    return NewArea(entry[0], entry[1], entry[2])


class _Undone(Exception):
    """A trial that went well."""


def _tried(do: Callable[[Payload, Actor, Actor], None]) -> Callable[[Payload, Viewer], None]:
    """Do it and undo it: whoever proposes learns at once what the rules would say."""

    def check(payload: Payload, _by: Viewer) -> None:
        try:
            with transaction.atomic():
                do(payload, system("trial"), system("second-trial"))
                raise _Undone
        except _Undone:
            return

    return check


def _row(words: Iterable[str]) -> Text:
    several = tuple(words)
    return Text("、".join(several) or "—", ", ".join(several) or "—")


def _told_change(payload: Payload) -> list[Line]:
    return [
        (Text("事项", "What"), _DOING[payload["doing"]]),
        (Text("原区域", "Before"), _row(payload["codes"])),
        (Text("变更后", "After"), _row(f"{one[0]} {one[2]}" for one in payload["into"])),
        (Text("生效日期", "From"), payload["on"]),
        (Text("批准文号", "Document"), payload["document"]),
    ]


def _do_change(payload: Payload, _asked_by: Actor, by: Actor) -> None:
    on, document = date.fromisoformat(payload["on"]), payload["document"]
    codes, into = payload["codes"], [_new(one) for one in payload["into"]]
    match payload["doing"]:
        case "add":
            actions.add_area(by, into[0], on, document)
        case "rename":
            actions.rename_area(by, codes[0], into[0].name, on, document)
        case "merge":
            level = area_on(codes[0], on, "codes").level
            actions.merge_areas(by, codes, NewArea(into[0].code, level, into[0].name), on, document)
        case "split":
            actions.split_area(by, codes[0], into, on, document)
        case _:
            actions.recode_area(by, codes[0], into[0].code, on, document)


def _told_list(payload: Payload) -> list[Line]:
    plan = _plan(payload)
    told: list[Line] = [
        (Text("生效日期", "From"), payload["on"]),
        (Text("批准文号", "Document"), payload["document"]),
        (Text("新增", "Added"), str(len(plan.added))),
        (Text("更名", "Renamed"), str(len(plan.renamed))),
        (Text("不变", "The same"), str(plan.same)),
        (Text("名单里没有（保持不变）", "Not in the list (stay)"), str(len(plan.absent))),
    ]
    told += [(Text("新增", "Added"), f"{one.code} {one.name}") for one in plan.added[:MOST_TOLD]]
    told += [(Text("更名", "Renamed"), f"{old.code} {old.name} → {name}") for old, name in plan.renamed[:MOST_TOLD]]
    return told


def _plan(payload: Payload) -> ListPlan:
    lines = [_new(one) for one in payload["lines"]]
    return plan_list(lines, payload["county"], date.fromisoformat(payload["on"]))


def _do_accept(payload: Payload, asked_by: Actor, by: Actor) -> None:
    lines = [_new(one) for one in payload["lines"]]
    on = date.fromisoformat(payload["on"])
    actions.accept_list(asked_by, by, lines, payload["county"], on, payload["document"], payload["plan"])


def _told_institution(payload: Payload) -> list[Line]:
    kind, above = InstitutionKind(payload["kind"]), payload["parent"]
    parent = any_institution(UUID(above)) if above else None
    words = {**payload, "kind": str(kind.label), "parent": parent.name if parent else ""}
    return [(label, str(words[key] or "—")) for key, label in _INSTITUTION.items()]


_INSTITUTION: Mapping[str, Text] = {
    "name": Text("名称", "Name"),
    "kind": Text("类型", "Kind"),
    "area": Text("区划", "Area"),
    "slug": Text("简称", "Short name"),
    "parent": Text("上级", "Above"),
    "on": Text("生效日期", "From"),
}


def _do_add(payload: Payload, _asked_by: Actor, by: Actor) -> None:
    parent = None if payload["parent"] is None else UUID(payload["parent"])
    new = NewInstitution(payload["slug"], payload["kind"], payload["name"], payload["area"], payload["name_en"], parent)
    actions.add_institution(by, new, date.fromisoformat(payload["on"]))


def _do_end(payload: Payload, _asked_by: Actor, by: Actor) -> None:
    actions.end_institution(by, UUID(payload["institution"]), date.fromisoformat(payload["to_on"]))


def _told_end(payload: Payload) -> list[Line]:
    to_on = date.fromisoformat(payload["to_on"])
    return [
        (Text("机构", "Institution"), institution(UUID(payload["institution"]), to_on).name),
        (Text("最后一天", "Last day"), payload["to_on"]),
    ]


def _do_open(payload: Payload, asked_by: Actor, by: Actor) -> None:
    open_endpoint(asked_by, by, UUID(payload["institution"]), payload["url"], payload["kinds"])


def _told_endpoint(payload: Payload) -> list[Line]:
    return [
        (Text("机构", "Institution"), institution(UUID(payload["institution"]), timezone.localdate()).name),
        (Text("接收地址", "Address"), payload["url"]),
        (Text("通知种类", "Kinds"), _row(payload["kinds"])),
    ]


def _proposer(decision: Decision) -> Actor:
    proposal: Any = decision.proposal
    return Actor("account", str(proposal.proposed_by_id), proposal.proposed_role)


def _takes_two(
    kind: str,
    label: Text,
    do: Callable[[Payload, Actor, Actor], None],
    told: Callable[[Payload], list[Line]],
    proposed_by: Sequence[str] = KEEPERS,
    decided_by: Sequence[str] = KEEPERS,
) -> None:
    """Let ``do`` be proposed by one and agreed to by another, tried before it is proposed."""

    @two_person(kind, label=label, proposed_by=proposed_by, decided_by=decided_by, check=_tried(do), told=told)
    def carry_out(payload: Payload, decision: Decision) -> None:
        do(payload, _proposer(decision), decision.by.actor)


_takes_two("places.area_changed", Text("区划变更", "A change of areas"), _do_change, _told_change)
_takes_two("places.list_accepted", Text("接受区划名单", "Accept a list of areas"), _do_accept, _told_list)
_takes_two("places.institution_added", Text("新增机构", "Add an institution"), _do_add, _told_institution)
_takes_two("places.institution_ended", Text("停用机构", "End an institution"), _do_end, _told_end)
_takes_two(
    "places.endpoint_opened",
    Text("开通对外通知", "Send events to a system"),
    _do_open,
    _told_endpoint,
    [Role.SYSTEM_ADMIN],
    [Role.SECURITY_ADMIN],
)
