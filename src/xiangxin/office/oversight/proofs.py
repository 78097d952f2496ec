"""Files that prove: one entry, the whole log, and whether a checkpoint kept elsewhere is continued.

A file is made only where the leaves still give the root that was signed; a proof of a rewritten log is not made.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import cast

from xiangxin.kernel.errors import XiangxinError
from xiangxin.office.audit.checkpoints import frontier_at, latest
from xiangxin.office.audit.models import Checkpoint, Entry, Part, Payload
from xiangxin.office.audit.naming import verifiers
from xiangxin.office.oversight.errors import LogDiffers, NotYetCovered
from xiangxin.proof import entry as proof
from xiangxin.proof import export
from xiangxin.proof.checkpoint import Checkpoint as Stated
from xiangxin.proof.checkpoint import open_checkpoint
from xiangxin.proof.tree import Tree

CHUNK = 1000


class Comparison(Enum):
    """What came of comparing a checkpoint that was kept elsewhere."""

    CONTINUES = "continues"
    DIFFERS = "differs"
    NOT_OURS = "not_ours"


def is_leaf_of(row: Entry) -> bool:
    """Whether the stored head gives the leaf under which it stands in the tree."""
    try:
        return row.proved().leaf() == bytes(row.leaf)
    except (XiangxinError, ValueError):
        return False


def decision(row: Entry) -> str:
    """One entry with everything needed to check it, at the newest checkpoint.

    ``NotYetCovered`` before there is one, ``LogDiffers`` where the log does not give the root that was signed.
    """
    newest = covering(row.seq)
    tree = _tree(newest)
    if not is_leaf_of(row):
        raise LogDiffers(size=newest.size)
    return export.decision(row.proved(), _payload(row), _rows(row), tree.inclusion_proof(row.seq), newest.text)


def log_lines() -> tuple[int, Iterator[str]]:
    """How many entries the newest checkpoint covers, and the lines of a file with their heads."""
    newest = covering(0)
    _tree(newest)
    return newest.size, _lines(_stated(newest))


def compare(text: bytes) -> Comparison:
    """Whether the log as it stands continues a checkpoint that was kept elsewhere.

    What copying from a screen does to the ends of lines and of the text is no forgery.
    """
    try:
        stated = open_checkpoint(text.replace(b"\r\n", b"\n").strip() + b"\n", verifiers()).checkpoint
    except XiangxinError:
        return Comparison.NOT_OURS
    now = frontier_at(stated.size)
    continues = now is not None and now.root() == stated.root
    return Comparison.CONTINUES if continues else Comparison.DIFFERS


def covering(seq: int) -> Checkpoint:
    """The newest checkpoint, which covers entry ``seq``; ``NotYetCovered``."""
    newest = latest()
    if newest is None or newest.size <= seq:
        raise NotYetCovered(seq=seq)
    return newest


def _tree(newest: Checkpoint) -> Tree:
    leaves = Entry.objects.filter(seq__lt=newest.size).order_by("seq").values_list("leaf", flat=True)
    tree = Tree(bytes(leaf) for leaf in leaves.iterator())
    if tree.size != newest.size or tree.root() != _stated(newest).root:
        raise LogDiffers(size=newest.size)
    return tree


def _stated(newest: Checkpoint) -> Stated:
    try:
        return open_checkpoint(newest.text.encode("utf-8"), verifiers()).checkpoint
    except XiangxinError:
        raise LogDiffers(size=newest.size) from None


def _lines(stated: Stated) -> Iterator[str]:
    yield export.log_header(stated.origin, stated.size, stated.root)
    for row in Entry.objects.filter(seq__lt=stated.size).order_by("seq").iterator(CHUNK):
        yield export.log_line(row.proved())


def _payload(row: Entry) -> export.Opened | None:
    kept = Payload.objects.filter(entry=row).first()
    return None if kept is None else export.Opened(bytes(kept.salt), bytes(kept.body))


def _rows(row: Entry) -> list[export.ShownRow]:
    rows = [
        proof.Row(part.table, part.key, cast("proof.Op", part.op), bytes(part.digest))
        for part in Part.objects.filter(entry=row).order_by("index")
    ]
    tree = Tree(one.leaf() for one in rows)
    return [export.ShownRow(index, one, tree.inclusion_proof(index)) for index, one in enumerate(rows)]
