"""Short words for what stands in a cell."""

from __future__ import annotations

from xiangxin.interop.words import FLAG
from xiangxin.kernel.text import Text


def flags_of(flags: str) -> list[Text]:
    """Each flag of a result in words, in its order."""
    named = {str(flag): words for flag, words in FLAG.items()}
    return [named.get(flag, Text(flag, flag)) for flag in flags.split(";") if flag]
