"""Every address of the office."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from xiangxin.office.accounts.doors import behind
from xiangxin.office.config.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include((behind(api.urls[0], scope="token"), "api"), namespace="api")),
    path("", include("xiangxin.office.web.urls")),
    path("", include("xiangxin.office.gateway.urls")),
    path("places/", include("xiangxin.office.places.urls")),
    path("parties/", include("xiangxin.office.parties.urls")),
    path("points/", include("xiangxin.office.incentives.urls")),
    path("consent/", include("xiangxin.office.consent.urls")),
    path("files/", include("xiangxin.office.creditfile.urls")),
    path("visits/", include("xiangxin.office.visits.urls")),
    path("intake/", include("xiangxin.office.intake.urls")),
    path("feeds/", include("xiangxin.office.feeds.urls")),
    path("policies/", include("xiangxin.office.adoption.urls")),
    path("review/", include("xiangxin.office.review.urls")),
    path("grants/", include("xiangxin.office.grants.urls")),
    path("certificates/", include("xiangxin.office.certificates.urls")),
    path("runs/", include("xiangxin.office.runs.urls")),
    path("outcome/", include("xiangxin.office.outcome.urls")),
    path("station/", include("xiangxin.office.station.urls")),
    path("oversight/", include("xiangxin.office.oversight.urls")),
    path("", include("xiangxin.office.accounts.library_urls")),
    path("", include("xiangxin.office.accounts.urls")),
]

handler400 = "xiangxin.office.shell.problems.bad_request"
handler403 = "xiangxin.office.shell.problems.forbidden"
handler404 = "xiangxin.office.shell.problems.not_found"
handler500 = "xiangxin.office.shell.problems.fault"
