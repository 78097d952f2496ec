"""Work of the room in the background, each piece safe to run twice."""

from __future__ import annotations

from contextlib import suppress

from django.utils import timezone

from xiangxin.office.audit.actor import system
from xiangxin.office.certificates.actions import follow_lines, forget_codes, renew_key, sign_due
from xiangxin.office.certificates.errors import SiteMissing
from xiangxin.office.certificates.terms import LIMITS
from xiangxin.office.jobs.schedule import daily, every


@every("certificates.follow", LIMITS["list_minutes"] * 60)
def follow() -> int:
    """Withdraw what has lost its line or ground, and publish it; answers how many lists were signed."""
    by = system("certificates.follow")
    follow_lines(by)
    try:
        return sign_due(by)
    except SiteMissing:
        return 0


@daily("certificates.tidy", at="03:25")
def tidy() -> int:
    """A new key where the present one has served its time; old codes are deleted. Answers how many codes."""
    by = system("certificates.tidy")
    with suppress(SiteMissing):
        renew_key(by, timezone.localdate())
    return forget_codes(by)
