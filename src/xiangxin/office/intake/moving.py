"""The one way in which a submission changes its state; of two who move it at once one wins."""

from __future__ import annotations

from xiangxin.office.intake.choices import State
from xiangxin.office.intake.errors import StateUnfit
from xiangxin.office.intake.models import Submission


def move(row: Submission, from_state: State, to_state: State, **columns: object) -> None:
    """Change the state inside an act; ``StateUnfit`` where it is another by now."""
    present = Submission.objects.filter(id=row.id, state=from_state)
    if not present.update(state=to_state, **columns):
        row.refresh_from_db()
        raise StateUnfit(state=str(row.get_state_display()))
    row.refresh_from_db()
