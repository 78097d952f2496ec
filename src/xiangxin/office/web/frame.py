"""What stands around every page: whose office this is, who looks, what the menu offers, which type size was chosen.

Nothing is looked up before a template asks for it, so that a page without a frame (an error page above all) costs no
query and cannot fail by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import (
    NoReverseMatch,
    Resolver404,
    URLResolver,
    get_resolver,
    get_script_prefix,
    get_urlconf,
    resolve,
    reverse,
)

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import Door, seats_here, viewer_of
from xiangxin.office.accounts.queries.held import Seat
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.queries import place_today
from xiangxin.office.shell.navigation import MENU, Group, entries_of
from xiangxin.office.shell.problems import language

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LARGE_TYPE = "large_type"
"""The cookie that remembers the large type."""

HELP = "web:help"
SIGN_OUT = "accounts:sign_out"
SWITCH_POST = "accounts:switch_post"


@dataclass(frozen=True, slots=True)
class Link:
    """A line of the menu as it is shown."""

    href: str
    label: StrOrPromise
    current: bool = False
    says: StrOrPromise = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A post to change to."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Links:
    """A group of the menu as it is shown."""

    label: StrOrPromise
    entries: tuple[Link, ...]


class Frame:
    """Read by ``web/base.html`` and ``web/phone.html`` as ``frame``."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.version = settings.VERSION
        self.demo = settings.DEMO
        self.home = "/"

    @property
    def title(self) -> str:
        """The name of this office."""
        return str(settings.HOME.title.in_language(language()))

    @property
    def large(self) -> bool:
        """Whether the reader chose the large type."""
        return self._request.COOKIES.get(LARGE_TYPE) == "1"

    @cached_property
    def viewer(self) -> Viewer | None:
        """Who looks."""
        return viewer_of(self._request)

    @property
    def role(self) -> StrOrPromise:
        """What the viewer is here."""
        return "" if self.viewer is None else Role(self.viewer.role).label

    @cached_property
    def place(self) -> str:
        """Where the viewer is that: township and village, or the county; empty where the area has no name yet."""
        return "" if self.viewer is None else _place(self.viewer.area)

    @property
    def seats(self) -> list[Seat]:
        """The posts that the account may act in today."""
        return seats_here(self._request)

    @property
    def employer(self) -> str:
        """For which institution the viewer acts; empty for none."""
        return next((one.institution_name for one in self.seats if self._is_present(one)), "")

    @property
    def posts(self) -> list[Choice]:
        """The other posts, to change to."""
        others = [one for one in self.seats if not self._is_present(one)]
        return [Choice(one.key, _in_words(one)) for one in others]

    @property
    def switch_post(self) -> str:
        """Where to change to another post."""
        return _address(SWITCH_POST)

    def _is_present(self, seat: Seat) -> bool:
        return self.viewer is not None and (seat.post, seat.on_behalf) == (self.viewer.post, self.viewer.on_behalf)

    @property
    def account(self) -> str:
        """The name on the account's menu."""
        return str(self._request.user)

    @property
    def sign_out(self) -> str:
        """Where to sign out; empty for who is not signed in."""
        return "" if self.viewer is None else _address(SIGN_OUT)

    @cached_property
    def navigation(self) -> tuple[Links, ...]:
        """The menu of staff, in groups that are not empty."""
        links = (Links(label, self._links(group)) for group, label in MENU.items())
        return tuple(one for one in links if one.entries)

    @property
    def matters(self) -> tuple[Links, ...]:
        """What the viewer can do, as the home page offers it: the menu without the home page itself and help."""
        left_out = {self.home, _address(HELP)}
        groups = self.navigation
        if self.viewer is not None and self.viewer.person is not None:
            inner = tuple(entry for group in self.navigation for entry in group.entries)
            groups = (Links("", (*self.tabs, *inner, *self.account_entries)),)
        kept = (Links(one.label, tuple(link for link in one.entries if link.href not in left_out)) for one in groups)
        return tuple(one for one in kept if one.entries)

    @property
    def current(self) -> StrOrPromise:
        """The words of the entry in which the reader is."""
        entries = (entry for group in self.navigation for entry in group.entries)
        return next((entry.label for entry in entries if entry.current), "")

    @cached_property
    def tabs(self) -> tuple[Link, ...]:
        """The bar of a household's pages."""
        return self._links(Group.PHONE)

    @cached_property
    def account_entries(self) -> tuple[Link, ...]:
        """What else stands in the account's menu."""
        return self._links(Group.ACCOUNT)

    def _links(self, group: Group) -> tuple[Link, ...]:
        if self.viewer is None:
            return ()
        found = [(entry, _way(entry.name)) for entry in entries_of(group)]
        allowed = [(entry, way.href) for entry, way in found if _opens(way.door, self.viewer.role)]
        here = _nearest([href for _, href in allowed], self._request.path)
        return tuple(Link(href, entry.label, href == here, entry.says) for entry, href in allowed)


def context(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""
    return {"frame": Frame(request)}


def _in_words(seat: Seat) -> str:
    parts = (str(Role(seat.role).label), seat.institution_name or _place(seat.area), seat.holder_name)
    return " · ".join(part for part in parts if part)


def _place(area: str) -> str:
    name = place_today(area)
    return "" if name == area else name


@dataclass(frozen=True, slots=True)
class _Way:
    """Where a URL name leads, and the door of the view there."""

    href: str = ""
    door: Door | None = None


def _way(name: str) -> _Way:
    return _found(get_resolver(get_urlconf()), get_script_prefix(), name)


@lru_cache(maxsize=1024)
def _found(_addresses: URLResolver, _prefix: str, name: str) -> _Way:
    """Looked up once for each set of addresses: a menu of seventy lines took a quarter of a page's time."""
    try:
        href = reverse(name)
    except NoReverseMatch:
        return _Way()
    try:
        return _Way(href, getattr(resolve(href).func, "door", None))
    except Resolver404:
        return _Way(href)


def _address(name: str) -> str:
    return _way(name).href


def _opens(door: Door | None, role: str) -> bool:
    return door is not None and (door.scope in ("public", "account") or role in door.roles)


def _nearest(hrefs: list[str], path: str) -> str:
    """The entry that the present page lies below; the home page only where it is the page itself."""
    above = [href for href in hrefs if path == href or (href != "/" and path.startswith(href))]
    return max(above, key=len, default="")
