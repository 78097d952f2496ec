"""Systems that are told of events: who listens where, what was given up, a secret shown once."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.areas.queries import institutions_on
from xiangxin.office.outbox import actions, queries
from xiangxin.office.outbox.events import KINDS
from xiangxin.office.places import forms
from xiangxin.office.places.proposing import propose_endpoint
from xiangxin.office.places.views.common import proposing, to
from xiangxin.office.places.views.institutions import own_institution
from xiangxin.office.shell.answering import page
from xiangxin.office.shell.problems import language

KEEPER = Role.SYSTEM_ADMIN


@door(KEEPER, Role.SECURITY_ADMIN, scope="area")
def endpoints(request: HttpRequest) -> HttpResponseBase:
    """The institutions of the viewer's area, each with how many of its systems listen."""
    bodies = institutions_on(timezone.localdate(), asker(request).area)
    counts = queries.listening([body.id for body in bodies])
    rows = [(body, counts.get(body.id, 0)) for body in bodies]
    return page(request, "places/endpoints.html", rows=rows, dead=queries.dead_count())


@door(KEEPER, Role.SECURITY_ADMIN, scope="area")
def of_institution(request: HttpRequest, institution: UUID) -> HttpResponseBase:
    """One institution's endpoints and the deliveries that were given up."""
    body = own_institution(request, institution)
    return page(
        request,
        "places/endpoints_of.html",
        body=body,
        rows=queries.endpoints_of(body.id),
        dead=queries.deliveries_of(body.id, "dead")[:100],
        keeps=asker(request).role == KEEPER,
    )


@door(KEEPER, scope="area")
def add(request: HttpRequest, institution: UUID) -> HttpResponseBase:
    """Propose an endpoint."""
    body = own_institution(request, institution)
    offered = [(kind.name, f"{kind.label.in_language(language())} ({kind.name})") for kind in KINDS.values()]

    def do(form: forms.EndpointForm) -> None:
        given = form.cleaned_data
        propose_endpoint(asker(request), body.id, body.area, given["url"], given["kinds"], given["reason"])

    form = forms.EndpointForm(offered, request.POST or None)
    return proposing(request, form, _("开通对外通知"), to("endpoints_of", body.id), do)


@door(KEEPER, Role.SECURITY_ADMIN, scope="area")
@require_POST
def end(request: HttpRequest, institution: UUID, endpoint: UUID) -> HttpResponseBase:
    """Nothing more goes there. One person may stop what two have opened."""
    body = own_institution(request, institution)
    actions.end_endpoint(asker(request).actor, body.id, endpoint)
    return HttpResponseRedirect(to("endpoints_of", body.id))


@door(KEEPER, scope="area")
@require_POST
def secret(request: HttpRequest, institution: UUID, endpoint: UUID) -> HttpResponseBase:
    """Another secret, shown on this page and nowhere else."""
    body = own_institution(request, institution)
    told = actions.change_secret(asker(request).actor, body.id, endpoint)
    return page(request, "places/secret.html", secret=told, back=to("endpoints_of", body.id))


@door(KEEPER, scope="area")
@require_POST
def again(request: HttpRequest, institution: UUID, delivery: UUID) -> HttpResponseBase:
    """Try once more what was given up."""
    body = own_institution(request, institution)
    actions.send_again(asker(request).actor, body.id, delivery)
    return HttpResponseRedirect(to("endpoints_of", body.id))
