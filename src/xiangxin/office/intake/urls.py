"""Addresses of the room."""

from __future__ import annotations

from django.urls import path

from xiangxin.office.intake.views import agreements, deciding, duplicates, rows, sending

app_name = "intake"
urlpatterns = [
    path("", sending.submissions, name="submissions"),
    path("send/", sending.forms, name="forms"),
    path("send/<slug:form>/", sending.send, name="send"),
    path("send/<slug:form>/template/", sending.template, name="template"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/add/", agreements.add, name="agreement_add"),
    path("agreements/<uuid:agreement>/", agreements.agreement, name="agreement"),
    path("agreements/<uuid:agreement>/end/", agreements.end, name="agreement_end"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/<uuid:duplicate>/", duplicates.duplicate, name="duplicate"),
    path("duplicates/<uuid:duplicate>/undo/", duplicates.duplicate_undo, name="duplicate_undo"),
    path("<uuid:submission>/", deciding.submission, name="submission"),
    path("<uuid:submission>/propose/", deciding.propose, name="propose"),
    path("<uuid:submission>/agree/", deciding.agree, name="agree"),
    path("<uuid:submission>/refuse/", deciding.refuse, name="refuse"),
    path("<uuid:submission>/take-back/", deciding.take_back, name="take_back"),
    path("<uuid:submission>/undo/", deciding.undo, name="undo"),
    path("<uuid:submission>/rows/<slug:change>/", rows.rows, name="rows"),
    path("<uuid:submission>/findings/", rows.findings, name="findings"),
    path("<uuid:submission>/returned/", rows.returned, name="returned"),
]
