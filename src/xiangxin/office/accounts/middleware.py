"""Puts the viewer on each request: the account of the session in the post it has chosen, if that post still holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from xiangxin.office.accounts.models import Account, Post
from xiangxin.office.accounts.viewer import Viewer

POST = "post"
"""The key in the session."""


class ViewerMiddleware:
    """A post that ended yesterday opens nothing today: it is looked up on every request."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with ``request.viewer`` set; authenticated answers are never stored."""
        cast(Any, request).viewer = _viewer(request)
        response = self.respond(request)
        if request.user.is_authenticated:
            response["Cache-Control"] = "no-store"
        return response


def _viewer(request: HttpRequest) -> Viewer | None:
    account = request.user
    if not isinstance(account, Account) or not account.is_active:
        return None
    today = timezone.localdate()
    posts = Post.objects.filter(account=account, from_on__lte=today).exclude(to_on__lt=today).order_by("from_on", "id")
    chosen = request.session.get(POST)
    post = next((post for post in posts if str(post.id) == chosen), None) or posts.first()
    if post is None:
        return None
    return Viewer(account.id, post.role, post.area, post.institution_id, account.person, post.id)
