"""Addresses of the room. What stands under ``adopted`` is public."""

from __future__ import annotations

from django.urls import path

from xiangxin.office.adoption.views import drafting, public, weighing

app_name = "adoption"
urlpatterns = [
    path("", drafting.policies, name="policies"),
    path("begin/", drafting.begin, name="begin"),
    path("draft/<uuid:draft>/", drafting.draft, name="draft"),
    path("draft/<uuid:draft>/close/", drafting.close, name="close"),
    path("text/<uuid:policy>/", weighing.text, name="text"),
    path("text/<uuid:policy>/print/", weighing.text_print, name="text_print"),
    path("report/<uuid:report>/", weighing.report, name="report"),
    path("report/<uuid:report>/impact/", weighing.impact, name="impact"),
    path("report/<uuid:report>/propose/", weighing.propose, name="propose"),
    path("adoption/<uuid:adoption>/", weighing.adoption, name="adoption"),
    path("adoption/<uuid:adoption>/end/", weighing.end, name="end"),
    path("adopted/", public.adopted, name="adopted"),
    path("adopted/<str:content_hash>/", public.version, name="version"),
    path("adopted/<str:content_hash>/policy.yaml", public.download, name="download"),
    path("adopted/<str:content_hash>/print.pdf", public.version_print, name="version_print"),
]
