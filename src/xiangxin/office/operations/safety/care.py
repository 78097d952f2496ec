"""What an operator owes an office that runs: checkpoints elsewhere, backups, three administrators, space, the
time, feeds that answer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta

from django.db import DatabaseError
from django.utils import timezone

from xiangxin.kernel.errors import Finding
from xiangxin.office.accounts.choices import ADMINISTRATORS
from xiangxin.office.accounts.models import Post
from xiangxin.office.audit.checkpoints import checkpoint_is_stale
from xiangxin.office.audit.models import Entry
from xiangxin.office.audit.terms import least_witnesses, stale_after
from xiangxin.office.audit.witnesses import active, has_failed, open_witnesses
from xiangxin.office.feeds.queries import failing_count, stale_count
from xiangxin.office.operations.record import last_backup
from xiangxin.office.operations.safety.situation import Situation
from xiangxin.office.operations.terms import LIMITS
from xiangxin.office.operations.words import told


def room_on_disk(situation: Situation) -> Iterator[Finding]:
    """Space for what is written next and for a copy of the database."""
    databases = sum(path.stat().st_size for path in situation.home.folder.glob("*.sqlite3"))
    needed = max(LIMITS["free_megabytes"] << 20, 2 * databases)
    free = shutil.disk_usage(situation.home.folder).free
    if free < needed:
        yield told("disk_low", str(situation.home.folder), free=free >> 20, needed=needed >> 20)


def copies_elsewhere(situation: Situation) -> Iterator[Finding]:
    """Checkpoints on another disk or at a witness; a backup of these days."""
    home = situation.home
    if home.kind == "demo":
        return
    if home.folder in home.checkpoints.parents:
        yield told("checkpoints_inside", str(home.checkpoints))
    made = last_backup(home)
    if made is None or timezone.now() - made > timedelta(days=LIMITS["backup_days"]):
        yield told("backup_old", days=LIMITS["backup_days"])


def checkpoint_left(_situation: Situation) -> Iterator[Finding]:
    """No entry has waited too long for a checkpoint to leave this machine."""
    try:
        stale = checkpoint_is_stale()
    except DatabaseError:
        return
    if stale:
        yield told("checkpoint_stale", hours=int(stale_after().total_seconds()) // 3600)


def witnesses_keep_it(situation: Situation) -> Iterator[Finding]:
    """Two or more keep checkpoints, and each took the last one it was sent."""
    if situation.home.kind == "demo":
        return
    try:
        count = open_witnesses().count()
        failing = [one.name for one in active(timezone.localdate()) if has_failed(one)]
    except DatabaseError:
        return
    if count < least_witnesses():
        yield told("witnesses_few", number=count, least=least_witnesses())
    if failing:
        yield told("witnesses_failing", names=", ".join(failing))


def three_administrators(_situation: Situation) -> Iterator[Finding]:
    """Each of the three posts is held, and by three different accounts."""
    try:
        today = timezone.localdate()
        held = Post.objects.filter(role__in=ADMINISTRATORS, from_on__lte=today, account__is_active=True)
        holders = {(post.role, post.account_id) for post in held.exclude(to_on__lt=today)}
    except DatabaseError:
        return
    if {role for role, _ in holders} < set(ADMINISTRATORS) or len({who for _, who in holders}) < len(ADMINISTRATORS):
        yield told("administrators_missing")


def the_time(_situation: Situation) -> Iterator[Finding]:
    """The log's last entry does not lie in the future."""
    try:
        last = Entry.objects.order_by("-seq").values_list("at", flat=True).first()
    except DatabaseError:
        return
    if last is not None and last - timezone.now() > timedelta(minutes=LIMITS["clock_ahead_minutes"]):
        yield told("clock_behind", last=last.isoformat(timespec="minutes"))


def feeds_answer(situation: Situation) -> Iterator[Finding]:
    """No feed has been silent for longer than was agreed, or failed when it was asked last."""
    try:
        silent, failing = stale_count(), failing_count()
    except DatabaseError:
        return
    if silent:
        yield told("feeds_silent", str(situation.home.folder), number=silent)
    if failing:
        yield told("feeds_failing", str(situation.home.folder), number=failing)


LOOKS = (
    room_on_disk,
    copies_elsewhere,
    checkpoint_left,
    witnesses_keep_it,
    three_administrators,
    the_time,
    feeds_answer,
)
