"""What a tablet asks of the office: its shell, which holds no data; where it stands; a list; and what it brings back.

Shell and worker are the same for everybody, so that a browser may keep them. Everything else is JSON to whoever is
signed in, kept in no cache.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_GET, require_POST, require_safe

from xiangxin.office.accounts.doors import asker, door
from xiangxin.office.areas.queries import village_names
from xiangxin.office.shell.errors import MediaUnknown
from xiangxin.office.visits import actions
from xiangxin.office.visits.envelope import read_envelope, read_object
from xiangxin.office.visits.errors import UploadTooLarge, UploadUnreadable
from xiangxin.office.visits.keys import from_text
from xiangxin.office.visits.queries.devices import device_of
from xiangxin.office.visits.reach import COLLECTORS
from xiangxin.office.visits.terms import terms_on

FILES = (
    "office/tokens.css",
    "office/parts.css",
    "office/phone.css",
    "office/seal.svg",
    "visits/tablet.css",
    "visits/store.js",
    "visits/locks.js",
    "visits/office.js",
    "visits/questions.js",
    "visits/screens.js",
    "visits/door.js",
    "visits/tablet.js",
)
"""All that the shell is made of, beside its pages."""
WORKER = Path(__file__).parents[1] / "static" / "visits" / "worker.js"
TONGUES = {"zh-hans": "visits:tablet", "en": "visits:tablet_en"}
MOST_KB = 16
"""Of a request that is no upload. assumption: two keys and a name are four hundred bytes."""


@door(scope="public")
@require_safe
def shell(request: HttpRequest, tongue: str) -> HttpResponse:
    """The page for the tablet, without anybody's data: the same bytes for everybody."""
    return HttpResponse(_page(tongue), headers={"Cache-Control": "no-cache"})


@door(scope="public")
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the shell, and nothing else, for when there is no network."""
    files = [reverse(name) for name in TONGUES.values()] + [static(name) for name in FILES]
    pages = "".join(_page(tongue) for tongue in TONGUES)
    version = hashlib.sha256(f"{settings.VERSION}{pages}{files}".encode()).hexdigest()[:16]
    kept = json.dumps({"version": version, "files": files}, ensure_ascii=True)
    body = f"const SHELL = {kept};\n{_worker()}"
    return HttpResponse(body, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@door(*COLLECTORS, scope="area")
@require_GET
def state(request: HttpRequest) -> HttpResponse:
    """Who is signed in here as what, where the device stands, which villages there are, and today's terms."""
    by, today = asker(request), timezone.localdate()
    terms = terms_on(today)
    found = None
    asked = request.GET.get("device", "")
    if asked:
        found = device_of(by, _id(asked))
    return JsonResponse(
        {
            "csrf": get_token(request),
            "device": None if found is None else {"state": found.state, "code": found.code, "label": found.label},
            "villages": [{"code": code, "name": name} for code, name in village_names(by.area, today).items()],
            "terms": {
                "tries": terms.tries,
                "days": terms.days,
                "pin_least": terms.pin_least,
                "pin_most": terms.pin_most,
                "stretch": terms.stretch,
                "lock_minutes": terms.lock_minutes,
            },
        }
    )


@door(*COLLECTORS, scope="area")
@require_POST
def register(request: HttpRequest) -> HttpResponse:
    """A device with the public keys that it made."""
    given = read_object(_bytes(request), {"label": str, "sign_key": str, "wrap_key": str})
    try:
        sign_key, wrap_key = from_text(given["sign_key"]), from_text(given["wrap_key"])
    except ValueError:
        raise UploadUnreadable() from None
    row = actions.register_device(asker(request), given["label"], sign_key, wrap_key)
    return JsonResponse({"device": str(row.id), "code": row.code}, status=201)


@door(*COLLECTORS, scope="area", purpose="evaluation")
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """A list for a device, closed for it; each person on it can see that it was taken along."""
    given = read_object(_bytes(request), {"device": str, "area": str})
    made = actions.make_list(asker(request), _id(given["device"]), given["area"])
    closed = made.closed
    return JsonResponse(
        {
            "list": str(made.list.id),
            "made_at": made.list.made_at.isoformat(),
            "expires_at": made.list.expires_at.isoformat(),
            "half": closed.half,
            "nonce": closed.nonce,
            "data": closed.data,
        },
        status=201,
    )


@door(*COLLECTORS, scope="area", purpose="evaluation")
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """What a device brings back. The same again is answered the same."""
    terms = terms_on(timezone.localdate())
    receipt = actions.receive_upload(asker(request), read_envelope(_bytes(request, terms.upload_kb), terms))
    return JsonResponse({"came": receipt.came, "results": dict(receipt.results)})


def _page(tongue: str) -> str:
    other = next(name for name in TONGUES if name != tongue)
    with translation.override(tongue):
        context = {
            "own": reverse(TONGUES[tongue]),
            "other": reverse(TONGUES[other]),
            "tongue": tongue,
            "version": settings.VERSION,
            "demo": settings.DEMO,
        }
        return render_to_string("visits/tablet.html", context)


@cache
def _worker() -> str:
    return WORKER.read_text(encoding="utf-8")


def _bytes(request: HttpRequest, most_kb: int = MOST_KB) -> bytes:
    """The body of a script's request. ``MediaUnknown`` for a form, which Django may have read already."""
    if request.content_type != "application/json":
        raise MediaUnknown()
    if len(request.body) > most_kb * 1024:
        raise UploadTooLarge(limit=most_kb)
    return request.body


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise UploadUnreadable() from None
