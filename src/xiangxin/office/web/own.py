"""What a household's home page leads to: everything of its menu, each with a sentence of how it stands today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.consent.queries.mine import consents_of
from xiangxin.office.oversight.queries.looks import others_since
from xiangxin.office.web.frame import Frame

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LATELY = timedelta(days=30)

_SAYS: dict[str, StrOrPromise] = {
    "parties:mine": gettext_lazy("您的姓名、号码、电话和住的村；不对的，到村里或服务站改。"),
    "accounts:own": gettext_lazy("在哪些地方登录着，可以让它退出。"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One thing to go to, and how it stands."""

    href: str
    label: StrOrPromise
    says: StrOrPromise


def ways(frame: Frame, viewer: Viewer) -> list[Way]:
    """All of them in the order of the menu, how to complain at the end."""
    says = {reverse(name): words for name, words in _SAYS.items()} | _today(viewer)
    links = [link for group in frame.matters for link in group.entries]
    found = [Way(link.href, link.label, says.get(link.href, link.says)) for link in links]
    return [*found, Way(reverse("web:help") + "#complain", _("怎么问、怎么投诉"), _("问和投诉都不影响您办任何事。"))]


def _today(viewer: Viewer) -> dict[str, StrOrPromise]:
    if viewer.person is None:
        return {}
    given = sum(line.is_open for line in consents_of(viewer, viewer.person))
    looked = others_since(viewer.person, timezone.now() - LATELY)
    return {
        reverse("consent:mine"): _("现在有效的同意 %(number)s 份，随时可以撤回。") % {"number": given}
        if given
        else _("您现在没有有效的同意；不同意也不影响别的事。"),
        reverse("oversight:looks"): _("最近 30 天，别人看过 %(number)s 次。") % {"number": looked},
    }
