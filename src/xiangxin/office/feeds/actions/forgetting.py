"""Deletes what told persons of a repair when its term has ended, so that not even that stays for good."""

from __future__ import annotations

from datetime import date

from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.erasing import delete_rows
from xiangxin.office.feeds.models import Repair

AT_ONCE = 500


def delete_told(by: Actor, on: date) -> int:
    """Delete lines whose term ended before ``on``; how many. Safe to run twice."""
    gone = 0
    while True:
        with act("feeds.told_deleted", by=by) as done:
            rows = list(Repair.objects.filter(delete_on__lt=on)[:AT_ONCE])
            if not rows:
                return gone
            delete_rows(done, rows, "retention")
            done.payload["rows"] = len(rows)
        gone += len(rows)
