"""What the pages share: who asks."""

from __future__ import annotations

from django.http import HttpRequest

from xiangxin.office.accounts.doors import viewer_of
from xiangxin.office.accounts.viewer import Viewer


def asker(request: HttpRequest) -> Viewer:
    """Who asks; the door has let them in."""
    found = viewer_of(request)
    assert found is not None
    return found
