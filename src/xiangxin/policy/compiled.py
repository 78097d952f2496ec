"""A compiled policy for the commands that use one: remembered by the hash of all it follows from, else compiled.

``policy check`` and the cases compile for themselves: whoever writes a policy sees the checks at work.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from xiangxin.kernel import errors, text
from xiangxin.kernel.cache import files_hash, remembered
from xiangxin.kernel.errors import Finding
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

        return compile_policy(folder, law, as_of, jurisdiction)

    file = folder / POLICY_FILE
    if not file.is_file():
        return compiled()
    key = [folder.name, files_hash(folder, [file]), law.hash, as_of, jurisdiction]
    expected = tuple[CompiledPolicy | None, tuple[Finding, ...]]
    return remembered("policy", key, MODULES, compiled, expected)
