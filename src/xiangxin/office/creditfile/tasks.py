"""What the room does every day; each piece is safe to run twice."""

from __future__ import annotations

from django.utils import timezone

from xiangxin.office.audit.actor import system
from xiangxin.office.creditfile.actions import clear_snapshots, delete_expired, delete_ratings, forget_marks
from xiangxin.office.creditfile.resealing import seal_snapshots_again
from xiangxin.office.creditfile.snapshot_files import TABLE
from xiangxin.office.jobs.schedule import daily
from xiangxin.office.vault.sealed import sealed_elsewhere

sealed_elsewhere(TABLE)(seal_snapshots_again)


@daily("creditfile.delete_expired", at="02:50")
def delete_daily() -> int:
    """Delete what may not stay any longer; answers how much."""
    by, on = system("creditfile.delete_expired"), timezone.localdate()
    return delete_expired(by, on) + delete_ratings(by, on) + forget_marks(by, on) + clear_snapshots(by, on)
