"""Deletes what told persons of repairs, and secrets that open nothing any more, when their term has ended."""

from __future__ import annotations

from datetime import date

from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.erasing import forget
from xiangxin.office.feeds.models import Feed, Repair


def delete_told(by: Actor, on: date) -> int:
    """Delete lines whose term ended before ``on``; how many. Safe to run twice."""
    return forget(by, "feeds.told_deleted", Repair.objects.filter(delete_on__lt=on), "retention")


def forget_secrets(by: Actor) -> int:
    """Drop the secrets of feeds of which nothing is here any more; how many. Safe to run twice."""
    over = Feed.objects.filter(agreement__deleted_at__isnull=False, secret_sealed__isnull=False)
    if not over.exists():
        return 0
    with act("feeds.secrets_forgotten", by=by) as done:
        rows = list(over.select_for_update(of=("self",)))
        for row in rows:
            row.secret_sealed = row.previous_sealed = None
            row.save(update_fields=["secret_sealed", "previous_sealed"])
        done.wrote(*rows)
        done.payload["feeds"] = len(rows)
    return len(rows)
