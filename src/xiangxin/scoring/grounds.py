"""What a consent to a run lacks, in the words of the gates; whether there is a ground is theirs alone to say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from xiangxin.scoring.assessment import Row, Run

Gap = Literal["none", "withdrawn", "other_receiver", "no_notice", "late_notice", "not_begun", "expired", "not_written"]


def ground_gap(consents: Sequence[Row], run: Run) -> Gap:
    """What the latest consent of a person without a ground lacks; ``withdrawn``: nothing was said since."""
    to_file = [row for row in consents if row.get("purpose") == run.purpose and row.get("field_class") == "file"]
    rows = [row for row in to_file if row.get("receiver") == run.receiver]
    if not rows:
        return "other_receiver" if to_file else "none"
    withdrawn_on = max((on for row in rows if (on := row.get("withdrawn_on")) is not None), default=None)
    # Nobody is visited again on a row of which it is not known that it came after the withdrawal.
    since = [
        row
        for row in rows
        if row.get("withdrawn_on") is None and (withdrawn_on is None or (row.get("from_on") or date.min) > withdrawn_on)
    ]
    return _lacks(max(since, key=_begins), run) if since else "withdrawn"


def _begins(row: Row) -> date:
    from_on: date | None = row.get("from_on")
    return from_on or date.max


def _lacks(row: Row, run: Run) -> Gap:
    notice_on, to_on = row.get("notice_delivered_on"), row.get("to_on")
    if notice_on is None:
        return "no_notice"
    if notice_on > _begins(row):
        return "late_notice"
    if _begins(row) > run.as_of:
        return "not_begun"
    if to_on is not None and to_on < run.as_of:
        return "expired"
    return "not_written"
