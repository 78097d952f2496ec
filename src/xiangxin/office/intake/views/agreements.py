"""Agreements on data: who keeps them registers what was signed and ends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import HttpRequest, HttpResponseBase
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
from xiangxin.office.intake.views.common import to
from xiangxin.office.shell.answering import filled_in, page
from xiangxin.office.shell.problems import language
from xiangxin.office.shell.tableview import TableView


@door(*AGREEMENT_KEEPERS, scope="area")
def agreements(request: HttpRequest) -> HttpResponseBase:
    """All agreements."""
    table = TableView(AGREEMENTS, request, queries.agreements(asker(request)))
    return table.workbook() if table.is_export else page(request, "intake/agreements.html", table=table)


@door(*AGREEMENT_KEEPERS, scope="area")
def add(request: HttpRequest) -> HttpResponseBase:
    """Register a signed agreement."""
    today, law = timezone.localdate(), load_law()
    purposes = [(name, law.purposes[name].label.in_language(language())) for name in purposes_open()]
    named = [(one.id, one.title.in_language(language())) for one in forms().values() if one.agreement]
    form = AgreementForm(queries.bodies(today), purposes, named, request.POST or None)

    def do(given: dict[str, Any]) -> None:
        new = actions.NewAgreement(
            number=given["number"], provider=UUID(given["provider"]), receiver=UUID(given["receiver"]),
            purpose=given["purpose"], forms=tuple(given["forms_named"]), keeper=given["keeper"],
            signed_on=given["signed_on"], from_on=given["from_on"], to_on=given["to_on"],
            delete_within_days=given["delete_within_days"],
        )  # fmt: skip
        actions.propose_agreement(asker(request), new, given["reason"])

    return _proposed(request, form, do, _("登记数据协议"))


@door(*AGREEMENT_KEEPERS, scope="area")
def end(request: HttpRequest, agreement: UUID) -> HttpResponseBase:
    """End an agreement."""

    def do(given: dict[str, Any]) -> None:
        actions.propose_end(asker(request), agreement, given["on"], given["reason"])

    return _proposed(request, EndForm(request.POST or None), do, _("终止数据协议"))


@door(*AGREEMENT_READERS, scope="area")
def agreement(request: HttpRequest, agreement: UUID) -> HttpResponseBase:
    """One agreement as a record to be printed: what was agreed, how it stands, what came, what was deleted."""
    viewer = asker(request)
    told = queries.agreement_told(viewer, agreement)
    may_end = viewer.role in AGREEMENT_KEEPERS and told.row.ended_on is None
    return page(request, "intake/agreement.html", told=told, row=told.row, may_end=may_end, printed_at=timezone.now())


def _proposed(
    request: HttpRequest, form: django_forms.Form, do: Callable[[dict[str, Any]], None], title: str
) -> HttpResponseBase:
    def then(given: dict[str, Any]) -> str:
        do(given)
        return reverse("accounts:proposals")

    said = _("已提交，等另一个人同意。")
    return filled_in(request, "intake/form.html", form, then, said, title=title, back=to("agreements"))
