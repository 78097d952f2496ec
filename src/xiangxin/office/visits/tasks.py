"""Work in the background; each is safe to run twice."""

from __future__ import annotations

from django.utils import timezone

from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act
from xiangxin.office.jobs.schedule import daily
from xiangxin.office.vault.keys import ring
from xiangxin.office.vault.sealing import rewrap, version_of
from xiangxin.office.visits import actions
from xiangxin.office.visits.models import Upload


@daily("visits.delete_expired", at="02:50")
def delete_expired() -> int:
    """Delete what was set apart and never decided, and forget who was on lists that ended long ago."""
    return actions.delete_expired(system("visits.delete_expired"), timezone.localdate())


def rewrap_sealed() -> int:
    """Seal what an older key sealed with the newest one; answers how many uploads changed."""
    newest = ring(fresh=True).newest.number
    with act("visits.sealed_again", by=system("visits.rewrap_sealed")) as done:
        rows = [row for row in Upload.objects.select_for_update() if row.answers_sealed]
        older = [row for row in rows if version_of(row.answers_sealed) != newest]
        for row in older:
            row.answers_sealed = rewrap(row.answers_sealed, row._meta.db_table, "answers_sealed", row.pk)
            row.save(update_fields=["answers_sealed"])
        done.payload = {"rows": len(older)}
        done.wrote(*older)
    return len(older)
