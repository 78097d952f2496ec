"""Sheets of paper that are still out stop counting once their person has said the contrary."""

from __future__ import annotations

from uuid import UUID

from xiangxin.office.audit.acts import Act
from xiangxin.office.consent.models import PaperForm
from xiangxin.office.consent.scope import Scope


def void_sheets(done: Act, person: UUID, scope: Scope) -> None:
    """Forget open sheets of the kind, within the act: one signed before must undo neither a taking back nor a no."""
    open_ones = PaperForm.objects.filter(
        person=person,
        answer="",
        batch__receiver_id=scope.receiver,
        batch__text__purpose=scope.purpose,
        batch__text__field_class=scope.field_class,
    )
    rows = list(open_ones)
    done.removed(*rows)
    PaperForm.objects.filter(id__in=[row.id for row in rows]).delete()
