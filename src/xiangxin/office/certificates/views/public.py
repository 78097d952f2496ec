"""Pages for anybody, without signing in: whether a code is good, the keys, the lists of states.

They name nobody, and the check says valid or not: no reason, no colour, no name.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from xiangxin.office.accounts.actions.household import digest_of
from xiangxin.office.accounts.doors import door
from xiangxin.office.certificates.actions import check_code
from xiangxin.office.certificates.errors import TooManyChecks
from xiangxin.office.certificates.forms import CheckForm
from xiangxin.office.certificates.queries.publishing import key_lines, key_set, published_list
from xiangxin.office.certificates.terms import LIMITS
from xiangxin.office.shell.answering import page, tell

FRESH = f"public, max-age={LIMITS['list_minutes'] * 60}"


@door(scope="public")
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponseBase:
    """Type in a code; whether the certificate behind it is valid now. Looking at the page uses no code up."""
    form = CheckForm(request.POST if request.method == "POST" else None)
    template, now = "certificates/check.html", timezone.now()
    if not form.is_valid():
        return page(request, template, form, at=now, keys=key_lines())
    try:
        valid = check_code(form.cleaned_data["code"], _place(request))
    except TooManyChecks as error:
        # Beside the field, since the code may still be good; with its own status, since programs may ask here, too.
        tell(form, error)
        return page(request, template, form, status=error.status, at=now)
    return page(request, template, CheckForm(), at=now, valid=valid, checked=True)


@door(scope="public")
@require_safe
def key_file(request: HttpRequest) -> HttpResponse:
    """The file of keys for verifiers off line."""
    return HttpResponse(
        key_set().write(), content_type="application/jwk-set+json; charset=utf-8", headers={"Cache-Control": FRESH}
    )


@door(scope="public")
@require_safe
def status(request: HttpRequest, name: str) -> HttpResponse:
    """A list of states, signed."""
    token = published_list(name)
    return HttpResponse(token, content_type="application/statuslist+jwt", headers={"Cache-Control": FRESH})


def _place(request: HttpRequest) -> str:
    return digest_of("address", request.META.get("REMOTE_ADDR", "")).hex()
