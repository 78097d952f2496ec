"""What stands in the menu. Each room registers its entries in a module ``navigation`` of its own, found by itself.

An entry names an address by its URL name. Who sees it follows from the door of the view behind the address, so that
the menu never offers what the door refuses.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Group(Enum):
    """Where in the menu, from the first to the last; the order is the flow of a file through the office."""

    START = "start"
    FILES = "files"
    POLICY = "policy"
    REVIEW = "review"
    LOANS = "loans"
    RIGHTS = "rights"
    COUNTY = "county"
    SERVICE = "service"
    SYSTEM = "system"

    PHONE = "phone"
    """The bar at the bottom of a household's pages; at most four entries."""

    ACCOUNT = "account"
    """The menu under the viewer's name."""


MENU: dict[Group, StrOrPromise] = {
    Group.START: "",
    Group.FILES: _("档案与授权"),
    Group.POLICY: _("办法与评分"),
    Group.REVIEW: _("评议与授信"),
    Group.LOANS: _("贷款与风险"),
    Group.RIGHTS: _("权益与异议"),
    Group.COUNTY: _("评定与建设"),
    Group.SERVICE: _("服务与公开"),
    Group.SYSTEM: _("系统"),
}
"""The groups of the menu of staff, each with its headline."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu: the URL ``name`` it leads to, its words and its place. Lower ``order`` stands first.

    ``says`` tells in one sentence what is done there; the home page shows it.
    """

    name: str
    label: StrOrPromise
    group: Group
    order: int = 100
    says: StrOrPromise = ""


_entries: dict[tuple[str, Group], Entry] = {}


def register(*entries: Entry) -> None:
    """Add entries to the menu; the same address twice in one group is a mistake (``ValueError``)."""
    for entry in entries:
        key = (entry.name, entry.group)
        if _entries.get(key, entry) != entry:
            raise ValueError(f"{entry.name} stands in {entry.group.name} already")
        _entries[key] = entry


def entries_of(group: Group) -> tuple[Entry, ...]:
    """The entries of one group in their order."""
    return tuple(
        sorted((one for one in _entries.values() if one.group is group), key=lambda one: (one.order, one.name))
    )
