"""The whole verification in its order: chain, checkpoints, state."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from xiangxin.kernel.errors import Finding, XiangxinError
from xiangxin.office.audit import models
from xiangxin.office.audit.checkpoints import kept_in, read_kept
from xiangxin.office.audit.context import maintenance
from xiangxin.office.audit.sealing import seal_reads
from xiangxin.office.audit.verify.chain import read_chain
from xiangxin.office.audit.verify.state import check_tables
from xiangxin.office.audit.verify.told import tell


@dataclass(frozen=True, slots=True)
class Verdict:
    """``entries``: how long the log is; ``rows``: how many rows it accounts for; ``checkpoints``: how many were met."""

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
    with maintenance("verify"):
        files = [file for folder in (settings.HOME.checkpoints, *folders) for file in kept_in(folder)]
        findings: list[Finding] = []
        wanted: dict[Path, tuple[int, bytes]] = {}
        for file in files:
            try:
                checkpoint = read_kept(file).checkpoint
                wanted[file] = (checkpoint.size, checkpoint.root)
            except XiangxinError:
                findings.append(tell("checkpoint_unreadable", file=file.name))
        chain = read_chain({size for size, _ in wanted.values()})
        findings += chain.findings
        for file, (size, root) in wanted.items():
            if chain.roots.get(size) != root:
                findings.append(tell("checkpoint_not_met", file=file.name, size=size))
        findings += check_tables()
        return Verdict(chain.size, models.Part.objects.count(), len(wanted), tuple(findings))
