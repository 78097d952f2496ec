"""Addresses of the room. Persons stand in none of them, nor does a code: a scanned one stays behind the #."""

from __future__ import annotations

from django.urls import path

from xiangxin.office.certificates.views import mine, public, staff

app_name = "certificates"
urlpatterns = [
    path("", mine.mine, name="mine"),
    path("fetch/<uuid:grant>/", mine.fetch, name="fetch"),
    path("own/<uuid:certificate>/code/", mine.code, name="code"),
    path("own/<uuid:certificate>/paper/", mine.paper, name="paper"),
    path("own/<uuid:certificate>/file/", mine.file, name="file"),
    path("own/<uuid:certificate>/end/", mine.end, name="end"),
    path("check/", public.check, name="check"),
    path("keys.json", public.key_file, name="key_file"),
    path("status/<slug:name>", public.status, name="status"),
    path("held/", staff.held, name="held"),
    path("keys/", staff.keys, name="keys"),
    path("keys/add/", staff.add, name="add_key"),
    path("keys/<slug:kid>/revoke/", staff.revoke, name="revoke_key"),
]
