"""What the office does by itself so that its log holds: reads go under the log, checkpoints leave the machine."""

from __future__ import annotations

from xiangxin.office.audit.checkpoints import make_checkpoint
from xiangxin.office.audit.sealing import seal_reads
from xiangxin.office.audit.terms import checkpoint_every
from xiangxin.office.audit.witnesses import send_checkpoint
from xiangxin.office.jobs.schedule import every

every("audit.seal_reads", seconds=1)(seal_reads)


@every("audit.checkpoint", seconds=int(checkpoint_every().total_seconds()))
def checkpoint() -> None:
    """Sign the present state, and send it to those who have not taken it."""
    make_checkpoint()
    send_checkpoint()
