"""Two that look like one: the list, the two side by side, a person's word, and taking it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.intake.actions.duplicates import decide_duplicate, undo_duplicate
from xiangxin.office.intake.forms import DuplicateForm
from xiangxin.office.intake.pairs import pair, pairs
from xiangxin.office.intake.rules import KEEPERS
from xiangxin.office.intake.views.common import shown, to
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.shell.fields import tell


@door(*KEEPERS, scope="area", purpose="register")
def duplicates(request: HttpRequest) -> HttpResponseBase:
    """What waits for a person's word, and what was decided."""
    viewer = asker(request)
    return shown(request, "duplicates", waiting=pairs(viewer, decided=False), decided=pairs(viewer, decided=True))


@door(*KEEPERS, scope="area", purpose="register")
def duplicate(request: HttpRequest, duplicate: UUID) -> HttpResponseBase:
    """The two side by side, and the decision."""
    viewer = asker(request)
    form = DuplicateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["decision"]
        try:
            row = decide_duplicate(viewer, duplicate, *given)
        except OfficeError as error:
            if error.status in (404, 409):
                raise
            tell(form, error)
        else:
            messages.success(request, _("已记下是谁、凭什么认定的。"))
            return HttpResponseRedirect(to("duplicate", row.id))
    found = pair(viewer, duplicate)
    overrides = found.line.strong and bool(viewer.accounts & found.sent_by)
    return shown(request, "duplicate", 422 if form.errors else 200, pair=found, form=form, overrides=overrides)


@door(*KEEPERS, scope="area", purpose="register")
@require_POST
def duplicate_undo(request: HttpRequest, duplicate: UUID) -> HttpResponseBase:
    """Take a decision back."""
    again = undo_duplicate(asker(request), duplicate)
    messages.success(request, _("已撤销，两个人重新等待辨认。"))
    return HttpResponseRedirect(to("duplicate", again.id))
