"""Work of the room in the background: reading, accepting, settling with proposals, deleting after the term."""

from __future__ import annotations

from xiangxin.kernel.text import Text
from xiangxin.office.intake.accepting import accept
from xiangxin.office.intake.actions.deciding import delete_ended, settle
from xiangxin.office.intake.choices import ACCEPT, STAGE
from xiangxin.office.intake.spool import clear_spool
from xiangxin.office.intake.staging import LIMITS, stage
from xiangxin.office.jobs.job import job
from xiangxin.office.jobs.schedule import daily, every

job(STAGE, Text("核对报送的数据", "Check what was sent"))(stage)
job(ACCEPT, Text("数据入档", "Write what was accepted"))(accept)
every("intake.settle", LIMITS["settle_seconds"])(settle)
daily("intake.delete_ended", at="02:50")(delete_ended)
daily("intake.clear_spool", at="02:55")(clear_spool)
