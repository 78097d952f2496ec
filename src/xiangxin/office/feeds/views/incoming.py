"""The address to which a provider's system sends: no session, no cookie, nothing but a signature opens it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from xiangxin.office.accounts.doors import door
from xiangxin.office.feeds import actions
from xiangxin.office.feeds.errors import MessageMalformed, SignatureWrong
from xiangxin.office.feeds.models import Message
from xiangxin.office.feeds.shapes import too_large
from xiangxin.office.feeds.terms import LIMITS
from xiangxin.office.feeds.words import told
from xiangxin.office.shell.errors import OfficeError
from xiangxin.office.shell.problems import PROBLEM, problem


@csrf_exempt
@door(scope="public")
def incoming(request: HttpRequest, feed: UUID) -> HttpResponse:
    """Take a message: 200 with what became of it and why rows were refused; else a problem, and nothing taken."""
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    request.META["HTTP_ACCEPT"] = PROBLEM
    try:
        message = actions.take(feed, _headers(request), _body(request))
    except OfficeError as error:
        return problem(request, error)
    return JsonResponse(_answer(message), headers={"Cache-Control": "no-store"})


def _headers(request: HttpRequest) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


def _body(request: HttpRequest) -> bytes:
    """The bytes, never more than a message may have."""
    if request.content_type != "application/json":
        raise MessageMalformed("content-type")
    if "webhook-signature" not in request.headers:
        raise SignatureWrong("webhook-signature")
    most = LIMITS["message_bytes"]
    body: bytes = request.read(most + 1)
    if len(body) > most:
        raise too_large()
    return body


def _answer(message: Message) -> dict[str, object]:
    refused = []
    for place, code in message.refused:
        finding = told(str(code))
        words = {"zh": f"{finding.what.zh}。{finding.mend.zh}", "en": f"{finding.what.en}. {finding.mend.en}"}
        refused.append({"row": place, "code": code, "says": words})
    return {
        "message": str(message.id),
        "rows": message.rows,
        "taken": message.taken,
        "refused": refused,
        "submission": None if message.submission is None else message.submission.number,
    }
