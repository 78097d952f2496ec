"""On what a line rests: the clause of a document or an assumption, its own or that of the enclosing block."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from xiangxin.kernel.errors import Finding
from xiangxin.kernel.text import Text
from xiangxin.policy.model import Origin
from xiangxin.policy.read import Block, Source


@dataclass
class Origins:
    """Finds origins for one policy; a line that rests on nothing is a finding."""

    document: str
    effective_from: date
    findings: list[Finding] = field(default_factory=list)

    def of(self, block: Block, *enclosing: Block, required: bool = True) -> Origin:
        """The origin of ``block``: its own source or assumption, else the nearest enclosing one's."""
        for candidate in (block, *enclosing):
            source, assumption = candidate.get("source", Source), candidate.get("assumption", Text)
            if source is None and assumption is None:
                continue
            document = self.document if source is not None else ""
            if source is not None and source.document is not None:
                document = source.document.zh
            return Origin(
                block.at,
                document,
                source.clause.zh if source is not None else "",
                assumption,
                block.get("reason", Text),
            )
        if required:
            self._missing(block)
        return Origin(block.at, reason=block.get("reason", Text))

    def _missing(self, block: Block) -> None:
        name = block.name or block.get("id", str) or block.kind
        self.findings.append(
            Finding(
                "no_source",
                "block",
                block.at,
                Text(f"{name} 没有写明依据", f"{name} does not say what it rests on"),
                Text(
                    "每个数字都要有文件条款，或写明是假设。",
                    "Every number has a clause of a document, or says that it is an assumption.",
                ),
                Text("加 source: {clause: …} 或 assumption: …", "Add source: {clause: …} or assumption: …"),
            )
        )
