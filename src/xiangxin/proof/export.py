"""What leaves the office to be checked elsewhere: a log, a decision, and the proof that a log only grew.

The formats stand in docs/mechanisms/audit-encoding.md; ``standalone/check_chain.py`` reads them. Nothing is left out of
a file silently: what is not shown is null. A file about a person goes to that person, not into a log of the machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xiangxin.proof.entry import Entry, Row

VERSION = 1


@dataclass(frozen=True, slots=True)
class Opened:
    """Salt and canonical bytes behind a commitment or a row's digest."""

    salt: bytes
    body: bytes

    def fields(self) -> dict[str, str]:
        """As it stands in a file: canonical bytes are UTF-8."""
        return {"salt": self.salt.hex(), "body": self.body.decode("utf-8")}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """Row ``index`` of an entry with its inclusion proof under ``Entry.rows``; its cells where they are shown."""

    index: int
    row: Row
    proof: Sequence[bytes]
    opened: Opened | None = None


def log_header(origin: str, size: int, root: bytes) -> str:
    """The first line of an exported log: its name, how many entries follow, and the root over them."""
    return _line({"format": "xiangxin-log", "version": VERSION, "origin": origin, "size": size, "root": root.hex()})


def log_line(entry: Entry, payload: Opened | None = None, rows: Iterable[Row] | None = None) -> str:
    """One entry of an exported log, with its payload and all its rows where they are shown."""
    shown = None if rows is None else [row.fields() for row in rows]
    return _line({"entry": entry.fields(), "leaf": entry.leaf().hex(), "payload": _opened(payload), "rows": shown})


def decision(
    entry: Entry, payload: Opened | None, rows: Iterable[ShownRow], proof: Sequence[bytes], checkpoint: str
) -> str:
    """One entry with everything needed to check it: ``proof`` is its inclusion proof at the checkpoint's size.

    ``checkpoint`` is the signed note. Where the entry wrote rows about many persons, show those of one.
    """
    shown = [
        {"index": one.index, "row": one.row.fields(), "proof": _hashes(one.proof), "opened": _opened(one.opened)}
        for one in rows
    ]
    content = {"entry": entry.fields(), "payload": _opened(payload), "rows": shown, "proof": _hashes(proof)}
    return _line({"format": "xiangxin-decision", "version": VERSION, **content, "checkpoint": checkpoint})


def growth(proof: Sequence[bytes]) -> str:
    """A consistency proof between two checkpoints, which travel beside it."""
    return _line({"format": "xiangxin-growth", "version": VERSION, "proof": _hashes(proof)})


def _opened(opened: Opened | None) -> dict[str, str] | None:
    return None if opened is None else opened.fields()


def _hashes(proof: Sequence[bytes]) -> list[str]:
    return [one.hex() for one in proof]


def _line(content: dict[str, object]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
