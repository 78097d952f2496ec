"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from xiangxin.office.places.views import areas, changes, endpoints, institutions, jobs

app_name = "places"
urlpatterns = [
    path("areas/", areas.areas, name="areas"),
    path("areas/add/", changes.add, name="add"),
    path("areas/list/", changes.accept_list, name="list"),
    path("areas/<str:code>/", areas.area, name="area"),
    path("areas/<str:code>/rename/", changes.rename, name="rename"),
    path("areas/<str:code>/merge/", changes.merge, name="merge"),
    path("areas/<str:code>/split/", changes.split, name="split"),
    path("areas/<str:code>/recode/", changes.recode, name="recode"),
    path("institutions/", institutions.institutions, name="institutions"),
    path("institutions/add/", institutions.add, name="institution_add"),
    path("institutions/<uuid:institution>/", institutions.institution, name="institution"),
    path("institutions/<uuid:institution>/end/", institutions.end, name="institution_end"),
    path("institutions/<uuid:institution>/endpoints/", endpoints.of_institution, name="endpoints_of"),
    path("institutions/<uuid:institution>/endpoints/add/", endpoints.add, name="endpoint_add"),
    path("institutions/<uuid:institution>/endpoints/<uuid:endpoint>/end/", endpoints.end, name="endpoint_end"),
    path("institutions/<uuid:institution>/endpoints/<uuid:endpoint>/secret/", endpoints.secret, name="endpoint_secret"),
    path("institutions/<uuid:institution>/deliveries/<uuid:delivery>/again/", endpoints.again, name="delivery_again"),
    path("endpoints/", endpoints.endpoints, name="endpoints"),
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/all/", jobs.all_jobs, name="all_jobs"),
    path("jobs/table/", jobs.start_table, name="start_table"),
    path("jobs/<uuid:job>/", jobs.job, name="job"),
    path("jobs/<uuid:job>/cancel/", jobs.cancel, name="job_cancel"),
    path("jobs/<uuid:job>/file/<str:which>/", jobs.file, name="job_file"),
]
