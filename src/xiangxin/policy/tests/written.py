"""Policies written as text, for tests: the good file, and files that hold one change to it each."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from xiangxin.kernel.errors import Finding, blocks
from xiangxin.kernel.yamlfile import plain, read_yaml
from xiangxin.law.pack import LawPack
from xiangxin.policy.compile import compile_policy
from xiangxin.policy.model import CompiledPolicy

HERE = Path(__file__).parent
GOOD = (HERE / "good.yaml").read_text(encoding="utf-8")
AS_OF = date(2026, 6, 30)


def compiled(text: str, folder: Path, law: LawPack) -> tuple[CompiledPolicy | None, tuple[Finding, ...]]:
    (folder / "policy.yaml").write_text(text, encoding="utf-8")
    return compile_policy(folder, law, AS_OF, "CN")


def good(folder: Path, law: LawPack, text: str = GOOD) -> CompiledPolicy:
    policy, findings = compiled(text, folder, law)
    assert blocks(findings) == ()
    assert policy is not None
    return policy


def listed(name: str) -> list[dict[str, object]]:
    """The changes that the file ``name`` beside this module lists."""
    node, findings = read_yaml(HERE / name, name)
    assert findings == ()
    assert node is not None
    entries = plain(node)
    assert isinstance(entries, list)
    return entries
