"""Work of the room in the background, each piece safe to run twice, and what the health of the office says of it."""

from __future__ import annotations

from django.utils import timezone

from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act
from xiangxin.office.feeds.actions.asking import pull_due
from xiangxin.office.feeds.actions.forgetting import delete_told, forget_secrets
from xiangxin.office.feeds.models import Feed
from xiangxin.office.feeds.queries import stale_count
from xiangxin.office.feeds.terms import LIMITS
from xiangxin.office.gateway.health import look_at
from xiangxin.office.jobs.schedule import daily, every
from xiangxin.office.vault.keys import ring
from xiangxin.office.vault.sealing import rewrap, version_of

every("feeds.pull", LIMITS["tick_seconds"])(pull_due)
look_at("feeds_stale", stale_count, 0)
_SEALED = ("secret_sealed", "previous_sealed")


@daily("feeds.delete_told", at="02:45")
def delete_daily() -> int:
    """Delete what told persons of repairs long ago, and secrets that are over; answers how much."""
    by = system("feeds.delete_told")
    return delete_told(by, timezone.localdate()) + forget_secrets(by)


def rewrap_sealed() -> int:
    """Seal what an older key sealed with the newest one; answers how many feeds changed."""
    newest = ring(fresh=True).newest.number
    with act("feeds.sealed_again", by=system("feeds.rewrap_sealed")) as done:
        changed = []
        for row in Feed.objects.select_for_update():
            older = [name for name in _SEALED if getattr(row, name) and version_of(getattr(row, name)) != newest]
            for name in older:
                setattr(row, name, rewrap(getattr(row, name), row._meta.db_table, name, row.pk))
            if older:
                row.save(update_fields=older)
                changed.append(row)
        done.payload = {"rows": len(changed)}
        done.wrote(*changed)
    return len(changed)
