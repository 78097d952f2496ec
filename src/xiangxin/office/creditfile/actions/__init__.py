"""All writes of credit files. Facts are added by batches; nothing that is there is changed."""

from __future__ import annotations

from xiangxin.office.creditfile.actions.batches import drop_batch, open_batch, show_batch
from xiangxin.office.creditfile.actions.facts import Added, add_coverage, add_facts, withdraw_facts

__all__ = ["Added", "add_coverage", "add_facts", "drop_batch", "open_batch", "show_batch", "withdraw_facts"]
