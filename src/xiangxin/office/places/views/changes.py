"""Forms that propose a change of areas, and the list of a whole county."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from xiangxin.kernel.divisions import parent_of
from xiangxin.kernel.errors import Finding
from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.areas import queries
from xiangxin.office.areas.lists import Line, read_list, without_parent
from xiangxin.office.areas.new import NewArea
from xiangxin.office.places import forms
from xiangxin.office.places.errors import ListTooLarge, PartsUnreadable
from xiangxin.office.places.proposing import KEEPERS, propose_change, propose_list
from xiangxin.office.places.views.common import own_code, proposing, to
from xiangxin.office.shell.answering import UNFIT, done, page
from xiangxin.office.shell.limits import limits_of

LIMITS = limits_of("xiangxin.office.places")


@door(*KEEPERS, scope="area")
def add(request: HttpRequest) -> HttpResponseBase:
    """Propose an area that was not there before."""

    def do(form: forms.AddForm) -> None:
        given = form.cleaned_data
        new = NewArea(given["code"], given["level"], given["name"])
        propose_change(asker(request), "add", [], [new], given["on"], given["document_no"], given["reason"])

    return proposing(request, forms.AddForm(request.POST or None), _("新增区域"), to("areas"), do)


@door(*KEEPERS, scope="area")
def rename(request: HttpRequest, code: str) -> HttpResponseBase:
    """Propose another name."""
    own_code(request, code)

    def do(form: forms.RenameForm) -> None:
        given = form.cleaned_data
        level = queries.area_on(code, given["on"], "on").level
        new = NewArea(code, level, given["name"])
        propose_change(asker(request), "rename", [code], [new], given["on"], given["document_no"], given["reason"])

    return proposing(request, forms.RenameForm(request.POST or None), _("区域更名"), to("area", code), do)


@door(*KEEPERS, scope="area")
def merge(request: HttpRequest, code: str) -> HttpResponseBase:
    """Propose that two areas become one."""
    own_code(request, code)

    def do(form: forms.MergeForm) -> None:
        given = form.cleaned_data
        level = queries.area_on(code, given["on"], "on").level
        new, codes = NewArea(given["code"], level, given["name"]), [code, given["other"]]
        propose_change(asker(request), "merge", codes, [new], given["on"], given["document_no"], given["reason"])

    return proposing(request, forms.MergeForm(request.POST or None), _("区域合并"), to("area", code), do)


@door(*KEEPERS, scope="area")
def split(request: HttpRequest, code: str) -> HttpResponseBase:
    """Propose that one area becomes several."""
    own_code(request, code)

    def do(form: forms.SplitForm) -> None:
        given = form.cleaned_data
        level = queries.area_on(code, given["on"], "on").level
        into = _parts(given["into"], level)
        propose_change(asker(request), "split", [code], into, given["on"], given["document_no"], given["reason"])

    return proposing(request, forms.SplitForm(request.POST or None), _("区域拆分"), to("area", code), do)


@door(*KEEPERS, scope="area")
def recode(request: HttpRequest, code: str) -> HttpResponseBase:
    """Propose another code."""
    own_code(request, code)

    def do(form: forms.RecodeForm) -> None:
        given = form.cleaned_data
        present = queries.area_on(code, given["on"], "on")
        new = NewArea(given["new_code"], present.level, present.name)
        propose_change(asker(request), "recode", [code], [new], given["on"], given["document_no"], given["reason"])

    return proposing(request, forms.RecodeForm(request.POST or None), _("变更区划代码"), to("area", code), do)


@door(*KEEPERS, scope="area")
def accept_list(request: HttpRequest) -> HttpResponseBase:
    """Read a county's list; show everything that is wrong with it, or propose the difference."""
    form = forms.ListForm(request.POST or None, request.FILES or None)

    def listed(findings: tuple[Finding, ...] = ()) -> HttpResponse:
        status = UNFIT if findings else None
        return page(request, "places/list.html", form, status=status, findings=findings, back=to("areas"))

    def do(given: dict[str, Any]) -> str | HttpResponse:
        viewer = asker(request)
        county = parent_of(viewer.area, "county")
        lines, findings = _read(given["file"], county)
        findings += without_parent(lines, county, given["on"], _name(given["file"]))
        if findings:
            return listed(findings)
        new = [line.new for line in lines]
        propose_list(viewer, new, county, given["on"], given["document_no"], given["reason"])
        messages.success(request, _("已提出，等第二个人同意后生效。"))
        return to("areas")

    return done(request, form, do) or listed()


def _name(upload: UploadedFile[Any]) -> str:
    """What a finding calls the file; its own name is never used for a path."""
    return str(upload.name or "")[:100]


def _read(upload: UploadedFile[Any], county: str) -> tuple[tuple[Line, ...], tuple[Finding, ...]]:
    if (upload.size or 0) > LIMITS["most_list_bytes"]:
        raise ListTooLarge("file", rows=LIMITS["most_list_rows"])
    suffix = Path(_name(upload)).suffix.lower()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list{suffix if suffix.isascii() and suffix[1:].isalnum() else ''}"
        with path.open("wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        lines, findings = read_list(path, county, _name(upload))
    if len(lines) > LIMITS["most_list_rows"]:
        raise ListTooLarge("file", rows=LIMITS["most_list_rows"])
    return lines, findings


def _parts(text: str, level: str) -> list[NewArea]:
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        code, _blank, name = line.strip().partition(" ")
        if not line.strip():
            continue
        if not name.strip():
            raise PartsUnreadable("into", line=number)
        found.append(NewArea(code, level, name.strip()))
    return found
