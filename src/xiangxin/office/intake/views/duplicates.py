"""Two that look like one: the list, the two side by side, a person's word, and taking it back."""

from __future__ import annotations

from typing import Any
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
from xiangxin.office.intake.views.common import to
from xiangxin.office.shell.answering import SETTLED, done, page


@door(*KEEPERS, scope="area", purpose="register")
def duplicates(request: HttpRequest) -> HttpResponseBase:
    """What waits for a person's word, and what was decided."""
    viewer = asker(request)
    return page(
        request, "intake/duplicates.html", waiting=pairs(viewer, decided=False), decided=pairs(viewer, decided=True)
    )


@door(*KEEPERS, scope="area", purpose="register")
def duplicate(request: HttpRequest, duplicate: UUID) -> HttpResponseBase:
    """The two side by side, and the decision."""
    viewer = asker(request)
    form = DuplicateForm(request.POST or None)

    def do(given: dict[str, Any]) -> str:
        return to("duplicate", decide_duplicate(viewer, duplicate, *given["decision"]).id)

    answer = done(request, form, do, _("已记下是谁、凭什么认定的。"), pages=SETTLED)
    if answer is not None:
        return answer
    found = pair(viewer, duplicate)
    overrides = found.line.strong and bool(viewer.accounts & found.sent_by)
    return page(request, "intake/duplicate.html", form, pair=found, overrides=overrides)


@door(*KEEPERS, scope="area", purpose="register")
@require_POST
def duplicate_undo(request: HttpRequest, duplicate: UUID) -> HttpResponseBase:
    """Take a decision back."""
    again = undo_duplicate(asker(request), duplicate)
    messages.success(request, _("已撤销，两个人重新等待辨认。"))
    return HttpResponseRedirect(to("duplicate", again.id))
