"""Who sits on a panel: the accounts that hold a post there, named as households are told, as what, and the reserves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.review import actions, queries
from xiangxin.office.review.actions.rounds import KEEPERS
from xiangxin.office.review.forms import BenchForm
from xiangxin.office.shell.answering import done, page


@door(*sorted(KEEPERS), scope="area", purpose="review")
@require_GET
def benches(request: HttpRequest) -> HttpResponseBase:
    """The panels of the viewer's area, and how many sit on each."""
    return page(request, "review/benches.html", benches=queries.benches(asker(request)))


@door(*sorted(KEEPERS), scope="area", purpose="review")
@require_http_methods(["GET", "POST"])
def bench(request: HttpRequest, panel: UUID) -> HttpResponseBase:
    """Name the seats of one panel, all of them at once."""
    by = asker(request)
    shown = queries.bench_of(by, panel)
    form = BenchForm(request.POST if request.method == "POST" else None, reviewers=shown.reviewers)

    def do(given: dict[str, Any]) -> str:
        actions.name_bench(by, panel, form.members, given["on"])
        return reverse("review:benches")

    said = _("席位已排定；从那天起告知里写的是这些人。")
    return done(request, form, do, said, tell=lambda _form, error: form.tell(error)) or page(
        request,
        "review/bench.html",
        form,
        panel=shown.panel,
        reviewers=shown.reviewers,
        seats=queries.seated(panel),
    )
