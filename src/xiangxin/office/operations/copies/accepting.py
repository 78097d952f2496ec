"""Records that an office goes on from an older state on purpose, so that nobody takes the gap for a forgery.

Only a log that is a beginning of the one the checkpoints know can be accepted; a rewritten one never.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from xiangxin.office.audit.actor import system
from xiangxin.office.audit.acts import act
from xiangxin.office.audit.checkpoints import Kept, go_on_under_a_new_name, kept_in, read_kept
from xiangxin.office.audit.models import Entry, Head
from xiangxin.office.config.home import Home
from xiangxin.office.operations.words import refused
from xiangxin.proof.tree import Frontier

ASIDE = "superseded-"
REASONS = ("disk_failed", "database_damaged", "machine_lost", "wrong_change", "moved", "exercise")
"""Why an office goes on from an older state; what happened is told elsewhere, under the reference."""
REFERENCE = re.compile(r"\A[A-Z0-9][A-Z0-9./-]{1,39}\Z", re.ASCII)
"""The number of a report or ticket: no words, so no name; its digits never as many as in an identity card's number."""
MOST_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Gap:
    """The log holds ``size`` entries; ``newest`` is the largest checkpoint that anybody showed."""

    size: int
    newest: Kept


def gap_of(folders: Iterable[Path]) -> Gap | None:
    """What is missing according to the checkpoints in ``folders``; None when the log continues all of them.

    ``CheckFailed`` when the log contradicts one of them.
    """
    head = Head.objects.filter(id=1).first()
    size = 0 if head is None else head.size
    shown = [read_kept(file) for folder in folders for file in kept_in(folder)]
    shown.sort(key=lambda one: one.checkpoint.size)
    tree = Frontier()
    # The leaves as they stand, once: what the database says of its earlier states is not asked.
    leaves = Entry.objects.order_by("seq").values_list("leaf", flat=True).iterator()
    for kept in (one for one in shown if one.checkpoint.size <= size):
        tree.extend(bytes(leaf) for leaf in islice(leaves, kept.checkpoint.size - tree.size))
        if (tree.size, tree.root()) != (kept.checkpoint.size, kept.checkpoint.root):
            raise refused("accept_rewritten", str(kept.file), file=kept.file.name, size=kept.checkpoint.size)
    return Gap(size, shown[-1]) if shown and shown[-1].checkpoint.size > size else None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an older state is accepted: one of ``REASONS``, and the number of the report that tells what happened."""

    code: str
    reference: str


def reason_of(code: str, reference: str) -> Reason:
    """The reason as it stands in the log; ``CheckFailed`` where it is none of the list or the number is unfit."""
    reference = reference.strip().upper()
    if code not in REASONS:
        raise refused("reason_missing", reasons=", ".join(REASONS))
    digits = max((len(run) for run in re.findall(r"\d+", reference)), default=0)
    if not REFERENCE.match(reference) or not any(one.isdigit() for one in reference) or digits > MOST_DIGITS:
        raise refused("reference_unfit", digits=MOST_DIGITS)
    return Reason(code, reference)


def accept(home: Home, reason: Reason, gap: Gap) -> None:
    """Write the act, lay newer checkpoints of the office's folder aside, sign the state from which it goes on.

    Under a new name and key: whoever holds a newer checkpoint must never find another of the same name beside it.
    """
    payload = {
        "size": gap.size,
        "newest_size": gap.newest.checkpoint.size,
        "newest_root": gap.newest.checkpoint.root.hex(),
        "reason": reason.code,
        "reference": reason.reference,
    }
    with act("office.restore_accepted", by=system("restore"), area=home.county, payload=payload):
        pass
    aside = home.checkpoints / f"{ASIDE}{datetime.now(UTC):%Y%m%dT%H%M%S}"
    for file in kept_in(home.checkpoints):
        if read_kept(file).checkpoint.size > gap.size:
            aside.mkdir(exist_ok=True)
            file.rename(aside / file.name)
    go_on_under_a_new_name()
