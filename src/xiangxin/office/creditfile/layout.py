"""One file laid out for a template, with its former versions, as it stood on the two days that are asked about.

For pages of this room and for the counter of a station; what a viewer may see is decided by the queries it calls.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from xiangxin.interop.words import FIELD_CLASS
from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.consent.choices import FILE
from xiangxin.office.creditfile.forms import DaysForm
from xiangxin.office.creditfile.queries.files import file_of
from xiangxin.office.creditfile.queries.history import earlier_of, gone_of
from xiangxin.office.creditfile.queries.standing import standing_of
from xiangxin.office.creditfile.sections import closed_classes, gaps, none_found, sections
from xiangxin.office.creditfile.terms import LIMITS


def laid_out(request: HttpRequest, by: Viewer, person: UUID) -> dict[str, Any]:
    """The file of ``person`` for a template. Days that are none are told at their field, and today is shown."""
    form = DaysForm(request.GET if {"as_of", "known_on"} & request.GET.keys() else None)
    given = form.cleaned_data if form.is_valid() else {}
    as_of, known_on = given.get("as_of"), given.get("known_on")
    today = timezone.localdate()
    file = file_of(by, person, as_of=as_of, known_on=None if known_on in (None, today) else known_on)
    earlier = earlier_of(by, file)
    return {
        "file": file,
        "form": form,
        "today": today,
        "answer_days": LIMITS["answer_days"],
        "known_on": known_on or today,
        "is_now": as_of in (None, today) and known_on in (None, today),
        "sections": sections(file, earlier),
        "answers": none_found(file),
        "gaps": gaps(file, today),
        "closed": [FIELD_CLASS[name] for name in closed_classes(file, today)],
        "statements": [one for one in file.statements if one.series is None],
        "gone": gone_of(file, earlier),
        "standing": standing_of(by, person) if FILE in file.classes else [],
    }
