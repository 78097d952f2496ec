"""One step of a case, if it still stands where the step begins: of two at once one wins, whatever either has read."""

from __future__ import annotations

from typing import Any

from xiangxin.office.grants import errors
from xiangxin.office.grants.choices import State
from xiangxin.office.grants.models import Grant


def move(grant: Grant, to: State, **more: Any) -> Grant:
    """Move the case from the state it was read in; ``StateUnfit`` where it has left it. Inside an act."""
    if not Grant.objects.filter(id=grant.id, state=grant.state).update(state=to, **more):
        grant.refresh_from_db()
        raise errors.StateUnfit(state=str(grant.get_state_display()))
    grant.refresh_from_db()
    return grant
