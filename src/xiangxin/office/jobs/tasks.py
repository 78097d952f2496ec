"""What the rooms below and the queue itself need done by themselves."""

from __future__ import annotations

from xiangxin.office.audit.checkpoints import make_checkpoint
from xiangxin.office.audit.sealing import seal_reads
from xiangxin.office.audit.terms import checkpoint_every
from xiangxin.office.audit.witnesses import send_checkpoint
from xiangxin.office.jobs.actions import forget_old, take_up_dead
from xiangxin.office.jobs.job import LIMITS
from xiangxin.office.jobs.schedule import daily, every
from xiangxin.office.outbox.delivery import deliver_due, forget_delivered

every("audit.seal_reads", LIMITS["seal_seconds"])(seal_reads)
every("audit.checkpoint", int(checkpoint_every().total_seconds()))(make_checkpoint)
every("audit.send_checkpoint", int(checkpoint_every().total_seconds()))(send_checkpoint)
every("outbox.deliver", LIMITS["deliver_seconds"])(deliver_due)
every("jobs.take_up_dead", LIMITS["look_seconds"])(take_up_dead)
daily("outbox.forget", at="02:30")(forget_delivered)
daily("jobs.forget", at="02:40")(forget_old)
