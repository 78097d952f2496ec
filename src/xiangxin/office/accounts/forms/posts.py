"""Proposing a post and moving one: the place is picked by its name, and everything that is wrong is told at once.

Where scripts run, choosing a role or a township fetches the lists that follow from it; without them a button does, and
the form can be sent as it stands: which village lies in which township is checked here, not in the browser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xiangxin.kernel.divisions import level_of
from xiangxin.office.accounts.forms.staff import day_field, reason_field
from xiangxin.office.accounts.rules import RoleRule
from xiangxin.office.areas.queries import area_on, parts_of
from xiangxin.office.shell.answering import tell
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.shell.fields import offer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Choices = Sequence[tuple[str, StrOrPromise]]

PICK = "pick"
"""What a request carries that only asks for the lists again; nothing is checked or kept then."""

_AGAIN = {
    "hx-post": "",
    "hx-vals": '{"pick": "1"}',
    "hx-target": "#place",
    "hx-select": "#place",
    "hx-swap": "outerHTML",
}
_CHOOSE = ("", _("请选择"))
Check = Callable[[dict[str, Any]], Iterable[OfficeError]]


class PlaceForm(forms.Form):
    """A place within ``within``: the whole of it or a township, and a village of that township.

    ``cleaned_data["area"]`` is the one code that follows. ``check`` names whatever else is wrong with what was given.
    """

    area = forms.ChoiceField(label=_("县或乡镇"), widget=forms.Select(attrs=_AGAIN))
    village = forms.ChoiceField(label=_("村"), required=False)

    def __init__(self, *args: Any, within: str, check: Check, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._check = check
        self._day = timezone.localdate()
        places = [(within, area_name(within)), *_parts(within)]
        only = len(places) == 1 or level_of(within) == "township"
        offer(self, "area", places[:1] if only else [_CHOOSE, *places])
        chosen = str(self["area"].value() or (within if only else ""))
        villages = _parts(chosen) if chosen in dict(places) and level_of(chosen) == "township" else []
        offer(self, "village", [("", _("不到村")), *villages])
        self.has_villages = bool(villages)

    def clean(self) -> dict[str, Any]:
        """Everything that is wrong at once: what can be said about the fields that are right in themselves, too."""
        given = super().clean() or {}
        village = given.pop("village", "")
        if "village" in self.errors:
            given.pop("area", None)
        elif "area" in given and village:
            given["area"] = village
        for error in self._check(given):
            if error.field == "area" and village:
                error.field = "village"
            if error.field not in self.errors:
                tell(self, error)
        return given


class NewPostForm(PlaceForm):
    """Role, place, institution, days, and why."""

    role = forms.ChoiceField(label=_("角色"), widget=forms.Select(attrs=_AGAIN))
    institution = forms.ChoiceField(label=_("机构"), required=False)
    from_on = day_field(_("第一天"), initial=timezone.localdate)
    to_on = day_field(_("最后一天"), required=False, help_text=_("不填就没有期限。"))
    reason = reason_field()

    def __init__(
        self, *args: Any, rules: Sequence[RoleRule], institutions: Sequence[tuple[str, str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen = self["role"].value()
        self.rule = next((rule for rule in rules if rule.role.value == chosen), None)
        offer(self, "role", [_CHOOSE, *((rule.role.value, rule.role.label) for rule in rules)])
        wanted = self.rule.institutions if self.rule else frozenset()
        fits = [(key, name) for key, name, kind in institutions if not wanted or kind in wanted]
        self.fields["institution"].required = bool(wanted)
        offer(self, "institution", [("", _("请选择") if wanted else _("没有")), *fits])


class MovePostForm(PlaceForm):
    """Where a post goes on, from when, and why."""

    from_on = day_field(_("从哪一天起"), initial=timezone.localdate)
    reason = reason_field()


def area_name(code: str) -> str:
    """The name of an area today; its code where the office has no list of areas yet."""
    try:
        return area_on(code, timezone.localdate()).name
    except OfficeError:
        return code


def _parts(code: str) -> list[tuple[str, str]]:
    return [(one.code, one.name) for one in parts_of(code, timezone.localdate())]
