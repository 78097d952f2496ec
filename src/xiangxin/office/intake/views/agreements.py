"""Agreements on data: who keeps them registers what was signed and ends it."""

from __future__ import annotations

from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from xiangxin.law.load import load_law
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.intake import actions, queries
from xiangxin.office.intake.actions.agreements import purposes_open
from xiangxin.office.intake.catalog import forms
from xiangxin.office.intake.forms import AgreementForm, EndForm
from xiangxin.office.intake.keepers import AGREEMENT_KEEPERS
from xiangxin.office.intake.rules import AGREEMENT_READERS
from xiangxin.office.intake.tables import AGREEMENTS
from xiangxin.office.intake.views.common import shown, to
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.shell.fields import tell
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.tableview import TableView


@door(*AGREEMENT_KEEPERS, scope="area")
def agreements(request: HttpRequest) -> HttpResponseBase:
    """All agreements."""
    table = TableView(AGREEMENTS, request, queries.agreements(asker(request)))
    return table.workbook() if table.is_export else shown(request, "agreements", table=table)


@door(*AGREEMENT_KEEPERS, scope="area")
def add(request: HttpRequest) -> HttpResponseBase:
    """Register a signed agreement."""
    today, law = timezone.localdate(), load_law()
    purposes = [(name, law.purposes[name].label.in_language(language())) for name in purposes_open()]
    named = [(one.id, one.title.in_language(language())) for one in forms().values() if one.agreement]
    form = AgreementForm(queries.bodies(today), purposes, named, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        new = actions.NewAgreement(
            number=given["number"], provider=UUID(given["provider"]), receiver=UUID(given["receiver"]),
            purpose=given["purpose"], forms=tuple(given["forms_named"]), keeper=given["keeper"],
            signed_on=given["signed_on"], from_on=given["from_on"], to_on=given["to_on"],
            delete_within_days=given["delete_within_days"],
        )  # fmt: skip
        try:
            actions.propose_agreement(asker(request), new, given["reason"])
        except OfficeError as error:
            tell(form, error)
        else:
            return _proposed(request)
    return _form(request, form, _("登记数据协议"))


@door(*AGREEMENT_KEEPERS, scope="area")
def end(request: HttpRequest, agreement: UUID) -> HttpResponseBase:
    """End an agreement."""
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            actions.propose_end(asker(request), agreement, given["on"], given["reason"])
        except OfficeError as error:
            if error.status == 404:
                raise
            tell(form, error)
        else:
            return _proposed(request)
    return _form(request, form, _("终止数据协议"))


@door(*AGREEMENT_READERS, scope="area")
def agreement(request: HttpRequest, agreement: UUID) -> HttpResponseBase:
    """One agreement as a record to be printed: what was agreed, how it stands, what came, what was deleted."""
    viewer = asker(request)
    told = queries.agreement_told(viewer, agreement)
    may_end = viewer.role in AGREEMENT_KEEPERS and told.row.ended_on is None
    return shown(request, "agreement", told=told, row=told.row, may_end=may_end, printed_at=timezone.now())


def _proposed(request: HttpRequest) -> HttpResponseBase:
    messages.success(request, _("已提交，等另一个人同意。"))
    return HttpResponseRedirect(reverse("accounts:proposals"))


def _form(request: HttpRequest, form: django_forms.Form, title: str) -> HttpResponseBase:
    return shown(request, "form", 422 if form.errors else 200, form=form, title=title, back=to("agreements"))
