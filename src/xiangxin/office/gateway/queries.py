"""What an administrator may see of tokens."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.areas.scope import inside
from xiangxin.office.gateway.errors import TokenUnknown
from xiangxin.office.gateway.models import ApiToken, TokenUse
from xiangxin.office.shell.limits import limits_of

LIMITS = limits_of("xiangxin.office.gateway")


def tokens_for(viewer: Viewer) -> QuerySet[ApiToken]:
    """The tokens of the viewer's area, the newest first."""
    return ApiToken.objects.filter(inside(viewer.area)).select_related("institution").order_by("-from_on", "prefix")


def token_in(viewer: Viewer, token_id: UUID) -> ApiToken:
    """One token of the viewer's area; ``TokenUnknown`` for any other."""
    found = tokens_for(viewer).filter(id=token_id).first()
    if found is None:
        raise TokenUnknown()
    return found


def last_used(tokens: list[UUID]) -> dict[UUID, datetime]:
    """When each was used last, of those that were."""
    return dict(TokenUse.objects.filter(token__in=tokens).values_list("token", "last_at"))
