"""The whole verification in its order: chain, checkpoints, state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from xiangxin.kernel.errors import Finding, XiangxinError
from xiangxin.office.audit.checkpoints import kept_in
from xiangxin.office.audit.naming import verifiers
from xiangxin.office.audit.sealing import seal_reads
from xiangxin.office.audit.verify.chain import read_chain
from xiangxin.office.audit.verify.source import Source, one_moment
from xiangxin.office.audit.verify.state import check_tables
from xiangxin.office.audit.verify.told import tell
from xiangxin.proof.checkpoint import Checkpoint, open_checkpoint

_CHECKPOINTS = "SELECT size, text FROM audit_checkpoint ORDER BY size"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``entries``: how long the log is; ``rows``: how many live rows were compared with it; ``checkpoints``: how many
    sizes it was held against, by those in the database and those in folders.
    """

    entries: int
    rows: int
    checkpoints: int
    findings: tuple[Finding, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing differs."""
        return not self.findings


def verify(folders: tuple[Path, ...] = (), *, seal: bool = False) -> Verdict:
    """Verify the log and every logged table against it, with the checkpoints of the office's folder and of ``folders``.

    ``seal`` puts pending notes of reads under the log first; without it nothing is written.
    """
    if seal:
        seal_reads()
    with one_moment() as source:
        findings: list[Finding] = []
        signed: list[tuple[str, Checkpoint]] = []
        trusted = list(verifiers())
        for name, text in _texts(source, (settings.HOME.checkpoints, *folders)):
            try:
                signed.append((name, open_checkpoint(text, trusted).checkpoint))
            except XiangxinError:
                findings.append(tell("checkpoint_unreadable", file=name))
        chain = read_chain(source, {checkpoint.size for _, checkpoint in signed})
        findings += chain.findings
        findings += _not_met(signed, chain.roots)
        state = check_tables(source)
        findings += state.findings
        return Verdict(chain.size, state.rows, len({one.size for _, one in signed}), tuple(findings))


def _texts(source: Source, folders: tuple[Path, ...]) -> Iterator[tuple[str, bytes]]:
    """Every checkpoint there is, under a name that a person finds it by."""
    for folder in folders:
        for file in kept_in(folder):
            yield file.name, file.read_bytes()
    for size, text in source.rows(_CHECKPOINTS):
        yield f"audit_checkpoint {size}", str(text).encode("utf-8", "surrogateescape")


def _not_met(signed: list[tuple[str, Checkpoint]], roots: dict[int, bytes]) -> Iterator[Finding]:
    """Checkpoints that the log does not meet, each size once; and up to where it met them."""
    wrong = {
        checkpoint.size: name for name, checkpoint in reversed(signed) if roots.get(checkpoint.size) != checkpoint.root
    }
    met = max((one.size for _, one in signed if one.size not in wrong and one.size < min(wrong, default=0)), default=0)
    for size, name in sorted(wrong.items()):
        yield tell("checkpoint_not_met", file=name, size=size, met=met)
