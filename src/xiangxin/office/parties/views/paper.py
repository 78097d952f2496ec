"""The page on which forms of consent are printed for one village."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.areas.queries import place_today
from xiangxin.office.consent.actions import Scope
from xiangxin.office.consent.queries.drafting import CLASS_LABELS
from xiangxin.office.consent.queries.texts import askable
from xiangxin.office.parties import actions
from xiangxin.office.parties.forms import PaperForm
from xiangxin.office.parties.queries.people import in_village
from xiangxin.office.shell.answering import filled_in
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.typesetting import as_file


@door(Role.VILLAGE_CADRE, Role.TOWNSHIP_CADRE, scope="area", purpose="register")
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, area: str) -> HttpResponseBase:
    """Choose what is asked; the answer is the file to print, which is kept nowhere."""
    by, today, tongue = asker(request), timezone.localdate(), language()
    village = in_village(by, area)
    scopes, words = {}, []
    for text, receiver in askable(village, today):
        key = f"{text.id}:{receiver.id}"
        scopes[key] = Scope(text.purpose, receiver.id, text.field_class)
        words.append(
            (key, f"{receiver.called.in_language(tongue)} · {CLASS_LABELS[text.field_class].in_language(tongue)}")
        )

    def do(given: dict[str, Any]) -> HttpResponseBase:
        made = actions.print_village_forms(by, village, scopes[given["asked"]], today, again=given["again"])
        return as_file(made.pdf, f"forms-{made.batch.printed_on.isoformat()}.pdf", saved=True)

    return filled_in(
        request,
        "parties/paper.html",
        PaperForm(words, request.POST if request.method == "POST" else None),
        do,
        title=_("打印同意表"),
        place=place_today(village),
        sub=_("只打印成年、在世、还没有回答的人，每人一张。纸上有姓名，用完锁好；由另一个人登记收回。"),
        area=village,
    )
