"""Taking back what one submission said: what was believed before it is believed again from that day on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from xiangxin.office.audit.actor import Actor
from xiangxin.office.audit.acts import act
from xiangxin.office.creditfile.actions.batches import hidden
from xiangxin.office.creditfile.actions.restoring import undone
from xiangxin.office.creditfile.models import Batch


def undo_facts(by: Actor, batch: Batch | UUID, series: Iterable[UUID], over: Collection[UUID] = ()) -> int:
    """From the day the batch is shown on, nothing that the submission it undoes said of these matters is believed.

    Where it replaced a version, that one's words are believed again, unless it is of a batch that is ``over``, was
    found wrong, or nobody agrees to it any more; where somebody has corrected it since, the correction stays. How many
    matters change.

    Safe to do twice. Errors: ``BatchUnknown``, ``BatchShown``.
    """
    with act("creditfile.facts_undone", by=by) as done:
        row = hidden(batch)
        done.about = f"creditfile.batch:{row.id}"
        made = undone(row, series, over)
        made.write(done)
        done.payload = {"submission": row.undoes, "facts": len(made.ends), "restored": len(made.facts)}
    return len(made.ends)
