"""What an institution may see of the consents it received: those in force today, page by page."""

from __future__ import annotations

from datetime import date

from xiangxin.office.accounts.viewer import Viewer
from xiangxin.office.audit.reads import reading
from xiangxin.office.consent.gate import persons_open_to
from xiangxin.office.consent.live import live, receivers_of
from xiangxin.office.consent.models import Consent
from xiangxin.office.gateway.pages import page

FIELDS = ("consents",)
"""What the person is told was shown."""


def consents_received(
    viewer: Viewer, purpose: str, field_class: str, on: date, cursor: str | None, limit: int
) -> tuple[list[Consent], str | None]:
    """Consents to the class in force ``on`` that name the viewer's institution, or the bank of its branch.

    With them the cursor of the next page. Raises a ``NoGround`` where the viewer's role can have none.
    """
    found = persons_open_to(viewer, purpose, [field_class], on)
    receivers = receivers_of(viewer.institution, purpose, on)
    with reading(
        viewer.actor, purpose=purpose, ground=found.ground, what="api.consents", institution=viewer.institution
    ) as look:
        rows = live(purpose, [field_class], on).filter(found.where(), receiver__in=receivers)
        shown, after = page(rows, [("from_on", "day"), ("id", "id")], "consents", cursor, limit)
        look.showed({row.person for row in shown}, FIELDS)
    return shown, after
