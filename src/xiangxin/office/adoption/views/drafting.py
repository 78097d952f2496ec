"""Writing: what there is, where a draft begins, and the editor."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.adoption import actions, queries
from xiangxin.office.adoption.editing import Editor, lines_apart
from xiangxin.office.adoption.errors import DraftChanged, DraftClosed, PolicyRefused
from xiangxin.office.adoption.forms import BeginForm, TextForm
from xiangxin.office.adoption.models import Draft
from xiangxin.office.adoption.rules import AUTHORS
from xiangxin.office.adoption.tables import ADOPTIONS, DRAFTS, TEXTS, AdoptionRow, standing_of
from xiangxin.office.adoption.texts import UNNAMED, id_in
from xiangxin.office.shell.answering import filled_in, page
from xiangxin.office.shell.tableview import TableView


@door(*AUTHORS, scope="area")
@require_GET
def policies(request: HttpRequest) -> HttpResponseBase:
    """What is adopted, what is being written, what is kept."""
    viewer, today = asker(request), timezone.localdate()
    rows = list(queries.adoptions())
    shut = queries.forbidden(rows)
    adopted = TableView(ADOPTIONS, request, [AdoptionRow(row, standing_of(row, shut, today)) for row in rows])
    if adopted.is_export:
        return adopted.workbook()
    drafts = TableView(DRAFTS, request, queries.drafts(viewer))
    return page(
        request,
        "adoption/policies.html",
        adopted=adopted,
        drafts=drafts,
        texts=TableView(TEXTS, request, queries.texts()),
    )


@door(*AUTHORS, scope="area")
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponseBase:
    """Begin a draft from what ships with the program, from a kept text or from a file."""
    form = BeginForm(request.POST, request.FILES) if request.method == "POST" else BeginForm()

    def do(_given: dict[str, Any]) -> str:
        text, based_on = form.chosen()
        row = actions.begin_draft(asker(request), id_in(text) or UNNAMED, text, based_on)
        return reverse("adoption:draft", args=[row.id])

    return filled_in(request, "adoption/begin.html", form, do)


@door(*AUTHORS, scope="area")
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, draft: UUID) -> HttpResponseBase:
    """The editor: look, check without saving, save, or keep the text."""
    row = queries.draft(asker(request), draft)
    if request.method == "POST":
        return _sent(request, row)
    form = TextForm(initial={"policy_text": row.text, "revision": row.revision})
    return _editor(request, row, form, row.text)


@door(*AUTHORS, scope="area")
@require_POST
def close(request: HttpRequest, draft: UUID) -> HttpResponseBase:
    """Close a draft; it stays as a record."""
    actions.close_draft(asker(request), draft)
    messages.success(request, _("草稿已关闭，留作记录。"))
    return HttpResponseRedirect(reverse("adoption:policies"))


def _sent(request: HttpRequest, row: Draft) -> HttpResponseBase:
    form = TextForm(request.POST)
    if not form.is_valid():
        return _editor(request, row, form, request.POST.get("policy_text", ""))
    text, revision = form.cleaned_data["policy_text"], form.cleaned_data["revision"]
    wanted = request.POST.get("do", "save")
    if wanted == "check":
        return _editor(request, row, form, text, checked=True)
    try:
        row = actions.save_draft(asker(request), row.id, text, revision)
        if wanted == "keep":
            kept = actions.keep_text(asker(request), text, row.name)
            messages.success(request, _("已留存，不再改动。下一步：试算，写影响评估，再由两个人采用。"))
            return HttpResponseRedirect(reverse("adoption:text", args=[kept.id]))
    except DraftChanged as error:
        row = queries.draft(asker(request), row.id)
        apart = lines_apart(row.text, text)
        # The next save is knowingly over what was just shown.
        form = TextForm(initial={"policy_text": text, "revision": row.revision})
        return _editor(request, row, form, text, status=error.status, error=error, apart=apart)
    except (PolicyRefused, DraftClosed) as error:
        form = TextForm(initial={"policy_text": text, "revision": row.revision})
        return _editor(request, row, form, text, status=error.status, error=error)
    messages.success(request, _("草稿已保存。"))
    return HttpResponseRedirect(reverse("adoption:draft", args=[row.id]))


def _editor(
    request: HttpRequest, row: Draft, form: TextForm, text: str, status: int | None = None, **context: Any
) -> HttpResponse:
    editor = Editor(text, row.name, timezone.localdate())
    return page(request, "adoption/draft.html", form, status=status, row=row, editor=editor, **context)
