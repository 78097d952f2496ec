"""A compiled policy for the commands that use one: remembered by the hash of all it follows from, else compiled.

``policy check`` and the cases compile for themselves: whoever writes a policy sees the checks at work.
"""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from xiangxin.kernel import errors, text
from xiangxin.kernel.cache import remembered
from xiangxin.kernel.errors import Finding
from xiangxin.kernel.yamlfile import MAX_BYTES
from xiangxin.law import model as law_model
from xiangxin.law.pack import LawPack
from xiangxin.policy import expressions, model
from xiangxin.policy.model import POLICY_FILE, CompiledPolicy

MODULES = (text, errors, law_model, expressions, model)
"""Where the classes of a compiled policy and of findings are defined."""


def compiled_policy(
    folder: Path, law: LawPack, as_of: date, jurisdiction: str
) -> tuple[CompiledPolicy | None, tuple[Finding, ...]]:
    """As ``compile.compile_policy`` of a folder, and the same to the last word."""

    def compiled() -> tuple[CompiledPolicy | None, tuple[Finding, ...]]:
        # The language, its checks and the word lint are needed only where nothing is remembered.
        from xiangxin.policy.compile import compile_policy  # noqa: PLC0415
        from xiangxin.policy.read import load_policy  # noqa: PLC0415

        document, findings = load_policy(folder, content)
        if document is None:
            return None, findings
        policy, found = compile_policy(document, law, as_of, jurisdiction)
        return policy, (*findings, *found)

    # Read once: what is compiled is what the hash is of, whoever writes to the file meanwhile.
    content = _content(folder / POLICY_FILE)
    if content is None:
        return compiled()
    key = [folder.name, hashlib.blake2b(content, digest_size=32).hexdigest(), law.hash, as_of, jurisdiction]
    expected = tuple[CompiledPolicy | None, tuple[Finding, ...]]
    return remembered("policy", key, MODULES, compiled, expected)


def _content(file: Path) -> bytes | None:
    """The bytes of the file, one more than it may have where it is too long; ``None`` where it is none."""
    if not file.is_file():
        return None
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError:
        return None
