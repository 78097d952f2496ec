"""What the pages of the desk share: who may come in, and who asks."""

from __future__ import annotations

from django.http import HttpRequest

from xiangxin.office.accounts.choices import Role
from xiangxin.office.accounts.doors import door

desk = door(Role.AUDITOR, Role.AUDIT_ADMIN, scope="office", purpose="audit")


def page_asked(request: HttpRequest) -> int:
    """Which page of a list; the first where the address says none."""
    given = request.GET.get("page", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 8 else 1
