"""The API as a whole: who is let in, what is answered when something is wrong, how it describes itself.

The description is served as a file; a page that shows it by scripts from elsewhere is not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from xiangxin.office.gateway.problems import invalid
from xiangxin.office.gateway.queries import LIMITS
from xiangxin.office.gateway.strict import JSON, StrictParser
from xiangxin.office.gateway.tokens import Call, call_of
from xiangxin.office.shell.errors import NotJson, SignInNeeded
from xiangxin.office.shell.problems import PROBLEM, of_status, problem, told_as

DESCRIPTION = """\
乡信办公室的开放接口。令牌由两位管理员签发，绑定机构、区划、角色和一个用途；个人资料只在本人同意或其他法定依据成立时返回，
每次查看本人都能看到。命令须带 Idempotency-Key；列表按游标翻页；错误依 RFC 9457，中英文并列。

The open interface of a Xiangxin office. Two administrators issue a token; it is bound to institution, area, role and
one purpose. Personal rows come back only while a ground holds, and the person sees every look. Commands carry an
Idempotency-Key, lists go by cursor, errors follow RFC 9457 in Chinese and English.
"""


class Bearer(HttpBearer):
    """The token in the header ``Authorization: Bearer xxt_…``; a session opens nothing here."""

    def authenticate(self, request: HttpRequest, token: str) -> Call | None:  # noqa: ARG002 - the library's signature
        """The call, or None, which is answered as not signed in."""
        return call_of(token)


class OfficeApi(NinjaAPI):
    """As the library's, with our answers and a description that says what they are."""

    def __init__(self) -> None:
        super().__init__(
            title="Xiangxin 乡信",
            version="1",
            description=DESCRIPTION,
            urls_namespace="api",
            docs_url=None,
            openapi_url="/openapi.json",
            parser=StrictParser(),
            auth=Bearer(),
        )
        for kind, answer in ANSWERS.items():
            self.add_exception_handler(kind, answer)

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        """The description; problems are of their own media type, and answers may be in either language."""
        described = super().get_openapi_schema(*args, **kwargs)
        for methods in described["paths"].values():
            for operation in methods.values():
                if media := operation.pop("x-file", ""):
                    operation["responses"][200]["content"] = {media: {"schema": {"type": "string"}}}
                for status, answer in operation["responses"].items():
                    if int(status) >= 400 and JSON in answer.get("content", {}):
                        answer["content"] = {PROBLEM: answer["content"][JSON]}
                operation["responses"] = dict(sorted(operation["responses"].items(), key=lambda one: int(one[0])))
        return described


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    return invalid(request, error.errors)


def _unknown(request: HttpRequest, _error: Any) -> HttpResponse:
    answer = problem(request, SignInNeeded())
    answer["WWW-Authenticate"] = 'Bearer realm="xiangxin"'
    return answer


def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    if error.status_code == 400:
        return problem(request, NotJson(depth=LIMITS["most_json_depth"]))
    return of_status(request, error.status_code)


def _nothing(request: HttpRequest, _error: Any) -> HttpResponse:
    return of_status(request, 404)


def _other(request: HttpRequest, error: Any) -> HttpResponse:
    told = told_as(error)
    if told is None:
        raise error
    return problem(request, told)


ANSWERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    ValidationError: _invalid,
    AuthenticationError: _unknown,
    HttpError: _http_error,
    Http404: _nothing,
    Exception: _other,
}
"""What is answered for what an operation, or the library before it, raises."""
