"""A text as the engine reads it: examined line by line, or put into a folder for a run and taken away again."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from xiangxin.kernel.errors import Finding, blocks
from xiangxin.law.load import load_law
from xiangxin.law.model import Verdict
from xiangxin.office.adoption.models import PolicyText
from xiangxin.policy.compile import examine_policy
from xiangxin.policy.model import POLICY_FILE, CompiledPolicy
from xiangxin.policy.read import PolicyDocument, load_policy
from xiangxin.policy.shapes import ID
from xiangxin.policy.shipped import borrowed_name, content_hash
from xiangxin.scoring.magnitudes import magnitudes_proven

UNNAMED = "policy"
_KEPT = 16
_NAMED = re.compile(r"^policy:[ \t]*(?P<id>\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Examined:
    """What the checks say of a text; ``policy`` is there only when nothing blocks. ``verdicts`` by line."""

    document: PolicyDocument | None
    policy: CompiledPolicy | None
    verdicts: Mapping[str, Verdict]
    findings: tuple[Finding, ...]


def examine(text: str, name: str, on: date) -> Examined:
    """Every check of ``xiangxin policy check`` by the law of ``on`` in this office's jurisdiction."""
    # The folder is where a policy would lie; nothing is read from it, since the content is given.
    folder = Path(name if ID.fullmatch(name) else UNNAMED)
    document, unread = load_policy(folder, text.encode("utf-8"))
    if document is None:
        return Examined(None, None, {}, unread)
    policy, verdicts, found = examine_policy(document, load_law(), on, str(settings.HOME.jurisdiction))
    borrowed = borrowed_name(document.root.get("policy", str) or "", content_hash(document), folder)
    findings = (*unread, *borrowed, *found)
    if policy is not None and not blocks(findings):
        findings = (*findings, *magnitudes_proven(policy))
    return Examined(document, None if blocks(findings) else policy, verdicts, findings)


def examine_kept(policy: PolicyText, on: date) -> Examined:
    """The same of a text that is kept; what was found is remembered, since such a text never changes."""
    return _examined(policy.text_sha256, policy.name, on, load_law().hash)


@lru_cache(maxsize=_KEPT)
def _examined(text_sha256: str, name: str, on: date, _law_hash: str) -> Examined:
    return examine(PolicyText.objects.get(text_sha256=text_sha256).text, name, on)


def id_in(text: str) -> str:
    """The id a text gives itself; empty where it cannot be read."""
    document, _findings = load_policy(Path(UNNAMED), text.encode("utf-8"))
    if document is not None:
        return document.root.get("policy", str) or ""
    # A text with a slip somewhere still says what it is called.
    named = _NAMED.search(text)
    return named["id"] if named is not None and ID.fullmatch(named["id"]) else ""


def sha256_of(text: str) -> str:
    """The digest that tells one text from another."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@contextmanager
def folder_of(policy: PolicyText) -> Iterator[Path]:
    """The text as the folder of a policy, named after its id; gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="xiangxin-policy-") as beside:
        folder = Path(beside) / policy.name
        folder.mkdir(mode=0o700)
        (folder / POLICY_FILE).write_text(policy.text, encoding="utf-8", newline="")
        yield folder
