"""What the queue needs done by itself."""

from __future__ import annotations

from xiangxin.office.jobs.actions import forget_old, take_up_dead
from xiangxin.office.jobs.schedule import daily, every

every("jobs.take_up_dead", seconds=30)(take_up_dead)
daily("jobs.forget_old", at="02:40")(forget_old)
