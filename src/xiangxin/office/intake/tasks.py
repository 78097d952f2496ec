"""Work of the room in the background: reading, accepting, settling with proposals, deleting after the term."""

from __future__ import annotations

from django.utils import timezone

from xiangxin.kernel.text import Text
from xiangxin.office.audit.actor import system
from xiangxin.office.intake.accepting import accept
from xiangxin.office.intake.actions.agreeing import delete_of_agreements
from xiangxin.office.intake.actions.settling import delete_ended, forget_duplicates, settle
from xiangxin.office.intake.actions.undoing import undo
from xiangxin.office.intake.choices import ACCEPT, STAGE, UNDO
from xiangxin.office.intake.resealing import seal_files_again
from xiangxin.office.intake.sealedfile import TABLE
from xiangxin.office.intake.spool import clear_spool
from xiangxin.office.intake.staging import stage
from xiangxin.office.intake.terms import LIMITS
from xiangxin.office.jobs.job import job
from xiangxin.office.jobs.schedule import daily, every
from xiangxin.office.vault.sealed import sealed_elsewhere

sealed_elsewhere(TABLE)(seal_files_again)

job(STAGE, Text("核对报送的数据", "Check what was sent"))(stage)
job(ACCEPT, Text("数据入档", "Write what was accepted"))(accept)
job(UNDO, Text("撤回已入档的数据", "Take an accepted submission back"))(undo)
every("intake.settle", LIMITS["settle_seconds"])(settle)


@daily("intake.delete_of_agreements", at="02:45")
def delete_brought() -> int:
    """Delete what agreements brought whose term after their end is over; answers how much."""
    return delete_of_agreements(system("intake.delete_of_agreements"), timezone.localdate())


@daily("intake.forget_duplicates", at="02:48")
def forget_pairs() -> int:
    """Delete pairs that look like one person once their term is over; answers how many."""
    return forget_duplicates(system("intake.forget_duplicates"), timezone.localdate())


daily("intake.delete_ended", at="02:50")(delete_ended)
daily("intake.clear_spool", at="02:55")(clear_spool)
