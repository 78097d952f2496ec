"""What the gate needs done by itself."""

from __future__ import annotations

from xiangxin.office.gateway.idempotency import forget_answers
from xiangxin.office.jobs.schedule import daily

daily("gateway.forget_answers", at="02:50")(forget_answers)
